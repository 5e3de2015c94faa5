/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits lists of destinations and finds out what each is. */
#include "domains/registrations/destinations.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/address.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/include.h"
#include "domains/engine/name/full_width.h"
#include "domains/engine/name/marks.h"
#include "domains/registrations/stray.h"
#include "domains/base/translation.h"

/* ---- splitting ----------------------------------------------------------- */

struct destination_scan {
	const char *at;
	const char *end;
	unsigned line;
	bool in_line;            /* something of the line went before */
	bool anywhere;           /* a comment begins there too, */
	bool one_line;           /*   and takes all lines: */
	const char *comment;     /*   this one did; NULL */
	const char *unclosed[3]; /* no end of a quote, comment or angle */
};                               /*   bracket stands before this place */

/* After the closing byte, or NULL when the line ends before it. */
static const char *
after_close(const char *at, const char *end, char close)
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

/* After what is opened at a place, or NULL: then the opening byte is an
 * ordinary one, and so are the others of its kind in the line, which are not
 * searched again. */
static const char *
after_opened(struct destination_scan *scan, const char *at)
{
	static const char closing[] = "\")>";
	const char *after;
	size_t which;

	switch (*at) {
	case '"':
		which = 0;
		break;
	case '(':
		which = 1;
		break;
	case '<':
		which = 2;
		break;
	default:
		return NULL;
	}
	if (scan->unclosed[which] != NULL && at < scan->unclosed[which])
		return NULL;
	after = after_close(at, scan->end, closing[which]);
	if (after == NULL)
		scan->unclosed[which] = line_end(at, scan->end);
	return after;
}

static const char *
destination_end(struct destination_scan *scan)
{
	const char *at = scan->at, *end = scan->end;

	while (at < end && *at != ',' && *at != '\n') {
		const char *after = after_opened(scan, at);

		if (after != NULL)
			at = after;
		else if (*at == '\\' && at + 1 < end && at[1] != '\n')
			at += 2;
		else
			at++;
	}
	return at;
}

/* false at the end.  A destination is never empty. */
static bool
next_destination(struct destination_scan *scan, struct span *destination_r,
    unsigned *line_r)
{
	while (scan->at < scan->end) {
		const char *begin = scan->at, *stop;

		if (*begin == '\n' || *begin == ',' || ascii_is_blank(*begin)) {
			scan->line += *begin == '\n';
			scan->in_line =
			    *begin != '\n' && (scan->in_line || *begin == ',');
			scan->at++;
			continue;
		}
		if (*begin == '#' && scan->one_line) {
			scan->comment = begin;
			return false;
		}
		if (*begin == '#' && (!scan->in_line || scan->anywhere)) {
			scan->at = line_end(begin, scan->end);
			continue;
		}
		stop = destination_end(scan);
		scan->at = stop;
		scan->in_line = true;
		*destination_r =
		    span_trim((struct span){begin, (size_t)(stop - begin)});
		*line_r = scan->line;
		return true;
	}
	return false;
}

/* ---- what it is ---------------------------------------------------------- */

/* A member at a place, as it stands there. */
static struct member
member_at(const struct reader_text *text, const struct destination_place *place,
    enum member_target target, struct span what)
{
	return (struct member){
	    .target = target,
	    .list = place->list,
	    .address = what,
	    .mended = what,
	    .name = place->name,
	    .reading = place->reading,
	    .row = place->row,
	    .file = text->file,
	    .line = place->line,
	    .cell = place->cell,
	    .where = place->where,
	};
}

