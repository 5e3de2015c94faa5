/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelcheck: finds the addresses in lists that are somebody else's double.
 * This file is the command line; the work is done by the files beside it. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/settings/renamed.h"
#include "domains/settings/settings.h"
#include "domains/doppelcheck/audit.h"
#include "domains/dns/batch.h"
#include "domains/doppelcheck/learn.h"
#include "domains/text/mail.h"
#include "domains/doppelcheck/registers.h"
#include "domains/reports/report.h"
#include "domains/doppelcheck/stdin_copy.h"
#include "domains/doppelcheck/system.h"
#include "domains/reports/explanation.h"
#include "domains/text/terminal.h"
#include "domains/text/console.h"

/* As grep and diff have it. */
enum exit_code { EXIT_NOTHING = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

static const char usage[] =
    "usage: doppelcheck [options] [file ...]\n"
    "       doppelcheck [options] --system [--state FILE [--mail]]\n"
    "       doppelcheck [options] --explain ADDRESS\n"
    "       doppelcheck [options] --learn FILE [file ...]\n";

static const char help[] =
    "Finds the addresses in lists that are somebody else's double: gmai.com\n"
    "where gmail.com was meant.  Reads the files, or standard input without\n"
    "files and for \"-\": one address a line, or as in mail headers, or what\n"
    "mail systems and list managers keep, recognised by name and content.\n"
    "\n"
    "  -c, --config FILE         configuration (default " DOPPEL_SYSCONFDIR
    "/domains.conf)\n"
    "  -l, --lists DIR           directory of the domain lists\n"
    "  -f, --format text|json|csv|sarif\n"
    "                            how findings are written (default text)\n"
    "  -m, --min-confidence possible|likely|certain\n"
    "                            leave out findings below (default possible)\n"
    "  -t, --type TYPE           what the files are: list, aliases, virtual,\n"
    "                            forward, members, sieve, csv, mailman,\n"
    "                            sympa, fml (default auto)\n"
    "  -E, --encoding NAME       how they are written: utf-8, shift_jis,\n"
    "                            euc-jp, iso-2022-jp, utf-16 (default auto)\n"
    "  -C, --column KIND=NAME    a column of CSV: KIND is address, name,\n"
    "                            reading or list; NAME its header or number\n"
    "  -M, --members-of LIST     whose members, where files do not say\n"
    "  -F, --fix                 write FILE.fixed, with what is certain\n"
    "                            corrected\n"
    "  -I, --in-place            with --fix: correct FILE, keep FILE.bak\n"
    "  -p, --policy [no-]REASON  find private-address in all files, or\n"
    "                            misspelled-name in none (no-misspelled-name)\n"
    "  -q, --quiet               no summary on standard error\n"
    "  -d, --dns[=all]           ask the DNS who would receive the mail of\n"
    "                            names in doubt, or of all names\n"
    "  -j, --jobs N              threads (default: one a processor)\n"
    "  -S, --system              audit what the mail system of this machine\n"
    "                            uses, and what domains.conf names under\n"
    "                            registrations\n"
    "  -s, --state FILE          with --system: only what is not in FILE yet,\n"
    "                            which is written anew\n"
    "  -N, --mail                with --state: mail it to those whom it\n"
    "                            concerns\n"
    "  -P, --sendmail PROGRAM    which takes the mail (default\n"
    "                            " MAIL_PROGRAM ")\n"
    "  -e, --explain ADDRESS     show all that is thought about one address\n"
    "                            or domain\n"
    "  -L, --learn FILE          write a protected.list, with weights, of the\n"
    "                            domains in your own address lists\n"
    "  -V, --version             show the version\n"
    "  -h, --help                show this text\n"
    "\n"
    "Exit status: 0 nothing found, 1 found, 2 trouble.\n"
    "Manual: doppelcheck(1).\n";

struct command {
	const char *config;
	const char *lists;
	const char *explain;
	const char **paths;
	size_t path_count;
	enum report_format format;
	enum verdict_confidence min_confidence;
	unsigned jobs;
	bool quiet;
	bool learn;
	bool dns;
	bool dns_all;
	bool system;
	bool mail;
	const char *state;
	const char *sendmail;
	struct reader_options records;
	struct registers_fixing fixing;
	struct registers_demands demands;
};

static int
say(const char *text)
{
	fputs(text, stdout);
	return console_finish_output(EXIT_NOTHING, EXIT_TROUBLE);
}

static int
refuse(const char *subject, const char *text)
{
	console_say(subject, text);
	fputs(usage, stderr);
	return -1;
}

static int
take_format(const char *text, enum report_format *format_r)
{
	if (strcmp(text, "text") == 0)
		*format_r = REPORT_TEXT;
	else if (strcmp(text, "json") == 0)
		*format_r = REPORT_JSON;
	else if (strcmp(text, "csv") == 0)
		*format_r = REPORT_CSV;
	else if (strcmp(text, "sarif") == 0)
		*format_r = REPORT_SARIF;
	else
		return refuse("--format", "must be text, json, csv or sarif");
	return 0;
}

static int
take_confidence(const char *text, enum verdict_confidence *confidence_r)
{
	if (!verdict_confidence_parse(text, confidence_r) ||
	    *confidence_r == VERDICT_NO_CONFIDENCE)
		return refuse("--min-confidence",
		    "must be possible, likely or certain");
	return 0;
}

static int
take_jobs(const char *text, unsigned *jobs_r)
{
	char *end;
	unsigned long jobs;

	errno = 0;
	jobs = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 ||
	    jobs < 1 || jobs > AUDIT_JOBS_MAX)
		return refuse("--jobs", "must be a number from 1 to 64");
	*jobs_r = (unsigned)jobs;
	return 0;
}

