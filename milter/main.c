/* SPDX-License-Identifier: BSD-2-Clause */
/* doppelmilter: the options, the order of starting, the end. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "milter/listener.h"
#include "milter/log.h"
#include "milter/privilege.h"
#include "milter/reload.h"
#include "milter/service.h"
#include "milter/session.h"
#include "milter/snapshot.h"

#define CONFIGURATION DOPPEL_SYSCONFDIR "/milter.conf"

struct options {
	const char *path;
	bool check;
	bool debug;
};

/* For the life of the process: a session that is cut at the end may still
 * hold on to it. */
static struct snapshots snapshots;

static void
print_help(FILE *out)
{
	fputs("usage: doppelmilter [-dn] [-c FILE]\n"
	      "\n"
	      "  -c, --config FILE  configuration (" CONFIGURATION ")\n"
	      "  -n, --check        check configuration and lists, and end\n"
	      "  -d, --debug        log every recipient\n"
	      "      --version      print the version\n"
	      "  -h, --help         print this\n"
	      "\n"
	      "SIGUSR1 reloads, SIGTERM stops.  Exit: 0 stopped or checked, "
	      "64 usage,\n"
	      "70 a fault of ours, 71 of the system, 78 of the "
	      "configuration.\n",
	    out);
}

/* Returns an exit code, or -1 to go on. */
static int
read_options(int argc, char *argv[], struct options *options_r)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"check", no_argument, NULL, 'n'},
	    {"debug", no_argument, NULL, 'd'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'V'},
	    {NULL, 0, NULL, 0},
	};
	int option;

	*options_r = (struct options){.path = CONFIGURATION};
	while ((option = getopt_long(argc, argv, "c:dhn", longs, NULL)) != -1)
		switch (option) {
		case 'c':
			options_r->path = optarg;
			break;
		case 'd':
			options_r->debug = true;
			break;
		case 'n':
			options_r->check = true;
			break;
		case 'h':
			print_help(stdout);
			return EX_OK;
		case 'V':
			puts("doppelmilter " DOPPEL_VERSION);
			return EX_OK;
		default:
			print_help(stderr);
			return EX_USAGE;
		}
	if (optind < argc) {
		fprintf(stderr, "doppelmilter: too many arguments: %s\n",
		    argv[optind]);
		print_help(stderr);
		return EX_USAGE;
	}
	return -1;
}

static void
print_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->kept; i++) {
		char line[LOG_LINE_SIZE];

		fault_format(&faults->list[i], line, sizeof(line));
		fprintf(stderr, "%s\n", line);
	}
	fprintf(stderr, "%zu fault%s\n", faults->count,
	    faults->count == 1 ? "" : "s");
}

/* Faults in the files of registrations are told and are no reason not to
 * start: any user's forward file could be one. */
static void
check_registrations(struct snapshot *snapshot)
{
	struct follow *follow = follow_new();
	struct faults faults = {0};

	if (follow == NULL ||
	    reload_registrations(follow, snapshot, true, &faults) < 0 ||
	    faults.count > 0)
		print_faults(&faults);
	faults_clear(&faults);
	follow_free(&follow);
}

/* -n: what is wrong goes to standard error, one fault a line. */
static int
check(const struct options *options)
{
	struct snapshot *snapshot = NULL;
	struct faults faults = {0};
	struct privilege privilege;
	char counts[RELOAD_COUNTS_SIZE], why[PRIVILEGE_WHY_SIZE];

	if (snapshot_load(options->path, &faults, &snapshot) == 0 &&
	    privilege_find(snapshot->settings.user,
		snapshot->settings.socket_group, &privilege, why) < 0)
		faults_add(&faults, options->path, 0, "%s", why);
	if (faults.count > 0) {
		print_faults(&faults);
		faults_clear(&faults);
		snapshot_free(&snapshot);
		return EX_CONFIG;
	}
	check_registrations(snapshot);
	reload_format_counts(snapshot, counts);
	printf("%s: good: mode %s; %s\n", options->path,
	    snapshot->settings.policy.monitor ? "monitor" : "enforce", counts);
	snapshot_free(&snapshot);
	return EX_OK;
}

/* Everything that can be refused before the first mail.  Returns EX_OK or an
 * exit code, having logged why. */
