/* SPDX-License-Identifier: BSD-2-Clause */
/* Follow: reads the registrations and keeps up with their files.
 *
 *     struct watch *follow = watch_new();
 *     watch_update(follow, &input, &faults, &news);    at the start
 *     ... half a minute later:
 *     input.all = false;
 *     watch_update(follow, &input, &faults, &news);    what has changed
 *     if (news.registry != NULL) ... put it in force
 *
 * A changed file costs the reading of that file.  One that cannot be read, or
 * no longer without faults, leaves in force what it said before; one that is
 * gone and was found by a pattern is forgotten.  For one thread.
 */
#ifndef DOMAINS_SERVICE_WATCH_H
#define DOMAINS_SERVICE_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/registrations/directory.h"
#include "domains/settings/registrations.h"

/* A service and a table that have no time of change are asked again after so
 * long. */
#define WATCH_SERVICE_SECONDS 300

struct watch;

struct watch_input {
	const struct settings_registrations *registrations;
	const struct settings_policies *policies;
	const struct doppel *engine;
	bool all;      /* the engine or the settings are others: read all */
	bool services; /* also Mailman, which may take its time; else it is
			  left for the next look */
	bool (*give_up)(void); /* whether a service or a table's program is to
				  be waited for no longer; NULL: it is waited
				  for */
};

struct watch_news {
	struct directory *directory; /* the caller's; NULL: nothing changed */
	size_t read;                 /* sources that were read */
	size_t kept; /* of those, what was not taken, for its faults */
};

/* NULL when memory is out. */
struct watch *
watch_new(void);

/* Sets *follow to NULL. */
void
watch_free(struct watch **watch);

/* Reads what has to be read.  A fault is added once and not again as long as
 * it stays.  Returns 0, or -1 with nothing new when memory is out or it cannot
 * be told what there is to read, as when Postfix does not answer. */
int
watch_update(struct watch *watch, const struct watch_input *input,
    struct diagnostics *diagnostics, struct watch_news *news_r);

#endif