static int
take_dns(const char *text, struct command *command)
{
	if (text != NULL && strcmp(text, "all") != 0)
		return refuse("--dns", "takes =all or nothing");
	command->dns = true;
	command->dns_all = text != NULL;
	return 0;
}

static int
take_type(const char *text, struct reader_options *records)
{
	if (!reader_type_parse(text, &records->type))
		return refuse("--type",
		    "must be auto, list, aliases, virtual, forward, members, "
		    "sieve, csv, mailman, sympa or fml");
	return 0;
}

static int
take_encoding(const char *text, struct reader_options *records)
{
	if (!encoding_parse(text, &records->encoding))
		return refuse("--encoding",
		    "must be auto, utf-8, utf-16, utf-16le, utf-16be, "
		    "shift_jis, cp932, euc-jp or iso-2022-jp");
	return 0;
}

static int
take_column(const char *text, struct reader_options *records)
{
	const char *equals = strchr(text, '=');
	enum csv_column column;

	if (equals == NULL || equals[1] == '\0' ||
	    !csv_column_parse(text, (size_t)(equals - text), &column))
		return refuse("--column",
		    "must be address=, name=, reading= or list= and the "
		    "header or the number of a column");
	records->columns.called[column] = equals + 1;
	return 0;
}

static int
take_policy(const char *text, struct registers_demands *demands)
{
	bool on = strncmp(text, "no-", 3) != 0;
	const char *reason = on ? text : text + 3;
	const struct renamed *renamed = renamed_find(reason);
	char now[128];

	if (strcmp(reason, "private-address") == 0) {
		demands->no_private = on;
		demands->any_private = !on;
	} else if (strcmp(reason, "misspelled-name") == 0) {
		demands->misspelled_name = on;
	} else if (renamed != NULL) {
		snprintf(now, sizeof(now), "%s is called %s since %s",
		    renamed->old, renamed->now, renamed->since);
		return refuse("--policy", now);
	} else {
		return refuse("--policy",
		    "must be private-address or misspelled-name, or no- and "
		    "one of them");
	}
	return 0;
}

