/* SPDX-License-Identifier: BSD-2-Clause */
/* Span: bytes that belong to somebody else; they do not end in '\0'. */
#ifndef DOMAINS_BASE_SPAN_H
#define DOMAINS_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	const char *bytes;
	size_t len;
};

struct span
span_of(const char *text);

/* Without blanks, tabs, CR and LF at its ends. */
struct span
span_trim(struct span span);

/* Upper and lower case of ASCII are the same. */
bool
span_equal(struct span span, const char *text);

bool
span_begins(struct span span, const char *text);

#endif
