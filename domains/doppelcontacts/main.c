/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelcontacts: shows and keeps whom the organisation writes to and hears
 * from.  This file is the options, the table of subcommands and main(). */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/doppelcontacts/command.h"
#include "domains/text/console.h"
#include "domains/text/mail.h"
#include "domains/text/messages.h"

static const char *const formats[] = {"text", "json", "csv", NULL};

static const char *
take_organisation(const char *text, void *value)
{
	if (!contact_is_organisation(span_of(text)))
		return "must be letters, digits, '.', '-' and '_'";
	*(const char **)value = text;
	return NULL;
}

static const char *
take_place(const char *text, void *value)
{
	*(const char **)value = text;
	return store_refuse_place(text);
}

#define AT(member) .offset = offsetof(struct command, member)

static const struct option_row rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE",
	"configuration (default " DOPPEL_SYSCONFDIR "/domains.conf)",
	AT(config)},
    {"store", 's', OPTION_CALL, "PLACE",
	"the store, in place of the configuration's", AT(place),
	.take = take_place},
    {"key-file", 'k', OPTION_TEXT, "FILE",
	"key of a store of hashes, in place of the configuration's",
	AT(key_file)},
    {"password-file", 'p', OPTION_TEXT, "FILE",
	"password of Redis, in place of the configuration's",
	AT(password_file)},
    {"organisation", 'o', OPTION_CALL, "NAME",
	"whose contacts, in place of the configuration's", AT(organisation),
	.take = take_organisation},
    {"format", 'f', OPTION_CHOICE, "FORM", "of list, show and (not csv) stats:",
	AT(format), .choices = formats, .commands = "list show stats"},
    {"confirmed", 0, OPTION_FLAG, NULL,
	"list: only contacts that were confirmed; import: a person knows "
	"the addresses of a book to be right",
	AT(confirmed), .commands = "list import"},
    {"asked", 0, OPTION_FLAG, NULL,
	"list: only addresses whose owners were asked to confirm", AT(asked),
	.commands = "list"},
    {"never-heard", 0, OPTION_FLAG, NULL,
	"list: only contacts that nobody was heard from", AT(never_heard),
	.commands = "list"},
    {"until", 0, OPTION_TEXT, "YYYY-MM-DD",
	"confirm: forget the contact on that day", AT(until),
	.commands = "confirm"},
    {"socket", 0, OPTION_TEXT, "PLACE",
	"serve: a path, or fd:N, in place of the configuration's", AT(socket),
	.commands = "serve"},
    {"confirm-request", 0, OPTION_FLAG, NULL,
	"the same as the command confirm-request", AT(asks),
	.commands = "confirm-request"},
    {"unheard", 0, OPTION_TEXT, "FILE",
	"confirm-request: what doppelcheck --system --unheard has left "
	"(default " COMMAND_UNHEARD ")",
	AT(unheard), .commands = "confirm-request"},
    {"dry-run", 'n', OPTION_FLAG, NULL,
	"confirm-request: show whom it would ask, and the first mail",
	AT(dry_run), .commands = "confirm-request"},
    {"sendmail", 'P', OPTION_TEXT, "PROGRAM",
	"confirm-request: which takes the mail (default " MAIL_PROGRAM ")",
	AT(sendmail), .commands = "confirm-request"},
    {"user", 'U', OPTION_TEXT, "NAME",
	"confirm-request: started as root, become NAME", AT(user),
	.commands = "confirm-request"},
    {"debug", 'd', OPTION_FLAG, NULL, "serve: log to standard error", AT(debug),
	.commands = "serve"},
    {NULL},
};

