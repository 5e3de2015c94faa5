/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist export: the doppelgangers in force in the forms that other
 * systems read.  This file is the table of forms, what is chosen, and the head
 * that each begins with. */
#include "domains/doppellist/export/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/doppellist/model/collection.h"
#include "domains/base/replacement.h"
#include "domains/text/console.h"

/* "*." and the name of a policy zone stand before and behind. */
#define RPZ_NAME_MAX (NAME_MAX_BYTES - 64)
/* Behind it stands the name of the list's zone. */
#define RHSBL_NAME_MAX (NAME_MAX_BYTES - 64)
/* A word of a rule of Exchange. */
#define EXCHANGE_NAME_MAX 128

static const char test_name[] = "doppelganger.test";

static const struct export_format formats[] = {
    {"postfix-transport", "transport_maps: also bounces members of aliases",
	"# ", "postmap FILE, then in main.cf: transport_maps = hash:FILE", true,
	0, export_postfix_transport, NULL},
    {"postfix-access", "check_recipient_access", "# ",
	"postmap FILE, then in main.cf: smtpd_recipient_restrictions =\n"
	"check_recipient_access hash:FILE, ...",
	true, 0, export_postfix_access, NULL},
    {"postfix-pcre", "the same, naming the whole address meant", "# ",
	"main.cf: smtpd_recipient_restrictions =\n"
	"check_recipient_access pcre:FILE, ...   (read line by line: for up\n"
	"to some thousand names)",
	true, 0, export_postfix_pcre, NULL},
    {"sendmail-access", "FEATURE(`access_db'), `blocklist_recipients'", "# ",
	"makemap hash access <FILE, with FEATURE(`access_db') and\n"
	"FEATURE(`blocklist_recipients') in sendmail.mc",
	true, 0, export_sendmail_access, NULL},
    {"rhsbl", "a dnset of rbldnsd", "# ",
	"rbldnsd ... ZONE:dnset:FILE; then in main.cf of Postfix:\n"
	"reject_rhsbl_recipient ZONE",
	true, RHSBL_NAME_MAX, export_rhsbl, NULL},
    {"rpz", "a response policy zone: BIND, Unbound, Knot Resolver ...", "; ",
	"a policy zone, origin as the resolver calls it; the names and all\n"
	"below them do not exist any more",
	true, RPZ_NAME_MAX, export_rpz, NULL},
    {"rspamd", "a map of multimap", "# ",
	"DOPPELGANGER { type = \"rcpt\"; filter = \"email:domain:tld\";\n"
	"map = FILE; disable_multisymbol = true; action = \"reject\";\n"
	"message = \"the domain is a known doppelganger\"; }",
	true, 0, export_rspamd, NULL},
    {"exim", "lsearch", "# ",
	"in an ACL for RCPT:\n"
	"deny set acl_m0 = ${lookup{$domain}partial()lsearch{FILE}}\n"
	"     condition = ${if !eq{$acl_m0}{}}\n"
	"     message = $acl_m0",
	true, 0, export_exim, NULL},
    {"mailman3-ban", "patterns for the ban list of Mailman 3", "# ",
	"grep -v '^#' FILE | while IFS= read -r ban; do curl -sf\n"
	"-u restadmin:PASSWORD --data-urlencode \"email=$ban\"\n"
	"http://localhost:8001/3.1/bans; done",
	true, 0, export_mailman3_ban, NULL},
    {"sympa", "blocklist.txt of Sympa", "# ",
	"search_filters/blocklist.txt, of the site or of a list", true, 0,
	export_sympa, NULL},
    {"exchange", "rules for Exchange, made by PowerShell", "# ",
	"in a session of Exchange (Online) PowerShell; first take away those\n"
	"of the last time: Get-TransportRule 'doppelcheck *' |\n"
	"Remove-TransportRule -Confirm:$false",
	true, EXCHANGE_NAME_MAX, export_exchange, export_exchange_fits},
    {"google", "address lists of Google Workspace", "# ",
	"Gmail > Routing > Manage address lists > Add address list > Bulk\n"
	"add: a line below; then a rule of Routing for outbound mail, only\n"
	"for these lists, that rejects",
	true, 0, export_google, export_google_fits},
    {"hosts", "/etc/hosts and filters for browsers", "# ",
	"names alone, not those below; stops browsers, but no mail where\n"
	"the name has an MX",
	false, 0, export_hosts, NULL},
    {"csv", "all that the lists say, for a spreadsheet", NULL, NULL, false, 0,
	export_csv, NULL},
    {"json", "all that the lists say, for programs", NULL, NULL, false, 0,
	export_json, NULL},
};

