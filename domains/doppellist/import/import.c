/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist import: writes what others publish as a list, with its origin. */
#include "domains/doppellist/import/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/doppellist/import/forms.h"
#include "domains/doppellist/model/rules.h"
#include "domains/text/console.h"

/* The same limit as for lists. */
#define INPUT_MAX ((size_t)256 << 20)

/* The second column of the shipped list. */
#define COLUMN 21

struct import {
	struct doppellist *list;
	enum import_form form; /* IMPORT_FORMS: not said */
	const char *path;
	struct name meant;  /* --meant; len 0: by row, by engine */
	const char *source; /* --source */
	const char *since;  /* --since */
	bool all;           /* --all: names that nobody answers for too */
	bool force;
	struct collection collection;
	struct document *taken; /* the last of the collection */
	size_t number;          /* its number there */
	struct rules rules;
	size_t left_out, unregistered;
};

/* ---- a row -------------------------------------------------------------- */

/* "FILE:LINE: TEXT: WHY". */
static void
report(const struct import *import, unsigned line, const char *text,
    const char *why)
{
	char *place;

	if (asprintf(&place, "%s:%u: %.*s", import->path, line, NAME_MAX_BYTES,
		text) < 0) {
		console_say(text, why);
		return;
	}
	console_say(place, why);
	free(place);
}

void
import_leave_out(struct import *import, unsigned line, const char *text,
    const char *why)
{
	report(import, line, text, why);
	import->left_out++;
}

/* A note of others as it can stand in a list: no controls, and no # after a
 * blank. */
static const char *
clean_note(struct document *memory, const char *note)
{
	struct buffer clean = {0};
	const char *kept;
	char above = ' ';

	note += strspn(note, " ");
	for (; *note != '\0'; above = *note++) {
		bool control = (*note > 0 && *note < 0x20) || *note == 0x7f;

		if (*note == '#' && above == ' ')
			buffer_add_text(&clean, "(#)");
		else
			buffer_add(&clean, control ? " " : note, 1);
	}
	while (clean.len > 0 && clean.bytes[clean.len - 1] == ' ')
		clean.len--;
	kept = document_keep_buffer(memory, &clean);
	return kept == NULL ? NULL : kept + strspn(kept, " ");
}

/* Sets what the name is for.  Returns whether that is known. */
static bool
take_meant(struct import *import, const struct import_row *row,
    const struct name *name, struct name *meant_r)
{
	struct verdict verdict;
	enum name_error error;

	if (import->meant.len > 0) {
		*meant_r = import->meant;
		return true;
	}
	if (row->meant != NULL) {
		if (name_parse(row->meant, strlen(row->meant), meant_r,
			&error) == 0)
			return true;
		import_leave_out(import, row->line, row->meant,
		    name_error_text(error));
		return false;
	}
	doppel_judge_name(import->rules.doppel, name, &verdict);
	*meant_r = verdict.meant;
	if (verdict.meant.len == 0)
		import_leave_out(import, row->line, name->text,
		    "what is meant is not known: use --meant");
	return verdict.meant.len != 0;
}

/* Can a source stand in a list as it is?  If not, the note says it. */
static bool
is_word(const char *source)
{
	return source != NULL && strpbrk(source, " \t") == NULL;
}

static struct entry
make_entry(struct import *import, const struct import_row *row,
    const struct name *name, const struct name *meant)
{
	const char *note = row->note;

	if (row->source != NULL && !is_word(row->source) && note == NULL)
		note = row->source;
	if (note != NULL)
		note = clean_note(import->taken, note);
	return (struct entry){
	    .name = name->text,
	    .meant = meant->text,
	    .since = import->since,
	    .source = is_word(row->source) ? row->source : import->source,
	    .note = note != NULL && *note != '\0' ? note : NULL,
	    .line = row->line,
	};
}

