/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits what this machine's mail system uses: see the header. */
#include "domains/doppelcheck/system.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/base/interning.h"
#include "domains/base/subprocess.h"
#include "domains/settings/sources.h"
#include "domains/doppelcheck/contact.h"
#include "domains/reports/mail_text.h"
#include "domains/text/mail.h"
#include "domains/reports/baseline.h"
#include "domains/text/console.h"

struct system {
	struct system_options options;
	struct settings_registrations registrations; /* shares all but */
	char *postfix;                               /*   this */
	struct settings_places places;
	struct baseline *state;
	struct contacts *contacts;
	struct interning *told;   /* findings and failures, each once */
	struct interning *opened; /* files */
	struct interning *gave;   /* files that had a registration */
	size_t *news;             /* of each of them: new findings */
	size_t news_size;
	struct diagnostics failures;
	struct mail_text_finding *findings; /* to be mailed */
	size_t count, size;
	unsigned mails;
	bool stuck;   /* no mail can be handed over */
	bool stopped; /* the audit was given up */
};

/* ---- failures ------------------------------------------------------------ */

/* Two sources may lead to one file: what was told is not told again.  A name
 * that finds no room is told. */
static bool
is_news(struct system *system, const struct buffer *text)
{
	size_t before = interning_count(system->told);

	return text->failed || before >= SYSTEM_TOLD_MAX ||
	       interning_add(system->told,
		   (struct span){text->bytes, text->len}) >= before;
}

static void
add_failure(struct system *system, const struct diagnostic *diagnostic)
{
	struct diagnostics one = {0};
	struct buffer text = {0};

	buffer_add_text(&text, "failure\n");
	buffer_add_text(&text, diagnostic->file);
	buffer_add_text(&text, "\n");
	buffer_add_number(&text, diagnostic->line);
	buffer_add_text(&text, "\n");
	buffer_add_text(&text, diagnostic->text);
	if (is_news(system, &text)) {
		diagnostics_add(&one, diagnostic->file, diagnostic->line, "%s",
		    diagnostic->text);
		console_diagnostics(&one);
		diagnostics_add(&system->failures, diagnostic->file,
		    diagnostic->line, "%s", diagnostic->text);
		diagnostics_clear(&one);
	}
	buffer_clear(&text);
}

static void
take_failures(void *context, const struct diagnostics *diagnostics)
{
	struct system *system = context;
	size_t more = diagnostics->count - diagnostics->kept;

	for (size_t i = 0; i < diagnostics->kept; i++)
		add_failure(system, &diagnostics->list[i]);
	if (more == 0)
		return;
	diagnostics_add(&system->failures,
	    diagnostics->kept != 0 ? diagnostics->list[0].file : "--system", 0,
	    "%zu faults more", more);
	console_format("--system", "%zu faults more", more);
}

/* Tells them, and clears them. */
static int
tell(struct system *system, struct diagnostics *diagnostics)
{
	int result = diagnostics->count != 0 ? -1 : 0;

	take_failures(system, diagnostics);
	diagnostics_clear(diagnostics);
	return result;
}

static int
tell_one(struct system *system, const char *subject, const char *text)
{
	struct diagnostics diagnostics = {0};

	diagnostics_add(&diagnostics, subject, 0, "%s", text);
	return tell(system, &diagnostics);
}

/* ---- mail ---------------------------------------------------------------- */

static int
send_text(struct system *system, const char *to, const char *subject,
    const struct buffer *text, struct diagnostics *diagnostics)
{
	char from[CONTACT_SIZE];
	const struct mail mail = {
	    .program = system->options.program,
	    .from = contacts_find(system->contacts, span_of(""), from)
	                ? from
	                : "postmaster",
	    .to = to,
	    .subject = subject,
	    .text = text,
	    .number = system->mails++,
	};

	enum mail_result result = mail_send(&mail, diagnostics);

	system->stuck = result == MAIL_STUCK;
	return result == MAIL_TAKEN ? 0 : -1;
}

/* To who looks after the machine's mail, unless he knows them. */
static int
mail_failures(struct system *system, bool nothing)
{
	char to[CONTACT_SIZE], subject[MAIL_TEXT_SUBJECT_SIZE];
	struct buffer text = {0};
	struct diagnostics diagnostics = {0};
	int result = 0;

	if (system->stuck)
		return -1;
	if (system->state != NULL &&
	    baseline_failures_told(system->state, &system->failures))
		return 0;
	if (system->failures.count != 0) {
		mail_text_write_failures(&system->failures, nothing, subject,
		    &text);
		if (contacts_find(system->contacts, span_of(""), to))
			result =
			    send_text(system, to, subject, &text, &diagnostics);
		else
			diagnostics_add(&diagnostics, "postmaster", 0,
			    "cannot be mailed: leads to a wrong address");
	}
	if (diagnostics.count == 0 && system->state != NULL)
		result = baseline_tell_failures(system->state,
		    &system->failures, &diagnostics);
	if (diagnostics.count != 0)
		result = -1;
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	buffer_clear(&text);
	return result;
}

