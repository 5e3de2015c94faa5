/* SPDX-License-Identifier: BSD-2-Clause */
/* vCard property: a line of a card, without its folds, and its parts.
 *
 *     item1.EMAIL;TYPE=work;ENCODING=QUOTED-PRINTABLE:taro=40=
 *     gmai.com
 *
 *     name EMAIL, quoted_printable, value taro@gmai.com
 */
#ifndef DOMAINS_READERS_BOOKS_VCARD_PROPERTY_H
#define DOMAINS_READERS_BOOKS_VCARD_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"
#include "domains/base/folded.h"
#include "domains/base/traced.h"

/* Takes the next line, without its folds (RFC 6350 3.2) and the soft breaks of
 * QUOTED-PRINTABLE in version 2.1, after which no blank need stand.  Returns
 * false at the end of the file. */
bool
vcard_take_line(struct folded *lines);

struct vcard_property {
	struct span name; /* without its group */
	size_t begin;     /* of the value in the line */
	bool quoted_printable;
	bool base64;
	bool irmc_reading; /* X-IRMC-N, of Japanese telephones */
	bool latin;        /* LANGUAGE is not Japanese */
	struct span charset;
	struct span sort_as;
};

/* Takes a line apart.  Returns false when it is no property. */
bool
vcard_property_parse(const struct traced *line,
    struct vcard_property *property_r);

/* Makes a value of what stands there, without its encoding; false when it is
 * not in that. */
bool
vcard_property_decode(const struct vcard_property *property,
    const struct traced *line, struct traced *value);

/* What a backslash and this byte stand for (RFC 6350 3.4); 0 when they stand
 * for themselves. */
char
vcard_unescape(char byte);

/* The text up to a byte that is in no quotes, taken from the rest with it. */
struct span
vcard_take_up_to(struct span *rest, char stop);

#endif
