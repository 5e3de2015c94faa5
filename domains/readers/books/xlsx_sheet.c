/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a worksheet. */
#include "domains/readers/books/xlsx_sheet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/workbooks/link.h"
#include "domains/workbooks/markup.h"
#include "domains/workbooks/relations.h"
#include "domains/workbooks/xlsx_links.h"
#include "domains/base/translation.h"

/* What the text at hand belongs to. */
enum place {
	ELSEWHERE,
	VALUE,   /* <v> */
	FORMULA, /* <f> */
	INLINE,  /* <is><t> */
	READING, /* <rPh><t> */
	CHOICES, /* <formula1> of a drop-down list */
	RANGE,   /* its <xm:sqref> */
};

struct reader {
	const struct reader_text *text;
	const struct xlsx_strings *strings;
	struct xlsx_links links;
	struct sheet *sheet;
	enum place place;
	bool in_phonetic;
	uint64_t row; /* the one at hand */
	size_t column;
	bool in_row, in_cell;
	bool in_notes; /* they are the cells of their own part */
	char type; /* of the cell: by the first letter of "s", "str", ..., or
	              'I' for "inlineStr", 'S' for "str", 'n' */
	bool has_formula, has_value;
	struct buffer value, formula, reading, links_at;
	bool in_list; /* a drop-down list */
	struct buffer choices, range;
	bool failed; /* memory is out */
};

/* ---- cells --------------------------------------------------------------- */

static void
open_row(struct reader *reader, struct markup_element element)
{
	const char *number = markup_attribute(element, "r");
	char *end;

	reader->row++;
	if (number != NULL)
		reader->row = strtoull(number, &end, 10);
	reader->column = 0;
	reader->in_row = true;
	sheet_begin_row(reader->sheet, reader->row,
	    markup_is_true(element, "hidden"));
}

static char
type_of(const char *type)
{
	if (type == NULL)
		return 'n';
	if (strcmp(type, "str") == 0)
		return 'S';
	return strcmp(type, "inlineStr") == 0 ? 'I' : *type;
}

static void
open_cell(struct reader *reader, struct markup_element element)
{
	const char *reference = markup_attribute(element, "r");
	size_t column;
	uint64_t row;

	if (reference != NULL && reference_parse(reference, &column, &row) != 0)
		reader->column = column;
	reader->type = type_of(markup_attribute(element, "t"));
	reader->in_cell = true;
	reader->has_formula = reader->has_value = false;
	reader->value.len = reader->formula.len = 0;
	reader->reading.len = reader->links_at.len = 0;
}

/* The number of a shared string becomes the string. */
static void
look_up(struct reader *reader)
{
	struct buffer *value = &reader->value;
	uint64_t number = 0;

	for (size_t i = 0; i < value->len && number < UINT32_MAX; i++)
		if (value->bytes[i] >= '0' && value->bytes[i] <= '9')
			number =
			    number * 10 + (uint64_t)(value->bytes[i] - '0');
	if (value->len == 0)
		return;
	value->len = 0;
	if (xlsx_strings_find(reader->strings, number, value,
		&reader->reading) < 0) {
		value->len = 0;
		sheet_report(reader->sheet, reader->row, reader->column,
		    N_("a shared string that is not in the file"));
	}
}

/* Is nothing stored for the formula?  Some writers put 0 for what would be a
 * text. */
static bool
is_unknown(const struct reader *reader)
{
	const struct buffer *value = &reader->value,
			    *formula = &reader->formula;

	if (!reader->has_formula || reader->type == 'e')
		return false;
	return (value->len == 0 &&
		   (reader->type != 'S' || !reader->has_value)) ||
	       (reader->type == 'n' && value->len == 1 &&
		   *value->bytes == '0' && formula->len != 0 &&
		   (memchr(formula->bytes, '"', formula->len) != NULL ||
		       memchr(formula->bytes, '&', formula->len) != NULL));
}

static void
add_links(struct reader *reader, bool unknown)
{
	struct buffer *addresses = &reader->links_at;
	const char *target =
	    xlsx_links_take(&reader->links, reader->row, reader->column);

	if (target != NULL)
		link_add_recipients(addresses, span_of(target));
	if (reader->formula.len != 0)
		link_add_formula(addresses, buffer_span(&reader->formula),
		    unknown);
	if (addresses->len != 0)
		link_add_to_text(&reader->value, buffer_span(addresses));
}

