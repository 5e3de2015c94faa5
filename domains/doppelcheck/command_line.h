/* SPDX-License-Identifier: BSD-2-Clause */
/* Command line: the options of doppelcheck and which of them go together. */
#ifndef DOMAINS_DOPPELCHECK_COMMAND_LINE_H
#define DOMAINS_DOPPELCHECK_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/verdict.h"
#include "domains/text/options.h"
#include "domains/readers/reader.h"
#include "domains/reports/report.h"
#include "domains/doppelcheck/auditor.h"

/* For --lang. */
#define LANGUAGE_OF_ENVIRONMENT 0
extern const char *const languages[];

struct command {
	const char *config;
	const char *lists;
	const char *explain;
	const char **paths; /* has room for all arguments and one more */
	size_t path_count;
	enum report_format format;
	unsigned language; /* of languages[]; 0: the environment's */
	enum verdict_confidence min_confidence;
	unsigned jobs;
	bool quiet;
	bool recursive;
	bool summary;
	bool learn;
	bool dns;
	bool dns_all;
	bool system;
	bool mail;
	const char *watch;    /* NULL: no; left out: the file as configured */
	const char *baseline; /* --state */
	const char *sendmail;
	const char *spool;
	const char *unheard;
	const char *replay; /* milter.conf's path */
	const char *redact; /* NULL: no; left out: by a key that nobody knows */
	struct redaction *redaction; /* NULL: names stay */
	bool merge;                  /* the files are reports on mail logs */
	struct reader_options reader;
	struct audit_fixing fixing;
	struct audit_demands demands;
	struct log_options logs;
};

/* Takes the options and the files, "-" when there are none.  The caller has
 * set the defaults and paths. */
enum options_result
command_line_take(int argc, char **argv, struct command *command);

#endif