#define FORMATS (sizeof(formats) / sizeof(*formats))

/* ---- what the forms share ------------------------------------------------ */

void
export_phrase(const struct export_entry *entry,
    char text_r[static EXPORT_TEXT_SIZE])
{
	if (entry->meant == NULL)
		snprintf(text_r, EXPORT_TEXT_SIZE,
		    "%s is the test name of doppelcheck: the gate is in place",
		    entry->name);
	else
		snprintf(text_r, EXPORT_TEXT_SIZE,
		    "%s is a known doppelganger of %s; did you mean %s?",
		    entry->name, entry->meant, entry->meant);
}

void
export_put_regex(FILE *out, const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == '.')
			putc('\\', out);
		putc(*name, out);
	}
}

/* ---- when ---------------------------------------------------------------- */

/* The same lists make the same bytes when SOURCE_DATE_EPOCH
 * (reproducible-builds.org) says when.  Returns 0, or -1 when told. */
static int
set_date(struct export_job *job)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t when = time(NULL);
	struct tm day;
	char *end;

	if (epoch != NULL && *epoch != '\0') {
		errno = 0;
		unsigned long long given = strtoull(epoch, &end, 10);

		if (errno != 0 || *end != '\0' || *epoch < '0' ||
		    *epoch > '9' || given > UINT32_MAX) {
			console_say("SOURCE_DATE_EPOCH",
			    "must be seconds since 1970");
			return -1;
		}
		when = (time_t)given;
	}
	job->serial = (uint32_t)when;
	doppellist_today(job->date);
	if (epoch != NULL && *epoch != '\0' && gmtime_r(&when, &day) != NULL)
		strftime(job->date, sizeof(job->date), "%Y-%m-%d", &day);
	return 0;
}

/* ---- what ---------------------------------------------------------------- */

struct chosen {
	struct export_entry *entries;
	size_t count;
	const char **files;
	size_t file_count;
	struct collection_entry *exempt;
	size_t exempt_count;
};

static int
compare_name(const void *name, const void *entry)
{
	return strcmp(name,
	    ((const struct collection_entry *)entry)->entry->name);
}

static int
compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct export_entry *)a)->name,
	    ((const struct export_entry *)b)->name);
}

/* What is exempt is so with all below it, as the engine has it. */
static bool
is_exempt(const struct chosen *chosen, const char *name)
{
	while (chosen->exempt_count > 0 && name != NULL) {
		if (bsearch(name, chosen->exempt, chosen->exempt_count,
			sizeof(*chosen->exempt), compare_name) != NULL)
			return true;
		name = strchr(name, '.');
		name += name != NULL;
	}
	return false;
}

/* No form can say "but not that one below". */
static void
tell_exceptions(const struct chosen *chosen)
{
	for (size_t i = 0; i < chosen->exempt_count; i++) {
		const char *name = chosen->exempt[i].entry->name;
		const char *parent = strchr(name, '.');

		for (; parent != NULL; parent = strchr(parent, '.')) {
			struct export_entry key = {.name = ++parent};

			if (bsearch(&key, chosen->entries, chosen->count,
				sizeof(key), compare_entries) != NULL)
				console_format(name,
				    "is exempt, but covered "
				    "by %s in what is exported",
				    parent);
		}
	}
}

