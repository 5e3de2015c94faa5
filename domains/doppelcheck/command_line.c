/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of doppelcheck. */
#include "domains/doppelcheck/command_line.h"

#include <string.h>

#include "domains/doppelcheck/conflicts.h"
#include "domains/doppelcheck/plain.h"
#include "domains/settings/settings.h"
#include "domains/text/mail.h"

static const char *
take_dns(const char *text, void *value)
{
	struct command *command = value;

	if (text != NULL && strcmp(text, "all") != 0)
		return "takes =all or nothing";
	command->dns = true;
	command->dns_all = text != NULL;
	return NULL;
}

static const char *
take_domains(const char *text, void *value)
{
	enum reader_type *type = value;

	(void)text;
	*type = READER_DOMAINS;
	return NULL;
}

static const char *
take_encoding(const char *text, void *value)
{
	return encoding_parse(text, value)
	           ? NULL
	           : "must be auto, utf-8, utf-16, utf-16le, utf-16be, "
	             "shift_jis, cp932, euc-jp, iso-2022-jp or latin1";
}

static const char *
take_column(const char *text, void *value)
{
	struct csv_columns *columns = value;
	const char *equals = strchr(text, '=');
	struct csv_called called;

	if (equals == NULL || equals[1] == '\0' ||
	    !csv_column_parse(text, (size_t)(equals - text), &called.column))
		return "must be address=, name=, reading= or list= and the "
		       "header or the number of a column";
	if (columns->count == CSV_CALLED_MAX)
		return "may be given 32 times at most";
	called.name = equals + 1;
	columns->called[columns->count++] = called;
	return NULL;
}

static const char *
take_learn(const char *text, void *value)
{
	struct command *command = value;

	command->learn = true;
	command->paths[command->path_count++] = text;
	return NULL;
}

static const char *
take_policy(const char *text, void *value)
{
	struct audit_demands *demands = value;
	bool on = strncmp(text, "no-", 3) != 0;
	const char *reason = on ? text : text + 3;

	if (strcmp(reason, "private-address") == 0) {
		demands->no_private = on;
		demands->any_private = !on;
	} else if (strcmp(reason, "misspelled-name") == 0) {
		demands->misspelled_name = on;
	} else if (strcmp(reason, "near-contact") == 0) {
		return "near-contact is called misspelled-name since 0.2.0";
	} else {
		return "must be private-address or misspelled-name, or no- "
		       "and one of them";
	}
	return NULL;
}

static const char *
take_timezone(const char *text, void *value)
{
	struct log_options *logs = value;
	const char *equals = strchr(text, '=');

	if (equals == NULL) {
		logs->zone = text;
		return NULL;
	}
	if (logs->host_zone_count == LOG_ZONES_MAX)
		return "may be given for 64 hosts at most";
	logs->host_zones[logs->host_zone_count++] = (struct maillog_zone){
	    .host = {text, (size_t)(equals - text)},
	    .zone = equals + 1,
	};
	return NULL;
}

static const char *const formats[] = {"text", "json", "csv", "sarif", "html",
    NULL};
const char *const languages[] = {"auto", "en", "ja", NULL};
static const char *const confidences[] = {"possible", "likely", "certain",
    NULL};

/* clang-format off */
#define AT(member) .offset = offsetof(struct command, member)

