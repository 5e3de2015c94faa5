/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads mail logs, has their recipients judged, and writes the report. */
#include "domains/doppelcheck/log_audit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/doppelcheck/gate_log.h"
#include "domains/maillog/lines.h"
#include "domains/maillog/position.h"
#include "domains/maillog/texts.h"
#include "domains/registrations/route.h"
#include "domains/reports/decision_reading.h"
#include "domains/reports/leak_report.h"
#include "domains/text/console.h"

/* Hashes of domains that are fine, as logs have them, direct-mapped. */
#define FINE_SLOTS 4096

struct log_audit {
	const struct audit_options *options;
	struct audit_options own; /* of the auditor: without lists' demands */
	struct domain_set *domains;
	struct auditor auditor;
	bool wrong; /* the address at hand */
	struct name name;
	struct route route;
	struct leaks *leaks;
	struct mails *mails;
	struct gate *gate;
	struct gate_ends *gate_ends;
	struct gate_log *gate_log;
	struct records *records; /* of a report that can be added up */
	struct hosts hosts;
	struct logs_messages messages;
	bool unkept;  /* there was no room for one of these */
	bool refused; /* the position is another log's */
	bool nothing_new;
	uint64_t unjudged; /* recipients with control characters */
	struct logs_wanted wanted;
	uint64_t fine[FINE_SLOTS];
};

/* ---- recipients ---------------------------------------------------------- */

/* As struct sink has it.  Mail to what is only malformed, or private, went
 * where it was meant to go. */
static enum sink_result
take_finding(void *context, const struct finding *finding)
{
	struct log_audit *audit = context;

	switch (finding->verdict.reason) {
	case VERDICT_KNOWN_DOPPELGANGER:
	case VERDICT_TYPO:
	case VERDICT_UNDELIVERABLE:
		audit->wrong = true;
		break;
	case VERDICT_NONE:
	case VERDICT_REGISTRATION:
	case VERDICT_MISSPELLED_NAME:
	case VERDICT_SIMILAR_CONTACT:
	case VERDICT_FIRST_CONTACT:
	case VERDICT_UNCONFIRMED:
	case VERDICT_PRIVATE_ADDRESS:
	case VERDICT_MALFORMED:
	case VERDICT_REASONS:
		break;
	}
	return SINK_TAKEN;
}

/* A domain as most are written, in lower case; 0 when it is written in another
 * way. */
static size_t
lower_domain(struct span domain, char lower[static NAME_SIZE])
{
	if (domain.len >= NAME_SIZE)
		return 0;
	for (size_t i = 0; i < domain.len; i++) {
		lower[i] = ascii_lower(domain.bytes[i]);
		if (!ascii_is_alphanumeric(lower[i]) && lower[i] != '.' &&
		    lower[i] != '-')
			return 0;
	}
	return domain.len;
}

static bool
is_fine(struct log_audit *audit, struct span domain)
{
	char lower[NAME_SIZE];
	size_t len = lower_domain(domain, lower);

	return len != 0 && auditor_classify(&audit->auditor,
			       domain_set_hash(audit->domains, lower, len),
			       lower, len, NULL) == DOMAIN_SET_FINE;
}

/* No mail system writes them: what printed the log added them. */
static bool
has_controls(struct span address)
{
	for (size_t i = 0; i < address.len; i++)
		if ((unsigned char)address.bytes[i] < ' ')
			return true;
	return false;
}

/* As struct leaks_options has it.  The domain shows it for most, as it was
 * written, and the others are looked at. */
static bool
may_be_wrong(void *context, struct span address)
{
	struct log_audit *audit = context;
	const char *at = span_find_last(address, '@');
	struct span local, domain;
	uint64_t hash, *fine;

	if (at == NULL)
		return false;
	/* A local part may have another domain in it. */
	local = span_between(address.bytes, at);
	if (span_has(local, '%') || span_has(local, '!'))
		return true;
	domain = span_between(at + 1, address.bytes + address.len);
	hash = domain_set_hash(audit->domains, domain.bytes, domain.len);
	fine = &audit->fine[(hash >> 2) % FINE_SLOTS];
	if (*fine == hash)
		return false;
	if (!is_fine(audit, domain))
		return true;
	*fine = hash;
	return false;
}

