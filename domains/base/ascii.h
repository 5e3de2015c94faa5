/* SPDX-License-Identifier: BSD-2-Clause */
/* ASCII: the classes and the case of bytes, whatever the locale says.  Bytes
 * over 0x7f belong to no class and have no case. */
#ifndef DOMAINS_BASE_ASCII_H
#define DOMAINS_BASE_ASCII_H

#include <stdbool.h>

static inline bool
ascii_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool
ascii_is_lower(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static inline bool
ascii_is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static inline bool
ascii_is_letter(char byte)
{
	return ascii_is_lower(byte) || ascii_is_upper(byte);
}

static inline bool
ascii_is_alphanumeric(char byte)
{
	return ascii_is_letter(byte) || ascii_is_digit(byte);
}

/* What may stand between words of a line: CR too, as lines of others end with
 * it. */
static inline bool
ascii_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Also the end of a line. */
static inline bool
ascii_is_space(char byte)
{
	return ascii_is_blank(byte) || byte == '\n';
}

/* A letter in lower case; any other byte as it is. */
static inline char
ascii_lower(char byte)
{
	return ascii_is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

/* The value of a hexadecimal digit; 16 when it is none. */
static inline unsigned
ascii_hex_value(char byte)
{
	if (ascii_is_digit(byte))
		return (unsigned)(byte - '0');
	byte = ascii_lower(byte);
	return byte >= 'a' && byte <= 'f' ? (unsigned)(byte - 'a') + 10 : 16;
}

#endif
