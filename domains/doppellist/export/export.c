/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist export: the doppelgangers in force in the forms that other
 * systems read.  This file chooses the names, and writes the head that each
 * form begins with. */
#include "domains/doppellist/export/export.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/base/translation.h"
#include "domains/doppellist/export/forms.h"
#include "domains/doppellist/export/zone.h"
#include "domains/engine/lists/zone.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"

struct export_command {
	struct doppellist *list;
	const struct export_form *form;
	const char *output;
	bool show; /* --to list */
	uint32_t serial;
	bool has_serial; /* --serial */
};

static const struct entry test_entry = {.name = "doppelganger.test"};

/* ---- when ---------------------------------------------------------------- */

/* The same lists make the same bytes when SOURCE_DATE_EPOCH
 * (reproducible-builds.org) says when.  Returns 0, or -1 when it is
 * reported. */
static int
set_date(const struct doppellist *list, struct export_job *job)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t given = (uint64_t)time(NULL);
	struct tm day;
	time_t when;

	memcpy(job->date, list->today, sizeof(job->date));
	if (epoch != NULL && *epoch != '\0') {
		if (!span_number(span_of(epoch), UINT32_MAX, &given))
			return console_say("SOURCE_DATE_EPOCH",
			    "must be seconds since 1970");
		when = (time_t)given;
		if (gmtime_r(&when, &day) != NULL)
			strftime(job->date, sizeof(job->date), "%Y-%m-%d",
			    &day);
	}
	job->serial = (uint32_t)given;
	return 0;
}

/* A server takes a zone only when its serial number has grown.  Who says when,
 * by SOURCE_DATE_EPOCH, has chosen it.  Returns 0, or -1 with a diagnostic. */
static int
set_serial(const struct export_command *command, struct export_job *job)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint32_t before;
	char *bytes;
	size_t len;
	bool found;

	if (command->has_serial)
		job->serial = command->serial;
	if (command->form->head == NULL || command->output == NULL ||
	    access(command->output, F_OK) < 0)
		return 0;
	if (file_read_regular(command->output, LISTFILE_SIZE_MAX,
		&command->list->diagnostics, &bytes, &len) < 0)
		return -1;
	found = export_zone_serial(bytes, &before);
	free(bytes);
	if (!found || zone_serial_is_greater(job->serial, before))
		return 0;
	if (command->has_serial)
		return diagnostics_add(&command->list->diagnostics,
		    command->output, 0,
		    "serial %lu: is not greater than %lu, which it has",
		    (unsigned long)job->serial, (unsigned long)before);
	if (epoch == NULL || *epoch == '\0')
		job->serial = before + 1;
	return 0;
}

/* ---- what ---------------------------------------------------------------- */

struct chosen {
	struct collection_entries names, exempt;
	struct collection_entries own[2]; /* protected names and providers of
	                                     the administrator's */
	const struct strings *local;      /* domains of this host */
};

static bool
is_among(const char *name, const struct collection_entries *entries)
{
	return collection_has(entries->list, entries->count, name);
}

/* A name is exempt with all names below it, as in the engine. */
static bool
is_exempt(const struct chosen *chosen, const char *name)
{
	while (name != NULL) {
		if (is_among(name, &chosen->exempt))
			return true;
		name = strchr(name, '.');
		name += name != NULL;
	}
	return false;
}

/* Does an own entry overrule it, as in the engine? */
static bool
is_overruled(const struct chosen *chosen, const struct collection_entry *one)
{
	const char *name = one->entry->name;
	unsigned at;

	return one->document->keeper != LIST_OWN &&
	       (is_among(name, &chosen->own[0]) ||
		   is_among(name, &chosen->own[1]) ||
		   strings_find((const char *const *)chosen->local->list,
		       chosen->local->count, name, &at));
}

static void
report_exception(const struct chosen *chosen, const char *name,
    const char *what)
{
	const char *parent = strchr(name, '.');

	for (; parent != NULL; parent = strchr(parent, '.'))
		if (is_among(++parent, &chosen->names))
			console_format(name,
			    "is %s, but covered by %s in what is exported",
			    _(what), parent);
}

static void
report_entries(const struct chosen *chosen,
    const struct collection_entries *entries, const char *what)
{
	for (size_t i = 0; i < entries->count; i++)
		report_exception(chosen, entries->list[i].entry->name, what);
}

/* Reports what is right below names that are exported, for no form can say "but
 * not that one". */
