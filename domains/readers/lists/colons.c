/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the rows of sSMTP, Ecartis and Dada Mail apart. */
#include "domains/readers/lists/colons.h"

#include "domains/base/ascii.h"
#include "domains/readers/list_line.h"

struct colons {
	struct span user; /* empty: none */
	struct span address;
};

static bool
has_blank(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (ascii_is_blank(text.bytes[i]))
			return true;
	return false;
}

/* "mx.example.jp" or "mx.example.jp:587". */
static bool
is_server(struct span rest)
{
	struct span host = span_take_until(&rest, ':');
	uint64_t port;

	return span_has(host, '.') && !has_blank(host) &&
	       (rest.len == 0 || span_number(rest, UINT16_MAX, &port));
}

/* No alias has two colons with nothing between, nor ends with a bar. */
static bool
is_of_member(struct span rest)
{
	if (rest.len == 0)
		return false;
	return *rest.bytes == ':' ||
	       (*rest.bytes == '|' && rest.bytes[rest.len - 1] == '|');
}

static bool
split(struct span line, struct colons *colons_r)
{
	struct span first = span_trim(span_take_until(&line, ':'));
	struct span rest = span_trim(line);

	*colons_r = (struct colons){.address = first};
	if (!span_has(first, '@')) {
		colons_r->user = first;
		colons_r->address = span_trim(span_take_until(&rest, ':'));
		if (first.len == 0 || !is_server(rest))
			return false;
	} else if (!is_of_member(rest)) {
		return false;
	}
	return span_has(colons_r->address, '@') &&
	       !has_blank(colons_r->address) &&
	       !span_has(colons_r->address, ',') && !span_has(rest, '@');
}

static bool
is_empty(struct span line)
{
	return line.len == 0 || list_line_is_comment(line.bytes, line.len);
}

bool
colons_begin(struct span text)
{
	struct colons colons;
	bool found = false;

	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));

		if (is_empty(line))
			continue;
		/* The last line may be cut. */
		if (!split(line, &colons))
			return found && text.len == 0;
		found = true;
	}
	return found;
}

bool
colons_are_first(struct span text)
{
	struct colons colons;

	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));

		if (!is_empty(line))
			return split(line, &colons);
	}
	return false;
}

/* What is no such row is read as a line of a list, which says so. */
static int
take_line(const struct reader_text *text, const struct destination_place *place,
    struct span line)
{
	struct destination_place here = *place;
	struct colons colons;

	line = span_trim(line);
	if (is_empty(line) || !split(line, &colons))
		return list_line_take(text, place, line);
	if (colons.user.len != 0)
		here.list = colons.user;
	return destination_take(text, &here, colons.address);
}

int
colons_read(const struct reader_text *text)
{
	const struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	};

	return destination_take_lines(text, &place, take_line);
}
