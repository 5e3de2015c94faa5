/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelcheck: finds the addresses in lists that are somebody else's double.
 * This file has the order of its work, which the files beside it do. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/registrations/interfaces.h"
#include "domains/settings/settings.h"
#include "domains/doppelcheck/audit.h"
#include "domains/doppelcheck/command_line.h"
#include "domains/doppelcheck/digest.h"
#include "domains/dns/batch.h"
#include "domains/doppelcheck/inputs.h"
#include "domains/doppelcheck/learn.h"
#include "domains/doppelcheck/log_audit.h"
#include "domains/doppelcheck/memories.h"
#include "domains/doppelcheck/merge.h"
#include "domains/doppelcheck/tokens.h"
#include "domains/text/mail.h"
#include "domains/reports/findings_page.h"
#include "domains/reports/report.h"
#include "domains/doppelcheck/replay_run.h"
#include "domains/doppelcheck/stdin_copy.h"
#include "domains/doppelcheck/system.h"
#include "domains/doppelcheck/watcher.h"
#include "domains/reports/explanation.h"
#include "domains/text/console.h"
#include "domains/text/messages.h"
#include "domains/text/progress.h"

/* As grep and diff have it. */
enum exit_code { EXIT_NOTHING = 0, EXIT_FOUND = 1, EXIT_ERROR = 2 };

/* What an audit goes through, once or twice. */
struct input {
	const struct command *command;
	const struct lookup_key_rules *rules; /* what is local here */
	struct system *system;                /* NULL: the files */
	struct digest_options digest;
	struct memories *memories; /* NULL: there is no store */
};

static int
read_input(const struct input *input, const struct audit_options *how,
    struct report_counts *counts_r)
{
	return input->system != NULL
	           ? system_audit(input->system, how, counts_r)
	           : audit_files(how, counts_r);
}

/* Reads the input twice: what is to be asked, then what is found. */
static int
audit_with_dns(const struct input *input, struct audit_options *twice,
    struct report_counts *counts_r)
{
	bool quiet = input->command->quiet;
	const char **copies = stdin_copy_paths(twice->paths, twice->path_count);
	FILE *progress = !quiet && isatty(STDERR_FILENO) ? stderr : NULL;
	int result;

	if (copies == NULL)
		return -1;
	twice->copies = copies;
	twice->collecting = true;
	/* The second reading reports what cannot be read. */
	(void)read_input(input, twice, counts_r);
	twice->collecting = false;
	result = dns_batch_run_and_report(twice->batch, progress, quiet);
	if (read_input(input, twice, counts_r) < 0)
		result = -1;
	stdin_copy_free(&copies, twice->paths, twice->path_count);
	return result;
}

static void
summarise(const struct input *input, const struct report_counts *counts)
{
	size_t reported =
	    input->system != NULL ? system_count_reported(input->system) : 0;

	if (input->command->quiet)
		return;
	progress_hide();
	if (input->command->merge ||
	    (counts->logs != 0 && counts->addresses == 0))
		; /* the report of the logs has said it */
	else if (isatty(STDERR_FILENO))
		report_conclude(stderr, counts);
	else
		report_summary(stderr, counts);
	if (reported != 0)
		fprintf(stderr,
		    ngettext("%zu more was reported before\n",
			"%zu more were reported before\n", reported),
		    reported);
}

/* Does all that is read end, and stay as it is? */
static bool
reads_files_only(const struct command *command)
{
	struct stat status;

	for (size_t i = 0; i < command->path_count; i++)
		if (stat(command->paths[i], &status) == 0
			? !S_ISREG(status.st_mode)
			: strcmp(command->paths[i], "-") == 0)
			return false;
	return true;
}

/* Findings on a terminal are for a person, who may be typing what is read. */
static struct report
choose_report(const struct command *command)
{
	bool person = command->format == REPORT_TEXT && !command->summary &&
	              !command->mail && isatty(STDOUT_FILENO);

	return (struct report){
	    .format = person ? REPORT_GROUPS : command->format,
	    .colour = person && console_wants_colour(STDOUT_FILENO),
	    .silent = command->summary,
	    .live = !reads_files_only(command),
	    .out = stdout,
	    .page = {.redaction = command->redaction},
	    .redaction = command->redaction,
	};
}

/* Are there logs, of which there may be nothing to say? */
static bool
reads_logs(const struct input *input, const struct logs *logs)
{
	return logs->count != 0 || input->command->logs.journal != NULL;
}

/* Reads all of it, once or twice, and writes what is found. */
static int
read_and_report(const struct input *input, struct audit_options *how,
    struct report_counts *counts_r)
{
	struct report *report = how->report;
	struct logs logs = {0};
	int result;