static bool
is_wrong(void *context, struct span address, struct span *domain_r)
{
	struct log_audit *audit = context;
	struct full_width room;
	struct member member;
	struct address goes;

	leak_member(address, &room, &member);
	member.file = "";
	audit->wrong = false;
	(void)auditor_take(&audit->auditor, &member);
	if (!audit->wrong) {
		audit->unjudged += has_controls(address);
		return false;
	}
	goes = member.parsed;
	if (route_find(audit->options->rules, address, &audit->route))
		goes = audit->route.address;
	if (goes.domain_len == 0 ||
	    name_parse(goes.domain, goes.domain_len, &audit->name, NULL) < 0)
		return false;
	*domain_r = (struct span){audit->name.text, audit->name.len};
	return true;
}

/* ---- reading ------------------------------------------------------------- */

static bool
can_be_added_up(const struct log_audit *audit)
{
	return audit->options->report->format == REPORT_JSON;
}

/* As struct leaks_options has it. */
static void
keep_recipient(void *context, const struct leaks_mail *mail, uint32_t sender,
    const struct leaks_recipient *recipient)
{
	struct log_audit *audit = context;

	(void)sender;
	gate_ends_take(audit->gate_ends, mail,
	    span_of(leaks_name(audit->leaks, recipient->address)),
	    recipient->outcome);
	if (audit->records != NULL && records_add_recipient(audit->records,
					  audit->leaks, mail, recipient) < 0)
		audit->unkept = true;
}

static int
begin_gate(struct log_audit *audit)
{
	const struct wanted_part wanted = logs_part(&audit->wanted);

	gate_log_free(&audit->gate_log);
	gate_ends_free(&audit->gate_ends);
	gate_free(&audit->gate);
	audit->gate = gate_new(can_be_added_up(audit));
	if (audit->gate != NULL)
		audit->gate_ends = gate_ends_new(audit->gate, GATE_ENDS_OPEN);
	if (audit->gate_ends != NULL)
		audit->gate_log =
		    gate_log_new(audit->gate, audit->gate_ends, &wanted);
	return audit->gate_log != NULL ? 0 : -1;
}

static int
begin_records(struct log_audit *audit)
{
	records_free(&audit->records);
	hosts_clear(&audit->hosts);
	audit->records = can_be_added_up(audit) ? records_new() : NULL;
	return audit->records != NULL || !can_be_added_up(audit) ? 0 : -1;
}

/* Nothing is counted yet, or any more. */
static int
begin_counting(struct log_audit *audit)
{
	const struct log_options *logs = &audit->options->log_options;
	const struct leaks_options options = {
	    .may_be_wrong = may_be_wrong,
	    .is_wrong = is_wrong,
	    .context = audit,
	    .wanted = logs_part(&audit->wanted),
	    .message_ids = logs->message_ids,
	    .months = audit->options->report->format == REPORT_HTML,
	    .keep = keep_recipient,
	};
	const struct mails_options how = {
	    .message_ids = logs->message_ids,
	    .goes_on = logs->position != NULL,
	    .reported = logs->position != NULL ? position_time(logs->position)
	                                       : INT64_MIN,
	    .latest = position_latest(logs->position),
	};
	struct leaks *leaks;
	struct mails *mails = NULL;

	if (begin_records(audit) < 0 || begin_gate(audit) < 0)
		return -1;
	leaks = leaks_new(&options);
	if (leaks != NULL)
		mails = mails_new(leaks, &how);
	if (mails == NULL) {
		leaks_free(&leaks);
		return -1;
	}
	mails_free(&audit->mails);
	leaks_free(&audit->leaks);
	audit->unjudged = 0;
	audit->mails = mails;
	audit->leaks = leaks;
	return 0;
}

