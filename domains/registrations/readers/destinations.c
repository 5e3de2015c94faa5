/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits lists of destinations and tells what each is: see item.h. */
#include "domains/registrations/readers/destinations.h"

#include <stdint.h>
#include <string.h>

#include "domains/engine/name/address.h"
#include "domains/registrations/readers/include.h"
#include "domains/engine/name/full_width.h"

/* ---- splitting ----------------------------------------------------------- */

void
destination_scan_begin(struct destination_scan *scan, struct span text,
    unsigned line)
{
	*scan = (struct destination_scan){
	    .at = text.bytes,
	    .end = text.len != 0 ? text.bytes + text.len : text.bytes,
	    .line = line,
	};
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Behind the closing byte, or NULL when the line ends before it. */
static const char *
behind_close(const char *at, const char *end, char close)
{
	for (at++; at < end && *at != '\n'; at++) {
		if (*at == close)
			return at + 1;
		if (*at == '\\' && close != '>' && at + 1 < end &&
		    at[1] != '\n')
			at++;
	}
	return NULL;
}

static const char *
line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline != NULL ? newline : end;
}

/* Behind what is opened at a place, or NULL: then the opening byte is an
 * ordinary one, and so are the others of its kind in the line, which are not
 * searched again. */
static const char *
behind_opened(struct destination_scan *scan, const char *at)
{
	static const char opening[] = "\"(<", closing[] = "\")>";
	const char *kind = memchr(opening, *at, 3), *behind;
	size_t which;

	if (kind == NULL)
		return NULL;
	which = (size_t)(kind - opening);
	if (scan->unclosed[which] != NULL && at < scan->unclosed[which])
		return NULL;
	behind = behind_close(at, scan->end, closing[which]);
	if (behind == NULL)
		scan->unclosed[which] = line_end(at, scan->end);
	return behind;
}

static const char *
item_end(struct destination_scan *scan)
{
	const char *at = scan->at, *end = scan->end;

	while (at < end && *at != ',' && *at != '\n') {
		const char *behind = behind_opened(scan, at);

		if (behind != NULL)
			at = behind;
		else if (*at == '\\' && at + 1 < end && at[1] != '\n')
			at += 2;
		else
			at++;
	}
	return at;
}

bool
destination_scan_next(struct destination_scan *scan, struct span *item_r,
    unsigned *line_r)
{
	while (scan->at < scan->end) {
		const char *begin = scan->at, *stop;

		if (*begin == '\n' || *begin == ',' || is_blank(*begin)) {
			scan->line += *begin == '\n';
			scan->in_line =
			    *begin != '\n' && (scan->in_line || *begin == ',');
			scan->at++;
			continue;
		}
		if (*begin == '#' && !scan->in_line) {
			scan->at = line_end(begin, scan->end);
			continue;
		}
		stop = item_end(scan);
		scan->at = stop;
		scan->in_line = true;
		*item_r =
		    span_trim((struct span){begin, (size_t)(stop - begin)});
		*line_r = scan->line;
		return true;
	}
	return false;
}

/* ---- what it is ---------------------------------------------------------- */

static int
hand_on(const struct reader_text *text, const struct destination_place *place,
    enum member_target target, struct span what)
{
	struct member member = {
	    .target = target,
	    .list = place->list,
	    .address = what,
	    .mended = what,
	    .name = place->name,
	    .reading = place->reading,
	    .row = place->row,
	    .file = text->file,
	    .line = place->line,
	};

	member_parse(&member);
	return text->take(text->context, &member) != 0 ? -1 : 0;
}

/* Where a span stands in the text, if it does. */
static bool
place_in_text(const struct reader_text *text, struct span span, size_t *at_r)
{
	uintptr_t begin = (uintptr_t)text->text.bytes;
	uintptr_t at = (uintptr_t)span.bytes;

	*at_r = (size_t)(at - begin);
	return at >= begin && *at_r <= text->text.len &&
	       span.len <= text->text.len - *at_r;
}

/* The name before an address: without quotes, the angle bracket, blanks.  What
 * stands before a bare address is one when it is only words. */
static struct span
name_between(const char *begin, const char *end)
{
	struct span name =
	    span_trim((struct span){begin, (size_t)(end - begin)});
	bool angle = name.len > 0 && name.bytes[name.len - 1] == '<';

	name.len -= angle;
	name = span_trim(name);
	for (size_t i = 0; !angle && i < name.len; i++)
		if (strchr("\"'():;,<>", name.bytes[i]) != NULL)
			return (struct span){begin, 0};
	if (name.len >= 2 && name.bytes[0] == '"' &&
	    name.bytes[name.len - 1] == '"') {
		name.bytes++;
		name.len -= 2;
	}
	return span_trim(name);
}

