/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks Postfix when it may say something else. */
#include "domains/doppelcheck/postfix_watch.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/stamp.h"

#define USUAL_DIRECTORY "/etc/postfix"

enum { MAIN_CF, MASTER_CF, PASSWD, FILES };

struct postfix_watch {
	char *directory; /* that was asked for; NULL: none yet */
	struct postfix postfix;
	struct diagnostics diagnostics; /* of the last answer */
	struct stamp stamps[FILES];
	uint64_t asked_at; /* by clock.h */
	bool failed, young;
};

struct postfix_watch *
postfix_watch_new(void)
{
	return calloc(1, sizeof(struct postfix_watch));
}

void
postfix_watch_free(struct postfix_watch **watch)
{
	struct postfix_watch *gone = *watch;

	*watch = NULL;
	if (gone == NULL)
		return;
	postfix_clear(&gone->postfix);
	diagnostics_clear(&gone->diagnostics);
	free(gone->directory);
	free(gone);
}

static void
look(const char *directory, struct stamp stamps[static FILES])
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
    const struct stamp stamps[static FILES])
{
	if (watch->directory == NULL ||
	    strcmp(watch->directory, directory) != 0 || watch->young)
		return true;
	for (size_t i = 0; i < FILES; i++)
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
	struct stamp stamps[FILES];
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
