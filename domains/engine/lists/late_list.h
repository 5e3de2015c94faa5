/* SPDX-License-Identifier: BSD-2-Clause */
/* Late list: a list of names that is checked as others are, and whose names are
 * noted only when somebody asks for one.
 *
 * Most of what is judged is near nothing, and then nobody needs to know which
 * names are innocent.  Whoever judges one address spares a third of the time to
 * open the lists.
 *
 *     struct late_list *list = NULL;
 *     if (late_list_read(path, kind, &bytes, len, &diagnostics,
 *             &list) < 0) ...
 *     if (late_list_find(list, "mail.zynga.com", 14, &found))
 *             ... found.len is 9, late_list_line(list, &found) its line
 *     late_list_free(&list);
 */
#ifndef DOMAINS_ENGINE_LISTS_LATE_LIST_H
#define DOMAINS_ENGINE_LISTS_LATE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/lists/listfile.h"

struct late_list;

/* The name that was looked for, or its nearest listed parent. */
struct late_list_found {
	size_t len; /* of the name as the list has it */
	size_t at;  /* internal */
};

/* Checks a list as listfile_parse() does and keeps its bytes, which come from
 * malloc(): it sets *bytes to NULL.  Returns 0, or -1 with diagnostics added
 * and *bytes untouched. */
int
late_list_read(const char *path, enum listfile_kind kind, char **bytes,
    size_t len, struct diagnostics *diagnostics, struct late_list **list_r);

void
late_list_free(struct late_list **list);

const char *
late_list_path(const struct late_list *list);

size_t
late_list_count(const struct late_list *list);

/* Is a canonical name, or one above it, in the list?  Any number of threads may
 * ask.  Without memory it takes longer. */
bool
late_list_find(struct late_list *list, const char *name, size_t len,
    struct late_list_found *found_r);

/* The line of the file that has it; this takes longer than to find it. */
unsigned
late_list_line(const struct late_list *list,
    const struct late_list_found *found);

#endif
