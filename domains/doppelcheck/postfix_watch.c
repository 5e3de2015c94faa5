/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks Postfix when it may say something else. */
#include "domains/doppelcheck/postfix_watch.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"

#define USUAL_DIRECTORY "/etc/postfix"

/* The last of the files. */
#define PASSWD 2

void
postfix_watch_clear(struct postfix_watch *watch)
{
	postfix_clear(&watch->postfix);
	diagnostics_clear(&watch->diagnostics);
	free(watch->directory);
}

static void
look(const char *directory, struct stamp stamps[static POSTFIX_WATCH_FILES])
{
	static const char *const names[] = {"main.cf", "master.cf"};
	char path[PATH_MAX];

	if (*directory == '\0')
		directory = USUAL_DIRECTORY;
	for (size_t i = 0; i < PASSWD; i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		stamps[i] = stamp_of(path);
	}
	stamps[PASSWD] = stamp_of("/etc/passwd");
}

static bool
is_due(const struct postfix_watch *watch, const char *directory,
    const struct stamp stamps[static POSTFIX_WATCH_FILES])
{
	if (watch->directory == NULL ||
	    strcmp(watch->directory, directory) != 0 || watch->young)
		return true;
	for (size_t i = 0; i < POSTFIX_WATCH_FILES; i++)
		if (!stamp_equal(&watch->stamps[i], &stamps[i]))
			return true;
	return clock_now() - watch->asked_at >=
	       (watch->failed ? POSTFIX_WATCH_FAILED_MS : POSTFIX_WATCH_MS);
}

/* What was said before stays when there is no answer. */
static void
ask(struct postfix_watch *watch, const char *directory, bool (*give_up)(void))
{
	struct postfix answer;

	diagnostics_clear(&watch->diagnostics);
	watch->failed = postfix_ask(*directory != '\0' ? directory : NULL,
			    give_up, &watch->diagnostics, &answer) < 0;
	if (watch->failed)
		return;
	postfix_clear(&watch->postfix);
	watch->postfix = answer;
}

bool
postfix_watch_ask(struct postfix_watch *watch, const char *directory, bool all,
    bool (*give_up)(void), struct diagnostics *diagnostics,
    const struct postfix **postfix_r)
{
	struct stamp stamps[POSTFIX_WATCH_FILES];
	bool due;

	look(directory, stamps);
	due = all || is_due(watch, directory, stamps);
	if (due) {
		if (watch->directory == NULL ||
		    strcmp(watch->directory, directory) != 0)
			postfix_clear(&watch->postfix);
		free(watch->directory);
		watch->directory = strdup(directory);
		memcpy(watch->stamps, stamps, sizeof(stamps));
		watch->young = false;
		for (size_t i = 0; i < PASSWD; i++)
			watch->young |=
			    stamps[i].error == 0 && stamp_is_young(&stamps[i]);
		watch->asked_at = clock_now();
		ask(watch, directory, give_up);
	}
	diagnostics_add_all(diagnostics, &watch->diagnostics);
	*postfix_r = &watch->postfix;
	return due;
}
