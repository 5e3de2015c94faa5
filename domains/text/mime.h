/* SPDX-License-Identifier: BSD-2-Clause */
/* MIME: text that is more than ASCII in a mail that passes every mail system.
 *
 *     Subject: =?UTF-8?B?5aSn5a2m?=          mime_add_words()
 *     From: "Univ \"A\"" <a@univ.example>    mime_add_phrase()
 *     a body in base64                       mime_add_body()
 *
 * Sources: RFC 2047 (encoded words, 75 bytes at most, no character in two),
 * RFC 5322 3.2.4 and 3.2.5, RFC 2045 6.8.
 */
#ifndef DOMAINS_TEXT_MIME_H
#define DOMAINS_TEXT_MIME_H

#include "domains/base/buffer.h"

/* A field's value: ASCII that fits into a line stays as it is, anything else
 * becomes encoded words, one a line.  What is no UTF-8, or ends a line, becomes
 * "?". */
void
mime_add_words(struct buffer *buffer, const char *text);

/* The same for the name before an address: ASCII stands in quotes. */
void
mime_add_phrase(struct buffer *buffer, const char *text);

/* A text whose lines end in LF, with CRLF in their place. */
void
mime_add_body(struct buffer *buffer, const char *bytes, size_t len);

#endif
