/* SPDX-License-Identifier: BSD-2-Clause */
/* Sources: the files, tables and services that there are just now for the
 * registrations of domains.conf, and the local domains.
 *
 *     registrations.forward = "/home/?????/.forward"
 *         -> /home/akiko/.forward, /home/jiroh/.forward
 */
#ifndef DOMAINS_SETTINGS_SOURCES_H
#define DOMAINS_SETTINGS_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/base/rights.h"
#include "domains/base/stamp.h"
#include "domains/base/strings.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/readers/reader.h"
#include "domains/settings/pattern.h"
#include "domains/registrations/budget.h"
#include "domains/settings/registrations.h"

/* That patterns find; each costs a look every second.  What is named takes
 * none of them. */
#define SETTINGS_FOUND_MAX 1000000

/* Of one user other than root: more would not be read (budget.h). */
#define SETTINGS_OWNER_PLACES_MAX BUDGET_OWNER_OPENINGS

struct postfix; /* readers/postfix.h */

enum settings_place_kind {
	SETTINGS_PLACE_FILE,
	SETTINGS_PLACE_TABLE,   /* "hash:/etc/aliases" */
	SETTINGS_PLACE_ONCE,    /* the same, and what it says is not looked up
	                           again: canonical, generic and bcc tables */
	SETTINGS_PLACE_OTHERS,  /* the same, and its keys are no recipients */
	SETTINGS_PLACE_VALUE,   /* the value of a setting of Postfix's: an
	                           address that gets copies, or the mail of
	                           nobody; a next hop */
	SETTINGS_PLACE_MAILMAN3 /* the URL */
};

struct settings_place {
	enum settings_place_kind kind;
	enum reader_type type;
	char *path;
	char *list; /* taro@example.jp, where more than the file's name says
	               it; of Postfix's settings which one; else NULL */
	struct rights rights; /* with which a file is opened */
	bool stamped;         /* a pattern has found it, with this stamp */
	struct stamp stamp;
};

struct settings_places {
	struct settings_place *list; /* in order, each once */
	size_t count;
	struct strings failed; /* patterns that could not look
	                                  everywhere: there may be more files
	                                  than are in the list */
	struct lookup_key_rules rules;
};

/* Goes through the patterns and asks Postfix where it is named.  A directory
 * that cannot be read is an error; a pattern that matches nothing is none.
 * Returns 0 with *places_r to be cleared, or -1 with an error when memory is
 * out, a limit is passed or Postfix cannot be asked. */
int
settings_find_places(const struct settings_registrations *registrations,
    struct diagnostics *diagnostics, struct settings_places *places_r);

/* The same with what Postfix said before; NULL: nothing.  give_up, asked for
 * each file, ends it as an error when it returns true; or NULL.  What is in
 * directories that rest is left out; patience may be NULL. */
int
settings_find_places_of(const struct settings_registrations *registrations,
    const struct postfix *postfix, bool (*give_up)(void),
    const struct pattern_patience *patience, struct diagnostics *diagnostics,
    struct settings_places *places_r);

void
settings_clear_places(struct settings_places *places);

/* By path, type and kind, of values by setting too: as qsort(3) wants it. */
int
settings_compare_places(const void *a, const void *b);

#endif
