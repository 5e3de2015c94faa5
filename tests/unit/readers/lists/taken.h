/* SPDX-License-Identifier: BSD-2-Clause */
/* Taken: what a reader hands on of a file, as a text to be compared.
 *
 *     lab@x.jp taro@gmai.com (Taro) 3|lab taro@y.jp () 4|! 5|
 *
 * the list, the address, the name, the line; "!" is a diagnostic. */
#ifndef TESTS_UNIT_READERS_LISTS_TAKEN_H
#define TESTS_UNIT_READERS_LISTS_TAKEN_H

#include <stddef.h>

#include "domains/readers/type.h"
#include "domains/registrations/member.h"

#define TAKEN_SIZE 16384

struct taken {
	char text[TAKEN_SIZE];
	size_t len;
};

/* As member_take. */
int
taken_add(void *taken, const struct member *member);

/* What is to come out. */
void
taken_put(struct taken *taken, const char *list, const char *address,
    const char *name, unsigned line);

/* Of bytes under a name; READER_AUTO: by what they are. */
void
taken_parse(const char *path, const char *bytes, size_t len,
    enum reader_type type, struct taken *taken_r);

/* Of a file. */
void
taken_read(const char *path, enum reader_type type, struct taken *taken_r);

#endif