static const struct option options[] = {
    {"column", required_argument, NULL, 'C'},
    {"config", required_argument, NULL, 'c'},
    {"dns", optional_argument, NULL, 'd'},
    {"encoding", required_argument, NULL, 'E'},
    {"explain", required_argument, NULL, 'e'},
    {"fix", no_argument, NULL, 'F'},
    {"format", required_argument, NULL, 'f'},
    {"help", no_argument, NULL, 'h'},
    {"in-place", no_argument, NULL, 'I'},
    {"jobs", required_argument, NULL, 'j'},
    {"learn", required_argument, NULL, 'L'},
    {"lists", required_argument, NULL, 'l'},
    {"mail", no_argument, NULL, 'N'},
    {"members-of", required_argument, NULL, 'M'},
    {"min-confidence", required_argument, NULL, 'm'},
    {"policy", required_argument, NULL, 'p'},
    {"quiet", no_argument, NULL, 'q'},
    {"sendmail", required_argument, NULL, 'P'},
    {"state", required_argument, NULL, 's'},
    {"system", no_argument, NULL, 'S'},
    {"type", required_argument, NULL, 't'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* Takes one option.  Returns 0 to go on, -1 on a fault. */
static int
take_option(int option, struct command *command)
{
	switch (option) {
	case 'C':
		return take_column(optarg, &command->records);
	case 'c':
		command->config = optarg;
		return 0;
	case 'd':
		return take_dns(optarg, command);
	case 'E':
		return take_encoding(optarg, &command->records);
	case 'e':
		command->explain = optarg;
		return 0;
	case 'F':
		command->fixing.on = true;
		return 0;
	case 'f':
		return take_format(optarg, &command->format);
	case 'I':
		command->fixing.in_place = true;
		return 0;
	case 'j':
		return take_jobs(optarg, &command->jobs);
	case 'L':
		command->learn = true;
		command->paths[command->path_count++] = optarg;
		return 0;
	case 'l':
		command->lists = optarg;
		return 0;
	case 'M':
		command->records.list = optarg;
		return 0;
	case 'm':
		return take_confidence(optarg, &command->min_confidence);
	case 'P':
		command->sendmail = optarg;
		return 0;
	case 'N':
		command->mail = true;
		return 0;
	case 'p':
		return take_policy(optarg, &command->demands);
	case 'q':
		command->quiet = command->fixing.quiet = true;
		return 0;
	case 'S':
		command->system = true;
		return 0;
	case 's':
		command->state = optarg;
		return 0;
	case 't':
		return take_type(optarg, &command->records);
	default: /* getopt_long() has said what is wrong */
		fputs(usage, stderr);
		return -1;
	}
}

static int
check_system(const struct command *command)
{
	if (command->path_count != 0 || command->learn)
		return refuse("--system", "goes without files: domains.conf "
					  "and Postfix say which they are");
	if (command->explain != NULL)
		return refuse("--system", "goes without --explain");
	if (command->fixing.on)
		return refuse("--system", "corrects nothing: --fix goes with "
					  "files");
	if (command->records.type != READER_AUTO ||
	    command->records.list != NULL)
		return refuse("--system", "goes without --type and "
					  "--members-of");
	/* An answer that does not come would be a finding that is gone. */
	if (command->dns && command->state != NULL)
		return refuse("--state", "goes without --dns: what it finds "
					 "changes from day to day");
	if (command->mail && command->format != REPORT_TEXT)
		return refuse("--mail", "goes without --format");
	return 0;
}

/* Which options go together. */
static int
check_command(const struct command *command)
{
	if (command->fixing.in_place && !command->fixing.on)
		return refuse("--in-place", "goes with --fix");
	if (command->explain != NULL && command->path_count != 0)
		return refuse("--explain", "goes without files");
	if (command->state != NULL && !command->system)
		return refuse("--state", "goes with --system");
	if (command->mail && command->state == NULL)
		return refuse("--mail", "goes with --system and --state");
	if (command->sendmail != NULL && !command->mail)
		return refuse("--sendmail", "goes with --mail");
	return command->system ? check_system(command) : 0;
}

/* Returns 0 to go on; 1 when all is done, with *status_r set. */
static int
take_command(int argc, char **argv, struct command *command, int *status_r)
{
	static const char letters[] = "C:c:dE:e:Ff:hIj:L:l:M:m:NP:p:qSs:t:V";
	int option;

	*status_r = EXIT_TROUBLE;
	while (
	    (option = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			*status_r = say(help);
			return 1;
		}
		if (option == 'V') {
			*status_r = say("doppelcheck " DOPPEL_VERSION "\n");
			return 1;
		}
		if (take_option(option, command) < 0)
			return 1;
	}
	while (optind < argc)
		command->paths[command->path_count++] = argv[optind++];
	if (check_command(command) < 0)
		return 1;
	if (command->path_count == 0 && !command->system)
		command->paths[command->path_count++] = "-";
	return 0;
}

/* What an audit goes through, once or twice. */
struct input {
	const struct command *command;
	struct system *system; /* NULL: the files */
};

static int
read_input(const struct input *input, const struct audit_options *how,
    struct report_counts *counts_r)
{
	const struct command *command = input->command;

	if (input->system != NULL)
		return system_audit(input->system, how, &command->records,
		    counts_r);
	return registers_audit_run(how, &command->records, &command->fixing,
	    counts_r);
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
	/* A file that cannot be read is told of by the second reading. */
	(void)read_input(input, twice, counts_r);
	twice->collecting = false;
	result = dns_batch_run_and_tell(twice->batch, progress, quiet);
	if (read_input(input, twice, counts_r) < 0)
		result = -1;
	stdin_copy_free(&copies, twice->paths, twice->path_count);
	return result;
}

/* What stands around the findings. */
static void
frame(const struct report *report,
    void (*add)(const struct report *, struct buffer *))
{
	struct buffer buffer = {0};

	add(report, &buffer);
	if (buffer.len != 0)
		fwrite(buffer.bytes, 1, buffer.len, stdout);
	if (buffer.failed)
		console_say("standard output", strerror(ENOMEM));
	buffer_clear(&buffer);
}

static void
summarise(const struct input *input, const struct report_counts *counts)
{
	size_t reported =
	    input->system != NULL ? system_count_known(input->system) : 0;

	if (input->command->quiet)
		return;
	report_summary(stderr, counts);
	if (reported != 0)
		fprintf(stderr, "%zu more %s reported before\n", reported,
		    reported == 1 ? "was" : "were");
}

static int
audit(const struct input *input, const struct doppel *doppel,
    struct dns_batch *batch)
{
	const struct command *command = input->command;
	bool begun = false;
	struct audit_options audit_options = {
	    .doppel = doppel,
	    .paths = command->paths,
	    .path_count = command->path_count,
	    .min_confidence = command->min_confidence,
	    .jobs = command->jobs,
	    .report = {.format = command->format,
		.colour = command->format == REPORT_TEXT &&
	                  terminal_wants_colour(STDOUT_FILENO),
		.begun = &begun},
	    .out = stdout,
	    .batch = batch,
	    .demands = &command->demands,
	};
	struct report_counts counts = {0};
	int result;

	frame(&audit_options.report, report_add_begin);
	result = batch != NULL ? audit_with_dns(input, &audit_options, &counts)
	                       : read_input(input, &audit_options, &counts);
	frame(&audit_options.report, report_add_end);
	if (input->system != NULL &&
	    system_finish(input->system,
		fflush(stdout) == 0 && ferror(stdout) == 0) < 0)
		result = -1;
	summarise(input, &counts);
	if (result < 0)
		return EXIT_TROUBLE;
	return report_count_findings(&counts) != 0 ? EXIT_FOUND : EXIT_NOTHING;
}

static struct system_options
options_of(const struct command *command, const struct settings *settings,
    const struct doppel *doppel)
{
	const char *program =
	    command->sendmail != NULL ? command->sendmail : MAIL_PROGRAM;

	return (struct system_options){
	    .doppel = doppel,
	    .registrations = settings != NULL ? &settings->registrations : NULL,
	    .policies = settings != NULL ? &settings->policies : NULL,
	    .state = command->state,
	    .program = command->mail ? program : NULL,
	};
}

static int
audit_input(const struct command *command, const struct settings *settings,
    const struct doppel *doppel, struct dns_batch *batch)
{
	const struct system_options how = options_of(command, settings, doppel);
	struct input input = {.command = command};
	int status;

	if (command->system && system_open(&how, &input.system) < 0)
		return EXIT_TROUBLE;
	status = audit(&input, doppel, batch);
	system_close(&input.system);
	return status;
}

static int
explain(const struct command *command, const struct doppel *doppel,
    const struct doppel_thresholds *thresholds, struct dns *dns)
{
	bool found;

	if (explain_address(doppel, thresholds, dns, command->explain,
		terminal_wants_colour(STDOUT_FILENO), stdout, &found) < 0)
		return EXIT_TROUBLE;
	return found ? EXIT_FOUND : EXIT_NOTHING;
}

/* Without the list of private domains none would be found. */
static int
check_demands(const struct registers_demands *demands,
    const struct doppel *doppel, struct diagnostics *diagnostics)
{
	bool wanted = demands->no_private;

	for (size_t i = 0; i < demands->policies->count; i++)
		wanted =
		    wanted || (!demands->any_private &&
				  demands->policies->list[i].private_address);
	if (!wanted || doppel_count(doppel, LISTFILE_PRIVATE) != 0)
		return 0;
	diagnostics_add(diagnostics, "private-address", 0,
	    "private.list, which says what is private, is missing or empty");
	return -1;
}

/* What may ask the DNS. */
static int
inquire(const struct command *command, const struct settings *settings,
    const struct doppel *doppel)
{
	struct dns_options how = settings->dns;
	struct dns *dns = NULL;
	struct dns_batch *batch = NULL;
	int status = EXIT_TROUBLE;

	how.failures = DNS_BATCH_FAILURES;
	if (command->dns && dns_open(&how, &dns) < 0) {
		console_say("--dns", strerror(errno));
		return EXIT_TROUBLE;
	}
	if (command->explain != NULL) {
		status =
		    explain(command, doppel, &settings->engine.thresholds, dns);
	} else if (dns == NULL) {
		status = audit_input(command, settings, doppel, NULL);
	} else {
		batch = dns_batch_new(doppel, dns, command->dns_all);
		if (batch != NULL)
			status = audit_input(command, settings, doppel, batch);
		else
			console_say("--dns", strerror(ENOMEM));
	}
	/* First: until then answers may come. */
	dns_close(&dns);
	dns_batch_free(&batch);
	return status;
}

/* Nothing can be judged: tells why, and mails it. */
static int
give_up(const struct command *command, const struct settings *settings,
    struct diagnostics *diagnostics)
{
	const struct system_options how = options_of(command, settings, NULL);

	console_faults(diagnostics);
	system_mail_failures(&how, diagnostics);
	return EXIT_TROUBLE;
}

static int
run(struct command *command)
{
	struct diagnostics diagnostics = {0};
	struct settings settings;
	struct doppel *doppel = NULL;
	int status;

	if (settings_load(command->config, command->lists, &diagnostics,
		&settings) < 0) {
		status = give_up(command, NULL, &diagnostics);
		diagnostics_clear(&diagnostics);
		return status;
	}
	command->demands.policies = &settings.policies;
	if (doppel_open(&settings.engine, &diagnostics, &doppel) < 0)
		status = give_up(command, &settings, &diagnostics);
	else if (command->learn)
		status = learn_run(doppel, command->paths, command->path_count,
			     stdout) < 0
		             ? EXIT_TROUBLE
		             : EXIT_NOTHING;
	else if (check_demands(&command->demands, doppel, &diagnostics) < 0)
		status = give_up(command, &settings, &diagnostics);
	else
		status = inquire(command, &settings, doppel);
	doppel_close(&doppel);
	settings_clear(&settings);
	diagnostics_clear(&diagnostics);
	return console_finish_output(status, EXIT_TROUBLE);
}

int
main(int argc, char **argv)
{
	struct command command = {
	    .min_confidence = VERDICT_POSSIBLE,
	    .demands = {.misspelled_name = true},
	};
	int status;

	/* A closed pipe is a write error like any other. */
	signal(SIGPIPE, SIG_IGN);
	command.paths = calloc((size_t)argc + 1, sizeof(*command.paths));
	if (command.paths == NULL) {
		console_say("arguments", strerror(ENOMEM));
		return EXIT_TROUBLE;
	}
	if (take_command(argc, argv, &command, &status) == 0)
		status = run(&command);
	free(command.paths);
	return status;
}
