/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes wrappers off lines: see the header. */
#include "domains/maillog/wrapped.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/maillog/field.h"
#include "domains/maillog/frame.h"
#include "domains/maillog/json_line.h"

/* A container's name, or that of a file and its line, stands before a line. */
#define NAME_MAX_LEN 256

/* Docker cuts lines into parts of 16 kB; nobody's line has so many. */
#define HELD_MAX ((size_t)256 * 1024)

/* An inner stamp that is not further away is the outer one in another zone. */
#define ZONES (int64_t)(15 * 3600)

/* ---- times --------------------------------------------------------------- */

/* "1795921304", with a fraction, or in milli-, micro- or nanoseconds. */
static bool
parse_number(struct span value, int64_t *time_r)
{
	int64_t time = 0;
	size_t digits = 0;

	while (digits < value.len && digits < 19 &&
	       ascii_is_digit(value.bytes[digits]))
		time = time * 10 + (value.bytes[digits++] - '0');
	if (digits < 9 || (digits < value.len && value.bytes[digits] != '.'))
		return false;
	for (; digits > 11; digits -= 3)
		time /= 1000;
	*time_r = time;
	return true;
}

static bool
parse_time(struct stamps *stamps, struct span value, int64_t *time_r)
{
	if (!parse_number(value, time_r))
		return stamps_take(stamps, &value, time_r);
	stamps_set_date(stamps, *time_r);
	return true;
}

/* ---- lines within -------------------------------------------------------- */

/* The last year in which a month and day are not after the outer stamp, but for
 * a zone. */
static void
begin_inner(struct wrapper *wrapper, int64_t outer, struct span line)
{
	const struct zone *zone = wrapper->stamps.zone;
	struct stamps *inner = &wrapper->inner;
	int month, day, days;

	*inner = (struct stamps){.zone = zone, .time = INT64_MIN};
	stamps_set_date(inner, outer);
	if (!stamps_parse_day(line, &month, &day))
		return;
	days = stamps_count_days(inner->month, inner->day, month, day);
	if (days > 2)
		inner->year--;
	else if (days + 366 <= 2)
		inner->year++;
	inner->month = 0;
}

static bool
begins_stamp(struct span line)
{
	int month, day;

	return line.len > 20 &&
	       (*line.bytes == '<' || ascii_is_digit(*line.bytes) ||
		   stamps_parse_day(line, &month, &day));
}

/* Takes a line that has an outer stamp. */
static bool
take_inner(struct wrapper *wrapper, int64_t outer, struct span line,
    struct maillog_line *line_r)
{
	int64_t apart;

	while (line.len > 0 && ascii_is_space(line.bytes[line.len - 1]))
		line.len--;
	if (!begins_stamp(line))
		return false;
	begin_inner(wrapper, outer, line);
	if (!frame_take(&wrapper->inner, line, line_r))
		return false;
	apart = line_r->time - outer;
	if (apart < ZONES && apart > -ZONES)
		line_r->time = outer;
	return true;
}

/* The parts of a source; make: if there are none, a place for them, which may
 * be that of one which stopped within a line.  Else NULL. */
static struct held *
find_held(struct wrapper *wrapper, uint64_t source, bool make)
{
	struct held *held = wrapper->held, *found = NULL;

	for (size_t i = 0; i < WRAPPER_SOURCES; i++) {
		if (held[i].text.len != 0 && held[i].source == source)
			return &held[i];
		if (held[i].text.len == 0)
			found = &held[i];
	}
	if (!make)
		return NULL;
	if (found == NULL)
		found = &held[wrapper->given_up++ % WRAPPER_SOURCES];
	found->source = source;
	found->text.len = 0;
	found->cut = false;
	return found;
}

/* Keeps a part; false when it is the last one, with all of the line, or as much
 * as is kept. */
static bool
hold(struct wrapper *wrapper, uint64_t source, bool more, struct span *part,
    bool *cut_r)
{
	struct held *held = find_held(wrapper, source, more);
	struct buffer before;

	*cut_r = false;
	if (held == NULL)
		return false;
	held->cut = held->cut || held->text.len + part->len > HELD_MAX;
	if (!held->cut)
		buffer_add(&held->text, part->bytes, part->len);
	if (more)
		return true;
	before = wrapper->joined;
	wrapper->joined = held->text;
	held->text = before;
	held->text.len = 0;
	*part = (struct span){wrapper->joined.bytes, wrapper->joined.len};
	*cut_r = held->cut;
	return false;
}