int
destination_take_as(const struct reader_text *text,
    const struct destination_place *place, enum member_target target,
    struct span what)
{
	struct member member = member_at(text, place, target, what);

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
	marks_trim(&name.bytes, &name.len);
	for (size_t i = 0; !angle && i < name.len; i++)
		if (strchr("\"'():;,<>", name.bytes[i]) != NULL)
			return (struct span){begin, 0};
	return span_trim(span_inside(name, '"', '"'));
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

/* The name after the last address: "taro@gmai.com (Taro Yamada)", in a register
 * also "taro@gmai.com Taro Yamada".  Options are none (fml: "m=3 s=skip"). */
static struct span
name_after(const struct destination_place *place, struct span text)
{
	struct stray marks;

	text = span_take_until(&text, ';');
	if (text.len != 0 && (*text.bytes == '>' || *text.bytes == '"'))
		text = span_after(text, 1);
	marks_trim(&text.bytes, &text.len);
	if (text.len == 0 ||
	    (place->grammar != DESTINATION_ADDRESSES && *text.bytes != '(') ||
	    span_has(text, '='))
		return (struct span){text.bytes, 0};
	return stray_strip(text, &marks) ? marks.rest : text;
}

/* The addresses of one destination. */
struct addresses {
	const struct reader_text *text;
	const struct destination_place *place;
	struct span destination;
	const struct full_width *mended; /* of it; NULL: nothing was mended */
	const char *named; /* the text before the next address begins here */
};

/* After what parts the next address from the one before it, if anything. */
static const char *
after_joint(const char *named, const char *begin)
{
	struct span text = span_trim(span_between(named, begin));

	if (text.len == 0 || *text.bytes == '>')
		return named;
	return text.bytes + marks_joint_len(text.bytes, begin);
}

/* Whose address stands between two places of the destination?  A name that
 * looks like an address says nothing. */
static struct span
find_name(const struct addresses *addresses, const struct member *member,
    bool last)
{
	const char *begin = member->address.bytes;
	const char *after = begin + member->address.len;
	struct span name = {begin, 0};

	if (addresses->place->name.len != 0 || begin < addresses->named)
		return addresses->place->name;
	name = name_between(addresses->named != addresses->destination.bytes
				? after_joint(addresses->named, begin)
				: addresses->named,
	    begin);
	if (name.len == 0 && last && member->error == ADDRESS_FINE)
		name = name_after(addresses->place,
		    span_between(after, addresses->destination.bytes +
					    addresses->destination.len));
	if (name.len != 0 && (span_has(name, '@') || stray_is_all(name)))
		name.len = 0;
	return name;
}

/* Hands on an address, which may be the last one. */
static int
take_found(struct addresses *addresses, const struct address_found *found,
    bool last)
{
	const struct reader_text *text = addresses->text;
	const struct destination_place *place = addresses->place;
	bool local = found->error == ADDRESS_NO_AT &&
	             place->grammar != DESTINATION_ADDRESSES;
	struct member member =
	    member_at(text, place, local ? MEMBER_LOCAL : MEMBER_ADDRESS,
		(struct span){found->bytes, found->len});

	member.parsed = found->address;
	member.error = found->error;
	if (addresses->mended != NULL) {
		member.address = full_width_origin(addresses->mended,
		    addresses->destination, member.mended);
		member.oddities = full_width_oddities(member.address.bytes,
		    member.address.len);
	}
	member.name = find_name(addresses, &member, last);
	addresses->named = member.address.bytes + member.address.len;
	member.in_text = place_in_text(text, member.address, &member.at);
	return text->take(text->context, &member) != 0 ? -1 : 0;
}

/* In what a pattern puts in, "$(1)" is "${1}" and no comment.  Returns whether
 * *mended_r is set, as it may be already. */
static bool
mend_groups(struct span text, struct full_width *mended_r, bool is_mended)
{
	char *bytes = mended_r->bytes, *end, *close;

	if (text.len > FULL_WIDTH_MAX ||
	    memmem(text.bytes, text.len, "$(", 2) == NULL)
		return is_mended;
	for (size_t i = 0; !is_mended && i <= text.len; i++)
		mended_r->from[i] = mended_r->after[i] = (uint16_t)i;
	if (!is_mended) {
		memcpy(bytes, text.bytes, text.len);
		mended_r->len = text.len;
	}
	end = bytes + mended_r->len;
	while (
	    bytes < end &&
	    (bytes = memmem(bytes, (size_t)(end - bytes), "$(", 2)) != NULL &&
	    (close = memchr(bytes, ')', (size_t)(end - bytes))) != NULL) {
		bytes[1] = '{';
		*close = '}';
		bytes = close;
	}
	return true;
}

static int
take_addresses(const struct reader_text *text,
    const struct destination_place *place, struct span destination)
{
	struct full_width mended;
	bool is_mended =
	    full_width_mend(destination.bytes, destination.len, &mended);
	struct addresses addresses = {text, place, destination, NULL,
	    destination.bytes};
	struct address_scan scan;
	struct address_found found, next;
	bool more, another;

	if (place->substituted)
		is_mended = mend_groups(destination, &mended, is_mended);
	if (is_mended)
		addresses.mended = &mended;
	address_scan_begin(&scan, is_mended ? mended.bytes : destination.bytes,
	    is_mended ? mended.len : destination.len);
	for (more = address_scan_next(&scan, &found); more; found = next) {
		another = address_scan_next(&scan, &next);
		if (!is_substituted(place, &found) &&
		    take_found(&addresses, &found, !another) < 0)
			return -1;
		more = another;
	}
	return 0;
}

/* The inside of a string that is quoted as a whole. */
static struct span
unquoted(struct span destination)
{
	if (destination.len < 2 || destination.bytes[0] != '"' ||
	    after_close(destination.bytes, destination.bytes + destination.len,
		'"') != destination.bytes + destination.len)
		return destination;
	return span_trim(
	    (struct span){destination.bytes + 1, destination.len - 2});
}

/* A command or a file; without quotes it ends at the first blank that stands
 * outside of quotes in it, and recipients follow. */
static int
take_program(const struct reader_text *text,
    const struct destination_place *place, struct span inside, bool whole)
{
	enum member_target target =
	    inside.bytes[0] == '|' ? MEMBER_COMMAND : MEMBER_FILE;
	const char *end = inside.bytes + inside.len, *at = inside.bytes, *after;
	struct span rest;

	while (!whole && at < end && !ascii_is_blank(*at)) {
		after = *at == '"' ? after_close(at, end, '"') : NULL;
		at = after != NULL ? after : at + 1;
	}
	if (whole)
		at = end;
	rest = span_trim(span_between(at, end));
	if (destination_take_as(text, place, target,
		span_between(inside.bytes, at)) < 0)
		return -1;
	return rest.len != 0 ? take_addresses(text, place, rest) : 0;
}

bool
destination_is_text(struct span destination)
{
	static const char *const begins[] = {":fail:", ":defer:", ":blackhole:",
	    ":unknown:", "error:"};
	struct span inside = unquoted(destination);

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (span_begins(inside, begins[i]))
			return true;
	return false;
}

int
destination_take(const struct reader_text *text,
    const struct destination_place *place, struct span destination)
{
	bool system = place->grammar == DESTINATION_MAIL_SYSTEM ||
	              place->grammar == DESTINATION_ITEMS;
	struct span inside = unquoted(destination);

	if (inside.len == 0 ||
	    (text->includes_only && !span_begins(inside, ":include:")))
		return 0;
	if (place->grammar == DESTINATION_ADDRESSES)
		return text->includes_only
		           ? 0
		           : take_addresses(text, place, destination);
	if (system && (inside.bytes[0] == '|' || inside.bytes[0] == '/'))
		return take_program(text, place, inside,
		    inside.len != destination.len ||
			place->grammar == DESTINATION_ITEMS);
	if (system && span_take_begin(&inside, ":include:"))
		return include_read(text, place, unquoted(span_trim(inside)));
	if (inside.bytes[0] == '\\' && inside.len > 1) {
		inside = span_after(inside, 1);
		return span_has(inside, '@')
		           ? take_addresses(text, place, inside)
		           : destination_take_as(text, place, MEMBER_MAILBOX,
				 inside);
	}
	if (inside.bytes[0] == '@' && inside.len > 1)
		return destination_take_as(text, place, MEMBER_DOMAIN, inside);
	return take_addresses(text, place, destination);
}

/* In an entry of Exim's the lines after a comment belong to that. */
static void
report_comment(const struct reader_text *text, unsigned line,
    struct span comment)
{
	struct span first = span_take_line(&comment);

