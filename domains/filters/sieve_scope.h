/* SPDX-License-Identifier: BSD-2-Clause */
/* Sieve scope: the variables at a place of a script, with the values that each
 * may have there. */
#ifndef DOMAINS_FILTERS_SIEVE_SCOPE_H
#define DOMAINS_FILTERS_SIEVE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

/* RFC 5229 6.2 wants 128 at least.  More are not known. */
#define SIEVE_VARIABLES_MAX 128

/* Values of one variable at a place; with more it is not known. */
#define SIEVE_VALUES_MAX 8

/* A text with parts that are not known. */
struct sieve_value {
	size_t len;
	const unsigned char *bytes; /* and len more that say which are not
	                               known */
};

struct sieve_variable {
	char *name; /* in lower case, among the values */
	size_t name_len;
	unsigned count; /* of values */
	struct sieve_value values[SIEVE_VALUES_MAX];
	bool open; /* it may have others */
	bool shared;
};

struct sieve_scope {
	size_t count;
	bool dead; /* not reached */
	struct sieve_variable list[SIEVE_VARIABLES_MAX];
};

/* By its name in any case; NULL. */
struct sieve_variable *
sieve_scope_find(const struct sieve_scope *scope, struct span name);

void
sieve_scope_copy(struct sieve_scope *to, const struct sieve_scope *from);

/* One more value, unless it has it; with too many it is open. */
void
sieve_scope_add(struct sieve_variable *variable,
    const struct sieve_value *value);

/* What either may have.  Where one has not set a variable, it is empty. */
void
sieve_scope_merge(struct sieve_scope *into, const struct sieve_scope *other);

#endif
