/* SPDX-License-Identifier: BSD-2-Clause */
/* List copies: the lists as they were last in force, in a directory of the
 * gate's own (state-directory in milter.conf), and what is judged by them.
 *
 *     list_copies_begin(&copies, directory);
 *     options.inspect = list_copies_inspect, options.context = &copies;
 *     if (doppel_open(&options, ...) == 0) ... put it in force, then
 *             list_copies_keep(&copies, &diagnostics);
 *
 * A list that has lost more than half of its entries since, or its end mark, is
 * refused: it was cut, as by a copy that is under way.  An administrator who
 * means it has that very content accepted (list_copies_accept()); another cut
 * is refused again.  A list without a copy is good as it is.
 *
 * A gate that starts with a faulty list takes the copy in its place, and says
 * so.  A reload does not: what is in force stays in force.
 *
 * A copy is a file HASH.list, of the list's path, with one line before the
 * list's own bytes:
 *
 *     doppelmilter list 1  TIME  ENTRIES  END-MARK  DIGEST  PATH
 *
 * with tabs between: seconds since 1970, how many entries, 1 or 0, the XXH3 of
 * the bytes, the path.  It is replaced whole (replacement.h), and what is
 * damaged is left out.  HASH.accepted is what was accepted, in the same form.
 * Nobody else may write in the directory: else it is not used.
 */
#ifndef DOMAINS_SERVICE_LIST_COPIES_H
#define DOMAINS_SERVICE_LIST_COPIES_H

#include "domains/base/strings.h"
#include "domains/engine/doppel.h"

/* A list and what to keep of it. */
struct list_content {
	const char *path;
	const char *bytes; /* NULL: the file is gone */
	size_t len;
	size_t entries;
	bool end_mark;
};

/* For one thread. */
struct list_copies {
	char *directory;           /* NULL: there are none */
	struct list_content *list; /* to be kept; path and bytes are its own */
	size_t count, room;
	struct strings in_place;     /* bytes that lists have in their place */
	struct diagnostics warnings; /* of the last begin and what followed */
};

/* Forgets what is to be kept.  An empty directory: there are no copies. */
void
list_copies_begin(struct list_copies *copies, const char *directory);

/* As struct doppel_options has it; context is struct list_copies. */
int
list_copies_inspect(void *context, struct doppel_reading *reading,
    struct diagnostics *diagnostics);

/* Gives the lists that errors name, and that have a copy, its bytes; until the
 * next begin.  Adds a report of each.  Returns how many. */
size_t
list_copies_put_in_place(struct list_copies *copies, struct doppel_list *lists,
    size_t count, const struct diagnostics *errors,
    struct diagnostics *reports);

/* Writes those that are new, after all was put in force.  Adds a diagnostic for
 * each that cannot be written. */
void
list_copies_keep(struct list_copies *copies, struct diagnostics *diagnostics);

void
list_copies_clear(struct list_copies *copies);

/* Accepts a list as it is now; a gate takes it at the next start or reload.
 * Returns 0, or -1 with a diagnostic. */
int
list_copies_accept(const char *directory, const struct list_content *content,
    struct diagnostics *diagnostics);

#endif
