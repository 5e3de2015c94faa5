/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits files and places in their order: see the header. */
#include "domains/doppelcheck/audit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/buffer.h"
#include "domains/base/file.h"
#include "domains/base/span.h"
#include "domains/doppelcheck/fix.h"
#include "domains/doppelcheck/logs.h"
#include "domains/doppelcheck/place.h"
#include "domains/doppelcheck/plain.h"
#include "domains/doppelcheck/stdin_copy.h"
#include "domains/registrations/alias_loops.h"
#include "domains/text/console.h"
#include "domains/base/translation.h"

/* Some 400,000 names with their addresses, which take two seconds. */
#define NAMES_FILE_MAX ((off_t)16 << 20)

struct audit {
	const struct audit_options *options;
	const struct audit_listener *listener; /* NULL: files are audited */
	struct domain_set *domains;
	struct auditor auditor;
	struct alias_loops *loops;
	const char *name;               /* of the file at hand, */
	struct fix fix;                 /*   its corrections, */
	size_t left;                    /*   wrong addresses left in it, */
	struct diagnostics diagnostics; /*   and what is wrong with it, */
	struct diagnostics notes;       /*   or only not judged */
	struct report_counts counts;    /* of plain lists */
	bool leads_on; /* what is a member may be a list as well */
	bool stopped;  /* nothing more can be reported, or memory is out */
	bool failed;   /* something was not read or written */
};

/* ---- findings ------------------------------------------------------------ */

static void
stop(struct audit *audit, const char *subject)
{
	if (!audit->stopped && subject != NULL)
		console_say(subject, strerror(ENOMEM));
	audit->stopped = audit->failed = true;
}

/* Why a finding that is certain is not corrected; NULL when it is. */
static const char *
why_left(const struct audit *audit, const struct finding *finding)
{
	const struct member *member = &finding->member;

	if (*finding->suggestion == '\0')
		return N_("what was meant is not known");
	if (!finding->fixable)
		return N_("more of it is wrong than its domain");
	if (member->cell.len != 0)
		return N_("--fix changes no spreadsheets");
	if (!member->in_text)
		return N_("it does not stand there as it was read");
	if (strcmp(member->file, audit->name) != 0)
		return N_("it stands in another file");
	for (const char *p = finding->suggestion; *p != '\0'; p++)
		if ((*p & 0x80) != 0)
			return N_(
			    "not every encoding can write what was meant");
	return NULL;
}

static void
report_left(const struct finding *finding, const char *why)
{
	const struct member *member = &finding->member;
	struct diagnostics one = {0};
	struct buffer text = {0};
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	buffer_add_text(&text, diagnostic_quote(member->address.bytes,
				   member->address.len, quote));
	buffer_add_format(&text, _(" is left as it is: %s%c"), _(why), '\0');
	member_report(member, &one,
	    text.failed ? strerror(ENOMEM) : text.bytes);
	buffer_clear(&text);
	console_diagnostics(&one);
	diagnostics_clear(&one);
}

/* Notes what replaces a wrong address, where that is sure: in the file itself,
 * not in one that it includes. */
static void
correct(struct audit *audit, const struct finding *finding)
{
	const struct member *member = &finding->member;
	const char *why = why_left(audit, finding);

	if (why == NULL) {
		if (fix_add(&audit->fix, member, finding->suggestion) < 0)
			stop(audit, "--fix");
	} else if (finding->verdict.confidence == VERDICT_CERTAIN &&
		   finding->verdict.reason != VERDICT_PRIVATE_ADDRESS) {
		report_left(finding, why);
		audit->left++;
	}
}

/* As struct sink has it, for files. */
static enum sink_result
take_finding(void *context, const struct finding *finding)
{
	struct audit *audit = context;
	enum sink_result result = report_take(audit->options->report, finding);

	if (audit->options->fixing.on)
		correct(audit, finding);
	return result;
}

static int
audit_member(struct audit *audit, const struct member *member)
{
	int result = auditor_take(&audit->auditor, member);

	if (audit->auditor.stopped)
		stop(audit, audit->auditor.lacking);
	return audit->stopped || result != 0 ? -1 : 0;
}

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	struct audit *audit = context;
	const struct audit_listener *listener = audit->listener;

	if (!audit->options->collecting &&
	    ((audit->leads_on && alias_loops_add(audit->loops, member) < 0) ||
		(audit->options->totals != NULL &&
		    totals_add(audit->options->totals, member) < 0) ||
		(listener != NULL &&
		    listener->member(listener->context, member) != 0)))
		stop(audit, member->file);
	return audit_member(audit, member);
}

/* The same when it is only counted whether the source is over its budget. */
static int
weigh_member(void *context, const struct member *member)
{
	struct audit *audit = context;
	int result;

	audit->auditor.weighing = true;
	result = audit_member(audit, member);
	audit->auditor.weighing = false;
	return result;
}

/* ---- files --------------------------------------------------------------- */

