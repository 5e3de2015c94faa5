/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a configuration and logs, and reports what it would have done with
 * them: see the header. */
#include "domains/doppelcheck/replay_run.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/doppelcheck/logs.h"
#include "domains/maillog/texts.h"
#include "domains/reports/replay_report.h"
#include "domains/service/inspection.h"
#include "domains/service/reload.h"
#include "domains/text/console.h"
#include "domains/text/progress.h"

struct replay_reading {
	const struct command *command;
	struct inspection inspection;
	int64_t registrations; /* the time of the file that was read; 0 */
	struct logs_wanted wanted;
	size_t framed; /* lines that were read */
	struct replay *replay;
	struct envelopes *envelopes;
};

/* ---- the configuration --------------------------------------------------- */

/* Registrations that cannot be read are no reason not to start: the gate has
 * none then. */
static void
read_registrations(struct replay_reading *reading)
{
	struct snapshot *snapshot = reading->inspection.snapshot;
	struct intake intake = {.path = NULL};
	struct diagnostics diagnostics = {0};

	reload_registrations(&intake, snapshot, NULL, &diagnostics);
	if (snapshot->registrations != NULL)
		reading->registrations = intake.time;
	console_warnings(&diagnostics);
	diagnostics_clear(&diagnostics);
	intake_clear(&intake);
}

static int
read_configuration(struct replay_reading *reading)
{
	struct inspection *inspection = &reading->inspection;

	inspection_begin(reading->command->replay, inspection);
	console_warnings(&inspection->warnings);
	console_diagnostics(&inspection->errors);
	if (inspection->errors.count != 0)
		return -1;
	read_registrations(reading);
	return 0;
}

/* ---- the logs ------------------------------------------------------------ */

/* Would the gate say what the contacts have against an address? */
static bool
asks_contacts(const struct snapshot *snapshot)
{
	const struct action_table *policy = &snapshot->settings.policy;

	for (size_t i = 0; i < VERDICT_CONFIDENCES; i++)
		if (policy->table[VERDICT_SIMILAR_CONTACT][i] !=
			ACTION_ACCEPT ||
		    policy->table[VERDICT_FIRST_CONTACT][i] != ACTION_ACCEPT)
			return snapshot->domains.contacts.store != NULL;
	return false;
}

/* Nothing is counted yet, or any more.  As struct maillog_source has it. */
static int
begin_counting(void *context)
{
	struct replay_reading *reading = context;
	const struct snapshot *snapshot = reading->inspection.snapshot;
	const struct log_options *logs = &reading->command->logs;
	const struct replay_options options = {
	    .how =
		{
		    .judge =
			{
			    .doppel = snapshot->engine,
			    .rules = snapshot_rules(snapshot),
			},
		    .registrations = snapshot->registrations,
		    .policy = &snapshot->settings.policy,
		},
	    .exempt = &snapshot->settings.exempt,
	    .dns = snapshot->settings.dns,
	    .ours = asks_contacts(snapshot) ? &snapshot->settings.contacts.ours
	                                    : NULL,
	    .details = logs->details,
	    .wanted = logs_part(&reading->wanted),
	};

	envelopes_free(&reading->envelopes);
	replay_free(&reading->replay);
	reading->replay = replay_new(&options);
	if (reading->replay != NULL)
		reading->envelopes = envelopes_new(&(struct envelopes_options){
		    .find = replay_find,
		    .by_client = replay_by_client,
		    .by_sender = replay_by_sender,
		    .take = replay_take,
		    .context = reading->replay,
		});
	return reading->envelopes != NULL
	           ? 0
	           : console_say("mail log", strerror(ENOMEM));
}

/* As maillog_take. */
static int
take_line(void *context, const struct maillog_line *line)
{
	struct replay_reading *reading = context;

	texts_read(line, envelopes_take, reading->envelopes);
	return reading->replay->failed;
}

static void
note_counts(const struct replay_reading *reading,
    const struct maillog_read *read, struct diagnostics *notes)
{
	const struct envelopes_counts *counts =
	    envelopes_count(reading->envelopes);

	reading->replay->kinds[REPLAY_UNREAD] += counts->unread;
	logs_note_nothing(read, &reading->wanted,
	    counts->recipients != 0 || counts->unread != 0, notes);
	logs_note_mails(counts->given_up, counts->again,
	    reading->replay->overflowed, notes);
}