/* ---- findings ------------------------------------------------------------ */

static bool
is_url(const char *file)
{
	return strncmp(file, "http", 4) == 0;
}

/* A file's name, or an URL without the number of the page in it: members move
 * on to the next one. */
static struct span
lasting_name(const char *file)
{
	return (struct span){file,
	    is_url(file) ? strcspn(file, "?") : strlen(file)};
}

static void
note_opening(void *context, const char *path)
{
	struct system *system = context;

	/* Without memory it is one that was not read. */
	(void)interning_add(system->opened, span_of(path));
}

static int
note_registered(void *context, const struct member *member)
{
	struct system *system = context;

	(void)interning_add(system->gave, span_of(member->file));
	if (system->options.program != NULL)
		contacts_take(system->contacts, member);
	return 0;
}

static void
note_stopped(void *context)
{
	struct system *system = context;

	system->stopped = true;
}

static bool
is_new_finding(struct system *system, const struct member *member,
    const char *reason)
{
	struct buffer text = {0};
	bool news;

	buffer_add_text(&text, member->file);
	buffer_add_text(&text, "\n");
	buffer_add_number(&text, member->line);
	buffer_add_text(&text, "\n");
	buffer_add_text(&text, reason);
	buffer_add_text(&text, "\n");
	buffer_add_escaped(&text, member->list.bytes, member->list.len);
	buffer_add_text(&text, "\n");
	buffer_add_escaped(&text, member->address.bytes, member->address.len);
	news = is_news(system, &text);
	buffer_clear(&text);
	return news;
}

/* NULL when memory is out. */
static struct mail_text_finding *
next_finding(struct system *system)
{
	if (system->count == system->size) {
		size_t size = system->size != 0 ? system->size * 2 : 64;
		struct mail_text_finding *findings =
		    reallocarray(system->findings, size, sizeof(*findings));

		if (findings == NULL)
			return NULL;
		system->findings = findings;
		system->size = size;
	}
	return &system->findings[system->count];
}

static char *
copy(struct span span)
{
	return span.len != 0 ? strndup(span.bytes, span.len) : strdup("");
}

/* Takes over what is in a buffer. */
static char *
take_text(struct buffer *buffer)
{
	buffer_add(buffer, "", 1); /* and its end */
	if (buffer->failed)
		buffer_clear(buffer);
	return buffer->bytes;
}

/* Keeps a finding for its mail. */
static int
keep_finding(struct system *system, const struct finding *found, uint32_t entry)
{
	const struct member *member = &found->member;
	struct mail_text_finding *finding = next_finding(system);
	struct buffer phrase = {0}, suggestion = {0};

	if (finding == NULL)
		return -1;
	report_add_phrase(found, &phrase);
	buffer_add_text(&suggestion, found->suggestion);
	*finding = (struct mail_text_finding){
	    .list = copy(member->list),
	    .member = copy(member->address),
	    .name = copy(member->name),
	    .file = strdup(member->file),
	    .phrase = take_text(&phrase),
	    .suggestion = take_text(&suggestion),
	    .line = member->line,
	    .reason = found->verdict.reason,
	    .confidence = found->verdict.confidence,
	    .entry = entry,
	    .order = system->count,
	};
	if (finding->list == NULL || finding->member == NULL ||
	    finding->name == NULL || finding->file == NULL ||
	    finding->phrase == NULL || finding->suggestion == NULL) {
		mail_text_clear_finding(finding);
		return -1;
	}
	system->count++;
	return 0;
}

/* Counts a new finding of a file.  Returns NULL when memory is out. */
static size_t *
news_of(struct system *system, const char *file)
{
	uint32_t number = interning_add(system->gave, span_of(file));
	size_t size = system->news_size;

	if (number == INTERNING_NONE)
		return NULL;
	if (number >= size) {
		size_t more = (size_t)number * 2 + 64;
		size_t *news = reallocarray(system->news, more, sizeof(*news));

		if (news == NULL)
			return NULL;
		memset(news + size, 0, (more - size) * sizeof(*news));
		system->news = news;
		system->news_size = more;
	}
	return &system->news[number];
}

