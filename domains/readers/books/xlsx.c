/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a workbook: which sheets it has, and each of them. */
#include "domains/readers/books/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/workbooks/markup.h"
#include "domains/workbooks/relations.h"
#include "domains/readers/books/sheet.h"
#include "domains/readers/books/xlsx_sheet.h"
#include "domains/workbooks/xlsx_strings.h"
#include "domains/base/translation.h"

/* Excel stops before that. */
#define SHEETS_MAX 10000

struct entry {
	size_t name; /* in the texts */
	const char *part;
	bool hidden;
};

struct workbook {
	const struct reader_text *text;
	struct relations relations;
	struct buffer texts;
	struct entry *entries;
	size_t count, room;
	const char *why; /* they could not be kept; NULL */
};

/* A sheet in the order of the tabs. */
static void
open_element(void *context, struct markup_element element)
{
	struct workbook *workbook = context;
	const char *name = markup_attribute(element, "name");
	const char *id = markup_attribute(element, "id");
	const char *state = markup_attribute(element, "state");
	struct entry entry = {
	    .name = workbook->texts.len,
	    .part = relations_by_id(&workbook->relations, id),
	    .hidden = state != NULL && strcmp(state, "visible") != 0,
	};
	const char *type = relations_type(&workbook->relations, id);

	/* Charts and dialogs have no cells. */
	if (strcmp(element.name, "sheet") != 0 || name == NULL ||
	    strcmp(type, "chartsheet") == 0 || strcmp(type, "dialogsheet") == 0)
		return;
	buffer_add(&workbook->texts, name, strlen(name) + 1);
	if (workbook->count == SHEETS_MAX)
		workbook->why = "over 10,000 sheets";
	else if (workbook->texts.failed ||
		 array_add(&workbook->entries, &workbook->room,
		     &workbook->count, &entry, sizeof(entry)) < 0)
		workbook->why = strerror(ENOMEM);
}

static bool
has_enough(void *context)
{
	const struct workbook *workbook = context;

	return workbook->why != NULL;
}

static int
read_sheets(struct package *package, const struct workbook *workbook,
    const struct xlsx_strings *strings)
{
	struct sheet *sheet = sheet_new(workbook->text);
	int result = sheet != NULL ? 0 : -1;

	for (size_t i = 0;
	     sheet != NULL && i < workbook->count && !sheet_is_over(sheet);
	     i++) {
		const struct entry *entry = &workbook->entries[i];

		sheet_begin(sheet, span_of(workbook->texts.bytes + entry->name),
		    entry->hidden);
		if (entry->part == NULL) {
			sheet_report(sheet, 0, 0,
			    N_("the sheet is not in the file"));
			result = -1;
		} else if (xlsx_sheet_read(package, workbook->text, entry->part,
			       strings, sheet) < 0) {
			result = -1;
		}
		sheet_end(sheet);
	}
	if (sheet != NULL && sheet_finish(sheet) < 0)
		result = -1;
	sheet_free(&sheet);
	return result;
}

static int
read_workbook(struct package *package, struct workbook *workbook,
    const char *part)
{
	static const struct markup_events events = {
	    .open = open_element,
	    .stop = has_enough,
	};
	const struct reader_text *text = workbook->text;
	struct xlsx_strings strings = {NULL};
	int result = -1;

	if (relations_read(package, text, part, &workbook->relations) == 0 &&
	    markup_read(package, text, part, &events, workbook) == 0) {
		if (workbook->why != NULL)
			reader_text_report(text, 0, workbook->why);
		else if (xlsx_strings_read(package, text,
			     relations_by_type(&workbook->relations,
				 "sharedStrings"),
			     &strings) == 0)
			result = read_sheets(package, workbook, &strings);
	}
	xlsx_strings_clear(&strings);
	return result;
}

int
xlsx_read(struct package *package, const struct reader_text *text)
{
	struct workbook workbook = {.text = text};
	struct relations root;
	int result = relations_read(package, text, "", &root);
	const char *part = relations_by_type(&root, "officeDocument");

	if (result == 0)
		result = read_workbook(package, &workbook,
		    part != NULL ? part : "xl/workbook.xml");
	relations_clear(&workbook.relations);
	relations_clear(&root);
	buffer_clear(&workbook.texts);
	free(workbook.entries);
	return result;
}
