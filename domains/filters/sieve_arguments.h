/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve arguments: those of a command in groups: values of tags, and what has
 * its place (RFC 5228 2.6).
 *
 *     redirect :copy :notify "FAILURE" "taro@b.jp";
 *
 *     :notify  "FAILURE"
 *     -        "taro@b.jp"
 */
#ifndef DOMAINS_FILTERS_SIEVE_ARGUMENTS_H
#define DOMAINS_FILTERS_SIEVE_ARGUMENTS_H

#include "domains/filters/sieve_command.h"

/* The next argument. */
void
sieve_arguments_add(struct sieve_command *command,
    const struct reader_text *text, const struct sieve_token *token);

/* A list of strings begins or ends. */
void
sieve_arguments_mark(struct sieve_command *command, bool begins);

void
sieve_arguments_clear(struct sieve_command *command);

/* A string or a list of them, or a number. */
struct sieve_group {
	const struct sieve_argument *list;
	size_t count;
	struct span tag; /* whose value it is; empty: it has a place */
	bool odd;        /* after a tag that is not known */
};

/* The next one from an argument on; false at the end. */
bool
sieve_arguments_next(const struct sieve_command *command, size_t *at,
    struct sieve_group *group_r);

/* The value of a tag, or with an empty one the last that has a place; false
 * when there is none. */
bool
sieve_arguments_find(const struct sieve_command *command, const char *tag,
    struct sieve_group *group_r);

bool
sieve_arguments_have(const struct sieve_command *command, const char *tag);

#endif