static void
take_entry(struct chosen *chosen, const struct collection_entry *from,
    const struct export_format *format)
{
	const char *name = from->entry->name;

	if (format->name_max > 0 && strlen(name) > format->name_max) {
		console_format(name,
		    "left out: %s takes names of at most %zu "
		    "bytes",
		    format->name, format->name_max);
		return;
	}
	chosen->entries[chosen->count++] = (struct export_entry){
	    .name = name,
	    .meant = from->entry->meant,
	    .entry = from->entry,
	    .file = from->document->path,
	};
}

/* Chooses the entries: no test name, nothing expired, nothing exempt. */
static void
take_entries(struct chosen *chosen, const struct collection_entry *from,
    size_t count, const struct export_format *format, const char *today)
{
	for (size_t i = 0; i < count; i++) {
		const struct document_entry *entry = from[i].entry;

		if ((entry->until != NULL && strcmp(entry->until, today) < 0) ||
		    strcmp(entry->name, test_name) == 0 ||
		    is_exempt(chosen, entry->name))
			continue;
		take_entry(chosen, &from[i], format);
	}
	if (format->test_name) {
		chosen->entries[chosen->count++] =
		    (struct export_entry){.name = test_name};
		qsort(chosen->entries, chosen->count, sizeof(*chosen->entries),
		    compare_entries);
	}
}

/* Returns 0, or -1 when memory is out. */
static int
choose(const struct collection *collection, const struct export_format *format,
    const char *today, struct chosen *chosen)
{
	struct collection_entry *all = NULL;
	size_t count = 0;

	if (collection_in_force(collection, LISTFILE_EXEMPT, &chosen->exempt,
		&chosen->exempt_count) < 0 ||
	    collection_in_force(collection, LISTFILE_DOPPELGANGERS, &all,
		&count) < 0)
		return -1;
	chosen->entries = calloc(count + 1, sizeof(*chosen->entries));
	chosen->files = calloc(collection->count + 1, sizeof(char *));
	if (chosen->entries == NULL || chosen->files == NULL) {
		free(all);
		return -1;
	}
	take_entries(chosen, all, count, format, today);
	free(all);
	tell_exceptions(chosen);
	for (size_t i = 0; i < collection->count; i++)
		if (collection->documents[i]->kind == LISTFILE_DOPPELGANGERS)
			chosen->files[chosen->file_count++] =
			    collection->documents[i]->path;
	return 0;
}

static void
chosen_clear(struct chosen *chosen)
{
	free(chosen->entries);
	free(chosen->files);
	free(chosen->exempt);
}

/* Reads the files, or without any the lists in force.  An export of half a
 * list is none: any fault ends it.  Returns 0, or -1 when told. */
static int
read_lists(struct doppellist *list, char **files, struct collection *collection)
{
	struct diagnostics diagnostics = {0};
	int result = 0;

	if (*files == NULL)
		result =
		    collection_read_in_force(list, &diagnostics, collection);
	for (; *files != NULL; files++) {
		enum listfile_kind kind = LISTFILE_DOPPELGANGERS;

		document_kind_of(*files, &kind);
		if (kind != LISTFILE_DOPPELGANGERS && kind != LISTFILE_EXEMPT)
			diagnostics_add(&diagnostics, *files, 0,
			    "is no list of doppelgangers");
		else
			collection_read(collection, *files, kind, &diagnostics);
	}
	if (diagnostics.count > 0) {
		console_faults(&diagnostics);
		result = -1;
	}
	diagnostics_clear(&diagnostics);
	return result;
}

/* ---- the output ---------------------------------------------------------- */

