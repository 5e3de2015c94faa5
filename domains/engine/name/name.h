/* SPDX-License-Identifier: BSD-2-Clause */
/* Name: a domain as it is written -> its canonical form, or why it has none.
 *
 * The canonical form is the same for all spellings of a domain: lower-case
 * A-labels (RFC 5890), dots between them, no dot at the end.  Unicode goes
 * through UTS 46 non-transitional mapping and IDNA2008 (full-width letters are
 * letters, U+3002 and the other ideographic dots are dots).  Only user of
 * libidn2 and, in suffix.c, of libpsl.
 *
 *     "GMAI.com."          gmai.com
 *     "ｇｍａｉ。ｃｏｍ"     gmai.com
 *     "bücher.example"     xn--bcher-kva.example
 *     "[192.0.2.1]"        [192.0.2.1], literal
 *     "a..b"               NAME_EMPTY_LABEL
 *
 * A name in ASCII costs no allocation; for a name with U-labels libidn2
 * allocates and frees.
 */
#ifndef DOMAINS_ENGINE_NAME_NAME_H
#define DOMAINS_ENGINE_NAME_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 1035 2.3.4 counts 255 octets on the wire: 253 in text. */
#define NAME_MAX_BYTES 253
#define NAME_LABEL_MAX 63
#define NAME_SIZE (NAME_MAX_BYTES + 1)
/* A name's text is readable for so many bytes after its end, whatever stands
 * there: names are compared some bytes at a time (simd16.h). */
#define NAME_ROOM 16
/* Enough for any canonical name as U-labels in UTF-8, '\0' included: Punycode
 * spends at least one ASCII byte on a code point of at most four bytes. */
#define NAME_UNICODE_SIZE (4 * NAME_MAX_BYTES + 1)

struct name {
	char text[NAME_SIZE]; /* canonical, '\0'-terminated */
	uint8_t len;          /* of text */
	uint8_t labels;       /* 1 for "localhost"; 0 for a literal */
	bool literal;         /* [192.0.2.1], [IPv6:2001:db8::1] */
	bool idn;             /* has an A-label */
	char room[NAME_ROOM]; /* never set */
};

enum name_error {
	NAME_FINE,
	NAME_EMPTY,
	NAME_EMPTY_LABEL, /* a..b, .a */
	NAME_LABEL_LONG,
	NAME_LONG,
	NAME_BAD_BYTE,   /* in ASCII, neither letter nor digit nor hyphen */
	NAME_BAD_HYPHEN, /* at an end of a label */
	NAME_BAD_UTF8,
	NAME_BAD_IDN, /* libidn2 refuses it, or an A-label decodes badly */
	NAME_BAD_LITERAL,
	NAME_NUMERIC,   /* 192.0.2.1: the last label is a number */
	NAME_NO_MEMORY, /* libidn2 could not allocate */
	NAME_ERRORS
};

/* A text for a person: "a label over 63 bytes". */
const char *
name_error_text(enum name_error error);

/* Makes it no name.  To clear the other bytes too would cost more. */
static inline void
name_empty(struct name *name)
{
	name->text[0] = '\0';
	name->len = 0;
	name->labels = 0;
	name->literal = name->idn = false;
}

/* Returns 0, or -1 with *error_r, which may be NULL, set and *name_r
 * untouched. */
int
name_parse(const char *bytes, size_t len, struct name *name_r,
    enum name_error *error_r);

/* Writes the name as a person reads it, with U-labels in UTF-8.  Returns the
 * length, or 0 when it cannot be decoded; then buf holds the canonical form. */
size_t
name_unicode(const struct name *name, char buf[static NAME_UNICODE_SIZE]);

/* Arrows, signs, dingbats, emoji: IDNA2008 disallows them in new names, but
 * there are names with them, and UTS 46, by which mail systems look names up,
 * takes them. */
bool
name_is_symbol(uint32_t code);

/* The letter from a to z that UTS 46 makes of a character; '\0': none. */
char
name_letter_of(const char *bytes, size_t len);

/* ---- suffix.c: the Public Suffix List ----------------------------------- */

/* Where in text the public suffix begins ("co.jp" of "a.b.co.jp": 4), by the
 * list's ICANN and private sections; len when there is none. */
size_t
name_public_suffix(const struct name *name);

/* Is the text from at on, which is 0 or the place after a dot, a public
 * suffix? */
bool
name_is_suffix_from(const struct name *name, size_t at);

/* Is the whole name a public suffix by a rule of the list ("com", "co.jp")?
 * "gmailcom" is none: it would be one only by the implied rule.  "za", which
 * has only rules for names below it, is one. */
bool
name_is_public_suffix(const struct name *name);

/* Is it one of those below which a registry sells names, not one that a company
 * asked for ("github.io", "iki.fi")? */
bool
name_is_registry(const struct name *name);

/* Has a town or a prefecture of Japan that name ("sakura", "nara"), as the list
 * shows by sakura.chiba.jp and nara.jp? */
bool
name_is_place_in_japan(const char *label, size_t len);

/* Where the registrable domain begins ("b.co.jp": 2); len when the name is a
 * public suffix itself, a literal, or a single label. */
size_t
name_registrable(const struct name *name);

/* Does the top-level label exist, as far as the Public Suffix List shows?
 * ("con" does not; "za", which has only rules for names below it, does.)  true
 * for the special-use names (test, example, invalid, localhost, local, onion,
 * alt, internal) and those of private networks (lan, home, corp, localdomain):
 * no person owns a domain there, but who writes one means it, so it is no sign
 * of a slip.  false for a literal. */
bool
name_tld_exists(const struct name *name);

#endif