	if (span_has(comment, '@'))
		reader_text_refuse(text, line, first,
		    N_("the lines after it are not mailed: a comment takes the "
		       "rest of the entry"));
}

int
destination_take_lines(const struct reader_text *text,
    const struct destination_place *place, destination_take_line take)
{
	struct destination_place here = *place;
	struct span rest = text->text;

	for (here.line = 1; rest.len > 0; here.line++) {
		struct span line = span_take_line(&rest);

		if (!budget_go_on(text->budgets, line.len + 1) ||
		    take(text, &here, line) < 0)
			return -1;
	}
	return 0;
}

int
destination_take_all(const struct reader_text *text,
    const struct destination_place *place, struct span destinations)
{
	struct destination_place here = *place;
	struct destination_scan scan = {
	    .at = destinations.bytes,
	    /* Nothing is added to a pointer that may be NULL. */
	    .end = destinations.len != 0 ? destinations.bytes + destinations.len
	                                 : destinations.bytes,
	    .line = place->line,
	    .in_line = place->in_line,
	    .anywhere = place->grammar == DESTINATION_ITEMS && !place->in_line,
	    .one_line = place->one_line,
	};
	struct span destination;

	while (next_destination(&scan, &destination, &here.line)) {
		/* All lines of a cell are in one row. */
		if (place->cell.len != 0)
			here.line = place->line;
		if (place->grammar != DESTINATION_ADDRESSES &&
		    destination_is_text(destination))
			return 0;
		if (!budget_go_on(text->budgets, destination.len) ||
		    destination_take(text, &here, destination) < 0)
			return -1;
	}
	if (scan.comment != NULL)
		report_comment(text, scan.line,
		    span_between(scan.comment, scan.end));
	return 0;
}