static int
read_files(struct replay_reading *reading, const struct logs *files,
    struct page *page)
{
	const struct command *command = reading->command;
	struct logs_messages messages = {0};
	struct maillog_source source =
	    logs_source(files, &command->logs, &reading->wanted, &messages);
	struct diagnostics counted = {0};
	struct maillog_read read;
	int result;

	source.again = begin_counting;
	result = maillog_read(&source, texts_matter, take_line, reading, &read);
	reading->framed = read.framed;
	if (envelopes_finish(reading->envelopes) < 0 || reading->replay->failed)
		result =
		    diagnostics_no_memory(&messages.diagnostics, "mail log");
	replay_finish(reading->replay);
	note_counts(reading, &read, &counted);
	diagnostics_put_first(&messages.notes, &counted);
	logs_show(&messages, command->quiet,
	    command->format == REPORT_HTML ? page : NULL);
	logs_clear_messages(&messages);
	return result;
}

/* What is no file can be read only once: its beginning shows what it is. */
static int
add_file(const char *path, struct logs *files)
{
	struct stdin_begun begun = {.fd = -1};
	struct stat status;
	const char *why;
	int fd = file_open_input(path, &status, &why), result = 0;

	/* What cannot be opened is reported when it is to be read. */
	if (fd >= 0 && stdin_is_read_once(path, &status))
		result = stdin_begin(fd, READER_LOOK, &begun);
	else if (fd >= 0)
		close(fd);
	if (result == 0)
		result = logs_add(files, path, path, &begun);
	stdin_end(&begun);
	return result;
}

static int
read_logs(struct replay_reading *reading, struct page *page)
{
	const struct command *command = reading->command;
	struct logs files = {0};
	int result = 0;

	for (size_t i = 0; i < command->path_count && result == 0; i++)
		result = add_file(command->paths[i], &files);
	result = result == 0 ? read_files(reading, &files, page)
	                     : console_say("mail log", strerror(ENOMEM));
	logs_clear(&files);
	return result;
}

/* ---- all of it ----------------------------------------------------------- */

static int
write_report(const struct replay_reading *reading, struct page *page)
{
	const struct command *command = reading->command;
	const struct snapshot *snapshot = reading->inspection.snapshot;
	const struct replay_report report = {
	    .format = command->format,
	    .replay = reading->replay,
	    .configuration = command->replay,
	    .monitor = snapshot->settings.policy.monitor,
	    .registrations = reading->registrations,
	    .details = command->logs.details,
	    .redaction = command->redaction,
	    .out = stdout,
	    .page = page,
	};

	return replay_report_write(&report) == 0
	           ? 0
	           : console_say("mail log", strerror(errno));
}

static int
run(struct replay_reading *reading)
{
	const bool html = reading->command->format == REPORT_HTML;
	struct page page = {.redaction = reading->command->redaction};
	int result = 0;

	if (logs_take_wanted(&reading->command->logs, &reading->wanted) < 0 ||
	    read_configuration(reading) < 0 || begin_counting(reading) < 0)
		return -1;
	if (!reading->command->quiet && reading->command->redact == NULL &&
	    isatty(STDERR_FILENO))
		progress_begin(stderr);
	result = read_logs(reading, &page);
	progress_hide();
	/* Of what is no log there is nothing to report. */
	if ((result == 0 || reading->framed != 0) &&
	    write_report(reading, &page) < 0)
		result = -1;
	if (html && page_write(&page, result == 0, stdout) < 0)
		result = console_say("standard output", strerror(errno));
	return result;
}

int
replay_run(const struct command *command)
{
	struct replay_reading reading = {.command = command};
	int result = run(&reading);

	result = result < 0 ? 2 : reading.replay->touched != 0;
	envelopes_free(&reading.envelopes);
	replay_free(&reading.replay);
	inspection_end(&reading.inspection);
	return console_finish_output(result, 2);
}
