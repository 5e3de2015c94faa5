/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve command: a command or test with its arguments, and which of them are
 * addresses that mail is sent to.
 *
 *     redirect :copy :notify "FAILURE" "taro@gmai.com";     the last string
 *     notify "mailto:taro@gmai.com?cc=j@b.jp";              RFC 5435, 5436
 *     notify :method "mailto" :options "taro@gmai.com";     the older notify
 *     report "abuse" "text" "taro@gmai.com";                vnd.dovecot.report
 *     pipe "sendmail" ["taro@gmai.com"];                    vnd.dovecot.pipe
 *     set "to" "taro@gmai.com";                             for redirect
 *     vacation :from "x@y.jp" "text";                       none: who has
 *                                                           written gets it
 *
 * What strings are to a command that is not known, and hold an @, becomes a
 * diagnostic; so does include, for the other script is not read.
 */
#ifndef DOMAINS_FILTERS_SIEVE_COMMAND_H
#define DOMAINS_FILTERS_SIEVE_COMMAND_H

#include "domains/filters/sieve_token.h"
#include "domains/filters/sieve_variables.h"

enum sieve_command_kind {
	SIEVE_NO_COMMAND, /* or one, or a test, that sends no mail */
	SIEVE_REDIRECT,
	SIEVE_NOTIFY,
	SIEVE_REPORT,
	SIEVE_PROGRAM, /* pipe, filter, execute */
	SIEVE_SET,
	SIEVE_EXTRACT, /* extracttext: sets a variable */
	SIEVE_GLOBAL,
	SIEVE_INCLUDE,
	SIEVE_STOP,
	SIEVE_UNKNOWN_COMMAND
};

/* More are none of a command that sends mail. */
#define SIEVE_ARGUMENTS_MAX 1024

struct sieve_argument {
	struct sieve_token token; /* a tag, a number or a string */
	size_t group;             /* strings of one list have the same */
};

struct sieve_command {
	enum sieve_command_kind kind;
	struct span word;
	bool exim; /* the script is one for Exim */
	struct sieve_argument *arguments;
	size_t count, room;
	size_t group;
	bool list; /* within [ ] */
};

bool
sieve_command_is_known(struct span word);

void
sieve_command_begin(struct sieve_command *command, struct span word,
    bool testing);

/* Hands on what the command sends mail to.  Returns 0, or -1 when take() ended
 * it.  There is no command then. */
int
sieve_command_end(struct sieve_command *command, const struct reader_text *text,
    struct sieve_variables *variables);

#endif
