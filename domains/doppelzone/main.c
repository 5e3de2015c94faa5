/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelzone: makes a list file of a zone, and again when the zone has grown.
 * This file is the options and the loop. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppelzone/follower.h"
#include "domains/service/log.h"
#include "domains/service/sd_notify.h"
#include "domains/service/signals.h"
#include "domains/text/console.h"
#include "domains/text/options.h"

/* --status: 1 some copy is old. */
enum exit_code { EXIT_DONE = 0, EXIT_OLD = 1, EXIT_ERROR = 2 };

#define PORT 53

struct command {
	const char *server;
	const char *key_file;
	const char *program;
	unsigned port;
	unsigned interval; /* s */
	bool check;
	bool status;
	bool debug;
};

/* clang-format off */
#define AT(member) .offset = offsetof(struct command, member)

static const struct option_row rows[] = {
    {"check", 'n', OPTION_FLAG, NULL,
	"look at the options, the key and whether FILE can be written, and end",
	AT(check)},
    {"debug", 'd', OPTION_FLAG, NULL, "log to standard error", AT(debug)},
    {"interval", 'i', OPTION_NUMBER, "SECONDS",
	"between two questions (default 1)", AT(interval),
	.min = 1, .max = 3600},
    {"key-file", 'k', OPTION_TEXT, "FILE",
	"sign with the key ALGORITHM:NAME:SECRET in FILE, of mode 0600",
	AT(key_file)},
    {"port", 'p', OPTION_NUMBER, "N", "of the server (default 53)", AT(port),
	.min = 1, .max = 65535},
    {"run", 'r', OPTION_TEXT, "PROGRAM",
	"run PROGRAM after each new list, where no unit of systemd does",
	AT(program)},
    {"server", 's', OPTION_TEXT, "ADDRESS",
	"a secondary of the zone (default 127.0.0.1)", AT(server)},
    {"status", 0, OPTION_FLAG, NULL,
	"say of each FILE how old it is, and end", AT(status)},
    {NULL},
};
/* clang-format on */

static const char *const usage[] = {"[options] ZONE FILE", "--status FILE ...",
    NULL};

static const struct options options = {
    .name = "doppelzone",
    .usage = usage,
    .about = "Keeps a list that comes over DNS, as `doppellist export --to "
	     "zone` writes it, as a file.",
    .ending = "Exit status: 0 stopped, or all files are current; 1 one is "
	      "old; 2 an error.\n"
	      "Manual: doppelzone(8).\n",
};

/* ---- following ----------------------------------------------------------- */

/* Until a signal. */
static void
run(struct follower *follower, unsigned interval)
{
	struct pollfd polled = {.fd = follower->transfer->server->stop,
	    .events = POLLIN};

	log_settle();
	log_line(LOG_NOTE, "doppelzone " DOPPEL_VERSION ": %s from %s",
	    follower->copy.zone, follower->transfer->server->name);
	follower_turn(follower);
	sd_notify_ready();
	while (poll(&polled, 1, (int)interval * 1000) <= 0)
		follower_turn(follower);
	sd_notify_stopping();
	log_line(LOG_NOTE, "%s: stopped", follower->copy.zone);
}

static int
follow(const struct command *command, const struct transfer *transfer,
    const char *file)
{
	struct follower follower = {
	    .transfer = transfer,
	    .program = command->program,
	    .copy = {.file = file, .zone = transfer->zone},
	};
	struct diagnostics diagnostics = {0};

	log_set_program("doppelzone");
	log_open(command->debug ? LOG_TO_STDERR : LOG_TO_SYSLOG,
	    command->debug);
	copy_load(&follower.copy, &diagnostics);
	log_diagnostics(LOG_WARN, &diagnostics);
	diagnostics_clear(&diagnostics);
	run(&follower, command->interval);
	copy_clear(&follower.copy);
	return EXIT_DONE;
}

/* Takes what is asked for apart.  Returns 0, or -1 when it is reported. */
static int
prepare(const struct command *command, const char *zone, struct name *name,
    struct server *server, struct transfer *transfer_r)
{
	struct transfer transfer = {.zone = name->text, .server = server};
	enum name_error why;

	if (name_parse(zone, strlen(zone), name, &why) < 0)
		return console_say(zone, name_error_text(why));
	if (name->literal || name->len > ZONE_NAME_MAX)
		return console_format(zone,
		    "is no name of a zone of at most %d bytes", ZONE_NAME_MAX);
	if (!listfile_kind_of(name->text, &transfer.kind))
		return console_say(zone,
		    "does not begin with the kind of its list, as "
		    "\"doppelgangers.lists.example\"");
	if (server_parse(command->server, command->port, server) < 0)
		return console_say(command->server, "is no IP address");
	server->stop = signals_hold();
	if (server->stop < 0)
		return console_say("signals", strerror(errno));
	*transfer_r = transfer;
	return 0;
}

static int
serve(const struct command *command, const char *zone, const char *file)
{
	struct diagnostics diagnostics = {0};
	struct message_key *key = NULL;
	struct transfer transfer;
	struct server server;
	struct name name;
	int status = EXIT_ERROR;

	if (prepare(command, zone, &name, &server, &transfer) < 0)
		return EXIT_ERROR;
	if (command->key_file != NULL)
		key = message_key_read(command->key_file, &diagnostics);
	transfer.key = key;
	if ((command->key_file == NULL || key != NULL) &&
	    copy_check(file, &diagnostics) == 0)
		status = command->check ? EXIT_DONE
		                        : follow(command, &transfer, file);
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	message_key_free(&key);
	close(server.stop);
	return status;
}

/* ---- the command line ---------------------------------------------------- */

static int
show(char **files)
{
	struct diagnostics diagnostics = {0};
	int status = EXIT_DONE;

	for (; *files != NULL; files++)
		if (copy_show(*files, time(NULL), &diagnostics) == 0)
			status = EXIT_OLD;
	if (diagnostics.count != 0)
		status = EXIT_ERROR;
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return console_finish_output(status, EXIT_ERROR);
}

static enum options_result
check_operands(const struct options *how, const struct command *command,
    int count, char **operands)
{
	if (command->status && count == 0)
		return options_refuse(how, "FILE", "is missing");
	if (!command->status && count != 2)
		return options_refuse(how, "ZONE FILE", "it takes these two");
	for (int i = 0; i < count; i++)
		if (strlen(operands[i]) > COPY_FILE_MAX)
			return options_refuse(how, "FILE", "is too long");
	return OPTIONS_GO_ON;
}

int
main(int argc, char **argv)
{
	struct command command = {.server = "127.0.0.1",
	    .port = PORT,
	    .interval = 1};
	struct options how = options;
	enum options_result result;
	int first;

	console_keep_write_errors();
	how.tables[0] = (struct option_table){rows, &command};
	result = options_parse(&how, argc, argv, &first);
	if (result == OPTIONS_GO_ON)
		result =
		    check_operands(&how, &command, argc - first, argv + first);
	switch (result) {
	case OPTIONS_GO_ON:
		return command.status
		           ? show(argv + first)
		           : serve(&command, argv[first], argv[first + 1]);
	case OPTIONS_SHOWN:
		return console_finish_output(EXIT_DONE, EXIT_ERROR);
	case OPTIONS_WRONG:
		break;
	}
	return EXIT_ERROR;
}
