/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of conflicts: see the header. */
#include "domains/doppelcheck/conflicts.h"

#include "domains/doppelcheck/logs.h"

/* Options that do not go together.  wrong is that of the command. */
struct conflict {
	bool wrong;
	const char *option;
	const char *text;
};

static enum options_result
check_conflicts(const struct options *options, const struct conflict *conflicts,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (conflicts[i].wrong)
			return options_refuse(options, conflicts[i].option,
			    conflicts[i].text);
	return OPTIONS_GO_ON;
}

static enum options_result
check_replay(const struct options *options, const struct command *command)
{
	const struct conflict conflicts[] = {
	    {command->system || command->explain != NULL || command->learn ||
		    command->fixing.on || command->summary,
		"--replay",
		"cannot be combined with --system, --explain, --learn, --fix "
		"and --summary"},
	    {command->config != NULL || command->lists != NULL, "--replay",
		"cannot be combined with --config and --lists: milter.conf "
		"names domains.conf, and that the lists"},
	    {command->dns, "--replay",
		"cannot be combined with --dns: its answers are those of "
		"today"},
	    {command->logs.position_path != NULL, "--replay",
		"cannot be combined with --position"},
	    {command->logs.message_ids, "--replay",
		"cannot be combined with --message-ids"},
	    {command->format == REPORT_SARIF, "--replay",
		"cannot be combined with --format sarif"},
	    {command->reader.type != READER_AUTO &&
		    command->reader.type != READER_MAILLOG,
		"--replay", "reads mail logs only"},
	};

	return command->replay == NULL
	           ? OPTIONS_GO_ON
	           : check_conflicts(options, conflicts,
			 sizeof(conflicts) / sizeof(*conflicts));
}

/* Which options go together. */
static enum options_result
check_command(const struct options *options, const struct command *command)
{
	const bool system = command->system;
	const struct conflict conflicts[] = {
	    {command->fixing.in_place && !command->fixing.on, "--in-place",
		"needs --fix"},
	    {command->explain != NULL && command->path_count != 0, "--explain",
		"takes no files"},
	    {command->baseline != NULL && !system, "--state", "needs --system"},
	    {command->mail && command->baseline == NULL &&
		    command->logs.position_path == NULL,
		"--mail", "needs --system and --state, or --position"},
	    {command->sendmail != NULL && !command->mail, "--sendmail",
		"needs --mail"},
	    {system && command->path_count != 0, "--system",
		"takes no files: domains.conf and Postfix say which they "
		"are"},
	    {command->reader.fetched != NULL && !system, "--fetched",
		"needs --system"},
	    {command->spool != NULL && command->baseline == NULL, "--spool",
		"needs --system and --state"},
	    {command->spool != NULL && command->mail, "--spool",
		"cannot be combined with --mail: doppelmail mails"},
	    {command->spool != NULL && command->format != REPORT_TEXT,
		"--spool", "cannot be combined with --format"},
	    {command->unheard != NULL && command->spool == NULL &&
		    !(command->mail && system),
		"--unheard", "needs --system and --spool or --mail"},
	    {command->summary && command->baseline != NULL, "--summary",
		"cannot be combined with --state"},
	    {command->summary && command->watch != NULL, "--summary",
		"cannot be combined with --watch"},
	    {command->summary && (command->format == REPORT_SARIF ||
				     command->format == REPORT_HTML),
		"--summary", "cannot be combined with --format sarif and html"},
	    {command->watch != NULL && !system, "--watch", "needs --system"},
	    {command->watch != NULL && command->baseline != NULL, "--watch",
		"cannot be combined with --state"},
	    {command->watch != NULL && command->mail, "--watch",
		"cannot be combined with --mail"},
	    {command->watch != NULL && command->format != REPORT_TEXT,
		"--watch", "cannot be combined with --format"},
	    {command->watch != NULL && command->dns, "--watch",
		"cannot be combined with --dns"},
	    {system && command->explain != NULL, "--system",
		"cannot be combined with --explain"},
	    {system && command->fixing.on, "--system",
		"corrects nothing: --fix needs files"},
	    {system && (command->reader.type != READER_AUTO ||
			   command->reader.list != NULL),
		"--system", "cannot be combined with --type and --members-of"},
	    /* An answer that does not come would be a finding that is gone. */
	    {command->dns && command->baseline != NULL, "--state",
		"cannot be combined with --dns: what it finds changes from day "
		"to day"},
	    {command->mail && command->format != REPORT_TEXT, "--mail",
		"cannot be combined with --format"},
	};

	return check_conflicts(options, conflicts,
	    sizeof(conflicts) / sizeof(*conflicts));
}