static const struct command_row commands[] = {
    {"list", "show contacts, all or by patterns", "[options] [PATTERN ...]", 0,
	command_list},
    {"show", "show what is known of addresses", "[options] ADDRESS ...", 1,
	command_show},
    {"confirm", "note that a person knows an address to be right",
	"[options] ADDRESS ...", 1, command_confirm},
    {"confirm-request", "ask owners of registered addresses by mail",
	"[options] [ADDRESS ...]", 0, command_confirm_request},
    {"forget", "take all that is known of addresses out of the store",
	"[options] ADDRESS ...", 1, command_forget},
    {"export", "write all contacts as CSV", "[options]", 0, command_export},
    {"import", "read contacts that export wrote, mail logs and address books",
	"[options] FILE ...", 1, command_import},
    {"stats", "count what is in the store", "[options]", 0, command_stats},
    {"serve", "write down what the gate reports", "[options]", 0,
	command_serve},
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

static void
print_commands(FILE *out)
{
	fputs("Commands:\n", out);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-15s %s\n", commands[i].name,
		    commands[i].brief);
	fputc('\n', out);
}

static const char *const usage[] = {"[options] COMMAND [options] ...",
    "COMMAND --help", NULL};

/* Returns the place of the first operand, or -1 with the status. */
static int
parse(struct command *command, int argc, char **argv, int *status_r)
{
	int first;

	switch (options_parse(&command->options, argc, argv, &first)) {
	case OPTIONS_GO_ON:
		return first;
	case OPTIONS_SHOWN:
		*status_r = COMMAND_DONE;
		return -1;
	case OPTIONS_WRONG:
		break;
	}
	*status_r = COMMAND_ERROR;
	return -1;
}

static int
misuse(const struct command *command, const char *subject, const char *text)
{
	options_refuse(&command->options, subject, text);
	return COMMAND_ERROR;
}

static int
run_command(struct command *command, int argc, char **argv)
{
	const struct command_row *row = command->row;
	int first, status = COMMAND_ERROR;
	size_t count;

	snprintf(command->name, sizeof(command->name), "doppelcontacts %s",
	    row->name);
	command->usage[0] = row->usage;
	command->options = (struct options){
	    .name = command->name,
	    .usage = command->usage,
	    .about = row->brief,
	    .tables = {{rows, command}},
	    .subcommand = true,
	};
	first = parse(command, argc, argv, &status);
	if (first < 0)
		return status;
	count = (size_t)(argc - first);
	if (count < row->least)
		return misuse(command, row->name, "an operand is missing");
	if (count != 0 && strstr(row->usage, "...") == NULL)
		return misuse(command, argv[first], "surplus argument");
	return row->run(command, argv + first);
}

static int
run(struct command *command, int argc, char **argv)
{
	char request[] = "confirm-request";
	int first, status = COMMAND_ERROR;

	command->options = (struct options){
	    .name = "doppelcontacts",
	    .usage = usage,
	    .about = "Shows and keeps whom the organisation writes to and "
		     "hears from.",
	    .print_commands = print_commands,
	    .heading = "Options, before the command or after it:",
	    .tables = {{rows, command}},
	    .ending = "Exit status: 0 done, 1 no such contact, 2 an error.\n"
		      "Manual: doppelcontacts(8).\n",
	    .has_commands = true,
	};
	first = parse(command, argc, argv, &status);
	if (first < 0)
		return status;
	/* The option stands for the command, and operands follow it. */
	if (command->asks)
		argv[--first] = request;
	if (first == argc)
		return misuse(command, "COMMAND", "is missing");
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, argv[first]) == 0) {
			command->row = &commands[i];
			return run_command(command, argc - first, argv + first);
		}
	return misuse(command, argv[first], "no such command");
}

int
main(int argc, char **argv)
{
	struct command command = {.now = time(NULL)};
	int status;

	messages_start();
	console_keep_write_errors();
	status = run(&command, argc, argv);
	console_diagnostics(&command.diagnostics);
	diagnostics_clear(&command.diagnostics);
	if (command.loaded)
		settings_clear(&command.settings);
	return console_finish_output(status, COMMAND_ERROR);
}