static void
report_exceptions(const struct chosen *chosen)
{
	report_entries(chosen, &chosen->exempt, N_("exempt"));
	report_entries(chosen, &chosen->own[0], N_("protected"));
	report_entries(chosen, &chosen->own[1], N_("a provider"));
	for (size_t i = 0; i < chosen->local->count; i++)
		report_exception(chosen, chosen->local->list[i],
		    N_("a local domain"));
}

/* Is an entry exported?  Not the test name, nor one that has expired, is exempt
 * or too long. */
static bool
is_wanted(const struct chosen *chosen, const struct collection_entry *one,
    const struct export_form *form, const char *today)
{
	const struct entry *entry = one->entry;

	if ((entry->until != NULL && strcmp(entry->until, today) < 0) ||
	    strcmp(entry->name, test_entry.name) == 0 ||
	    is_exempt(chosen, entry->name) || is_overruled(chosen, one))
		return false;
	if (form->name_max == 0 || strlen(entry->name) <= form->name_max)
		return true;
	console_format(entry->name,
	    "left out: %s takes names of at most %zu bytes", form->name,
	    form->name_max);
	return false;
}

/* Puts the test name where it belongs. */
static void
insert_test(struct collection_entries *names)
{
	size_t at = 0;

	while (at < names->count &&
	       strcmp(names->list[at].entry->name, test_entry.name) < 0)
		at++;
	memmove(&names->list[at + 1], &names->list[at],
	    (names->count - at) * sizeof(*names->list));
	names->list[at] = (struct collection_entry){.entry = &test_entry};
	names->count++;
}

/* What is in force of a kind in the lists that the administrator writes. */
static int
collect_own(const struct collection *collection, enum listfile_kind kind,
    struct collection_entries *own_r)
{
	size_t kept = 0;

	if (collection_in_force(collection, kind, own_r) < 0)
		return -1;
	for (size_t i = 0; i < own_r->count; i++)
		if (own_r->list[i].document->keeper == LIST_OWN)
			own_r->list[kept++] = own_r->list[i];
	own_r->count = kept;
	return 0;
}

/* Returns 0, or -1 when memory is out. */
static int
choose(const struct collection *collection, const struct export_form *form,
    const char *today, struct chosen *chosen)
{
	struct collection_entries *names = &chosen->names;
	size_t kept = 0;

	if (collection_in_force(collection, LISTFILE_EXEMPT, &chosen->exempt) <
		0 ||
	    collect_own(collection, LISTFILE_PROTECTED, &chosen->own[0]) < 0 ||
	    collect_own(collection, LISTFILE_PROVIDERS, &chosen->own[1]) < 0 ||
	    collection_in_force(collection, LISTFILE_DOPPELGANGERS, names) < 0)
		return -1;
	for (size_t i = 0; i < names->count; i++)
		if (is_wanted(chosen, &names->list[i], form, today))
			names->list[kept++] = names->list[i];
	names->count = kept;
	if (!form->no_test)
		insert_test(names);
	report_exceptions(chosen);
	return 0;
}

/* Reads the files, or without any the lists in force.  An export of half a
 * list is none: any diagnostic ends it. */
static int
read_lists(struct doppellist *list, char **files, bool whole,
    struct collection *collection)
{
	int result =
	    collection_read_whole(list, collection, files, LISTFILE_KINDS);

	for (size_t i = 0; *files != NULL && i < collection->count; i++) {
		const struct document *document = collection->documents[i];

		if (whole || document->kind == LISTFILE_DOPPELGANGERS ||
		    document->kind == LISTFILE_EXEMPT)
			continue;
		diagnostics_add(&list->diagnostics, document->path, 0,
		    "is no list of doppelgangers");
		result = -1;
	}
	return result;
}

/* ---- the output ---------------------------------------------------------- */

static void
put_head(const struct export_job *job, const struct export_form *form)
{
	const char *comment = form->comment != NULL ? form->comment : "# ";
	const char *line = form->use;
	struct buffer path = {0};

	fprintf(job->out, "%s%s: %s\n", comment, form->name, form->brief);
	fprintf(job->out,
	    "%sMade by %s on %s, %zu name%s; do not edit.  From:\n", comment,
	    job->program, job->date, job->count, job->count == 1 ? "" : "s");
	for (size_t i = 0; i < job->collection->count; i++) {
		const struct document *list = job->collection->documents[i];

		if (list->kind != LISTFILE_DOPPELGANGERS && !form->whole)
			continue;
		path.len = 0;
		buffer_add_escaped(&path, list->path, strlen(list->path));
		fprintf(job->out, "%s    %.*s\n", comment, (int)path.len,
		    path.bytes != NULL ? path.bytes : "");
	}
	buffer_clear(&path);
	while (*line != '\0') {
		size_t len = strcspn(line, "\n");

		fprintf(job->out, "%s%.*s\n", comment, (int)len, line);
		line += len + (line[len] == '\n');
	}
}

