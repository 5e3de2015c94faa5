/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist import: what others publish, as a list with its origin. */
#include "domains/doppellist/import/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/doppellist/model/unite.h"
#include "domains/doppellist/model/rules.h"
#include "domains/text/console.h"

/* As lists have it. */
#define INPUT_MAX ((size_t)256 << 20)

/* Names stand in columns of the shipped list's width. */
#define COLUMN 21

struct import {
	struct doppellist *list;
	int (*read)(struct import *, char *, size_t);
	const char *path;
	const char *meant; /* --meant, canonical; NULL: by row, by engine */
	struct name meant_name;
	const char *source; /* --source */
	const char *since;  /* --since */
	bool all;           /* --all: names that nobody answers for too */
	bool force;
	struct collection collection;
	size_t number; /* of the document that takes the entries */
	struct rules rules;
	struct document_entry *entries;
	size_t count, room;
	size_t left_out, unregistered;
	bool failed;
};

static const struct {
	const char *name;
	int (*read)(struct import *, char *, size_t);
} forms[] = {
    {"plain", import_plain},
    {"access", import_access},
    {"tsv", import_tsv},
    {"dnstwist-csv", import_dnstwist_csv},
    {"dnstwist-json", import_dnstwist_json},
};

/* ---- a row -------------------------------------------------------------- */

/* "FILE:LINE: TEXT: WHY". */
static void
tell(const struct import *import, unsigned line, const char *text,
    const char *why)
{
	struct buffer place = {0};

	buffer_add_text(&place, import->path);
	buffer_add_text(&place, ":");
	buffer_add_number(&place, line);
	buffer_add_text(&place, ": ");
	buffer_add(&place, text, strnlen(text, NAME_MAX_BYTES));
	buffer_add(&place, "", 1);
	console_say(place.failed ? text : place.bytes, why);
	buffer_clear(&place);
}

void
import_leave_out(struct import *import, unsigned line, const char *text,
    const char *why)
{
	tell(import, line, text, why);
	import->left_out++;
}

/* A note of others as it can stand in a list: no controls, and no # behind a
 * blank. */
static const char *
clean_note(struct document *memory, const char *note)
{
	struct buffer clean = {0};
	const char *kept = NULL;
	char above = ' ';

	for (; *note != '\0'; above = *note++) {
		bool control = (*note > 0 && *note < 0x20) || *note == 0x7f;

		if (*note == '#' && above == ' ')
			buffer_add_text(&clean, "(#)");
		else
			buffer_add(&clean, control ? " " : note, 1);
	}
	while (clean.len > 0 && clean.bytes[clean.len - 1] == ' ')
		clean.len--;
	buffer_add(&clean, "", 1);
	if (!clean.failed)
		kept = document_keep(memory,
		    clean.bytes + strspn(clean.bytes, " "));
	buffer_clear(&clean);
	return kept;
}

/* Sets what the name is for.  Returns whether that is known. */
static bool
take_meant(struct import *import, const struct import_row *row,
    const struct name *name, struct name *meant_r)
{
	struct verdict verdict;
	enum name_error error;

	if (import->meant != NULL) {
		*meant_r = import->meant_name;
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
		    "what is meant is not known");
	return verdict.meant.len != 0;
}

/* Does a source stand in a list as it is?  Else it is told in the note. */
static bool
is_word(const char *source)
{
	return source != NULL && strpbrk(source, " \t") == NULL;
}

static int
fill(struct import *import, const struct import_row *row,
    const struct name *name, const struct name *meant,
    struct document_entry *entry)
{
	struct document *memory = import->collection.documents[import->number];
	const char *note = row->note;

	if (row->source != NULL && !is_word(row->source) && note == NULL)
		note = row->source;
	*entry = (struct document_entry){
	    .name = document_keep(memory, name->text),
	    .meant = document_keep(memory, meant->text),
	    .since = import->since,
	    .source = is_word(row->source) ? document_keep(memory, row->source)
	                                   : import->source,
	    .note = note != NULL ? clean_note(memory, note) : NULL,
	    .line = row->line,
	};
	if (entry->note != NULL && *entry->note == '\0')
		entry->note = NULL;
	return entry->name == NULL || entry->meant == NULL ? -1 : 0;
}

/* What lint finds is left out.  But others may not know the day, and who saw
 * a name knows better than arithmetic what was meant: that is only told. */