/* The diagnostics of the first of two readings come again in the second. */
static void
report_diagnostics(struct audit *audit)
{
	const struct audit_listener *listener = audit->listener;

	if (audit->diagnostics.count != 0) {
		audit->failed = true;
		if (audit->options->collecting)
			; /* later */
		else if (listener != NULL)
			listener->diagnostics(listener->context,
			    &audit->diagnostics);
		else
			console_diagnostics(&audit->diagnostics);
	}
	diagnostics_clear(&audit->diagnostics);
}

static void
finish_file(struct audit *audit)
{
	if (report_flush(audit->options->report) < 0)
		stop(audit, NULL);
	report_diagnostics(audit);
	if (!audit->options->collecting && !audit->options->fixing.quiet)
		console_notes(&audit->notes);
	diagnostics_clear(&audit->notes);
}

static void
fix_file(struct audit *audit, const char *path, bool pipe)
{
	const struct audit_fixing *fixing = &audit->options->fixing;
	size_t count = audit->fix.count, left = audit->left;

	audit->left = 0;
	if (count == 0 || audit->options->collecting) {
		fix_clear(&audit->fix);
		return;
	}
	if (pipe) {
		console_say(path, "a pipe cannot be corrected");
		audit->failed = true;
	} else if (fix_write(&audit->fix, path, audit->options->reader.encoding,
		       fixing->in_place) < 0) {
		audit->failed = true;
	} else if (!fixing->quiet) {
		fix_show(&audit->fix, path);
		console_format(path,
		    fixing->in_place
			? ngettext("%zu address corrected, %zu left, the old "
				   "file is %s.bak",
			      "%zu addresses corrected, %zu left, the old "
			      "file is %s.bak",
			      count)
			: ngettext("%zu address corrected, %zu left, in "
				   "%s.fixed",
			      "%zu addresses corrected, %zu left, in "
			      "%s.fixed",
			      count),
		    count, left, path);
	}
	fix_clear(&audit->fix);
}

/* What is known of a file before it is read. */
struct look {
	enum reader_type type; /* as what it is to be read, */
	bool plain;            /*   or is it for the fast front? */
	struct foreign foreign;
	bool pipe; /* it can be read only once, and was begun: */
	struct stdin_begun begun;
};

static void
read_file(struct audit *audit, const char *path, const char *name,
    struct look *look)
{
	struct reader_options options = audit->options->reader;
	char *copy = look->pipe ? stdin_copy_begun(&look->begun) : NULL;

	options.name = audit->name = name;
	options.type = look->type;
	options.notes = &audit->notes;
	if (look->pipe && copy == NULL) {
		console_say(name, strerror(errno));
		audit->failed = true;
	} else if (reader_read(copy != NULL ? copy : path, &options,
		       take_member, audit, &audit->diagnostics) < 0) {
		audit->failed = true;
	}
	finish_file(audit);
	fix_file(audit, name, look->pipe);
	free(copy);
}

/* Takes the beginning of a file, which is closed if it can be read again. */
static struct span
take_beginning(struct audit *audit, int fd, char *room, struct look *look)
{
	ssize_t len = 0;

	if (fd >= 0 && look->pipe) {
		if (stdin_begin(fd, READER_LOOK, &look->begun) == 0)
			return (
			    struct span){look->begun.bytes, look->begun.len};
		stop(audit, "audit");
	} else if (fd >= 0 && room != NULL) {
		len = pread(fd, room, READER_LOOK, 0);
	}
	if (fd >= 0)
		close(fd);
	return (struct span){room, len > 0 ? (size_t)len : 0};
}

/* What nothing stands in: a log that goes on another day, with the options of
 * logs. */
static enum reader_type
type_of_nothing(const struct log_options *logs, bool opened)
{
	return opened &&
	               (logs->position != NULL || logs_selection(logs) != NULL)
	           ? READER_MAILLOG
	           : READER_LIST;
}

/* Finds out what a file is, which is open or cannot be opened. */
static void
look_at(struct audit *audit, const char *name, int fd, struct look *look)
{
	const struct audit_options *options = audit->options;
	enum encoding encoding = options->reader.encoding;
	char *room = malloc(READER_LOOK);
	struct span begin = take_beginning(audit, fd, room, look);

	look->type = options->reader.type;
	if (look->type == READER_AUTO)
		look->type =
		    begin.len != 0
			? reader_recognise(name, begin.bytes, begin.len,
			      &look->foreign)
			: type_of_nothing(&options->log_options, fd >= 0);
	/* Its reader says what it is. */
	if (look->foreign.what != NULL)
		look->type = READER_AUTO;
	if (encoding == ENCODING_AUTO)
		encoding = begin.len != 0
		               ? encoding_detect(begin.bytes, begin.len)
		               : ENCODING_UTF8;
	look->plain = look->type == READER_LIST && encoding == ENCODING_UTF8 &&
	              !options->fixing.on && options->totals == NULL;
	free(room);
}

/* Are the names before the addresses of a plain list looked at, "Yamada Taro
 * <taro@gmail.com>"?  That takes much longer than the domains. */
static bool
has_names(const struct audit_options *options, const char *path)
{
	struct stat status;

	return options->demands.misspelled_name &&
	       options->reader.type == READER_AUTO &&
	       stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       status.st_size <= NAMES_FILE_MAX;
}

