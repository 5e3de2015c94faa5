/* SPDX-License-Identifier: BSD-2-Clause */
/* Folded: lines that go on in the next one of the file, where a blank begins
 * that or a backslash ends the first, as the form has it.
 *
 *     while (folded_begin(&lines))
 *             while (lines.rest.len > 0 && *lines.rest.bytes == ' ')
 *                     folded_append(&lines, 1);
 */
#ifndef DOMAINS_BASE_FOLDED_H
#define DOMAINS_BASE_FOLDED_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"
#include "domains/base/traced.h"

/* Bytes of a line when its folds are out.  A longer one has a picture or a
 * certificate. */
#define FOLDED_LINE_MAX ((size_t)64 * 1024)

struct folded {
	struct span text;   /* of the file */
	struct span rest;   /* what was not taken of it: at first, all */
	struct traced line; /* the line at hand */
	bool is_long;       /* it is over FOLDED_LINE_MAX, and cut */
	unsigned number;    /* where it begins */
	unsigned taken;     /* lines of the file up to its end */
};

/* Takes a line of the file, without its end.  Returns false at the end of the
 * file. */
bool
folded_begin(struct folded *lines);

/* Puts the next one after it, from which so many bytes are left out. */
void
folded_append(struct folded *lines, size_t left_out);

/* The line at hand. */
struct span
folded_span(const struct folded *lines);

#endif
