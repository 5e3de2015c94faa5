/* SPDX-License-Identifier: BSD-2-Clause */
/* Unheard: the members of lists that nobody was ever heard from, left by an
 * audit for the program that asks their owners to confirm.
 *
 *     doppelcheck unheard 1
 *     time	1767225600
 *     member	taro@gmail.com	kinkyu@univ.example	soumu@univ.example
 *     end	2	0123456789abcdef
 *
 * A file of rows (file_rows.h): member, list, and to whom the list is reported,
 * which is empty where there is nobody.  One member may be of several lists.
 * Members with any other finding are not in it.
 */
#ifndef DOMAINS_REPORTS_UNHEARD_H
#define DOMAINS_REPORTS_UNHEARD_H

#include <stddef.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"

/* A million members. */
#define UNHEARD_MAX ((size_t)256 << 20)

struct unheard_member {
	const char *address, *list, *contact;
};

struct unheard {
	char *bytes;
	time_t time;                 /* when it was written */
	struct unheard_member *list; /* by their addresses */
	size_t count;
};

/* contact NULL: there is none. */
void
unheard_add(struct buffer *rows, const char *address, const char *list,
    const char *contact);

/* Puts the file in the place of the last one.  Returns 0, or -1 with a
 * diagnostic. */
int
unheard_write(const char *path, const struct buffer *rows,
    struct diagnostics *diagnostics);

/* Returns 0 with *unheard_r to be cleared, or -1 with a diagnostic. */
int
unheard_read(const char *path, struct diagnostics *diagnostics,
    struct unheard *unheard_r);

void
unheard_clear(struct unheard *unheard);

#endif