/* Plain lists that follow each other, or one that was begun. */
static void
read_plain(struct audit *audit, size_t first, size_t after, bool names,
    struct stdin_begun *begun)
{
	struct audit_options options = *audit->options;
	struct report_counts counts;

	if (first == after || audit->stopped)
		return;
	options.paths += first;
	options.copies += options.copies != NULL ? first : 0;
	options.path_count = after - first;
	options.demands.misspelled_name = names;
	if (plain_audit(&options, begun, audit->domains, &counts) < 0)
		audit->failed = true;
	report_add_counts(&audit->counts, &counts);
}

static void
read_one(struct audit *audit, size_t i, const char *path, struct look *look)
{
	const char *name = audit->options->paths[i];

	if (audit->stopped)
		return;
	if (look->plain) {
		read_plain(audit, i, i + 1, false, &look->begun);
	} else if (look->type == READER_MAILLOG &&
		   audit->options->report->format == REPORT_SARIF) {
		diagnostics_add(&audit->diagnostics, name, 0,
		    "is a mail log, for which SARIF has no form: it was not "
		    "read");
		finish_file(audit);
	} else if (look->type == READER_MAILLOG &&
		   audit->options->logs != NULL) {
		if (!audit->options->collecting &&
		    logs_add(audit->options->logs, name, path, &look->begun) <
			0)
			stop(audit, name);
	} else if (look->foreign.unread) {
		foreign_report(&look->foreign, name, &audit->diagnostics);
		finish_file(audit);
	} else {
		read_file(audit, path, name, look);
	}
}

static void
read_files(struct audit *audit)
{
	const struct audit_options *options = audit->options;
	const char *const *paths =
	    options->copies != NULL ? options->copies : options->paths;
	size_t first = 0; /* of the plain ones that are not read yet */
	bool names = false;

	for (size_t i = 0; i < options->path_count; i++) {
		struct look look = {.begun = {.fd = -1}};
		bool named = has_names(options, options->paths[i]);
		struct stat status;
		const char *why;
		int fd = file_open_input(paths[i], &status, &why);

		look.pipe = fd >= 0 && stdin_is_read_once(paths[i], &status);
		/* A pipe may keep the others waiting. */
		if (look.pipe || named != names) {
			read_plain(audit, first, i, names, NULL);
			first = i;
		}
		names = named;
		look_at(audit, options->paths[i], fd, &look);
		if (look.plain && !look.pipe)
			continue;
		read_plain(audit, first, i, names, NULL);
		read_one(audit, i, paths[i], &look);
		stdin_end(&look.begun);
		first = i + 1;
	}
	read_plain(audit, first, options->path_count, names, NULL);
}

/* ---- the doors ----------------------------------------------------------- */

static int
begin(struct audit *audit, struct sink sink)
{
	audit->domains = domain_set_new();
	audit->loops = alias_loops_new();
	if (audit->domains != NULL && audit->loops != NULL &&
	    auditor_begin(&audit->auditor, audit->options, audit->domains,
		sink) == 0)
		return 0;
	stop(audit, "audit");
	return -1;
}

static int
finish(struct audit *audit, struct report_counts *counts_r)
{
	if (audit->loops != NULL)
		alias_loops_find(audit->loops, &audit->diagnostics);
	report_diagnostics(audit);
	*counts_r = audit->counts;
	report_add_counts(counts_r, &audit->auditor.counts);
	alias_loops_free(&audit->loops);
	auditor_end(&audit->auditor);
	domain_set_free(&audit->domains);
	return audit->failed ? -1 : 0;
}

int
audit_files(const struct audit_options *options, struct report_counts *counts_r)
{
	struct audit audit = {.options = options, .leads_on = true};

	if (begin(&audit, (struct sink){take_finding, &audit}) == 0)
		read_files(&audit);
	return finish(&audit, counts_r);
}

static void
read_place(struct audit *audit, const struct settings_place *place,
    const struct settings_registrations *registrations)
{
	struct reader_options options = audit->options->reader;

	audit->leads_on = place->kind != SETTINGS_PLACE_ONCE &&
	                  place->kind != SETTINGS_PLACE_OTHERS;
	if (!audit->options->collecting) {
		options.opening = audit->listener->opening;
		options.opening_context = audit->listener->context;
		options.weigh = weigh_member;
	}
	if (place_read(place, registrations, &options, take_member, audit,
		&audit->diagnostics) < 0)
		audit->failed = true;
	finish_file(audit);
}

int
audit_places(const struct audit_options *options,
    const struct settings_registrations *registrations,
    const struct settings_places *places, const struct audit_listener *listener,
    bool *whole_r, struct report_counts *counts_r)
{
	struct audit audit = {.options = options, .listener = listener};

	if (begin(&audit, listener->sink) == 0)
		for (size_t i = 0; i < places->count && !audit.stopped; i++)
			read_place(&audit, &places->list[i], registrations);
	*whole_r = !audit.stopped;
	return finish(&audit, counts_r);
}