/* Is it new, and to be reported in this run? */
static enum registers_use
ask_state(struct system *system, const struct baseline_key *key,
    const char *file, uint32_t *entry_r)
{
	size_t *news = news_of(system, file);

	if (news == NULL)
		return REGISTERS_STOP;
	*entry_r = baseline_see(system->state, key, *news < SYSTEM_NEW_MAX);
	if (*entry_r == BASELINE_NONE && *news < SYSTEM_NEW_MAX)
		return REGISTERS_STOP;
	if (*entry_r != BASELINE_NONE &&
	    baseline_is_known(system->state, *entry_r))
		return REGISTERS_DROP;
	if ((*news)++ < SYSTEM_NEW_MAX)
		return REGISTERS_WRITE;
	if (*news == SYSTEM_NEW_MAX + 1)
		(void)tell_one(system, file,
		    "over 10,000 new findings, the others are told the next "
		    "time");
	return REGISTERS_DROP;
}

static enum registers_use
take_finding(void *context, const struct finding *finding)
{
	struct system *system = context;
	const struct member *member = &finding->member;
	const char *reason = verdict_reason_name(finding->verdict.reason);
	const struct baseline_key key = {
	    .list = member->list,
	    .member = member->address,
	    .reason = reason,
	    .file = lasting_name(member->file),
	};
	enum registers_use use = REGISTERS_WRITE;
	uint32_t entry = BASELINE_NONE;

	if (!is_new_finding(system, member, reason))
		return REGISTERS_DROP;
	if (system->state != NULL)
		use = ask_state(system, &key, member->file, &entry);
	if (use != REGISTERS_WRITE || system->options.program == NULL)
		return use;
	return keep_finding(system, finding, entry) < 0 ? REGISTERS_STOP
	                                                : REGISTERS_COUNT;
}

int
system_audit(struct system *system, const struct audit_options *options,
    const struct reader_options *records, struct report_counts *counts_r)
{
	const struct registers_audience audience = {
	    .context = system,
	    .opening = note_opening,
	    .registered = note_registered,
	    .found = take_finding,
	    .failed = take_failures,
	    .stopped = note_stopped,
	};
	int result;

	for (size_t i = 0; i < system->places.count; i++)
		note_opening(system, system->places.list[i].path);
	result = registers_audit_places(options, records,
	    &system->registrations, &system->places, &audience, counts_r);
	return system->failures.count != 0 ? -1 : result;
}

/* ---- what is gone -------------------------------------------------------- */

/* Of a table or a service it is not known how much of it was read: each failure
 * of another of its kind may be its own. */
static bool
service_failed(const struct diagnostics *failures, const char *name)
{
	for (size_t i = 0; i < failures->kept; i++)
		if (failures->list[i].file[0] != '/' &&
		    is_url(failures->list[i].file) == is_url(name))
			return true;
	return false;
}

/* Could a file not be read, in which findings were the last time?  Then they
 * are still there.  What is not certain counts as gone: told twice is better
 * than never. */
static bool
could_not_be_read(const void *context, const char *file)
{
	const struct system *system = context;
	const struct diagnostics *failures = &system->failures;
	struct stat status;

	if (failures->count == 0)
		return false;
	if (failures->count > failures->kept)
		return true;
	if (*file != '/')
		return service_failed(failures, file);
	/* A file is read whole before it gives any. */
	if (interning_find(system->gave, span_of(file)) != INTERNING_NONE)
		return false;
	/* Something that could not be read may have led to it. */
	if (interning_find(system->opened, span_of(file)) == INTERNING_NONE)
		return lstat(file, &status) == 0 || errno != ENOENT;
	for (size_t i = 0; i < failures->kept; i++) {
		const struct diagnostic *diagnostic = &failures->list[i];

		if ((diagnostic->line == 0 &&
			strcmp(diagnostic->file, file) == 0) ||
		    strstr(diagnostic->text, file) != NULL)
			return true;
	}
	return false;
}

/* ---- handing over -------------------------------------------------------- */

static int
by_person(const void *a, const void *b)
{
	const struct mail_text_finding *one = a, *other = b;
	int order = one->person == NULL || other->person == NULL
	                ? (one->person != NULL) - (other->person != NULL)
	                : strcmp(one->person, other->person);

	return order != 0
	           ? order
	           : (one->order > other->order) - (one->order < other->order);
}

