/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows: the lines of Postfix's files, put together, and where their keys end.
 *
 *     lab@example.jp  taro@gmai.com,     one row of two lines: a blank at the
 *          hanako@example.jp             first place makes the line go on
 *     # comment
 *     /^old@/i        new@example.jp     a row whose key is a pattern
 *
 * As readlline(3), regexp_table(5) and pcre_table(5) of Postfix have it.  A
 * comment or an empty line within a row does not end it.
 */
#ifndef DOMAINS_READERS_MTA_ROWS_H
#define DOMAINS_READERS_MTA_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"
#include "domains/registrations/member.h"

struct row {
	struct span text; /* with the newlines in it */
	unsigned line;    /* of its beginning */
	bool orphan;      /* it goes on, and there is no row before it */
};

struct row_scan {
	struct span rest;
	unsigned line;
};

struct row_scan
row_scan_begin(struct span text);

/* false at the end.  A row is never empty. */
bool
row_next(struct row_scan *scan, struct row *row_r);

/* Adds a diagnostic about a row, of which it quotes the first line. */
void
row_refuse(const struct reader_text *text, const struct row *row,
    const char *why);

/* Sets *copy_r to a text of the same length with blanks for its comments, which
 * may stand within a row; to NULL where it has none.  Returns 0, or -1 when
 * memory is out. */
int
row_blank_comments(struct span text, char **copy_r);

/* "/lab/ ...", "!/lab/ ..." and "~lab~i ..." of a regexp or pcre table: any
 * byte that begins no other key parts pattern and flags. */
bool
row_is_pattern(struct span row);

/* "if /lab/" and "endif" of such a table, in any case. */
bool
row_is_condition(struct span row);

/* Where a pattern ends, at its delimiter and the flags; len: nothing follows.
 */
size_t
row_pattern_end(struct span row);

/* Where a key ends: at the byte outside of quotes, or nowhere (len). */
size_t
row_key_end(struct span row, bool (*ends)(char byte));

/* Blanks, tabs and line ends: what parts key and value. */
bool
row_is_space(char byte);

#endif
