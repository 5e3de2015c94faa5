/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelmilter: the options, the order of starting, the end. */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "domains/service/answer.h"
#include "domains/service/listener.h"
#include "domains/service/log.h"
#include "domains/service/privilege.h"
#include "domains/service/reload.h"
#include "domains/service/service.h"
#include "domains/service/snapshot.h"
#include "domains/service/stacks.h"
#include "domains/text/console.h"
#include "domains/text/options.h"
#include "milter/check.h"
#include "milter/session.h"

#define CONFIGURATION DOPPEL_SYSCONFDIR "/milter.conf"

struct milter_command {
	const char *path;
	bool check;
	bool debug;
	unsigned reload; /* process identifier of a gate; 0: none */
};

/* For the life of the process: a session that is cut at the end may still
 * hold on to it. */
static struct snapshots snapshots;

#define AT(member) .offset = offsetof(struct milter_command, member)

static const struct option_row rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE",
	"configuration (default " CONFIGURATION ")", AT(path)},
    {"check", 'n', OPTION_FLAG, NULL, "check configuration and lists, and end",
	AT(check)},
    {"reload", 0, OPTION_NUMBER, "PID",
	"have a gate reload, wait, and report why it refused", AT(reload),
	.min = 1, .max = INT_MAX},
    {"debug", 'd', OPTION_FLAG, NULL, "log every recipient", AT(debug)},
    {NULL},
};

static const char *const usage[] = {"[-dn] [-c FILE]", "--reload PID", NULL};

/* Returns an exit code, or -1 to go on. */
static int
take_command(int argc, char *argv[], struct milter_command *command)
{
	const struct options options = {
	    .name = "doppelmilter",
	    .usage = usage,
	    .about = "Answers Postfix or Sendmail for every recipient: may "
		     "this mail go there?",
	    .tables = {{rows, command}},
	    .ending =
		"SIGUSR1 reloads, SIGTERM stops.\n"
		"Exit status: 0 stopped, checked or reloaded, 64 usage, 70 an "
		"error in\ndoppelmilter, 71 in the system, 78 in the "
		"configuration.\n"
		"Manual: doppelmilter(8).\n",
	};
	enum options_result result;
	int first;

	result = options_parse(&options, argc, argv, &first);
	if (result == OPTIONS_GO_ON && first < argc)
		result =
		    options_refuse(&options, argv[first], "surplus argument");
	if (result == OPTIONS_SHOWN)
		return console_finish_output(EX_OK, EX_IOERR);
	return result == OPTIONS_WRONG ? EX_USAGE : -1;
}

/* Everything that can be refused before the first mail.  Returns EX_OK or an
 * exit code with an error added. */
static int
open_socket(const char *path, const struct settings_milter *settings,
    const struct socket_place *place, struct diagnostics *diagnostics,
    struct listener *listener_r)
{
	struct privilege privilege;

	listener_r->lock = -1;
	privilege_raise_files();
	if (privilege_find(path, settings->user, settings->socket_group,
		diagnostics, &privilege) < 0 ||
	    privilege_check(&privilege, diagnostics) < 0)
		return EX_CONFIG;
	if (session_register(settings->socket, listener_is_tcp(place),
		&snapshots) < 0) {
		diagnostics_add(diagnostics, settings->socket, 0,
		    "libmilter refuses to start");
		return EX_SOFTWARE;
	}
	if (listener_prepare(place, listener_r, diagnostics) < 0)
		return EX_OSERR;
	errno = 0;
	if (session_listen(settings->socket_mode) < 0) {
		diagnostics_add(diagnostics, settings->socket, 0,
		    "cannot listen: %s",
		    errno != 0 ? strerror(errno) : "the host is unknown");
		return EX_OSERR;
	}
	return listener_give(place, privilege.socket_group, diagnostics) < 0 ||
	               privilege_drop(&privilege, diagnostics) < 0
	           ? EX_OSERR
	           : EX_OK;
}