static int
open_socket(const struct settings_milter *settings,
    const struct listener_place *place, struct listener *listener_r)
{
	char why[LISTENER_WHY_SIZE];
	struct privilege privilege;

	listener_r->lock = -1;
	privilege_raise_files();
	if (privilege_find(
		settings->user, settings->socket_group, &privilege, why) < 0 ||
	    privilege_check(&privilege, why) < 0) {
		log_line(LOG_ERROR, "%s", why);
		return EX_CONFIG;
	}
	if (session_register(
		settings->socket, listener_is_tcp(place), &snapshots) < 0) {
		log_line(LOG_ERROR, "libmilter refuses to start");
		return EX_SOFTWARE;
	}
	if (listener_prepare(place, listener_r, why) < 0) {
		log_line(LOG_ERROR, "%s", why);
		return EX_OSERR;
	}
	if (session_listen(settings->socket_mode) < 0) {
		log_line(LOG_ERROR, "%s: cannot listen: %s", settings->socket,
		    strerror(errno));
		return EX_OSERR;
	}
	if (listener_give(place, privilege.socket_group, why) < 0 ||
	    privilege_drop(&privilege, why) < 0) {
		log_line(LOG_ERROR, "%s", why);
		return EX_OSERR;
	}
	return EX_OK;
}

static int
serve(const struct reload *reload, const struct snapshot *first)
{
	const struct settings_milter *settings = &first->settings;
	char counts[RELOAD_COUNTS_SIZE];
	int status;

	log_settle();
	reload_begin(reload);
	reload_format_counts(first, counts);
	log_line(LOG_NOTE, "doppelmilter " DOPPEL_VERSION " at %s: mode=%s; %s",
	    settings->socket, settings->policy.monitor ? "monitor" : "enforce",
	    counts);
	status = service_run(reload) < 0 ? EX_OSERR : EX_OK;
	log_line(status == EX_OK ? LOG_NOTE : LOG_ERROR, "stopped%s",
	    status == EX_OK ? "" : ": libmilter gave up");
	return status;
}

/* The first snapshot.  Returns EX_OK, or an exit code having logged why. */
static int
load(const struct options *options, struct snapshot **loaded_r)
{
	struct faults faults = {0};

	if (snapshot_load(options->path, &faults, loaded_r) < 0) {
		log_faults(LOG_ERROR, &faults);
		log_line(LOG_ERROR, "%zu fault%s: not started", faults.count,
		    faults.count == 1 ? "" : "s");
		faults_clear(&faults);
		return EX_CONFIG;
	}
	log_open((*loaded_r)->settings.log_to, options->debug);
	if (snapshot_connect(*loaded_r, NULL) < 0) {
		log_line(LOG_ERROR, "dns: %s", strerror(errno));
		snapshot_free(loaded_r);
		return EX_OSERR;
	}
	return EX_OK;
}

static int
run(const struct options *options)
{
	struct follow *follow = follow_new();
	const struct reload reload = {options->path, &snapshots, follow};
	struct snapshot *loaded;
	const struct snapshot *first;
	struct listener_place place;
	struct listener listener;
	const char *why;
	int status;

	service_hold_signals();
	if (follow == NULL) {
		log_line(LOG_ERROR, "out of memory");
		return EX_OSERR;
	}
	status = load(options, &loaded);
	if (status != EX_OK) {
		follow_free(&follow);
		return status;
	}
	snapshots_init(&snapshots);
	snapshots_swap(&snapshots, &loaded);
	first = snapshots_take(&snapshots);
	/* It was good when the settings were read. */
	if (listener_parse(first->settings.socket, &place, &why) < 0)
		return EX_SOFTWARE;
	status = open_socket(&first->settings, &place, &listener);
	if (status == EX_OK) {
		status = serve(&reload, first);
		listener_close(&place, &listener);
	} else {
		listener_close(NULL, &listener);
	}
	snapshots_release(&snapshots, &first);
	snapshots_swap(&snapshots, &loaded);
	follow_free(&follow);
	return status;
}

int
main(int argc, char *argv[])
{
	struct options options;
	int status = read_options(argc, argv, &options);

	if (status >= 0)
		return status;
	return options.check ? check(&options) : run(&options);
}
