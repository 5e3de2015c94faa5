/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8: one code point of well-formed UTF-8 (RFC 3629), from hostile bytes.
 */
#ifndef DOMAINS_BASE_UTF8_H
#define DOMAINS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest encoding of a code point. */
#define UTF8_BYTES_MAX 4

/* Stands for what is not UTF-8. */
#define UTF8_REPLACEMENT 0xfffd

/* Returns how many bytes the code point at the beginning takes, 1 to 4, with
 * *code_r set; 0 when they are not well-formed (overlong, surrogate, over
 * U+10FFFF, cut off) or len is 0. */
size_t
utf8_decode(const char *bytes, size_t len, uint32_t *code_r);

/* Writes a code point that UTF-8 can have.  Returns its length. */
size_t
utf8_encode(uint32_t code, char bytes_r[static UTF8_BYTES_MAX]);

/* Where a text that is longer than so many bytes is cut: there, or before the
 * character that would lose its end. */
size_t
utf8_cut(const char *bytes, size_t max);

/* Can the code point stand in a line for a person?  Not so: controls, line
 * and paragraph separators, what hides or reorders text (zero width, bidi
 * controls, tags), non-characters. */
bool
utf8_printable(uint32_t code);

#endif
