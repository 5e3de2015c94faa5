/* SPDX-License-Identifier: BSD-2-Clause */
/* Inspection: reads all that a gate would read at its start, without being
 * one, so that whoever asks what a configuration would do gets the errors that
 * the gate itself would have.
 *
 *     struct inspection inspection;
 *     inspection_begin(path, &inspection);
 *     if (inspection.errors.count == 0) ... inspection.snapshot
 *     inspection_end(&inspection);
 */
#ifndef DOMAINS_SERVICE_INSPECTION_H
#define DOMAINS_SERVICE_INSPECTION_H

#include <stdbool.h>

#include "domains/service/privilege.h"
#include "domains/service/snapshot.h"

struct inspection {
	struct snapshot *snapshot; /* NULL: it could not be read */
	struct list_copies copies;
	struct privilege privilege; /* whom the gate would become; not set when
	                               there is an error about that */
	bool has_privilege;
	struct diagnostics warnings; /* what is no reason not to start */
	struct diagnostics errors;
};

/* path is milter.conf's.  To be ended whatever comes of it. */
void
inspection_begin(const char *path, struct inspection *inspection_r);
void
inspection_end(struct inspection *inspection);

#endif
