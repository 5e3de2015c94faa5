/* SPDX-License-Identifier: BSD-2-Clause */
/* Scan: a chunk of lines -> the addresses in it.
 *
 *     scan_begin(&scan, &chunk);
 *     while (scan_next(&scan, &item)) ... item.line, item.domain ...
 *     lines += scan_lines(&scan);
 *
 * The usual line, local@domain in plain ASCII, takes a fast path that accepts
 * only what the full parser (address_scan_next) accepts with the same result;
 * every other line goes through the full parser.
 *
 *     taro@gmai.com                        the address
 *     "Yamada" <taro@gmai.com>, j@c.jp     two addresses, as in a header
 *     # comment                            nothing
 *     taro@gmai.com  # left in March       the address
 *     taro                                 malformed: no @
 *
 * A line ends with LF or CRLF or the file; a byte order mark at the beginning
 * of a file is left out.
 */
#ifndef DOMAINS_DOPPELCHECK_SCAN_H
#define DOMAINS_DOPPELCHECK_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/full_width.h"
#include "domains/engine/name/name.h"
#include "domains/doppelcheck/source.h"

struct scan_item {
	uint64_t line;     /* newlines of the chunk before it */
	const char *bytes; /* the address as it stands there */
	size_t len;
	struct span mended;       /* without what no address has in it */
	unsigned oddities;        /* what that is: enum full_width_oddity; 0 */
	enum address_error error; /* ADDRESS_FINE: then are set */
	const char *local;
	size_t local_len;
	const char *domain; /* as written */
	size_t domain_len;
	const char *plain; /* domain in lower case when it consists of ASCII */
	size_t plain_len;  /*   letters, digits, hyphens, and dots but at */
			   /*   the end; else NULL */
};

struct scan {
	char *at;
	char *end; /* here stands a newline of our own */
	uint64_t lines;
	bool continues;
	bool over_limit;
	bool in_line; /* between the addresses of a line */
	struct address_scan inner;
	struct full_width mended; /* the line, if something is odd in it */
	bool is_mended;
	char *line; /* that inner scans */
	char *line_end;
	char lower[NAME_SIZE];
};

/* Writes behind the chunk (SOURCE_CHUNK_SIZE has room for it). */
void
scan_begin(struct scan *scan, const struct source_chunk *chunk);

/* false at the end.  What the item points to holds until the next call. */
bool
scan_next(struct scan *scan, struct scan_item *item_r);

/* The newlines of the chunk, known at its end. */
uint64_t
scan_lines(const struct scan *scan);

/* Does a line begin as a comment? */
bool
scan_is_comment(const char *line, size_t len);

/* Where the text behind the last separator of addresses begins; 0 when there
 * is none.  line must not begin within quotes. */
size_t
scan_last_separator(const char *line, size_t len);

#endif
