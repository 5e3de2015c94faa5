/* SPDX-License-Identifier: BSD-2-Clause */
/* Scan: the lines of a chunk, most of them with their address.
 *
 *     scan_begin(&scan, &chunk);
 *     while (scan_next(&scan, &item)) ... item.kind, item.line ...
 *     lines += scan_lines(&scan);
 *
 * The usual line, local@domain in plain ASCII, is taken apart here, and only
 * where the full parser would find the same in it; every other line is for
 * list_line_take().
 *
 * A line ends with LF, CRLF, CR or the file; a byte order mark at the beginning
 * of a file is left out, and so are comments.
 */
#ifndef DOMAINS_DOPPELCHECK_SCAN_H
#define DOMAINS_DOPPELCHECK_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/doppelcheck/source.h"
#include "domains/engine/name/name.h"

enum scan_kind {
	SCAN_ADDRESS, /* bytes is local@domain and all of the line */
	SCAN_LINE,    /* any other line */
	SCAN_LONG /* a text over the limit, of which this is the beginning */
};

struct scan_item {
	enum scan_kind kind;
	bool continues;    /* it begins within a line */
	uint64_t line;     /* ends of lines in the chunk before it */
	const char *bytes; /* without the line's end */
	size_t len;
	/* Of an address: */
	size_t local_len;
	size_t domain_len;
	const char *plain; /* the domain in lower case, as long as it is; NULL
	                      when it ends with a dot */
};

struct scan {
	char *at;
	char *end;     /* here stands a newline of our own */
	char *newline; /* the next one, or one that is passed; NULL */
	char *crs_end; /* after CRs that follow each other; the same */
	uint64_t lines;
	bool continues;
	bool over_limit;
	char lower[NAME_SIZE];
};

/* Writes after the chunk (SOURCE_CHUNK_SIZE has room for it). */
void
scan_begin(struct scan *scan, const struct source_chunk *chunk);

/* false at the end.  What the item points to holds until the next call. */
bool
scan_next(struct scan *scan, struct scan_item *item_r);

/* The ends of lines in the chunk, known at its end. */
uint64_t
scan_lines(const struct scan *scan);

#endif
