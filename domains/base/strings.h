/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings: a list of texts that belong to it, in order of adding.
 *
 *     struct strings strings = {0};
 *     if (strings_add(&strings, strdup("taro")) < 0) ...
 *     ... strings.list[0], strings.count
 *     strings_clear(&strings);
 */
#ifndef DOMAINS_BASE_STRINGS_H
#define DOMAINS_BASE_STRINGS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct strings {
	char **list;
	size_t count, room;
};

/* Takes over a text; NULL is out of memory.  Returns 0, or -1 when memory is
 * out: then the text is gone. */
int
strings_add(struct strings *strings, char *text);

/* As asprintf(3).  NULL: memory is out. */
char *
strings_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, as vasprintf(3). */
char *
strings_format_list(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

/* Of pointers to texts, as qsort(3) wants it. */
int
strings_compare(const void *a, const void *b);

/* Finds a text among the names of an enum, or another number, and sets that.
 * Returns false, the number untouched, when it is none of them. */
bool
strings_find(const char *const *names, size_t count, const char *text,
    unsigned *number_r);

/* Frees the texts; the list is as new. */
void
strings_clear(struct strings *strings);

#endif