/* As struct maillog_source has it. */
static int
begin_again(void *context)
{
	if (begin_counting(context) == 0)
		return 0;
	return console_say("mail log", strerror(ENOMEM));
}

/* As maillog_wanted. */
static bool
matters(const struct maillog_line *line)
{
	return texts_matter(line) || decision_matters(line);
}

/* As maillog_take. */
static int
take_line(void *context, const struct maillog_line *line)
{
	struct log_audit *audit = context;

	if (decision_matters(line))
		gate_log_take(audit->gate_log, line);
	else
		texts_read(line, mails_take, audit->mails);
	if (audit->records != NULL && !line->known &&
	    line->time >= audit->wanted.since &&
	    line->time < audit->wanted.until &&
	    hosts_note(&audit->hosts, line->host, line->time) < 0)
		audit->unkept = true;
	return audit->unkept || audit->gate->failed ||
	       leaks_failed(audit->leaks) || audit->auditor.stopped;
}

static void
note_counts(const struct log_audit *audit, const struct maillog_read *read,
    struct diagnostics *notes)
{
	const struct mails_counts *counts = mails_count(audit->mails);
	const char *const subject = "mail log";

	logs_note_nothing(read, &audit->wanted,
	    counts->deliveries != 0 || counts->rejects != 0 ||
		counts->unread != 0 || gate_has_any(audit->gate),
	    notes);
	if (counts->unread != 0)
		diagnostics_add(notes, subject, 0,
		    "recipients that cannot be read, for the line is cut or "
		    "could say anything: %" PRIu64,
		    counts->unread);
	if (audit->unjudged != 0)
		diagnostics_add(notes, subject, 0,
		    "recipients that cannot be judged, for there are control "
		    "characters in them, as grep --color=always adds: %" PRIu64,
		    audit->unjudged);
	if (counts->unjoined != 0)
		diagnostics_add(notes, subject, 0,
		    "mails to wrong addresses without their sender: %" PRIu64,
		    counts->unjoined);
	logs_note_mails(counts->given_up, counts->again,
	    leaks_overflowed(audit->leaks) || audit->gate->overflowed, notes);
	if (counts->unnamed != 0)
		diagnostics_add(notes, subject, 0,
		    "Sendmail does not log which alias or list led to an "
		    "address, nor what virtusertable made of one: audit these "
		    "files");
	if (audit->gate->unread != 0)
		diagnostics_add(notes, subject, 0,
		    "lines of doppelmilter that cannot be read: %" PRIu64,
		    audit->gate->unread);
}

static int
read_logs(struct log_audit *audit, const struct logs *logs)
{
	const struct audit_options *options = audit->options;
	struct report *report = options->report;
	struct logs_messages *messages = &audit->messages;
	struct maillog_source source =
	    logs_source(logs, &options->log_options, &audit->wanted, messages);
	struct diagnostics counted = {0};
	struct maillog_read read;
	int result;

	source.again = begin_again;
	result = maillog_read(&source, matters, take_line, audit, &read);
	if (mails_finish(audit->mails, read.last) < 0 || audit->unkept ||
	    audit->gate->failed)
		result =
		    diagnostics_no_memory(&messages->diagnostics, "mail log");
	audit->refused = read.refused;
	audit->nothing_new = logs_have_nothing_new(&read);
	if (!audit->refused)
		note_counts(audit, &read, &counted);
	diagnostics_put_first(&messages->notes, &counted);
	logs_show(messages, options->fixing.quiet,
	    report->format == REPORT_HTML ? &report->page : NULL);
	return result;
}

/* ---- the report ---------------------------------------------------------- */

/* What adds reports up has nothing but them: neither the options nor the inputs
 * beside the logs. */