/* ---- fields -------------------------------------------------------------- */

/* "postfix/smtp[12]:" */
static void
set_tag(struct span tag, struct span pid, struct maillog_line *line_r)
{
	frame_set_tag(span_trim(tag), line_r);
	if (maillog_pid(line_r) == 0)
		line_r->pid = pid;
}

/* "postfix/smtp[12]: TEXT", as Graylog leaves it; of another program that is
 * what it says. */
static void
take_tag(struct span *text, struct span *tag)
{
	const char *blank = span_find(*text, ' ');
	struct span word =
	    span_between(text->bytes, blank != NULL ? blank : text->bytes);

	if (word.len < 3 || memcmp(blank - 2, "]:", 2) != 0 ||
	    (tag->bytes != NULL &&
		(word.len < tag->len ||
		    memcmp(word.bytes, tag->bytes, tag->len) != 0)))
		return;
	*tag = word;
	*text = span_after(*text, word.len + 1);
}

bool
wrapped_take_fields(struct wrapper *wrapper, const struct fields *fields,
    struct maillog_line *line_r)
{
	const struct span *values = fields->values;
	struct span text = values[FIELDS_TEXT], tag = values[FIELDS_TAG];
	int64_t time = wrapper->outer;
	bool cut;

	if (values[FIELDS_TIME].bytes != NULL
		? !parse_time(&wrapper->stamps, values[FIELDS_TIME], &time)
		: time == INT64_MIN)
		return text.bytes != NULL &&
		       frame_take(&wrapper->stamps, text, line_r);
	wrapper->stamps.time = time;
	if (hold(wrapper, fields->source, fields->part, &text, &cut))
		return false;
	line_r->cut = cut || fields->unread;
	if ((tag.bytes == NULL || fields->ranks[FIELDS_TAG] <= 2 ||
		frame_may_carry(tag)) &&
	    take_inner(wrapper, time, text, line_r))
		return true;
	text = span_trim(text);
	take_tag(&text, &tag);
	if (tag.bytes == NULL)
		return false;
	line_r->host = values[FIELDS_HOST];
	line_r->text = text;
	line_r->time = time;
	set_tag(tag, values[FIELDS_PID], line_r);
	return true;
}

static bool
take_json(struct wrapper *wrapper, struct span line,
    struct maillog_line *line_r)
{
	struct fields fields;

	wrapper->room.len = 0;
	if (buffer_add_room(&wrapper->room, line.len) == NULL)
		return false;
	return json_line_take(line, wrapper->room.bytes, &fields) &&
	       wrapped_take_fields(wrapper, &fields, line_r);
}

/* ---- containers ---------------------------------------------------------- */

/* "stdout F " of CRI; false when it is not there. */
static bool
take_stream(struct span *rest, uint64_t *source_r, bool *more_r)
{
	if (rest->len < 9 || (memcmp(rest->bytes, "stdout ", 7) != 0 &&
				 memcmp(rest->bytes, "stderr ", 7) != 0))
		return false;
	if (rest->bytes[8] != ' ')
		return false;
	*source_r = (unsigned char)rest->bytes[3];
	*more_r = rest->bytes[7] == 'P';
	*rest = span_after(*rest, 9);
	return true;
}

/* Does a stamp of RFC 3339 go before it? */
static bool
is_of_container(struct span line)
{
	const char *blank = memchr(line.bytes, ' ', line.len);
	uint64_t source;
	bool more;

	if (blank == NULL || !ascii_is_digit(*line.bytes) ||
	    blank - line.bytes <= 10 || line.bytes[10] != 'T')
		return false;
	line = span_between(blank + 1, line.bytes + line.len);
	return take_stream(&line, &source, &more);
}

/* After the stamp: "{job=\"mail\"} " of Loki, and the stream of CloudWatch. */
static bool
skip_label(struct span *line)
{
	struct span rest = *line, label;

	if (!field_take_until(&rest, span_begins(rest, "{") ? "} " : " ",
		&label))
		return false;
	while (rest.len != 0 && *rest.bytes == ' ')
		rest = span_after(rest, 1);
	*line = rest;
	return true;
}