/* Is the domain, or the user where there is none, what a pattern matched? */
static bool
is_substituted(const struct destination_place *place,
    const struct address_found *found)
{
	const char *at = memrchr(found->bytes, '@', found->len);
	size_t before = at != NULL ? (size_t)(at - found->bytes) : 0;

	return place->substituted &&
	       memchr(found->bytes + before, '$', found->len - before) != NULL;
}

/* A found address goes on; named tells where the text before it begins. */
static int
take_found(const struct reader_text *text,
    const struct destination_place *place, struct span item,
    const struct full_width *written, const struct address_found *found,
    const char **named)
{
	struct member member = {
	    .target = found->error == ADDRESS_NO_AT &&
	                      place->grammar == DESTINATION_MAIL_SYSTEM
	                  ? MEMBER_LOCAL
	                  : MEMBER_ADDRESS,
	    .list = place->list,
	    .address = {found->bytes, found->len},
	    .mended = {found->bytes, found->len},
	    .parsed = found->address,
	    .error = found->error,
	    .reading = place->reading,
	    .row = place->row,
	    .file = text->file,
	    .line = place->line,
	};
	const char *begin;

	if (written != NULL) {
		member.address = full_width_origin(written, item,
		    (struct span){found->bytes, found->len});
		member.oddities = full_width_oddities(member.address.bytes,
		    member.address.len);
	}
	begin = member.address.bytes;
	member.name = place->name.len != 0 || begin < *named
	                  ? place->name
	                  : name_between(*named, begin);
	*named = begin + member.address.len;
	member.in_text = place_in_text(text, member.address, &member.at);
	return text->take(text->context, &member) != 0 ? -1 : 0;
}

static int
take_addresses(const struct reader_text *text,
    const struct destination_place *place, struct span item)
{
	struct full_width written;
	bool mended = full_width_mend(item.bytes, item.len, &written);
	struct address_scan scan;
	struct address_found found;
	const char *named = item.bytes;

	address_scan_begin(&scan, mended ? written.bytes : item.bytes,
	    mended ? written.len : item.len);
	while (address_scan_next(&scan, &found))
		if (!is_substituted(place, &found) &&
		    take_found(text, place, item, mended ? &written : NULL,
			&found, &named) < 0)
			return -1;
	return 0;
}

/* The inside of a string that is quoted as a whole. */
static struct span
unquoted(struct span item)
{
	if (item.len < 2 || item.bytes[0] != '"' ||
	    behind_close(item.bytes, item.bytes + item.len, '"') !=
		item.bytes + item.len)
		return item;
	return span_trim((struct span){item.bytes + 1, item.len - 2});
}

int
destination_take(const struct reader_text *text,
    const struct destination_place *place, struct span item)
{
	static const char include[] = ":include:";
	struct span inside = unquoted(item);

	if (inside.len == 0)
		return 0;
	if (place->grammar == DESTINATION_ADDRESSES)
		return take_addresses(text, place, item);
	if (inside.bytes[0] == '|')
		return hand_on(text, place, MEMBER_COMMAND, inside);
	if (inside.bytes[0] == '/')
		return hand_on(text, place, MEMBER_FILE, inside);
	if (span_begins(inside, include)) {
		inside.bytes += strlen(include);
		inside.len -= strlen(include);
		return include_read(text, place, unquoted(span_trim(inside)));
	}
	if (inside.bytes[0] == '\\' && inside.len > 1) {
		inside.bytes++;
		inside.len--;
		if (memchr(inside.bytes, '@', inside.len) == NULL)
			return hand_on(text, place, MEMBER_MAILBOX, inside);
		return take_addresses(text, place, inside);
	}
	if (inside.bytes[0] == '@' && inside.len > 1)
		return hand_on(text, place, MEMBER_DOMAIN, inside);
	return take_addresses(text, place, item);
}

int
destination_take_all(const struct reader_text *text,
    const struct destination_place *place, struct span items)
{
	struct destination_place here = *place;
	struct destination_scan scan;
	struct span item;

	destination_scan_begin(&scan, items, place->line);
	scan.in_line = place->in_line;
	while (destination_scan_next(&scan, &item, &here.line))
		if (destination_take(text, &here, item) < 0)
			return -1;
	return 0;
}
