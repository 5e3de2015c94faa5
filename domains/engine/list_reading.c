/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the lists into the entries: see the header. */
#include "domains/engine/list_reading.h"

#include <stdlib.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/span.h"
#include "domains/engine/lists/clashes.h"
#include "domains/engine/lists/end_mark.h"
#include "domains/engine/lists/listfile.h"

struct list_taking {
	struct list_entries *lists;
	struct list_origin origin;
	size_t entries;
};

static int
take_entry(void *context, const struct listfile_entry *entry)
{
	struct list_taking *taking = context;
	taking->entries++;
	return list_entries_add(taking->lists, &taking->origin, entry);
}

/* Makes entries of what was read. */
static int
take_entries(struct list_entries *lists, struct doppel_reading *reading,
    const char *bytes, struct diagnostics *diagnostics)
{
	const struct doppel_list *list = reading->list;
	struct list_taking taking = {lists, {list->kind, NULL, list->keeper},
	    0};
	size_t lines = span_count_newlines((struct span){bytes, reading->len});
	int result;

	taking.origin.file = list_entries_keep_file(lists, list->path);
	if (taking.origin.file == NULL ||
	    list_entries_reserve(lists, lines) < 0)
		return diagnostics_add(diagnostics, list->path, 0,
		    "out of memory");
	result = listfile_parse(list->path, bytes, reading->len, list->kind,
	    take_entry, &taking, diagnostics);
	reading->entries = taking.entries;
	return result;
}

/* May its names be found later?  No other list says anything of them, by a
 * clash or by taking one back, and nobody else wants its bytes. */
static bool
may_be_late(const struct doppel_options *options,
    const struct doppel_list *list)
{
	size_t of_kind = 0;

	for (size_t i = 0; i < options->list_count; i++)
		of_kind += options->lists[i].kind == list->kind &&
		           !options->lists[i].unread;
	return options->few_names && options->inspect == NULL &&
	       list->kind == LISTFILE_INNOCENT &&
	       list->keeper == LIST_SHIPPED && list->bytes == NULL &&
	       of_kind == 1;
}

static int
inspect(const struct doppel_options *options, struct doppel_reading *reading,
    struct diagnostics *diagnostics)
{
	return options->inspect != NULL && reading->list->bytes == NULL
	           ? options->inspect(options->context, reading, diagnostics)
	           : 0;
}

static int
read_list(struct list_entries *lists, const struct doppel_options *options,
    const struct doppel_list *list, struct diagnostics *diagnostics,
    struct late_list **innocent_r)
{
	struct doppel_reading reading = {.list = list, .len = list->len};
	struct end_mark mark;
	const char *bytes = list->bytes;
	int result;

	if (bytes == NULL && list->optional && access(list->path, F_OK) < 0)
		return inspect(options, &reading, diagnostics);
	if (bytes == NULL) {
		if (file_read(list->path, LISTFILE_SIZE_MAX, diagnostics,
			&reading.bytes, &reading.len) < 0)
			return -1;
		bytes = reading.bytes;
	}
	reading.end_mark = end_mark_find(bytes, reading.len, &mark);
	if (may_be_late(options, list))
		result = late_list_read(list->path, list->kind, &reading.bytes,
		    reading.len, diagnostics, innocent_r);
	else
		result = take_entries(lists, &reading, bytes, diagnostics);
	if (result == 0 && list->end_mark && !reading.end_mark)
		result = end_mark_report_missing(list->path, diagnostics);
	if (result == 0)
		result = inspect(options, &reading, diagnostics);
	free(reading.bytes);
	return result;
}

struct clash_report {
	struct diagnostics *errors, *warnings;
};

static void
report_clash(void *context, const struct list_clash *clash)
{
	const struct clash_report *report = context;
	char text[LIST_CLASH_TEXT_SIZE];

	list_clash_format(clash, text);
	diagnostics_add(list_clash_is_error(clash) ? report->errors
						   : report->warnings,
	    list_entry_file(clash->entry), clash->entry->line, "%s: %s",
	    clash->entry->name, text);
}

int
list_reading_take(struct list_entries *lists,
    const struct doppel_options *options, struct diagnostics *errors,
    struct diagnostics *warnings, struct late_list **innocent_r)
{
	struct clash_report report = {errors, warnings};
	size_t before = errors->count;
	int result = 0;

	for (size_t i = 0; i < options->list_count; i++)
		if (!options->lists[i].unread &&
		    read_list(lists, options, &options->lists[i], errors,
			innocent_r) < 0)
			result = -1;
	if (result < 0 || options->contradictory)
		return result;
	list_clashes_find(lists, options->local, options->local_count,
	    report_clash, &report);
	return errors->count == before ? 0 : -1;
}
