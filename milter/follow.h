/* SPDX-License-Identifier: BSD-2-Clause */
/* Follow: reads the registrations and keeps up with their files.
 *
 *     struct follow *follow = follow_new();
 *     follow_update(follow, &input, &faults, &news);    at the start
 *     ... half a minute later:
 *     input.all = false;
 *     follow_update(follow, &input, &faults, &news);    what has changed
 *     if (news.registry != NULL) ... put it in force
 *
 * A changed file costs the reading of that file.  One that cannot be read, or
 * no longer without faults, leaves in force what it said before; one that is
 * gone and was found by a pattern is forgotten.  For one thread.
 */
#ifndef MILTER_FOLLOW_H
#define MILTER_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/doppel.h"
#include "domains/engine/fault.h"
#include "domains/records/registry.h"
#include "domains/settings_registrations.h"

/* A service and a table that have no time of change are asked again after so
 * long. */
#define FOLLOW_SERVICE_SECONDS 300

struct follow;

struct follow_input {
	const struct settings_registrations *registrations;
	const struct settings_policies *policies;
	const struct doppel *engine;
	bool all; /* the engine or the settings are others: read all */
	bool services; /* also Mailman, which may take its time; else it is
			  left for the next look */
	bool (*give_up)(void); /* whether a service or a table's program is to
				  be waited for no longer; NULL: it is waited
				  for */
};

struct follow_news {
	struct registry *registry; /* the caller's; NULL: nothing changed */
	size_t read; /* sources that were read */
	size_t kept; /* of those, what was not taken, for its faults */
};

/* NULL when memory is out. */
struct follow *
follow_new(void);

/* Sets *follow to NULL. */
void
follow_free(struct follow **follow);

/* Reads what has to be read.  A fault is added once and not again as long as
 * it stays.  Returns 0, or -1 with nothing new when memory is out or it cannot
 * be told what there is to read, as when Postfix does not answer. */
int
follow_update(struct follow *follow, const struct follow_input *input,
    struct faults *faults, struct follow_news *news_r);

#endif