static int
find_contacts(struct system *system)
{
	for (size_t i = 0; i < system->count; i++) {
		struct mail_text_finding *finding = &system->findings[i];
		char contact[CONTACT_SIZE], person[CONTACT_SIZE];

		if (!contacts_find(system->contacts, span_of(finding->list),
			contact))
			continue;
		contacts_person(system->contacts, contact, person);
		finding->contact = strdup(contact);
		finding->person = strdup(person);
		if (finding->contact == NULL || finding->person == NULL)
			return tell_one(system, "mail", strerror(ENOMEM));
	}
	if (system->count != 0)
		qsort(system->findings, system->count,
		    sizeof(*system->findings), by_person);
	return 0;
}

static void
keep(struct system *system, const struct mail_text_finding *findings,
    size_t count, bool keep)
{
	for (size_t i = 0; i < count; i++)
		baseline_keep(system->state, findings[i].entry, keep);
}

/* One mail.  The state that it makes is on the disk before it goes, under
 * another name.  Returns -1 when there was trouble; *goes_on_r tells whether
 * another mail, and a state, is worth a try. */
static int
hand_over(struct system *system, const struct mail_text_finding *findings,
    size_t count, bool *goes_on_r)
{
	char subject[MAIL_TEXT_SUBJECT_SIZE], helper[CONTACT_SIZE];
	struct diagnostics diagnostics = {0};
	struct buffer text = {0};

	keep(system, findings, count, true);
	if (!contacts_find(system->contacts, span_of(""), helper))
		snprintf(helper, sizeof(helper), "postmaster");
	mail_text_write_findings(findings, count, helper, subject, &text);
	*goes_on_r = baseline_prepare(system->state, &diagnostics) == 0;
	if (!*goes_on_r || send_text(system, findings[0].contact, subject,
			       &text, &diagnostics) < 0) {
		keep(system, findings, count, false);
		*goes_on_r = *goes_on_r && !system->stuck;
	} else {
		*goes_on_r = baseline_commit(system->state, &diagnostics) == 0;
	}
	buffer_clear(&text);
	return tell(system, &diagnostics);
}

static int
save(struct system *system)
{
	struct diagnostics diagnostics = {0};

	if (baseline_prepare(system->state, &diagnostics) == 0)
		(void)baseline_commit(system->state, &diagnostics);
	return tell(system, &diagnostics);
}

static int
mail_findings(struct system *system)
{
	const struct mail_text_finding *list = system->findings;
	int result = find_contacts(system);
	bool goes_on = result == 0;
	size_t count;

	for (size_t i = 0; i < system->count && goes_on; i += count) {
		count = 1;
		if (list[i].contact == NULL) {
			result = tell_one(system,
			    *list[i].list != '\0' ? list[i].list : "--mail",
			    "nobody can be told: postmaster leads to a wrong "
			    "address");
			continue;
		}
		while (i + count < system->count &&
		       count < MAIL_TEXT_FINDINGS_MAX &&
		       strcmp(list[i + count].person, list[i].person) == 0)
			count++;
		if (hand_over(system, &list[i], count, &goes_on) < 0)
			result = -1;
	}
	/* What is gone, behind a mail that failed or without any. */
	return goes_on && save(system) < 0 ? -1 : result;
}

int
system_finish(struct system *system, bool written)
{
	struct diagnostics diagnostics = {0};
	int result = 0;

	if (system->state == NULL)
		return 0;
	contacts_finish(system->contacts, &diagnostics);
	if (tell(system, &diagnostics) < 0)
		result = -1;
	if (system->stopped)
		result = tell_one(system, "--system", "was given up");
	else
		baseline_forget(system->state, could_not_be_read, system);
	if (system->options.program != NULL) {
		if (!system->stopped && mail_findings(system) < 0)
			result = -1;
		if (mail_failures(system, false) < 0)
			result = -1;
	} else if (!system->stopped && written) {
		baseline_keep_all(system->state);
		if (save(system) < 0)
			result = -1;
	}
	return result;
}

size_t
system_count_known(const struct system *system)
{
	return system->state != NULL ? baseline_count_known(system->state) : 0;
}

/* ---- opening ------------------------------------------------------------- */

void
system_close(struct system **system)
{
	struct system *gone = *system;

	*system = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->count; i++)
		mail_text_clear_finding(&gone->findings[i]);
	free(gone->findings);
	contacts_free(&gone->contacts);
	baseline_close(&gone->state);
	interning_free(&gone->told);
	interning_free(&gone->opened);
	interning_free(&gone->gave);
	free(gone->news);
	settings_clear_places(&gone->places);
	diagnostics_clear(&gone->failures);
	free(gone->postfix);
	free(gone);
}

