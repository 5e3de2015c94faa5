/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve variables (RFC 5229): what a script sets them to, as far as that is
 * constant, along the branches of the script.
 *
 *     set "to" "a@b.jp";
 *     if true { set "to" "c@d.jp"; }       ${to}: a@b.jp or c@d.jp
 *
 * A value may have parts that nobody knows: "${1}@b.jp".  A variable that the
 * script does not set is such a part itself, for another script may.
 */
#ifndef DOMAINS_FILTERS_SIEVE_VARIABLES_H
#define DOMAINS_FILTERS_SIEVE_VARIABLES_H

#include "domains/filters/decoded.h"
#include "domains/filters/sieve_scope.h"

/* Texts that a string with variables may be; more are not looked at. */
#define SIEVE_TEXTS_MAX 32

/* Blocks in blocks (RFC 5228 2.10.1 wants 15, Pigeonhole takes 32).  What a
 * deeper one sets is not known. */
#define SIEVE_BLOCKS_MAX 32

/* Of all values, in bytes. */
#define SIEVE_VALUES_BYTES_MAX ((size_t)1024 * 1024)

struct sieve_variables;

/* NULL when memory is out. */
struct sieve_variables *
sieve_variables_new(void);
void
sieve_variables_free(struct sieve_variables **variables);

/* How many there are here. */
size_t
sieve_variables_count(const struct sieve_variables *variables);

/* set: what a name is from here on, by collecting its values before.  It may
 * have others when they are not all. */
void
sieve_variables_collect(struct sieve_variables *variables,
    const struct decoded *value);
void
sieve_variables_assign(struct sieve_variables *variables, struct span name,
    bool all);

/* Nobody knows its value from here on. */
void
sieve_variables_forget(struct sieve_variables *variables, struct span name);

/* "global": other scripts may set it, when they are included. */
void
sieve_variables_share(struct sieve_variables *variables, struct span name);
void
sieve_variables_forget_shared(struct sieve_variables *variables);

/* A block begins, after if, elsif or else or any other command, and ends. */
void
sieve_variables_open_block(struct sieve_variables *variables, bool is_else);
void
sieve_variables_close_block(struct sieve_variables *variables);

/* The command is none that goes on with an if: what its branches have set may
 * hold. */
void
sieve_variables_end_branches(struct sieve_variables *variables);

/* stop: what comes after it in the block is not reached. */
void
sieve_variables_stop(struct sieve_variables *variables);

/* What a string may be: calls take() for each text, which returns nonzero to
 * end it.  Returns what take() did; 1 when there are more texts than
 * SIEVE_TEXTS_MAX, or one is over DECODED_MAX. */
int
sieve_variables_expand(const struct sieve_variables *variables,
    const struct decoded *string,
    int (*take)(void *context, const struct decoded *text), void *context);

#endif