/* A stamp, then a line. */
static bool
take_stamped(struct wrapper *wrapper, struct span line,
    struct maillog_line *line_r)
{
	bool more = false;
	uint64_t source;
	int64_t time;

	if (!stamps_take(&wrapper->stamps, &line, &time))
		return false;
	if (take_stream(&line, &source, &more) &&
	    hold(wrapper, source, more, &line, &line_r->cut))
		return false;
	return take_inner(wrapper, time, line, line_r) ||
	       (skip_label(&line) && take_inner(wrapper, time, line, line_r));
}

/* "postfix-1  | ", "[pod/mx-0/postfix] ", the length of RFC 6587 ("123 <22>1
 * ..."), or what grep and cat -n put before a line ("mail.log.1:",
 * "mail.log-12-", "    12\t"). */
static bool
ends_name(struct span name, char next)
{
	/* What goes on with another program's message is indented, too. */
	if (ascii_is_space(*name.bytes) &&
	    !span_number(span_trim(name), UINT64_MAX, NULL))
		return false;
	switch (name.bytes[name.len - 1]) {
	case ':':
	case '-':
	case '\t':
		return true;
	case ' ':
		return next == '<' ||
		       (name.len > 1 && (name.bytes[name.len - 2] == '|' ||
					    name.bytes[name.len - 2] == ']'));
	default:
		return false;
	}
}

/* An object, which may have its time before it, as Fluentd's files. */
static bool
take_stamped_json(struct wrapper *wrapper, struct span stamp, struct span line,
    struct maillog_line *line_r)
{
	int64_t time;
	bool taken;

	stamp = span_take_until(&stamp, '\t');
	if (stamps_take(&wrapper->stamps, &stamp, &time))
		wrapper->outer = time;
	taken = take_json(wrapper, line, line_r);
	wrapper->outer = INT64_MIN;
	return taken;
}

static bool
take_named(struct wrapper *wrapper, struct span line,
    struct maillog_line *line_r)
{
	struct span rest = line;
	int month, day;

	/* Of a frame without a tag all is what a program says. */
	if (stamps_parse_day(line, &month, &day))
		return false;
	while (rest.len > 1 && line.len - rest.len < NAME_MAX_LEN) {
		rest = span_after(rest, 1);
		if (!ends_name(span_between(line.bytes, rest.bytes),
			*rest.bytes))
			continue;
		if (*rest.bytes == '{')
			return take_stamped_json(wrapper, line, rest, line_r);
		if (is_of_container(rest))
			return take_stamped(wrapper, rest, line_r);
		if (begins_stamp(rest) &&
		    (frame_take(&wrapper->stamps, rest, line_r) ||
			take_stamped(wrapper, rest, line_r)))
			return true;
	}
	return false;
}

/* ---- the whole line ------------------------------------------------------ */

/* The line within a line of a carrier. */
static bool
take_carried(struct wrapper *wrapper, struct maillog_line *line_r)
{
	struct maillog_line inner = *line_r;

	if (line_r->text.len < USUAL_TEXT ||
	    !usual_begins_stamp(line_r->text.bytes) ||
	    !frame_may_carry(line_r->tag) ||
	    !take_inner(wrapper, line_r->time, line_r->text, &inner))
		return false;
	*line_r = inner;
	return true;
}

bool
wrapped_take_line(struct wrapper *wrapper, struct span line,
    struct maillog_line *line_r)
{
	/* json-seq (RFC 7464), server-sent events */
	if (line.len > 0 && *line.bytes == '\x1e')
		line = span_after(line, 1);
	else if (line.len > 7 && memcmp(line.bytes, "data: {", 7) == 0)
		line = span_after(line, 6);
	else if (span_begins(line, "[{") || span_begins(line, ",{"))
		line = span_after(line, 1);
	if (line.len > 0 && *line.bytes == '{')
		return take_json(wrapper, line, line_r);
	if (is_of_container(line))
		return take_stamped(wrapper, line, line_r);
	if (frame_take(&wrapper->stamps, line, line_r)) {
		if (take_carried(wrapper, line_r))
			return true;
		if (!wrapper->skipping)
			usual_remember(&wrapper->usual, &wrapper->stamps, line,
			    line_r);
		return true;
	}
	return take_stamped(wrapper, line, line_r) ||
	       take_named(wrapper, line, line_r);
}
