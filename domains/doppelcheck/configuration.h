/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration: domains.conf and the lists that it names, loaded, and loaded
 * again when one of their files has changed.
 *
 *     struct configuration configuration = {.path = path};
 *     configuration_load(&configuration, &diagnostics)
 *     ... a second later:
 *     if (configuration_has_changed(&configuration))
 *             configuration_load(&configuration, &diagnostics)
 */
#ifndef DOMAINS_DOPPELCHECK_CONFIGURATION_H
#define DOMAINS_DOPPELCHECK_CONFIGURATION_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"
#include "domains/base/stamp.h"
#include "domains/base/strings.h"
#include "domains/engine/doppel.h"
#include "domains/settings/settings.h"

struct configuration {
	const char *path;      /* as settings_load() takes it */
	const char *lists_dir; /* the same */
	struct settings settings;
	struct doppel *doppel;      /* NULL: not loaded yet */
	struct stamped_files files; /* all that were read, before that */
	struct strings marked;      /* lists that had an end mark: it must not
	                               be gone the next time (end_mark.h) */
};

/* Loads all.  Returns 0, or -1 with the diagnostics and what was loaded
 * before. */
int
configuration_load(struct configuration *configuration,
    struct diagnostics *diagnostics);

bool
configuration_has_changed(const struct configuration *configuration);

void
configuration_clear(struct configuration *configuration);

#endif