static struct system *
system_new(const struct system_options *options)
{
	static const struct settings_registrations no_registrations;
	static const struct settings_policies no_policies;
	struct system *system = calloc(1, sizeof(*system));

	if (system == NULL)
		return NULL;
	system->options = *options;
	if (options->registrations != NULL)
		system->registrations = *options->registrations;
	else
		system->registrations = no_registrations;
	if (options->policies == NULL)
		system->options.policies = &no_policies;
	system->failures.limit = SYSTEM_FAILURES_MAX;

	const struct contacts_options contacts = {
	    .doppel = options->doppel,
	    .registrations = &system->registrations,
	    .policies = system->options.policies,
	    .rules = &system->places.rules,
	};

	system->contacts = contacts_new(&contacts);
	system->told = interning_new();
	system->opened = interning_new();
	system->gave = interning_new();
	if (system->contacts == NULL || system->told == NULL ||
	    system->opened == NULL || system->gave == NULL)
		system_close(&system);
	return system;
}

/* The Postfix that is here, when domains.conf names none.  Why there is none
 * is a fault only when there is nothing else. */
static void
find_postfix(struct system *system, struct diagnostics *diagnostics)
{
	static const char *const argv[] = {"postconf", "-h", "config_directory",
	    NULL};
	struct settings_registrations *registrations = &system->registrations;
	char *bytes;
	size_t len;

	if (registrations->postfix != NULL || !subprocess_exists(argv[0]) ||
	    subprocess_read(argv[0], argv, NULL, diagnostics, &bytes, &len) < 0)
		return;
	bytes[strcspn(bytes, "\n")] = '\0';
	if (*bytes == '/')
		registrations->postfix = system->postfix = bytes;
	else
		free(bytes);
}

static int
find_places(struct system *system, struct diagnostics *diagnostics)
{
	struct diagnostics postfix = {0};

	find_postfix(system, &postfix);
	if (!settings_has_registrations(&system->registrations)) {
		console_diagnostics(&postfix);
		diagnostics_add(diagnostics, "--system", 0,
		    "there is nothing to audit: domains.conf says no "
		    "registrations, and no Postfix answers here");
	}
	diagnostics_clear(&postfix);
	if (diagnostics->count != 0)
		return -1;
	if (settings_find_places(&system->registrations, diagnostics,
		&system->places) == 0)
		return 0;
	/* A Postfix that cannot be asked is a source that cannot be read: all
	 * else is audited. */
	if (system->registrations.postfix == NULL)
		return -1;
	system->registrations.postfix = NULL;
	return settings_has_registrations(&system->registrations)
	           ? settings_find_places(&system->registrations, diagnostics,
			 &system->places)
	           : -1;
}

/* Returns -1 when there is no lock; that another run has it is told, and
 * nobody's failure but the caller's. */
static int
lock(struct system *system, bool *busy_r)
{
	struct diagnostics diagnostics = {0};
	int result = baseline_lock(system->options.state, &diagnostics,
	    &system->state, busy_r);

	if (*busy_r)
		console_say(system->options.state, "another run is at work");
	return tell(system, &diagnostics) < 0 || *busy_r ? -1 : result;
}

static int
prepare(struct system *system)
{
	struct diagnostics diagnostics = {0};
	int result = find_places(system, &diagnostics);

	if (result == 0 && system->state != NULL)
		result = baseline_read(system->state, &diagnostics);
	tell(system, &diagnostics);
	return result;
}

int
system_open(const struct system_options *options, struct system **system_r)
{
	struct system *system = system_new(options);
	bool busy = false;
	int result = 0;

	if (system == NULL) {
		console_say("--system", strerror(ENOMEM));
		return -1;
	}
	if (options->state != NULL)
		result = lock(system, &busy);
	if (result == 0)
		result = prepare(system);
	if (result < 0 && !busy && options->program != NULL)
		(void)mail_failures(system, true);
	if (result < 0)
		system_close(&system);
	*system_r = system;
	return result;
}

void
system_mail_failures(const struct system_options *options,
    const struct diagnostics *failures)
{
	struct system *system;
	bool busy = false;

	if (options->program == NULL)
		return;
	system = system_new(options);
	if (system == NULL)
		return;
	(void)lock(system, &busy);
	for (size_t i = 0; i < failures->kept; i++)
		diagnostics_add(&system->failures, failures->list[i].file,
		    failures->list[i].line, "%s", failures->list[i].text);
	if (!busy)
		(void)mail_failures(system, true);
	system_close(&system);
}