static const struct option_row rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE",
	"configuration (default " DOPPEL_SYSCONFDIR "/domains.conf)",
	AT(config)},
    {"lists", 'l', OPTION_TEXT, "DIR",
	"directory of the domain lists", AT(lists)},
    {"format", 'f', OPTION_CHOICE, "FORMAT",
	"how findings are written (default text):",
	AT(format), .choices = formats},
    {"lang", 0, OPTION_CHOICE, "LANGUAGE",
	"of what people read (default auto: the environment's):",
	AT(language), .choices = languages},
    {"min-confidence", 'm', OPTION_CHOICE, "LEVEL",
	"leave out findings below (default possible):",
	AT(min_confidence), .min = VERDICT_POSSIBLE, .choices = confidences},
    {"type", 't', OPTION_CHOICE, "TYPE",
	"what the files are (default auto, by name and content):\n"
	"addresses: list, members, text\n"
	"address books: vcard, ldif, abook, mutt, pine, elm\n"
	"spreadsheets: csv, spreadsheet\n"
	"aliases and tables: aliases, virtual, forward, access, transport, "
	"relocated, main.cf, master.cf, exim, opensmtpd, virtusertable, "
	"genericstable, mailertable\n"
	"filters: sieve, exim-filter, procmail, fdm, maildrop, qmail\n"
	"mailing lists: mailman, sympa, mlmmj, ezmlm, schleuder, fml\n"
	"domains: domains\n"
	"queues and logs: queue, maillog",
	AT(reader.type), .choices = reader_type_names},
    {"domains", 'n', OPTION_CALL, NULL,
	"the files are lists of domains (--type domains)",
	AT(reader.type), .take = take_domains},
    {"encoding", 'E', OPTION_CALL, "NAME",
	"how they are written: utf-8, shift_jis, euc-jp, iso-2022-jp, utf-16, "
	"latin1 "
	"(default auto)",
	AT(reader.encoding), .take = take_encoding},
    {"column", 'C', OPTION_CALL, "KIND=NAME",
	"a column of CSV: KIND is address, name, reading or list; NAME its "
	"header or number",
	AT(reader.columns), .take = take_column},
    {"members-of", 'M', OPTION_TEXT, "LIST",
	"whose members, where files do not say", AT(reader.list)},
    {"fix", 'F', OPTION_FLAG, NULL,
	"write FILE.fixed, with what is certain corrected", AT(fixing.on)},
    {"in-place", 'I', OPTION_FLAG, NULL,
	"with --fix: correct FILE, keep FILE.bak", AT(fixing.in_place)},
    {"policy", 'p', OPTION_CALL, "[no-]REASON",
	"find private-address in all files, or misspelled-name in none "
	"(no-misspelled-name)",
	AT(demands), .take = take_policy},
    {"recursive", 'r', OPTION_FLAG, NULL,
	"of a folder, read the files in its folders too", AT(recursive)},
    {"summary", 'T', OPTION_FLAG, NULL,
	"instead of findings: how many addresses and lists lead to each domain "
	"outside",
	AT(summary)},
    {"quiet", 'q', OPTION_FLAG, NULL,
	"no summary on standard error", AT(quiet)},
    {"since", 0, OPTION_TEXT, "TIME",
	"of mail logs: only what happened from then on (2026-11-29, 2026-11, "
	"\"2026-11-29 03:01\", yesterday, \"7 days ago\")",
	AT(logs.since)},
    {"until", 0, OPTION_TEXT, "TIME",
	"of mail logs: only what happened then or before", AT(logs.until)},
    {"timezone", 0, OPTION_CALL, "[HOST=]ZONE",
	"of mail logs: of stamps without one, of all hosts or of this one "
	"(default: local time)",
	AT(logs), .take = take_timezone},
    {"journal", 0, OPTION_TEXT, "[=PATH]",
	"read the mail log in systemd's journal, of this machine or in a file "
	"or folder",
	AT(logs.journal)},
    {"position", 0, OPTION_TEXT, "FILE",
	"of mail logs: report what is new since the last run, which FILE "
	"says; doppelcheck then rewrites it",
	AT(logs.position_path)},
    {"sender", 0, OPTION_TEXT, "ADDRESS",
	"of mail logs: only mails of this sender, or of a domain (@NAME)",
	AT(logs.sender)},
    {"domain", 0, OPTION_TEXT, "NAME",
	"of mail logs: only mails to this wrong domain", AT(logs.domain)},
    {"message-ids", 0, OPTION_FLAG, NULL,
	"of mail logs: list the Message-IDs of what went to wrong addresses",
	AT(logs.message_ids)},
    {"details", 0, OPTION_FLAG, NULL,
	"of mail logs: list all senders, lists and hosts, not only the most",
	AT(logs.details)},
    {"replay", 0, OPTION_TEXT, "FILE",
	"of mail logs: what the gate would have done with this milter.conf",
	AT(replay)},
    {"redact", 0, OPTION_TEXT, "[=KEYFILE]",
	"put a token in place of each local part and name, by the key in "
	"KEYFILE, or by one of this run",
	AT(redact)},
    {"merge", 0, OPTION_FLAG, NULL,
	"the files are reports on mail logs (--format json), which are added "
	"up",
	AT(merge)},
    {"dns", 'd', OPTION_CALL, "[=all]",
	"ask the DNS who would receive the mail of names in doubt, or of all "
	"names",
	.take = take_dns},
    {"jobs", 'j', OPTION_NUMBER, "N",
	"threads (default: one a processor)",
	AT(jobs), .min = 1, .max = PLAIN_JOBS_MAX},
    {"system", 'S', OPTION_FLAG, NULL,
	"audit what the mail system of this machine uses, and what "
	"domains.conf names under registrations",
	AT(system)},
    {"state", 's', OPTION_TEXT, "FILE",
	"with --system: only what is not in FILE yet, which doppelcheck then "
	"rewrites",
	AT(baseline)},
    {"mail", 'N', OPTION_FLAG, NULL,
	"with --state or --position: mail it to those whom it concerns",
	AT(mail)},
    {"sendmail", 'P', OPTION_TEXT, "PROGRAM",
	"which takes the mail (default " MAIL_PROGRAM ")", AT(sendmail)},
    {"spool", 'O', OPTION_TEXT, "DIR",
	"with --state: leave all findings there for doppelmail, whose baseline "
	"FILE is", AT(spool)},
    {"unheard", 0, OPTION_TEXT, "FILE",
	"with --spool or --mail: leave there who was never heard from, for "
	"doppelcontacts confirm-request", AT(unheard)},
    {"fetched", 'D', OPTION_TEXT, "DIR",
	"with --system: read there what doppelfetch has left, instead of "
	"running it", AT(reader.fetched)},
    {"watch", 'w', OPTION_TEXT, "[=FILE]",
	"with --system: keep FILE up to date with what domains.conf names "
	"under registrations, for doppelmilter, until it is stopped",
	AT(watch)},
    {"explain", 'e', OPTION_TEXT, "ADDRESS",
	"show everything that decides about one address or domain",
	AT(explain)},
    {"learn", 'L', OPTION_CALL, "FILE",
	"write a protected.list, with weights, of the domains in your own "
	"address lists, and where mail goes by your mail logs",
	.take = take_learn},
    {NULL},
};
/* clang-format on */

