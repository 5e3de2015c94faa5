/* SPDX-License-Identifier: BSD-2-Clause */
/* Fold table: which ASCII letters a code point looks like.  For fold.c only;
 * fold_table.py makes the table. */
#ifndef DOMAINS_ENGINE_NAME_FOLD_TABLE_H
#define DOMAINS_ENGINE_NAME_FOLD_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct fold_entry {
	uint32_t code;
	char looks[4]; /* a-z, 0-9 and hyphen, '\0'-terminated */
};

/* In order of code. */
extern const struct fold_entry fold_table[];
extern const size_t fold_table_count;

#endif