static bool
is_clean(struct import *import, const struct document_entry *entry)
{
	struct lint_findings findings = {0};
	struct diagnostics diagnostics = {0};
	struct buffer line = {0};
	bool clean = true;

	if (document_format(entry, LISTFILE_DOPPELGANGERS, COLUMN, &diagnostics,
		&line) < 0) {
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
			tell(import, entry->line, entry->name, text);
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

static int
keep(struct import *import, const struct document_entry *entry)
{
	if (import->count == import->room) {
		size_t room = import->room != 0 ? 2 * import->room : 256;
		struct document_entry *entries =
		    reallocarray(import->entries, room, sizeof(*entries));

		if (entries == NULL)
			return -1;
		import->entries = entries;
		import->room = room;
	}
	import->entries[import->count++] = *entry;
	return 0;
}

int
import_row(struct import *import, const struct import_row *row)
{
	struct document_entry entry;
	struct name name, meant;
	enum name_error error;

	if (row->unregistered && !import->all) {
		import->unregistered++;
		return 0;
	}
	if (name_parse(row->name, strlen(row->name), &name, &error) < 0) {
		import_leave_out(import, row->line, row->name,
		    name_error_text(error));
		return 0;
	}
	if (!take_meant(import, row, &name, &meant))
		return 0;
	if (fill(import, row, &name, &meant, &entry) < 0)
		return -1;
	if (entry.source == NULL) {
		import_leave_out(import, row->line, name.text,
		    "nothing says where it is known from: --source");
		return 0;
	}
	return is_clean(import, &entry) ? keep(import, &entry) : 0;
}

/* ---- the whole ---------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const struct document_entry *one = a, *other = b;
	int names = strcmp(one->name, other->name);

	return names != 0 ? names : one->line < other->line ? -1 : 1;
}

/* Brings the rows of a name together. */
static int
write_entries(struct import *import)
{
	struct document *memory = import->collection.documents[import->number];
	struct diagnostics diagnostics = {0};
	struct buffer text = {0};
	int result = 0;

	if (import->count > 0)
		qsort(import->entries, import->count, sizeof(*import->entries),
		    compare);
	for (size_t i = 0, next; i < import->count && result == 0; i = next) {
		struct document_entry both = import->entries[i];

		for (next = i + 1;
		     next < import->count &&
		     strcmp(import->entries[next].name, both.name) == 0;
		     next++) {
			const struct document_entry *more =
			    &import->entries[next];

			if (unite_conflict(&both, more) != NULL)
				import_leave_out(import, more->line, more->name,
				    "means two things here");
			else if (unite_entries(memory, &both, more, &both) < 0)
				result = -1;
		}
		if (document_format_known(&both, COLUMN, &diagnostics, &text) <
		    0)
			result = -1;
		buffer_add_text(&text, "\n");
	}
	if (text.failed)
		result = -1;
	else if (result == 0)
		buffer_print(&text, stdout);
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	buffer_clear(&text);
	return result;
}

static int
read_input(const char *path, char **bytes_r, size_t *len_r)
{
	struct diagnostics diagnostics = {0};
	struct buffer all = {0};
	char piece[65536];
	ssize_t got;

	if (strcmp(path, "-") != 0) {
		int result =
		    file_read(path, INPUT_MAX, &diagnostics, bytes_r, len_r);

		console_faults(&diagnostics);
		diagnostics_clear(&diagnostics);
		return result;
	}
	while ((got = read(STDIN_FILENO, piece, sizeof(piece))) > 0 &&
	       all.len <= INPUT_MAX)
		buffer_add(&all, piece, (size_t)got);
	*len_r = all.len;
	buffer_add(&all, "", 1);
	if (got >= 0 && !all.failed && *len_r <= INPUT_MAX) {
		*bytes_r = all.bytes;
		return 0;
	}
	console_say("-", got < 0              ? strerror(errno)
			 : *len_r > INPUT_MAX ? "too long"
					      : strerror(ENOMEM));
	buffer_clear(&all);
	return -1;
}

static int
import_file(struct import *import, const char *path)
{
	char *bytes;
	size_t len;
	int result;

	if (read_input(path, &bytes, &len) < 0)
		return -1;
	import->path = path;
	result = import->read(import, bytes, len);
	free(bytes);
	return result;
}

static int
import_files(struct import *import, char **paths, int count)
{
	static char *const input[] = {(char *)"-"};
	struct document *memory = NULL;
	struct diagnostics diagnostics = {0};
	struct lint_findings findings = {0};
	int status = DOPPELLIST_TROUBLE;
	long number = -1;

	if (count == 0) {
		paths = (char **)input;
		count = 1;
	}
	if (collection_read_in_force(import->list, &diagnostics,
		&import->collection) == 0 &&
	    document_parse("import", "", 0, LISTFILE_DOPPELGANGERS,
		&diagnostics, &memory) == 0)
		number = collection_take(&import->collection, memory);
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	if (number >= 0 && rules_open(import->list, &import->collection,
			       &findings, &import->rules) == 0) {
		import->number = (size_t)number;
		status = DOPPELLIST_NOTHING;
		for (int i = 0; i < count; i++)
			if (import_file(import, paths[i]) < 0)
				status = DOPPELLIST_TROUBLE;
		if (write_entries(import) < 0)
			status = DOPPELLIST_TROUBLE;
		rules_close(&import->rules);
		fprintf(stderr,
		    "%zu taken, %zu left out, %zu not "
		    "registered\n",
		    import->count, import->left_out, import->unregistered);
	}
	if (number < 0)
		document_free(&memory);
	lint_findings_clear(&findings);
	if (status == DOPPELLIST_NOTHING && import->left_out > 0)
		status = DOPPELLIST_FOUND;
	return status;
}

/* ---- the command line --------------------------------------------------- */

static int
take_form(struct import *import, const char *text)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (strcmp(forms[i].name, text) == 0) {
			import->read = forms[i].read;
			return 0;
		}
	}
	doppellist_misused(import->list, "--from must be plain, access, tsv, "
					 "dnstwist-csv or dnstwist-json");
	return -1;
}