static const char *const usage[] = {
    "[options] [file ...]",
    "[options] --system [--state FILE [--mail]]",
    "[options] --system --watch [FILE]",
    "[options] --explain ADDRESS",
    "[options] --learn FILE [file ...]",
    "[options] --replay FILE [mail.log ...]",
    "[options] --merge report.json ...",
    NULL,
};

static struct options
options_for(struct command *command)
{
	return (struct options){
	    .name = "doppelcheck",
	    .usage = usage,
	    .about =
		"Finds the addresses in lists that are somebody else's "
		"double: gmai.com where gmail.com was meant.  Reads the "
		"files, those in folders, or standard input without files and "
		"for \"-\": one "
		"address a line, or as in mail headers, or what mail systems "
		"and list managers keep, recognised by name and content.",
	    .tables = {{rows, command}},
	    .ending = "Exit status: 0 nothing found, 1 found, 2 an error.\n"
		      "Manual: doppelcheck(1).\n",
	};
}

enum options_result
command_line_take(int argc, char **argv, struct command *command)
{
	const struct options options = options_for(command);
	enum options_result result;
	int first;

	result = options_parse(&options, argc, argv, &first);
	if (result != OPTIONS_GO_ON)
		return result;
	while (first < argc)
		command->paths[command->path_count++] = argv[first++];
	/* "--watch FILE" is "--watch=FILE". */
	if (command->watch == options_left_out && command->path_count == 1)
		command->watch = command->paths[--command->path_count];
	result = conflicts_check(&options, command);
	command->fixing.quiet = command->quiet;
	command->logs.one_thread = command->jobs == 1;
	if (command->path_count == 0 && !command->system &&
	    command->logs.journal == NULL)
		command->paths[command->path_count++] = "-";
	return result;
}
