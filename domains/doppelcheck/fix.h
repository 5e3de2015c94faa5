/* SPDX-License-Identifier: BSD-2-Clause */
/* Fix: a copy of a file with corrected addresses, byte for byte the same but
 * for them, in any encoding.
 *
 *     struct fix fix = {0};
 *     fix_add(&fix, &member, "taro@gmail.com");
 *     fix_write(&fix, "list.txt", ENCODING_AUTO, false);   list.txt.fixed
 *     fix_clear(&fix);
 *
 * Nothing is overwritten: a copy that is there already is an error.  In place
 * the file becomes list.txt.bak, and a new one with its owner and mode takes
 * its name at once.  What was written is decoded again and compared before it
 * takes a name.
 */
#ifndef DOMAINS_DOPPELCHECK_FIX_H
#define DOMAINS_DOPPELCHECK_FIX_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/encoding.h"
#include "domains/registrations/member.h"

struct correction {
	size_t at;     /* in the decoded text */
	char *wrong;   /* what stands there, */
	size_t len;    /*   so many bytes of UTF-8 */
	char *instead; /* ASCII */
	unsigned line; /* of the file, for people */
};

struct fix {
	struct correction *list;
	size_t count;
	size_t size;
};

/* Notes what replaces a member that stands in its file as it is.  Returns 0, or
 * -1 when memory is out. */
int
fix_add(struct fix *fix, const struct member *member, const char *instead);

/* Corrects the file.  Returns 0, or -1, with messages and
 * everything as it was. */
int
fix_write(struct fix *fix, const char *path, enum encoding encoding,
    bool in_place);

/* Shows old and new, a line each, on standard error. */
void
fix_show(const struct fix *fix, const char *path);

/* Empty again. */
void
fix_clear(struct fix *fix);

#endif
