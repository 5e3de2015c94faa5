/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the text of a cell together. */
#include "domains/workbooks/ods_cell.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/workbooks/link.h"

/* <text:s text:c="12"/> stands for so many blanks at most. */
#define BLANKS_MAX 1024

void
ods_cell_begin(struct ods_cell *cell, struct markup_element element)
{
	const char *value = markup_attribute(element, "string-value");
	const char *formula = markup_attribute(element, "formula");

	cell->open = true;
	cell->text.len = cell->reading.len = 0;
	cell->note.len = cell->links.len = 0;
	cell->paragraphs = cell->note_paragraphs = 0;
	cell->in_paragraph = cell->in_note = cell->in_reading = 0;
	cell->blank = false;
	cell->valued = value != NULL;
	cell->unknown = formula != NULL && value == NULL &&
	                markup_attribute(element, "value-type") == NULL;
	if (value != NULL)
		buffer_add(&cell->text, value, strlen(value));
	if (formula != NULL)
		link_add_formula(&cell->links, span_of(formula), cell->unknown);
}

static void
add_bytes(struct ods_cell *cell, const char *bytes, size_t len)
{
	struct buffer *to = cell->in_note != 0      ? &cell->note
	                    : cell->in_reading != 0 ? &cell->reading
	                                            : &cell->text;

	/* A longer one is reported as such. */
	if ((to != &cell->text || !cell->valued) && to->len <= MARKUP_TEXT_MAX)
		buffer_add(to, bytes, len);
	cell->blank = false;
}

static void
open_paragraph(struct ods_cell *cell)
{
	size_t *paragraphs =
	    cell->in_note != 0 ? &cell->note_paragraphs : &cell->paragraphs;

	if ((*paragraphs)++ != 0)
		add_bytes(cell, "\n", 1);
	/* Blanks where it begins are left out. */
	cell->blank = true;
}

static void
add_blanks(struct ods_cell *cell, struct markup_element element)
{
	const char *text = markup_attribute(element, "c");
	char *end;
	unsigned long count = text != NULL ? strtoul(text, &end, 10) : 1;

	for (unsigned long i = 0; i < count && i < BLANKS_MAX; i++)
		add_bytes(cell, " ", 1);
}

void
ods_cell_open(struct ods_cell *cell, struct markup_element element)
{
	const char *name = element.name, *target;

	if (cell->in_note != 0 || strcmp(name, "annotation") == 0)
		cell->in_note++;
	if (cell->in_reading != 0 || strcmp(name, "ruby-text") == 0)
		cell->in_reading++;
	if (cell->in_paragraph != 0)
		cell->in_paragraph++;
	if (strcmp(name, "p") == 0) {
		if (cell->in_paragraph == 0)
			cell->in_paragraph = 1;
		open_paragraph(cell);
	} else if (cell->in_paragraph == 0) {
		return;
	} else if (strcmp(name, "s") == 0) {
		add_blanks(cell, element);
	} else if (strcmp(name, "tab") == 0) {
		add_bytes(cell, "\t", 1);
	} else if (strcmp(name, "line-break") == 0) {
		add_bytes(cell, "\n", 1);
	} else if (strcmp(name, "a") == 0) {
		target = markup_attribute(element, "href");
		/* More is reported as too much. */
		if (target != NULL && cell->links.len <= MARKUP_TEXT_MAX)
			link_add_recipients(&cell->links, span_of(target));
	}
}

void
ods_cell_close(struct ods_cell *cell, const char *name)
{
	(void)name;
	cell->in_note -= cell->in_note != 0;
	cell->in_reading -= cell->in_reading != 0;
	cell->in_paragraph -= cell->in_paragraph != 0;
}

void
ods_cell_add(struct ods_cell *cell, const char *bytes, size_t len)
{
	size_t begin = 0;

	if (cell->in_paragraph == 0)
		return;
	/* Blanks and ends of lines in the markup are one blank. */
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_space(bytes[i]))
			continue;
		if (i > begin)
			add_bytes(cell, bytes + begin, i - begin);
		if (!cell->blank)
			add_bytes(cell, " ", 1);
		cell->blank = true;
		begin = i + 1;
	}
	if (len > begin)
		add_bytes(cell, bytes + begin, len - begin);
}

struct span
ods_cell_end(struct ods_cell *cell)
{
	if (cell->links.len != 0)
		link_add_to_text(&cell->text, buffer_span(&cell->links));
	return buffer_span(&cell->text);
}

void
ods_cell_clear(struct ods_cell *cell)
{
	buffer_clear(&cell->text);
	buffer_clear(&cell->reading);
	buffer_clear(&cell->note);
	buffer_clear(&cell->links);
}
