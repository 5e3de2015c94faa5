/* SPDX-License-Identifier: BSD-2-Clause */
/* Field: the parts that lines of MTAs have in common, read from the front, so
 * that nothing in a later field can change an earlier one.  Each takes what it
 * finds off the rest; when it is not there the rest stays as it is.
 *
 *     rest "to=<\"a>b\"@c.example>, relay=none"
 *     field_take(&rest, "to=<")        true
 *     field_take_path(&rest, &path)    true, path "\"a>b\"@c.example"
 */
#ifndef DOMAINS_MAILLOG_FIELD_H
#define DOMAINS_MAILLOG_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "domains/base/span.h"

/* Is it just this text of ours? */
static inline bool
field_is(struct span span, const char *text)
{
	const size_t len = strlen(text);

	return span.len == len && span_bytes_agree(span.bytes, text, len);
}

/* Takes a text of ours.  It is inlined, for each line is asked for several. */
static inline bool
field_take(struct span *rest, const char *text)
{
	size_t len = strlen(text);

	if (rest->len < len || !span_bytes_agree(rest->bytes, text, len))
		return false;
	rest->bytes += len;
	rest->len -= len;
	return true;
}

/* Takes all before a text of ours, and the text. */
static inline bool
field_take_until(struct span *rest, const char *text, struct span *value_r)
{
	const size_t len = strlen(text);
	const char *found =
	    rest->len != 0 ? memmem(rest->bytes, rest->len, text, len) : NULL;

	if (found == NULL)
		return false;
	*value_r = span_between(rest->bytes, found);
	*rest = span_after(*rest, value_r->len + len);
	return true;
}

/* How long an address after its < is, to its >, which a quoted string may have
 * in it.  SIZE_MAX when there is no >. */
size_t
field_path_len(struct span rest);

/* Takes such an address, and its >. */
static inline bool
field_take_path(struct span *rest, struct span *path_r)
{
	const size_t len = field_path_len(*rest);

	if (len == SIZE_MAX)
		return false;
	*path_r = (struct span){rest->bytes, len};
	*rest = span_after(*rest, len + 1);
	return true;
}

/* Takes digits; 0 when there are none, UINT32_MAX when there are too many. */
uint32_t
field_take_number(struct span *rest);

/* How many letters, digits and hyphens it begins with; 0 when there are more
 * than MAILLOG_ID_MAX. */
size_t
field_id_len(struct span text);

/* Takes as many, which this text follows. */
static inline bool
field_take_id(struct span *rest, const char *after, struct span *id_r)
{
	size_t len = field_id_len(*rest);
	struct span then = span_after(*rest, len);

	if (len == 0 || !field_take(&then, after))
		return false;
	*id_r = (struct span){rest->bytes, len};
	*rest = then;
	return true;
}

/* TEXT of "[1/2] 2026-11-29 03:01:44.123 +0900 [77] TEXT", as Exim writes it to
 * a syslog: the first of several lines, its own stamp, its process, each of
 * which may be missing. */
struct span
field_after_stamp(struct span text);

/* Is a text of ours in it? */
bool
field_has(struct span span, const char *text);

/* "mx.example[192.0.2.1]:25", "[192.0.2.1] [192.0.2.1]": the name and the
 * address.  Both are empty when there is no address in brackets. */
void
field_split_relay(struct span relay, struct span *name_r,
    struct span *address_r);

/* Does a text begin with an address of this host alone?  ']' may follow it. */
bool
field_is_loopback(struct span address);

/* The id that a host gave a mail by its answer: "... queued as ID", "... OK
 * id=ID", "ID Message accepted for delivery". */
struct span
field_find_next(struct span answer);

#endif