static void
close_cell(struct reader *reader)
{
	struct buffer *value = &reader->value;
	struct sheet_cell cell = {.column = reader->column};
	bool unknown = is_unknown(reader);

	if (reader->type == 's')
		look_up(reader);
	else if ((reader->type == 'S' || reader->type == 'I') &&
		 value->len != 0)
		value->len = xlsx_strings_unescape(value->bytes, value->len,
		    reader->type == 'I');
	else if (reader->type == 'e' || reader->type == 'b' || unknown)
		value->len = 0;
	add_links(reader, unknown);
	if (unknown && value->len == 0)
		sheet_add_unknown(reader->sheet, reader->row, reader->column);
	cell.text = buffer_span(value);
	cell.reading = buffer_span(&reader->reading);
	if (value->len != 0)
		sheet_add_cell(reader->sheet, &cell);
	reader->in_cell = false;
	reader->column++;
}

/* ---- beside the cells ---------------------------------------------------- */

static void
open_note(struct reader *reader, struct markup_element element)
{
	const char *reference = markup_attribute(element, "ref");

	reader->row = 0;
	if (reference != NULL)
		(void)reference_parse(reference, &reader->column, &reader->row);
	reader->in_cell = true;
	reader->value.len = reader->reading.len = 0;
}

static void
close_note(struct reader *reader)
{
	if (reader->row != 0)
		sheet_add_aside(reader->sheet, reader->row, reader->column,
		    "note", buffer_span(&reader->value));
	reader->in_cell = false;
}

/* <col min="3" max="3" hidden="1"/>, before the rows */
static void
hide_columns(struct reader *reader, struct markup_element element)
{
	const char *min = markup_attribute(element, "min");
	const char *max = markup_attribute(element, "max");
	char *end;
	unsigned long first;

	if (!markup_is_true(element, "hidden") || min == NULL || max == NULL)
		return;
	first = strtoul(min, &end, 10);
	if (first != 0)
		sheet_hide_columns(reader->sheet, first - 1,
		    strtoul(max, &end, 10));
}

static void
open_list(struct reader *reader, struct markup_element element)
{
	const char *type = markup_attribute(element, "type");
	const char *range = markup_attribute(element, "sqref");

	reader->in_list = type != NULL && strcmp(type, "list") == 0;
	reader->choices.len = reader->range.len = 0;
	if (range != NULL)
		buffer_add(&reader->range, range, strlen(range));
}

/* Choices that are cells of a sheet are read there. */
static void
close_list(struct reader *reader)
{
	size_t column = 0;
	uint64_t row = 0;

	buffer_add(&reader->range, "", 1);
	if (reader->in_list && !reader->range.failed &&
	    reference_parse(reader->range.bytes, &column, &row) != 0)
		sheet_add_aside(reader->sheet, row, column, "list",
		    buffer_span(&reader->choices));
	reader->in_list = false;
}

static void
open_element(void *context, struct markup_element element)
{
	struct reader *reader = context;
	const char *name = element.name;

	if (reader->in_notes && !reader->in_cell) {
		if (strcmp(name, "comment") == 0)
			open_note(reader, element);
	} else if (strcmp(name, "c") == 0 && reader->in_row) {
		open_cell(reader, element);
	} else if (strcmp(name, "v") == 0 && reader->in_cell) {
		reader->place = VALUE;
		reader->has_value = true;
	} else if (strcmp(name, "row") == 0 && !reader->in_notes) {
		open_row(reader, element);
	} else if (reader->in_cell) {
		if (strcmp(name, "f") == 0) {
			reader->place = FORMULA;
			reader->has_formula = true;
		} else if (strcmp(name, "rPh") == 0) {
			reader->in_phonetic = true;
		} else if (strcmp(name, "t") == 0) {
			reader->place = reader->in_phonetic ? READING : INLINE;
		}
	} else if (strcmp(name, "col") == 0) {
		hide_columns(reader, element);
	} else if (strcmp(name, "dataValidation") == 0) {
		open_list(reader, element);
	} else if (reader->in_list && strcmp(name, "formula1") == 0) {
		reader->place = CHOICES;
	} else if (reader->in_list && strcmp(name, "sqref") == 0) {
		reader->place = RANGE;
	}
}