/* Leaves out what lint reports.  But others may not know the day, and the
 * person who saw a name knows better than arithmetic what was meant: that is
 * only reported. */
static bool
is_clean(struct import *import, const struct entry *entry)
{
	struct lint_findings findings = {0};
	struct diagnostics diagnostics = {0};
	struct buffer line = {0};
	bool clean = true;

	if (entry_format_new(entry, LISTFILE_DOPPELGANGERS, COLUMN,
		&diagnostics, &line) < 0) {
		import_leave_out(import, entry->line, entry->name,
		    diagnostics.kept > 0 ? diagnostics.list[0].text
					 : "out of memory");
		clean = false;
	} else if (!import->force) {
		rules_check_entry(&import->rules, import->number, entry,
		    &findings);
		lint_findings_sort(&findings);
	}
	for (size_t i = 0; clean && i < findings.count; i++) {
		enum rule rule = findings.list[i].rule;
		const char *text =
		    findings.list[i].text + strlen(entry->name) + 2;

		if (rule == RULE_DATE)
			continue;
		if (rule == RULE_TARGET) {
			report(import, entry->line, entry->name, text);
			continue;
		}
		import_leave_out(import, entry->line, entry->name, text);
		clean = false;
	}
	lint_findings_clear(&findings);
	diagnostics_clear(&diagnostics);
	buffer_clear(&line);
	return clean;
}

int
import_row(struct import *import, const struct import_row *row)
{
	struct entry entry;
	struct name name, meant;
	enum name_error error;

	if (row->unregistered && !import->all) {
		import->unregistered++;
		return 0;
	}
	if (row->takes_no_mail && !import->all) {
		import_leave_out(import, row->line, row->name,
		    "takes no mail: its MX is a null MX (RFC 7505)");
		return 0;
	}
	if (name_parse(row->name, strlen(row->name), &name, &error) < 0) {
		import_leave_out(import, row->line, row->name,
		    name_error_text(error));
		return 0;
	}
	if (!take_meant(import, row, &name, &meant))
		return 0;
	entry = make_entry(import, row, &name, &meant);
	if (entry.source == NULL) {
		import_leave_out(import, row->line, name.text,
		    "the source is not known: use --source");
		return 0;
	}
	return is_clean(import, &entry)
	           ? document_collect(import->taken, &entry)
	           : 0;
}

/* ---- the whole ----------------------------------------------------------- */

/* Brings the rows of a name together. */
static int
write_group(struct import *import, const struct collection_entry *group,
    size_t count, struct buffer *text)
{
	struct entry both = *group[0].entry;

	for (size_t i = 1; i < count; i++) {
		const struct entry *more = group[i].entry;

		if (entry_conflict(&both, more) != NULL)
			import_leave_out(import, more->line, more->name,
			    "means two things here");
		else if (entry_unite(import->taken, &both, more, &both) < 0)
			return -1;
	}
	if (entry_format(&both, COLUMN, &import->list->diagnostics, text) < 0)
		return -1;
	buffer_add_text(text, "\n");
	return 0;
}

/* whole: nothing that was to be read is missing. */
static int
write_entries(struct import *import, bool whole)
{
	struct collection_entries entries;
	struct buffer text = {0};
	size_t same, written = 0;
	int result = 0;

	if (collection_sort_document(import->taken, &entries) < 0)
		return -1;
	for (size_t i = 0; i < entries.count; i += same) {
		same = collection_same_name(&entries, i);
		if (write_group(import, &entries.list[i], same, &text) < 0)
			result = -1;
		written++;
	}
	if (whole && written > 0)
		document_write_end_mark(import->taken, written, &text);
	if (text.failed)
		result = -1;
	else if (result == 0)
		buffer_print(&text, stdout);
	free(entries.list);
	buffer_clear(&text);
	return result;
}

