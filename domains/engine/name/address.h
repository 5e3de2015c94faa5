/* SPDX-License-Identifier: BSD-2-Clause */
/* Address: the bytes of a path or a header -> local part and domain, or why
 * there is none.  RFC 5321 4.1.2 (paths), RFC 5322 3.4 (headers), RFC 6531
 * (UTF-8).
 *
 * It copies and allocates nothing: the results point into the caller's bytes.
 * The domain comes out as it is written; name_parse() checks it.  Deviations
 * from the RFCs are named where they are made.  address_scan.c takes headers
 * with several addresses apart.
 *
 *     "<taro@gmai.com>"                  taro          gmai.com
 *     "taro@gmai.com."                   taro          gmai.com.
 *     "<@a.example,@b.example:t@c.jp>"   t             c.jp   (source route)
 *     "taro@ gmai.com", "taro\\@gmai.com" taro          gmai.com
 *     "\"a b\"@c.jp"                     "a b"         c.jp   (quotes kept)
 *     "t@[192.0.2.1]"                    t             [192.0.2.1]
 *     "<>"                               ADDRESS_EMPTY
 */
#ifndef DOMAINS_ENGINE_NAME_ADDRESS_H
#define DOMAINS_ENGINE_NAME_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 5321 4.5.3.1.1 says 64 octets.  MTAs accept more (VERP, SRS), so only a
 * local part that no MTA takes is refused. */
#define ADDRESS_LOCAL_MAX 512
/* Before IDNA: U-labels are longer in UTF-8 than as A-labels. */
#define ADDRESS_DOMAIN_MAX 1024

struct name;

struct address {
	const char *local; /* into the input, quotes included; never empty:
	                      the null path is an error */
	size_t local_len;
	const char *domain; /* into the input, as it is written */
	size_t domain_len;
	bool literal; /* domain is an address literal, brackets included */
	bool hops; /* local has % or !, at which an MTA may part it, or quotes
	              around anything */
};

enum address_error {
	ADDRESS_FINE,
	ADDRESS_EMPTY,     /* nothing, or the null path <> */
	ADDRESS_NO_AT,     /* no @: a bare user name */
	ADDRESS_NO_LOCAL,  /* @gmail.com */
	ADDRESS_NO_DOMAIN, /* taro@ */
	ADDRESS_LOCAL_LONG,
	ADDRESS_DOMAIN_LONG,
	ADDRESS_BAD_LOCAL,  /* a byte that cannot stand there unquoted */
	ADDRESS_BAD_QUOTE,  /* a quoted string without its end */
	ADDRESS_BAD_DOMAIN, /* blank, control, @ in the domain */
	ADDRESS_BAD_LITERAL,
	ADDRESS_BAD_ROUTE,
	ADDRESS_BAD_UTF8,
	ADDRESS_BAD_ANGLE,     /* < without >, or text after > */
	ADDRESS_FULL_WIDTH_AT, /* U+FF20 for @: no mail system takes it */
	ADDRESS_TEXT_LONG,     /* never of a parser: over a reader's limit */
	ADDRESS_ERRORS
};

/* A short text for a person: "no @", "local part over 512 bytes". */
const char *
address_error_text(enum address_error error);

/* Parses an envelope path as an MTA hands it on: with or without <>, with a
 * source route, blanks around it and beside its @ (RFC 5322 3.4.1), "\\@" for @
 * as Postfix takes it, in any case.  Returns 0, or -1 with *error_r, which may
 * be NULL, set and *address_r untouched. */
int
address_parse_path(const char *bytes, size_t len, struct address *address_r,
    enum address_error *error_r);

/* The same for an address whose domain must be a name.  Returns whether it is
 * one; name_r is untouched otherwise. */
bool
address_parse_named(const char *bytes, size_t len, struct address *address_r,
    struct name *name_r);

/* Scans the addresses of a header's value or of a line of a list: mailboxes
 * separated by commas or semicolons, display names (quoted, encoded or raw
 * UTF-8), comments, groups.  A bare line "taro@gmai.com" is the usual case.
 *
 *     struct address_scan scan;
 *     address_scan_begin(&scan, line, len);
 *     while (address_scan_next(&scan, &found))
 *             ... found.error == ADDRESS_FINE ? found.address : ...
 *
 * Wider than RFC 5322, for lists as people keep them:
 *   - bare addresses may be separated by blanks, those of Unicode among them,
 *     and a bare address may stand beside a name ("Taro taro@gmai.com"); before
 *     one in angle brackets it is a name itself, as RFC 5322 3.4 has it;
 *   - blanks beside the @ belong to the address, if a dot is in its domain;
 *   - "/", "|", "&", "=" and others, a middle dot too, part two addresses that
 *     nothing else parts ("a@b.jp/c@d.jp");
 *   - CJK brackets, full-width parentheses and colon, and typographic quotes
 *     around an address separate like blanks;
 *   - U+3001, U+FF0C and U+FF1B separate after an address;
 *   - where there is no other address, the first comment and every quoted
 *     string with an @ inside is read as one ("taro@gmai.com" of a CSV file,
 *     'taro@gmai.com' too, "Taro Yamada (taro@gmai.com)");
 *   - a quote or a comment without its end is an ordinary byte.
 * A text that should be an address and is none comes out with its error: "Taro
 * Yamada" alone is one text with ADDRESS_NO_AT.  A group without members
 * ("undisclosed-recipients:;") is nothing.
 *
 * It takes one pass: the time is linear in len, whatever the bytes are.
 */
struct address_scan {
	const char *at;
	const char *end;
	bool found;           /* the item at hand had an address */
	bool quotes_are_text; /* a quote had no end: none after it has one */
	bool comments_are_text;
	const char *looked; /* up to here the angle bracket was searched that */
	const char *angle;  /*   begins an address; NULL: there is none */
};

struct address_found {
	struct address address;   /* set when error is ADDRESS_FINE */
	enum address_error error; /* why the text is no address */
	const char *bytes;        /* the addr-spec as it stands in the line, */
	size_t len; /*   without angle brackets and blanks; but with a < that
	                 has neither its > nor a name before it */
};

void
address_scan_begin(struct address_scan *scan, const char *bytes, size_t len);

/* Finds the next address or text that should be one, which is never empty.
 * Returns false at the end. */
bool
address_scan_next(struct address_scan *scan, struct address_found *found_r);

#endif
