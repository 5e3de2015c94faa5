/* SPDX-License-Identifier: BSD-2-Clause */
/* End mark: the last line of a list, which says how many entries come before
 * it, those that take something back too:
 *
 *     # end entries=3047
 *
 * It shows that a list was not cut at the end of a line, as by a copy that is
 * under way.  The lists that come with the programs, and what programs write as
 * a list, have one; a list that a person keeps by hand needs none.  A line of
 * this form that is not the last one is a comment like any other.
 */
#ifndef DOMAINS_ENGINE_LISTS_END_MARK_H
#define DOMAINS_ENGINE_LISTS_END_MARK_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

#define END_MARK_SIZE 48

struct end_mark {
	size_t at;      /* where its line begins */
	size_t entries; /* as it counts them */
};

/* Returns whether the last line of a list is an end mark; *mark_r is untouched
 * when it is not. */
bool
end_mark_find(const char *bytes, size_t len, struct end_mark *mark_r);

/* Writes the line, without its end.  Returns buf. */
const char *
end_mark_format(size_t entries, char buf[static END_MARK_SIZE]);

/* What is wrong with a list that must have one and has none. */
int
end_mark_report_missing(const char *path, struct diagnostics *diagnostics);

#endif