static void
close_element(void *context, const char *name)
{
	struct reader *reader = context;

	if (reader->in_cell) {
		if (reader->in_notes && strcmp(name, "comment") == 0)
			close_note(reader);
		else if (!reader->in_notes && strcmp(name, "c") == 0)
			close_cell(reader);
		else if (strcmp(name, "rPh") == 0)
			reader->in_phonetic = false;
	} else if (strcmp(name, "row") == 0 && reader->in_row) {
		sheet_end_rows(reader->sheet, 1);
		reader->in_row = false;
	} else if (strcmp(name, "dataValidation") == 0) {
		close_list(reader);
	}
	/* <formula1><xm:f>...</xm:f></formula1> */
	if (reader->place != CHOICES || strcmp(name, "formula1") == 0)
		reader->place = ELSEWHERE;
}

static void
take_text(void *context, const char *bytes, size_t len)
{
	struct reader *reader = context;
	struct buffer *to = NULL;

	switch (reader->place) {
	case ELSEWHERE:
		return;
	case VALUE:
	case INLINE:
		to = &reader->value;
		break;
	case FORMULA:
		to = &reader->formula;
		break;
	case READING:
		to = &reader->reading;
		break;
	case CHOICES:
		to = &reader->choices;
		break;
	case RANGE:
		to = &reader->range;
		break;
	}
	/* A longer one is reported as such. */
	if (to->len <= MARKUP_TEXT_MAX)
		buffer_add(to, bytes, len);
	reader->failed |= to->failed;
}

static bool
has_enough(void *context)
{
	const struct reader *reader = context;

	return reader->failed || sheet_is_over(reader->sheet);
}

/* ---- the whole ----------------------------------------------------------- */

/* Hands on the links of cells that are not there. */
static void
end_links(const struct xlsx_links *links, struct sheet *sheet)
{
	struct buffer addresses = {0};

	for (size_t i = 0; i < links->count && !sheet_is_over(sheet); i++) {
		const struct xlsx_link *link = &links->list[i];

		addresses.len = 0;
		if (!link->used)
			link_add_recipients(&addresses, span_of(link->target));
		sheet_add_aside(sheet, link->row, link->column, NULL,
		    buffer_span(&addresses));
	}
	buffer_clear(&addresses);
}

static const struct markup_events events = {open_element, close_element,
    take_text, has_enough};

static int
read_part(struct package *package, struct reader *reader, const char *part)
{
	int result = markup_read(package, reader->text, part, &events, reader);

	return reader->failed ? reader_text_no_memory(reader->text) : result;
}

static int
read_cells(struct package *package, struct reader *reader, const char *part,
    const struct relations *relations)
{
	int result = xlsx_links_read(package, reader->text, part, relations,
	    &reader->links);

	if (result == 0)
		result = read_part(package, reader, part);
	if (!reader->failed)
		end_links(&reader->links, reader->sheet);
	return result;
}

static void
clear_reader(struct reader *reader)
{
	xlsx_links_free(&reader->links);
	buffer_clear(&reader->value);
	buffer_clear(&reader->formula);
	buffer_clear(&reader->reading);
	buffer_clear(&reader->links_at);
	buffer_clear(&reader->choices);
	buffer_clear(&reader->range);
}

int
xlsx_sheet_read(struct package *package, const struct reader_text *text,
    const char *part, const struct xlsx_strings *strings, struct sheet *sheet)
{
	struct reader reader = {
	    .text = text,
	    .strings = strings,
	    .sheet = sheet,
	};
	struct relations relations;
	int result = relations_read(package, text, part, &relations);
	const char *notes = relations_by_type(&relations, "comments");

	if (result == 0)
		result = read_cells(package, &reader, part, &relations);
	reader.in_notes = true;
	reader.in_row = reader.in_cell = false;
	if (result == 0 && notes != NULL && !sheet_is_over(sheet))
		result = read_part(package, &reader, notes);
	clear_reader(&reader);
	relations_clear(&relations);
	return result;
}