	how->logs = &logs;
	if (input->command->summary &&
	    (how->totals = totals_new(input->rules)) == NULL)
		return console_say("--summary", strerror(ENOMEM));
	report_begin(report);
	result = how->batch != NULL ? audit_with_dns(input, how, counts_r)
	                            : read_input(input, how, counts_r);
	if (how->totals != NULL && totals_write(how->totals, how->doppel,
				       report->format, &report->pending) < 0)
		report->pending.failed = true;
	/* Without lists there are no columns of theirs. */
	if (report->format == REPORT_HTML) {
		if (counts_r->addresses != 0 || !reads_logs(input, &logs))
			findings_page_write(report, counts_r);
	} else if (reads_logs(input, &logs) && !report->written &&
		   (how->totals == NULL || totals_are_empty(how->totals)))
		report->pending.len = 0;
	report_end(report);
	totals_free(&how->totals);
	if (log_audit_run(&logs, how, result == 0, counts_r) < 0)
		result = -1;
	logs_clear(&logs);
	return result;
}

static int
audit(const struct input *input, const struct doppel *doppel,
    struct dns_batch *batch)
{
	const struct command *command = input->command;
	struct report report = choose_report(command);
	struct audit_options how = {
	    .doppel = doppel,
	    .rules = input->rules,
	    .paths = command->paths,
	    .path_count = command->path_count,
	    .reader = command->reader,
	    .min_confidence = command->min_confidence,
	    .demands = command->demands,
	    .memories = input->memories,
	    .confirmation = memories_confirmation(input->memories),
	    .log_options = command->logs,
	    .fixing = command->fixing,
	    .jobs = command->jobs,
	    .report = &report,
	    .batch = batch,
	};
	struct report_counts counts = {0};
	struct digest digest;
	int result;

	if (digest_open(&digest, &input->digest) < 0)
		return EXIT_ERROR;
	how.log_options.position = digest.position;
	report.out = digest.out;
	/* It has the names of files. */
	if (!command->quiet && command->redact == NULL && isatty(STDERR_FILENO))
		progress_begin(stderr);
	result = command->merge ? merge_run(&how, &counts)
	                        : read_and_report(input, &how, &counts);
	if (input->system != NULL &&
	    system_finish(input->system, !report.failed, &counts) < 0)
		result = -1;
	if (report.format == REPORT_HTML &&
	    page_write(&report.page, result == 0 && !report.failed, stdout) < 0)
		result = console_say("standard output", strerror(errno));
	summarise(input, &counts);
	if (digest_close(&digest, result == 0 && !report.failed,
		counts.leaked) < 0)
		result = -1;
	if (result < 0 || report.failed)
		return EXIT_ERROR;
	return report_count_findings(&counts) != 0 || counts.leaked != 0
	           ? EXIT_FOUND
	           : EXIT_NOTHING;
}

static const char *
program_of(const struct command *command)
{
	return command->sendmail != NULL ? command->sendmail : MAIL_PROGRAM;
}

static struct system_options
options_of(const struct command *command, const struct settings *settings,
    const struct doppel *doppel)
{
	return (struct system_options){
	    .doppel = doppel,
	    .registrations = settings != NULL ? &settings->registrations : NULL,
	    .policies = settings != NULL ? &settings->policies : NULL,
	    .contacts = settings != NULL ? &settings->contacts : NULL,
	    .baseline = command->baseline,
	    .program = command->mail ? program_of(command) : NULL,
	    .spool = command->spool,
	    .unheard = command->unheard,
	};
}

static int
audit_input(const struct command *command, const struct settings *settings,
    const struct doppel *doppel, struct dns_batch *batch,
    struct memories *memories)
{
	const struct system_options how = options_of(command, settings, doppel);
	struct input input = {
	    .command = command,
	    .rules = &settings->registrations.rules,
	    .memories = memories,
	    .digest =
		{
		    .path = command->logs.position_path,
		    .mail = command->mail,
		    .program = program_of(command),
		    .contact = settings->registrations.contact,
		},
	};
	int status;

	if (command->system && system_open(&how, &input.system) < 0)
		return EXIT_ERROR;
	status = audit(&input, doppel, batch);
	system_close(&input.system);
	return status;
}

static int
explain(const struct command *command, const struct settings *settings,
    const struct doppel *doppel, struct dns *dns, struct memories *memories)
{
	bool found;

	if (explain_address(doppel, settings, dns,
		memories != NULL ? &memories->memory : NULL, command->explain,
		console_wants_colour(STDOUT_FILENO), stdout, &found) < 0)
		return EXIT_ERROR;
	return found ? EXIT_FOUND : EXIT_NOTHING;
}

static int
learn(const struct command *command, const struct settings *settings,
    const struct doppel *doppel, struct dns_batch *batch)
{
	const struct learn_options options = {
	    .doppel = doppel,
	    .batch = batch,
	    .rules = &settings->registrations.rules,
	    .logs = &command->logs,
	    .type = command->reader.type,
	    .paths = command->paths,
	    .path_count = command->path_count,
	};

	return learn_run(&options, stdout) < 0 ? EXIT_ERROR : EXIT_NOTHING;
}