static void
add_for_sum(struct log_audit *audit, bool all_read)
{
	struct logs_messages *messages = &audit->messages;
	const char *selection = logs_selection(&audit->options->log_options);
	struct diagnostics more = {0};

	if (!all_read)
		diagnostics_add(&more, "mail log", 0,
		    "not all that was given could be read");
	diagnostics_put_first(&messages->diagnostics, &more);
	if (selection != NULL)
		diagnostics_add(&more, selection, 0,
		    "Only mails of the time, the sender or the domain that "
		    "was asked for are counted.");
	diagnostics_put_first(&messages->notes, &more);
}

static int
write_report(struct log_audit *audit)
{
	const struct audit_options *options = audit->options;
	const struct log_options *logs = &options->log_options;
	const struct judge judge = {
	    .doppel = options->doppel,
	    .rules = options->rules,
	    .least = options->min_confidence,
	    .confirmation = options->confirmation,
	};
	struct report *report = options->report;
	const struct leak_report leak_report = {
	    .format = report->format,
	    .judge = &judge,
	    .leaks = audit->leaks,
	    .counts = mails_count(audit->mails),
	    .details = logs->details,
	    .message_ids = logs->message_ids,
	    .begins = !report->written,
	    .nothing_new = audit->nothing_new,
	    .selected = logs_selection(logs) != NULL,
	    .out = report->out,
	    .page = &report->page,
	    .redaction = report->redaction,
	    .redaction_id = report->redaction != NULL
	                        ? redaction_id(report->redaction)
	                        : "",
	    .records = audit->records,
	    .hosts = &audit->hosts,
	    .gate = audit->gate,
	    .errors = &audit->messages.diagnostics,
	    .notes = &audit->messages.notes,
	};

	report->written = true;
	if (leak_report_write(&leak_report) == 0)
		return 0;
	console_say("mail log", strerror(errno));
	return -1;
}

static int
begin(struct log_audit *audit)
{
	audit->own = *audit->options;
	audit->own.batch = NULL;
	audit->own.memories = NULL; /* it was written to */
	audit->own.demands.no_private = false;
	audit->own.demands.misspelled_name = false;
	audit->domains = domain_set_new();
	if (audit->domains == NULL ||
	    auditor_begin(&audit->auditor, &audit->own, audit->domains,
		(struct sink){take_finding, audit}) < 0)
		return -1;
	return begin_counting(audit);
}

int
log_audit_run(const struct logs *logs, const struct audit_options *options,
    bool all_read, struct report_counts *counts)
{
	const char *only_logs = options->log_options.position != NULL
	                            ? "--position"
	                            : logs_selection(&options->log_options);
	struct log_audit *audit;
	int result = -1;

	if (logs->count == 0 && options->log_options.journal == NULL)
		return only_logs == NULL || !all_read
		           ? 0
		           : console_say(only_logs,
				 "needs a mail log, and there is none among "
				 "the files");
	audit = calloc(1, sizeof(*audit));
	if (audit == NULL)
		return console_say("mail log", strerror(ENOMEM));
	audit->options = options;
	counts->logs += logs->count + (options->log_options.journal != NULL);
	if (logs_take_wanted(&options->log_options, &audit->wanted) < 0) {
		; /* there is a message */
	} else if (begin(audit) < 0) {
		console_say("mail log", strerror(ENOMEM));
	} else {
		result = read_logs(audit, logs);
		add_for_sum(audit,
		    all_read && (result == 0 ||
				    audit->messages.diagnostics.count != 0));
		if (!audit->refused && write_report(audit) < 0)
			result = -1;
		counts->leaked += leaks_at(audit->leaks, 0)->addresses;
		if (counts->leaked == 0)
			counts->leaked = gate_count_touched(audit->gate);
	}
	gate_log_free(&audit->gate_log);
	gate_ends_free(&audit->gate_ends);
	gate_free(&audit->gate);
	mails_free(&audit->mails);
	leaks_free(&audit->leaks);
	records_free(&audit->records);
	hosts_clear(&audit->hosts);
	logs_clear_messages(&audit->messages);
	auditor_end(&audit->auditor);
	domain_set_free(&audit->domains);
	free(audit);
	return result;
}