static int
import_file(struct import *import, const char *path)
{
	char *bytes;
	size_t len;
	int result;

	import->path = path;
	if (file_read(path, INPUT_MAX, &import->list->diagnostics, &bytes,
		&len) < 0)
		return -1;
	result = import_form_read(import->form, import, bytes, len);
	free(bytes);
	return result;
}

/* The document that takes the entries comes after the lists in force. */
static int
open_rules(struct import *import)
{
	struct doppellist *list = import->list;
	struct lint_findings findings = {0};
	long number;
	int result;

	if (collection_read_in_force(list, &import->collection) < 0 ||
	    document_parse("import", "", 0, LISTFILE_DOPPELGANGERS,
		&list->diagnostics, &import->taken) < 0)
		return -1;
	number = collection_take(list, &import->collection, import->taken);
	if (number < 0)
		return -1;
	import->number = (size_t)number;
	result =
	    rules_open(list, &import->collection, &findings, &import->rules);
	lint_findings_clear(&findings);
	return result;
}

static int
import_files(struct import *import, char **paths)
{
	int status = DOPPELLIST_NOTHING;

	if (open_rules(import) < 0)
		return DOPPELLIST_ERROR;
	if (*paths == NULL && import_file(import, "-") < 0)
		status = DOPPELLIST_ERROR;
	for (; *paths != NULL; paths++)
		if (import_file(import, *paths) < 0)
			status = DOPPELLIST_ERROR;
	if (write_entries(import, status == DOPPELLIST_NOTHING) < 0)
		status = DOPPELLIST_ERROR;
	rules_close(&import->rules);
	fprintf(stderr, "%zu taken, %zu left out, %zu not registered\n",
	    import->taken->entry_count, import->left_out, import->unregistered);
	return status == DOPPELLIST_NOTHING && import->left_out > 0
	           ? DOPPELLIST_FOUND
	           : status;
}

/* ---- the command line ---------------------------------------------------- */

static const char *
take_meant_option(const char *text, void *meant)
{
	enum name_error error;

	return name_parse(text, strlen(text), meant, &error) == 0
	           ? NULL
	           : name_error_text(error);
}

static int
import_run(struct doppellist *list, int argc, char **argv)
{
	struct import import = {.list = list, .form = IMPORT_FORMS};
	char **paths = doppellist_parse(list, argc, argv, &import);
	int status;

	if (paths == NULL)
		return list->status;
	if (import.form == IMPORT_FORMS)
		return doppellist_misused(list, "--from", "is missing");
	if (import.source == NULL && import.form != IMPORT_TSV)
		return doppellist_misused(list, "--source",
		    "is missing: where the names are known from");
	status = import_files(&import, paths);
	collection_clear(&import.collection);
	return status;
}

static const struct option_row rows[] = {
    {"all", 'a', OPTION_FLAG, NULL,
	"with dnstwist: also take names that nobody has registered, or that "
	"take no mail",
	.offset = offsetof(struct import, all)},
    {"since", 'd', OPTION_TEXT, "DAY", "known since, YYYY-MM-DD",
	.offset = offsetof(struct import, since)},
    {"force", 'F', OPTION_FLAG, NULL, "also take what lint would report",
	.offset = offsetof(struct import, force)},
    {"from", 'f', OPTION_CHOICE, "FORM", "the form:",
	.offset = offsetof(struct import, form), .choices = import_form_names},
    {"meant", 'm', OPTION_CALL, "NAME",
	"what all names mean (default: as the rows say, else what the engine "
	"thinks)",
	.offset = offsetof(struct import, meant), .take = take_meant_option},
    {"source", 's', OPTION_TEXT, "TEXT", "where the names are known from",
	.offset = offsetof(struct import, source)},
    {NULL},
};

const struct doppellist_command doppellist_import = {
    .name = "import",
    .brief = "write what others publish as a list, with its origin",
    .usage = "[options] --from FORM --source TEXT [FILE ...]",
    .rows = rows,
    .run = import_run,
};
