/* SPDX-License-Identifier: BSD-2-Clause */
/* Flow: a line of items for a person, which goes on in the next one before its
 * 80th column.
 *
 *     struct flow flow = flow_begin(buffer, 4);
 *     flow_format(&flow, ngettext("%u mail", "%u mails", n), n);
 *     flow_item(&flow, text, len);
 *     flow_end(&flow);
 *
 *     "    3 mails, from 2021-05-05 to 2023-07-11"
 */
#ifndef DOMAINS_REPORTS_FLOW_H
#define DOMAINS_REPORTS_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"

#define FLOW_COLUMNS 80

struct flow {
	struct buffer *buffer;
	size_t indent;
	size_t column;
	bool begun;
};

/* How many columns a text takes: characters of three bytes and more are wide
 * in Japanese. */
size_t
flow_columns(const char *bytes, size_t len);

struct flow
flow_begin(struct buffer *buffer, size_t indent);

/* Bytes of ours, or escaped. */
void
flow_item(struct flow *flow, const char *text, size_t len);
void
flow_format(struct flow *flow, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Words that belong to the items after them, without a comma. */
void
flow_label(struct flow *flow, const char *text);

/* A sentence, which may go on in the next line at any blank, or between two
 * characters of a text that has none; the first word belongs to what is before
 * it.  Blanks stay as they are where a line does not end. */
void
flow_words(struct flow *flow, const char *text);

/* After a blank, words that stay in one line. */
void
flow_word(struct flow *flow, const char *text);

void
flow_end(struct flow *flow);

#endif