/* The same for mail logs, where it is sure that there are some. */
static enum options_result
check_logs(const struct options *options, const struct command *command)
{
	const bool journal = command->logs.journal != NULL;
	const bool logs = journal || command->reader.type == READER_MAILLOG;
	const bool position = command->logs.position_path != NULL;
	const char *const selection = logs_selection(&command->logs);
	const struct conflict conflicts[] = {
	    {journal && command->system, "--journal",
		"cannot be combined with --system"},
	    {logs && command->format == REPORT_SARIF, "--format",
		"sarif has no form for mail logs"},
	    {position && (command->system || command->learn ||
			     command->explain != NULL),
		"--position", "needs mail logs to audit"},
	    {selection != NULL && (command->system || command->fixing.on ||
				      command->explain != NULL),
		selection, "needs mail logs to audit"},
	    {command->learn &&
		    (command->logs.message_ids || command->logs.details),
		"--learn",
		"cannot be combined with --message-ids and --details"},
	};

	return check_conflicts(options, conflicts,
	    sizeof(conflicts) / sizeof(*conflicts));
}

/* The same for --redact and --merge. */
static enum options_result
check_results(const struct options *options, const struct command *command)
{
	const struct log_options *logs = &command->logs;
	const struct conflict conflicts[] = {
	    {command->redact != NULL &&
		    (command->mail || command->spool != NULL),
		"--redact",
		"cannot be combined with --mail and --spool: who gets a mail "
		"must be known"},
	    {command->redact != NULL &&
		    (command->fixing.on || command->watch != NULL ||
			command->learn || command->explain != NULL),
		"--redact",
		"cannot be combined with --fix, --watch, --learn and "
		"--explain"},
	    {command->merge && command->replay != NULL, "--merge",
		"cannot be combined with --replay"},
	    {command->merge && (command->system || command->watch != NULL ||
				   command->learn || command->explain != NULL),
		"--merge",
		"cannot be combined with --system, --watch, --learn and "
		"--explain"},
	    {command->merge &&
		    (command->fixing.on || command->summary || command->dns ||
			command->reader.type != READER_AUTO),
		"--merge",
		"cannot be combined with --fix, --summary, --dns and --type"},
	    {command->merge &&
		    (logs_selection(logs) != NULL || logs->journal != NULL ||
			logs->position_path != NULL),
		"--merge",
		"cannot be combined with --since, --until, --sender, --domain, "
		"--journal and --position: they are for reading the logs"},
	    {command->merge && command->format == REPORT_SARIF, "--merge",
		"cannot be combined with --format sarif"},
	};

	return check_conflicts(options, conflicts,
	    sizeof(conflicts) / sizeof(*conflicts));
}

enum options_result
conflicts_check(const struct options *options, const struct command *command)
{
	enum options_result (*const checks[])(const struct options *,
	    const struct command *) = {check_command, check_replay, check_logs,
	    check_results};
	enum options_result result = OPTIONS_GO_ON;

	for (size_t i = 0;
	     result == OPTIONS_GO_ON && i < sizeof(checks) / sizeof(*checks);
	     i++)
		result = checks[i](options, command);
	return result;
}
