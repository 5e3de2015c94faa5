/* SPDX-License-Identifier: BSD-2-Clause */
/* Watch: reads the registrations and keeps up with their files.
 *
 *     struct watch *watch = watch_new();
 *     watch_update(watch, &input, &diagnostics, &news);    at the start
 *     ... a second later:
 *     input.all = false;
 *     watch_update(watch, &input, &diagnostics, &news);    what has changed
 *     if (news.directory != NULL) ... it is new
 *
 * A changed file costs the reading of that file.  One that cannot be read, or
 * no longer without errors, leaves what it said before; one that is gone and
 * was found by a pattern is forgotten.  For one thread.
 */
#ifndef DOMAINS_DOPPELCHECK_WATCH_H
#define DOMAINS_DOPPELCHECK_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/registrations/directory.h"
#include "domains/settings/registrations.h"

/* A service and a table that have no time of change are asked again after so
 * long. */
#define WATCH_SERVICE_MS 300000

/* What had errors is read again after so long, although it has not changed. */
#define WATCH_RETRY_MS 60000

struct watch;

struct watch_input {
	const struct settings_registrations *registrations;
	const struct settings_policies *policies;
	const struct doppel *engine;
	bool all;          /* the engine or the settings are others: read all */
	bool report_all;   /* also what was reported before */
	uint64_t retry_ms; /* WATCH_RETRY_MS */
	const char *fetched;          /* as in struct reader_options */
	struct judge_silence silence; /* who is unconfirmed */
	bool services; /* also Mailman, which may take its time; else it is left
	                  for the next look */
	bool (*give_up)(void); /* asked again and again: true ends what is
	                          being read or waited for, as an error of its
	                          source; NULL: never */
	/* Called before each source with how many are done; NULL: not. */
	void (*progress)(size_t done, size_t all);
};

struct watch_news {
	struct directory *directory; /* the caller's; NULL: nothing changed */
	size_t read;                 /* sources that were read */
	bool blind;  /* the Postfix that is named has never answered: there may
	                be many more sources */
	size_t kept; /* of those, what was not taken, for its errors */
};

/* NULL when memory is out. */
struct watch *
watch_new(void);

/* Sets *watch to NULL. */
void
watch_free(struct watch **watch);

/* Reads what has to be read.  An error is added once and not again as long as
 * it stays.  Returns 0, or -1 with nothing new when memory is out. */
int
watch_update(struct watch *watch, const struct watch_input *input,
    struct diagnostics *diagnostics, struct watch_news *news_r);

#endif