static void
put_comment(const struct export_job *job, const char *comment, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		fprintf(job->out, "%s%.*s\n", comment, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void
put_head(const struct export_job *job, const struct export_format *format)
{
	struct buffer path = {0};

	fprintf(job->out, "%s%s: %s\n", format->comment, format->name,
	    format->brief);
	fprintf(job->out,
	    "%sMade by %s on %s, %zu names; do not edit.  "
	    "From:\n",
	    format->comment, job->program, job->date, job->count);
	for (size_t i = 0; i < job->file_count; i++) {
		path.len = 0;
		buffer_add_escaped(&path, job->files[i], strlen(job->files[i]));
		fprintf(job->out, "%s    %.*s\n", format->comment,
		    (int)path.len, path.bytes != NULL ? path.bytes : "");
	}
	buffer_clear(&path);
	put_comment(job, format->comment, format->use);
}

static int
write_job(struct export_job *job, const struct export_format *format)
{
	if (format->fits != NULL && format->fits(job) < 0)
		return -1;
	if (format->comment != NULL)
		put_head(job, format);
	return format->write(job);
}

/* Replaces a file whole, so that a server that reads it finds the old or the
 * new one.  Returns 0, or -1 when told. */
static int
write_file(struct export_job *job, const struct export_format *format,
    const char *path)
{
	struct diagnostics diagnostics = {0};
	char *bytes = NULL;
	size_t len = 0;
	int result;

	job->out = open_memstream(&bytes, &len);
	if (job->out == NULL) {
		console_say(path, strerror(errno));
		return -1;
	}
	result = write_job(job, format);
	if (fclose(job->out) != 0 && result == 0) {
		console_say(path, "out of memory");
		result = -1;
	}
	if (result == 0)
		result = replacement_write_file(path, NULL, bytes, len,
		    &diagnostics);
	console_faults(&diagnostics);
	diagnostics_clear(&diagnostics);
	free(bytes);
	return result;
}

static int
export_lists(struct doppellist *list, char **files,
    const struct export_format *format, const char *path)
{
	struct export_job job = {.out = stdout,
	    .program = "doppellist " DOPPEL_VERSION};
	struct collection collection = {0};
	struct chosen chosen = {0};
	int result = -1;

	if (set_date(&job) == 0 && read_lists(list, files, &collection) == 0) {
		result = choose(&collection, format, job.date, &chosen);
		if (result < 0)
			console_say("export", strerror(ENOMEM));
	}
	if (result == 0) {
		job.entries = chosen.entries;
		job.count = chosen.count;
		job.files = chosen.files;
		job.file_count = chosen.file_count;
		result = path != NULL ? write_file(&job, format, path)
		                      : write_job(&job, format);
	}
	chosen_clear(&chosen);
	collection_clear(&collection);
	return result < 0 ? DOPPELLIST_TROUBLE : DOPPELLIST_NOTHING;
}

/* ---- the command --------------------------------------------------------- */

static const struct export_format *
find_format(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

static int
show_formats(void)
{
	for (size_t i = 0; i < FORMATS; i++)
		printf("%-18s %s\n", formats[i].name, formats[i].brief);
	return DOPPELLIST_NOTHING;
}

static int export(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"output", required_argument,
						    NULL, 'o'},
	    {"to", required_argument, NULL, 't'}, DOPPELLIST_COMMON_OPTIONS};
	const struct export_format *format = NULL;
	const char *path = NULL;
	int option;

	while ((option = doppellist_option(list, argc, argv,
		    "o:t:", options)) != -1) {
		switch (option) {
		case 'o':
			path = optarg;
			break;
		case 't':
			if (strcmp(optarg, "list") == 0)
				return show_formats();
			format = find_format(optarg);
			if (format == NULL)
				return doppellist_misused(list,
				    "--to: no such form; --to list shows all");
			break;
		default:
			return list->status;
		}
	}
	if (format == NULL)
		return doppellist_misused(list, "--to is missing");
	return export_lists(list, argv + optind, format, path);
}

const struct doppellist_command doppellist_export = {
    .name = "export",
    .brief = "write the doppelgangers as other systems read them",
    .usage = "--to FORM [FILE ...]",
    .options = "  -o, --output FILE  replace FILE whole\n"
	       "  -t, --to FORM      the form; \"list\" shows all\n",
    .run = export,
};
