/* SPDX-License-Identifier: BSD-2-Clause */
/* File parser: takes the rows of a registrations file, with the checks that
 * make the rest of file.h safe.  Of use to file.c alone. */
#ifndef DOMAINS_REGISTRATIONS_FILE_PARSER_H
#define DOMAINS_REGISTRATIONS_FILE_PARSER_H

#include <stdint.h>

#include "domains/base/hash_index.h"
#include "domains/registrations/file.h"
#include "domains/registrations/file_rows.h"

/* A wrong member, as its row says. */
struct file_wrong {
	const char *list, *member, *file;
	const char *cell; /* NULL: it is a line */
	const char *contact;
	unsigned line;
	unsigned rank;
	struct verdict verdict;
};

struct file_key {
	const char *text;
	uint64_t all;
	uint32_t first; /* of its numbers */
	uint32_t count;
};

struct registrations {
	_Atomic uint32_t references;
	uint64_t content; /* XXH3 of all rows but those with time and end */
	char *bytes;      /* of the file; the texts of the rest stand here */
	struct lookup_key_rules rules;
	struct registrations_counts counts;
	struct file_wrong *wrong;
	size_t wrong_count;
	struct file_key *keys;
	size_t key_count;
	struct hash_index index; /* of the keys */
	uint32_t *numbers;       /* of the wrong, for all keys */
	size_t number_count, number_room;
};

/* Takes all rows.  before as for registrations_read(): when its content is the
 * same no more is taken than that.  Returns 0, or -1 with the diagnostic; what
 * was taken is to be freed in both cases. */
int
file_parser_take(struct file_rows *rows, const struct registrations *before,
    struct registrations *into, time_t *time_r);

/* NULL when there is none. */
const struct file_key *
file_parser_find_key(const struct registrations *in, const char *text);

#endif