static int
take_meant_option(struct import *import, const char *text)
{
	enum name_error error;

	if (name_parse(text, strlen(text), &import->meant_name, &error) < 0) {
		console_say(text, name_error_text(error));
		return -1;
	}
	import->meant = import->meant_name.text;
	return 0;
}

static int
take_option(struct import *import, int option)
{
	import->list->status =
	    option == '?' ? import->list->status : DOPPELLIST_TROUBLE;
	switch (option) {
	case 'F':
		import->force = true;
		return 0;
	case 'a':
		import->all = true;
		return 0;
	case 'd':
		import->since = optarg;
		return 0;
	case 'f':
		return take_form(import, optarg);
	case 'm':
		return take_meant_option(import, optarg);
	case 's':
		import->source = optarg;
		return 0;
	default:
		return -1;
	}
}

static int
import_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
	    {"force", no_argument, NULL, 'F'},
	    {"from", required_argument, NULL, 'f'},
	    {"meant", required_argument, NULL, 'm'},
	    {"since", required_argument, NULL, 'd'},
	    {"source", required_argument, NULL, 's'},
	    DOPPELLIST_COMMON_OPTIONS};
	struct import import = {.list = list};
	int option, status;

	while ((option = doppellist_option(list, argc, argv,
		    "Fad:f:m:s:", options)) != -1)
		if (take_option(&import, option) < 0)
			return list->status;
	if (import.read == NULL)
		return doppellist_misused(list, "--from is wanted");
	if (import.source == NULL && import.read != import_tsv)
		return doppellist_misused(list, "--source is wanted: where "
						"the names are known from");
	status = import_files(&import, argv + optind, argc - optind);
	free(import.entries);
	collection_clear(&import.collection);
	return status;
}

const struct doppellist_command doppellist_import = {
    .name = "import",
    .brief = "write a list of what others publish, with its origin",
    .usage = "--from FORM --source TEXT [FILE ...]",
    .options = "  -a, --all          names too that dnstwist found nobody to "
	       "answer for\n"
	       "  -F, --force        also what lint would find fault with\n"
	       "  -f, --from plain|access|tsv|dnstwist-csv|dnstwist-json\n"
	       "                     the form\n"
	       "  -m, --meant NAME   what all names mean (default: as the rows "
	       "say,\n"
	       "                     else what the engine thinks)\n"
	       "  -d, --since DAY    known since, YYYY-MM-DD\n"
	       "  -s, --source TEXT  where the names are known from\n",
    .run = import_run,
};
