/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the recipients out of mailto: URIs. */
#include "domains/filters/mailto.h"

#include <string.h>

#include "domains/base/ascii.h"

static const char scheme[] = "mailto:";

bool
mailto_begins(const struct decoded *uri)
{
	return span_begins(decoded_span(uri), scheme);
}

/* A part of the URI without its percent encoding. */
static void
decode(const struct decoded *uri, size_t begin, size_t end,
    struct decoded *part_r)
{
	decoded_clear(part_r);
	while (begin < end) {
		unsigned high = 16, low = 16;

		if (uri->bytes[begin] == '%' && end - begin > 2) {
			high = ascii_hex_value(uri->bytes[begin + 1]);
			low = ascii_hex_value(uri->bytes[begin + 2]);
		}
		if (high > 15 || low > 15) {
			decoded_add_part(part_r, uri, begin, begin + 1);
			begin++;
			continue;
		}
		decoded_add(part_r, (char)(high << 4 | low), DECODED_NOWHERE);
		begin += 3;
	}
}

static size_t
find(const struct decoded *uri, char byte, size_t begin, size_t end)
{
	const char *found = memchr(uri->bytes + begin, byte, end - begin);

	return found != NULL ? (size_t)(found - uri->bytes) : end;
}

static int
take_part(const struct reader_text *text, unsigned line,
    const struct decoded *uri, size_t begin, size_t end)
{
	struct decoded part;

	decode(uri, begin, end, &part);
	return decoded_take(text, line, &part, DECODED_LIST);
}

static bool
is_recipient(struct span name, bool with_bcc)
{
	return span_equal(name, "to") || span_equal(name, "cc") ||
	       (with_bcc && span_equal(name, "bcc"));
}

int
mailto_take(const struct reader_text *text, unsigned line,
    const struct decoded *uri, bool with_bcc)
{
	size_t begin = strlen(scheme);
	size_t end = find(uri, '#', begin, uri->len);
	size_t query = find(uri, '?', begin, end);
	struct decoded name;

	if (take_part(text, line, uri, begin, query) < 0)
		return -1;
	while (query < end) {
		size_t field = query + 1;
		size_t equals;

		query = find(uri, '&', field, end);
		equals = find(uri, '=', field, query);
		decode(uri, field, equals, &name);
		if (equals < query &&
		    is_recipient(decoded_span(&name), with_bcc) &&
		    take_part(text, line, uri, equals + 1, query) < 0)
			return -1;
	}
	return 0;
}
