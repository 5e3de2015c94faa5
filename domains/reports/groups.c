/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts findings in order for a terminal: see the header. */
#include "domains/reports/groups.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/base/order.h"
#include "domains/base/utf8.h"
#include "domains/reports/forms.h"

enum mark { MARK_PLACE = '\1', MARK_LINE, MARK_RANK, MARK_TEXT };

static void
add_mark(struct buffer *buffer, enum mark mark)
{
	const char byte = (char)mark;

	buffer_add(buffer, &byte, 1);
}

void
groups_add_place(const char *path, struct buffer *buffer)
{
	add_mark(buffer, MARK_PLACE);
	buffer_add_escaped(buffer, path, strlen(path));
	add_mark(buffer, MARK_LINE);
}

void
groups_add_rank(const struct finding *finding, struct buffer *buffer)
{
	add_mark(buffer, MARK_RANK);
	buffer_add_number(buffer, finding_rank(&finding->verdict));
	add_mark(buffer, MARK_TEXT);
}

void
groups_add_finding(const struct report *report, const struct finding *finding,
    struct buffer *buffer)
{
	const struct member *member = &finding->member;

	groups_add_rank(finding, buffer);
	forms_add_address(report, finding, buffer);
	if (member->name.len != 0) {
		buffer_add_text(buffer, " (");
		buffer_add_escaped(buffer, member->name.bytes,
		    member->name.len);
		buffer_add_text(buffer, ")");
	}
	forms_add_list(finding, buffer);
	buffer_add_text(buffer, "\n    ");
	report_add_phrase(finding, buffer);
	report_add_suggestion(finding, report->colour, buffer);
	buffer_add_text(buffer, "\n");
}

/* ---- in order ------------------------------------------------------------ */

/* What stands before the next mark; the rest begins after it. */
static struct span
take_until(struct span *rest, enum mark mark)
{
	const char *end = memchr(rest->bytes, mark, rest->len);
	size_t len = end != NULL ? (size_t)(end - rest->bytes) : rest->len;
	struct span part = {rest->bytes, len};

	*rest = span_after(*rest, len + (end != NULL));
	return part;
}

static struct groups_record
take_record(struct span *rest, size_t number)
{
	struct groups_record record = {.number = number, .whole = *rest};

	(void)take_until(rest, MARK_PLACE);
	record.place = take_until(rest, MARK_LINE);
	record.line = take_until(rest, MARK_RANK);
	record.rank = strtoul(take_until(rest, MARK_TEXT).bytes, NULL, 10);
	record.text = *rest;
	if (memchr(rest->bytes, MARK_PLACE, rest->len) != NULL)
		record.text = take_until(rest, MARK_PLACE);
	else
		*rest = span_after(*rest, rest->len);
	/* The mark begins the next one. */
	if (rest->len != 0)
		*rest = (struct span){rest->bytes - 1, rest->len + 1};
	record.whole.len = (size_t)(rest->bytes - record.whole.bytes);
	return record;
}

int
groups_by_rank(const void *a, const void *b)
{
	const struct groups_record *one = a, *other = b;
	const int order = order_numbers(other->rank, one->rank);

	return order != 0 ? order : order_numbers(one->number, other->number);
}

static int
by_order(const void *a, const void *b)
{
	const struct groups_record *one = a, *other = b;
	const int order = order_numbers(one->file, other->file);

	return order != 0 ? order : groups_by_rank(a, b);
}

struct groups_record *
groups_take_records(struct span rest, size_t *count_r)
{
	struct interning *files = interning_new();
	struct groups_record *records = NULL;
	size_t room = 0;
	bool complete = files != NULL;

	*count_r = 0;
	while (complete && rest.len != 0) {
		struct groups_record record = take_record(&rest, *count_r);

		record.file = interning_add(files, record.place);
		complete = record.file != INTERNING_NONE &&
		           array_add(&records, &room, count_r, &record,
			       sizeof(record)) == 0;
	}
	interning_free(&files);
	if (complete)
		return records;
	free(records);
	return NULL;
}

/* ---- folding ------------------------------------------------------------- */

/* Columns of a terminal, and those before what goes on. */
#define COLUMNS 80
#define INDENT 6