/* Explains, learns or audits, and may ask the DNS. */
static int
explain_learn_or_audit(const struct command *command,
    const struct settings *settings, const struct doppel *doppel)
{
	struct dns_options how = settings->dns;
	struct dns *dns = NULL;
	struct dns_batch *batch = NULL;
	struct memories opened, *memories = NULL;
	int status = EXIT_ERROR;

	tokens_hide_paths(true);
	how.failures = DNS_BATCH_FAILURES;
	if (command->dns && dns_open(&how, &dns) < 0) {
		console_say("--dns", strerror(errno));
		return EXIT_ERROR;
	}
	memories_open(settings, doppel, &opened);
	if (opened.memory.store != NULL)
		memories = &opened;
	if (command->explain != NULL) {
		status = explain(command, settings, doppel, dns, memories);
	} else if (dns != NULL && (batch = dns_batch_new(doppel, dns,
				       command->dns_all)) == NULL) {
		console_say("--dns", strerror(ENOMEM));
	} else if (command->learn) {
		status = learn(command, settings, doppel, batch);
	} else {
		status =
		    audit_input(command, settings, doppel, batch, memories);
	}
	if (memories_close(&opened) < 0)
		status = EXIT_ERROR;
	/* First: until then answers may come. */
	dns_close(&dns);
	dns_batch_free(&batch);
	return status;
}

/* Nothing can be judged: reports why, and mails it. */
static int
give_up(const struct command *command, const struct settings *settings,
    struct diagnostics *diagnostics)
{
	const struct system_options how = options_of(command, settings, NULL);

	console_diagnostics(diagnostics);
	system_mail_diagnostics(&how, diagnostics);
	return EXIT_ERROR;
}

static void
end_at_once(int number)
{
	(void)number;
	_exit(EXIT_NOTHING);
}

static int
watch(const struct command *command)
{
	const struct watcher_options options = {
	    .config = command->config,
	    .lists = command->lists,
	    .fetched = command->reader.fetched,
	    .file = command->watch != options_left_out ? command->watch : NULL,
	    .stop = end_at_once,
	};

	return watcher_run(&options) < 0 ? EXIT_ERROR : EXIT_NOTHING;
}

static int
run(struct command *command)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;
	struct doppel *doppel = NULL;
	int status;

	tokens_hide_paths(false);
	if (settings_load(command->config, command->lists, &diagnostics,
		&settings) < 0) {
		status = give_up(command, NULL, &diagnostics);
		diagnostics_clear(&diagnostics);
		return status;
	}
	command->demands.policies = &settings.policies;
	auditor_leave_out_lists(&command->demands, command->dns, &settings);
	settings.engine.few_names = true;
	if (doppel_open(&settings.engine, &diagnostics, &doppel) == 0)
		console_warnings(doppel_warnings(doppel));
	if (doppel == NULL)
		status = give_up(command, &settings, &diagnostics);
	else if (auditor_check_demands(&command->demands, doppel,
		     &diagnostics) < 0)
		status = give_up(command, &settings, &diagnostics);
	else
		status = explain_learn_or_audit(command, &settings, doppel);
	command->demands.policies = NULL;
	doppel_close(&doppel);
	settings_clear(&settings);
	diagnostics_clear(&diagnostics);
	return console_finish_output(status, EXIT_ERROR);
}

/* The same with the files that the arguments stand for. */
static int
run_with(struct command *command)
{
	const char **arguments = command->paths;
	struct inputs inputs;
	int found, status;

	found = inputs_find(arguments, command->path_count, command->recursive,
	    command->quiet, &inputs);
	command->paths = inputs.paths;
	command->path_count = inputs.count;
	status = command->replay != NULL ? replay_run(command) : run(command);
	command->paths = arguments;
	inputs_clear(&inputs);
	return found < 0 ? EXIT_ERROR : status;
}

int
main(int argc, char **argv)
{
	/* No catalogue has it, for it is said without one. */
	static const char no_catalogue[] =
	    "its catalogue is not installed: all is in English";
	struct command command = {
	    .min_confidence = VERDICT_POSSIBLE,
	    .demands = {.misspelled_name = true},
	};
	int status = EXIT_ERROR;

	messages_start();
	console_keep_write_errors();
	command.paths = calloc((size_t)argc + 1, sizeof(*command.paths));
	if (command.paths == NULL) {
		console_say("arguments", strerror(ENOMEM));
		return EXIT_ERROR;
	}
	switch (command_line_take(argc, argv, &command)) {
	case OPTIONS_GO_ON:
		if (command.language != LANGUAGE_OF_ENVIRONMENT &&
		    !messages_use(languages[command.language]))
			console_say("note: --lang", no_catalogue);
		if (command.format == REPORT_SARIF || command.mail ||
		    command.spool != NULL)
			messages_stop();
		interfaces_come_from(command.reader.fetched);
		if (command.redact != NULL && tokens_begin(&command) < 0)
			break;
		status = command.watch != NULL ? watch(&command)
		                               : run_with(&command);
		tokens_end(&command);
		break;
	case OPTIONS_SHOWN:
		status = console_finish_output(EXIT_NOTHING, EXIT_ERROR);
		break;
	case OPTIONS_WRONG:
		break;
	}
	free(command.paths);
	return status;
}