static int
serve(const struct reload *reload, const struct snapshot *first)
{
	const struct settings_milter *settings = &first->settings;
	const struct service_server server = {session_serve, session_stop};
	char counts[RELOAD_COUNTS_SIZE];
	int status;

	log_settle();
	reload_begin(reload);
	reload_format_counts(first, counts);
	log_line(LOG_NOTE, "doppelmilter " DOPPEL_VERSION " at %s: mode=%s; %s",
	    settings->socket, settings->policy.monitor ? "monitor" : "enforce",
	    counts);
	status = service_run(&server, reload) < 0 ? EX_OSERR : EX_OK;
	log_line(status == EX_OK ? LOG_NOTE : LOG_ERROR, "stopped%s",
	    status == EX_OK ? "" : ": libmilter gave up");
	return status;
}

/* The first snapshot; a faulty list is no reason not to start where there is a
 * good copy.  Returns EX_OK, or an exit code having logged why. */
static int
load(const struct milter_command *command, const struct reload *reload,
    struct snapshot **loaded_r)
{
	struct diagnostics diagnostics = {0};

	if (snapshot_load(command->path, reload->copies, reload->in_place,
		&diagnostics, loaded_r) < 0) {
		log_diagnostics(LOG_WARN, &reload->copies->warnings);
		log_diagnostics(LOG_ERROR, &diagnostics);
		log_line(LOG_ERROR, "%zu error%s: not started",
		    diagnostics.count, diagnostics.count == 1 ? "" : "s");
		diagnostics_clear(&diagnostics);
		return EX_CONFIG;
	}
	log_open((*loaded_r)->settings.log_to_stderr ? LOG_TO_STDERR
						     : LOG_TO_SYSLOG,
	    command->debug);
	log_diagnostics(LOG_ERROR, &diagnostics);
	diagnostics_clear(&diagnostics);
	if (snapshot_connect(*loaded_r, NULL) < 0) {
		log_line(LOG_ERROR, "dns: %s", strerror(errno));
		snapshot_free(loaded_r);
		return EX_OSERR;
	}
	return EX_OK;
}

static int
run_loaded(const struct milter_command *command, const struct reload *reload,
    struct snapshot *loaded)
{
	const struct snapshot *first;
	struct socket_place place;
	struct listener listener;
	struct diagnostics diagnostics = {0};
	int status;

	snapshots_init(&snapshots);
	snapshots_swap(&snapshots, &loaded);
	first = snapshots_take(&snapshots);
	/* It was good when the settings were read. */
	if (socket_parse(first->settings.socket, &place) != NULL)
		return EX_SOFTWARE;
	status = open_socket(command->path, &first->settings, &place,
	    &diagnostics, &listener);
	log_diagnostics(LOG_ERROR, &diagnostics);
	diagnostics_clear(&diagnostics);
	if (status != EX_OK) {
		listener_close(NULL, &listener);
	} else {
		status = serve(reload, first);
		listener_close(&place, &listener);
	}
	snapshots_release(&snapshots, &first);
	snapshots_swap(&snapshots, &loaded);
	return status;
}

static int
run(const struct milter_command *command)
{
	struct intake intake = {.path = NULL};
	struct list_copies copies = {.directory = NULL};
	struct diagnostics in_place = {0};
	const struct reload reload = {command->path, &snapshots, &intake,
	    &copies, &in_place};
	struct snapshot *loaded;
	int status;

	service_hold_signals();
	stacks_reserve();
	status = load(command, &reload, &loaded);
	if (status == EX_OK)
		status = run_loaded(command, &reload, loaded);
	intake_clear(&intake);
	list_copies_clear(&copies);
	diagnostics_clear(&in_place);
	return status;
}

/* For ExecReload=.  The log has the same errors. */
static int
ask_for_reload(pid_t gate)
{
	struct diagnostics diagnostics = {0};
	char *errors;
	int status = answer_ask(gate, &diagnostics, &errors);

	if (errors != NULL)
		fputs(errors, stderr);
	free(errors);
	console_diagnostics(&diagnostics);
	if (status < 0 && diagnostics.count == 0)
		console_say("reload", "what was in force stays in force");
	status = status == 0              ? EX_OK
	         : diagnostics.count == 0 ? EX_CONFIG
	                                  : EX_OSERR;
	diagnostics_clear(&diagnostics);
	return status;
}

int
main(int argc, char *argv[])
{
	struct milter_command command = {.path = CONFIGURATION};
	int status = take_command(argc, argv, &command);

	if (status >= 0)
		return status;
	if (command.reload != 0)
		return ask_for_reload((pid_t)command.reload);
	return command.check ? check_configuration(command.path)
	                     : run(&command);
}