/* As East Asian terminals show it (UAX #11, wide and full-width). */
static bool
is_wide(uint32_t code)
{
	return (code >= 0x1100 && code <= 0x115f) ||
	       (code >= 0x2e80 && code <= 0xa4cf) ||
	       (code >= 0xac00 && code <= 0xd7a3) ||
	       (code >= 0xf900 && code <= 0xfaff) ||
	       (code >= 0xfe30 && code <= 0xfe6f) ||
	       (code >= 0xff00 && code <= 0xff60) ||
	       (code >= 0xffe0 && code <= 0xffe6) ||
	       (code >= 0x1f300 && code <= 0x1faff) ||
	       (code >= 0x20000 && code <= 0x3fffd);
}

/* No line begins with it. */
static bool
is_closing(uint32_t code)
{
	return code == 0x3001 || code == 0x3002 || code == 0x300d ||
	       code == 0xff09 || code == 0xff1f || code == 0x30fc;
}

/* A word, with the blanks before it, or a wide character. */
static struct span
take_word(struct span *rest, size_t *width_r)
{
	size_t at = 0, len;
	uint32_t code = 0;
	bool begun = false;

	*width_r = 0;
	for (; at < rest->len; at += len, code = 0) {
		char byte = rest->bytes[at];

		len = utf8_decode(rest->bytes + at, rest->len - at, &code);
		len += len == 0;
		if (byte == '\033') {
			while (at + len < rest->len &&
			       rest->bytes[at + len - 1] != 'm')
				len++;
			continue;
		}
		if (begun &&
		    (byte == ' ' || (is_wide(code) && !is_closing(code))))
			break;
		*width_r += is_wide(code) ? 2 : 1;
		begun |= byte != ' ';
		if (is_wide(code) && at + len < rest->len) {
			uint32_t next = 0;

			(void)utf8_decode(rest->bytes + at + len,
			    rest->len - at - len, &next);
			if (!is_closing(next)) {
				at += len;
				break;
			}
		}
	}
	*rest = span_after(*rest, at);
	return (struct span){rest->bytes - at, at};
}

/* A line, in as many as the terminal needs. */
static void
add_folded(struct span line, struct buffer *out)
{
	size_t column = 0;

	while (line.len != 0) {
		size_t width;
		struct span word = take_word(&line, &width);

		if (column > INDENT && column + width > COLUMNS) {
			buffer_add_format(out, "\n%*s", INDENT, "");
			column = INDENT;
			while (word.len != 0 && *word.bytes == ' ') {
				word = span_after(word, 1);
				width--;
			}
		}
		buffer_add(out, word.bytes, word.len);
		column += width;
	}
}

static void
write_record(const struct groups_record *record, struct buffer *out)
{
	struct span second = record->text;
	struct span first = span_take_line(&second);

	buffer_add(out, record->place.bytes, record->place.len);
	buffer_add_text(out, ":");
	buffer_add(out, record->line.bytes, record->line.len);
	buffer_add_text(out, ": ");
	buffer_add(out, first.bytes, first.len);
	buffer_add_text(out, "\n");
	if (second.len == 0)
		return;
	add_folded(span_take_line(&second), out);
	buffer_add_text(out, "\n");
}

int
groups_arrange(struct buffer *waiting, bool all, bool apart, struct buffer *out)
{
	struct buffer kept = {0};
	size_t count;
	struct groups_record *records =
	    groups_take_records((struct span){waiting->bytes, waiting->len},
		&count);
	uint32_t last;

	if (records == NULL)
		return waiting->len == 0 ? 0 : -1;
	last = records[count - 1].file;
	qsort(records, count, sizeof(*records), by_order);
	for (size_t i = 0; i < count; i++) {
		const struct groups_record *record = &records[i];

		if (!all && record->file == last) {
			buffer_add(&kept, record->whole.bytes,
			    record->whole.len);
			continue;
		}
		if (i != 0 ? record->file != records[i - 1].file : apart)
			buffer_add_text(out, "\n");
		write_record(record, out);
	}
	free(records);
	buffer_clear(waiting);
	*waiting = kept;
	return out->failed || kept.failed ? -1 : 0;
}