static int
write_job(const struct export_job *job, const struct export_form *form)
{
	struct export_job question = *job;

	question.out = NULL;
	if (form->limited && form->write(&question) < 0)
		return -1;
	if (form->use != NULL)
		put_head(job, form);
	return export_form_write(form, job);
}

/* Replaces a file whole, so that a server that reads it finds the old or the
 * new one.  Returns 0, or -1 when it is reported or a diagnostic. */
static int
write_file(struct export_command *command, struct export_job *job)
{
	struct diagnostics *diagnostics = &command->list->diagnostics;
	char *bytes = NULL;
	size_t len = 0;
	int result;

	job->out = open_memstream(&bytes, &len);
	if (job->out == NULL)
		return doppellist_no_memory(command->list);
	result = write_job(job, command->form);
	if (fclose(job->out) != 0)
		result = doppellist_no_memory(command->list);
	if (result == 0)
		result = replacement_write_file(command->output, NULL, bytes,
		    len, diagnostics);
	free(bytes);
	return result;
}

static int
export_lists(struct export_command *command, char **files)
{
	struct export_job job = {.out = stdout,
	    .program = "doppellist " DOPPEL_VERSION};
	struct collection collection = {0};
	struct chosen chosen = {
	    .local = &command->list->settings.registrations.local_domains,
	};
	int result = -1;

	if (set_date(command->list, &job) < 0 ||
	    set_serial(command, &job) < 0 ||
	    read_lists(command->list, files, command->form->whole,
		&collection) < 0)
		goto end;
	if (command->form->whole) {
		chosen.names.count = collection.documents[0]->entry_count;
	} else if (choose(&collection, command->form, job.date, &chosen) < 0) {
		doppellist_no_memory(command->list);
		goto end;
	}
	job.entries = chosen.names.list;
	job.count = chosen.names.count;
	job.collection = &collection;
	result = command->output != NULL ? write_file(command, &job)
	                                 : write_job(&job, command->form);
end:
	free(chosen.names.list);
	free(chosen.exempt.list);
	free(chosen.own[0].list);
	free(chosen.own[1].list);
	collection_clear(&collection);
	return result < 0 ? DOPPELLIST_ERROR : DOPPELLIST_NOTHING;
}

/* ---- the command line ---------------------------------------------------- */

static const char *
take_form(const char *text, void *value)
{
	struct export_command *command = value;

	command->show = strcmp(text, "list") == 0;
	command->form = export_form_find(text);
	return command->show || command->form != NULL
	           ? NULL
	           : "no such form; --to list shows all";
}

static const char *
take_serial(const char *text, void *value)
{
	struct export_command *command = value;
	uint64_t serial;

	if (!span_number(span_of(text), UINT32_MAX, &serial))
		return "must be a number up to 4294967295";
	command->serial = (uint32_t)serial;
	command->has_serial = true;
	return NULL;
}

static const struct option_row rows[] = {
    {"output", 'o', OPTION_TEXT, "FILE", "replace FILE whole",
	.offset = offsetof(struct export_command, output)},
    {"serial", 's', OPTION_CALL, "N",
	"serial number of a zone (default: the time, and more than FILE has)",
	.take = take_serial},
    {"to", 't', OPTION_CALL, "FORM", "the form; \"list\" shows all",
	.take = take_form},
    {NULL},
};

static int
export_run(struct doppellist *list, int argc, char **argv)
{
	struct export_command command = {.list = list};
	char **files = doppellist_parse(list, argc, argv, &command);

	if (files == NULL)
		return list->status;
	if (command.show) {
		export_forms_show(stdout);
		return DOPPELLIST_NOTHING;
	}
	if (command.form == NULL)
		return doppellist_misused(list, "--to", "is missing");
	if (command.has_serial && command.form->head == NULL)
		return doppellist_misused(list, "--serial",
		    "this form has no serial number");
	if (command.form->whole && (files[0] == NULL || files[1] != NULL))
		return doppellist_misused(list, "FILE",
		    "a zone is one list: name it");
	return export_lists(&command, files);
}

const struct doppellist_command doppellist_export = {
    .name = "export",
    .brief = "write the doppelgangers as other systems read them",
    .usage = "[options] --to FORM [FILE ...]",
    .rows = rows,
    .run = export_run,
};
