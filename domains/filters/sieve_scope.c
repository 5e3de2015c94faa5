/* SPDX-License-Identifier: BSD-2-Clause */
/* What variables may be at a place. */
#include "domains/filters/sieve_scope.h"

#include <string.h>

#include "domains/base/ascii.h"

struct sieve_variable *
sieve_scope_find(const struct sieve_scope *scope, struct span name)
{
	for (size_t i = 0; i < scope->count; i++) {
		const struct sieve_variable *one = &scope->list[i];

		if (one->name_len == name.len) {
			size_t same = 0;

			while (same < name.len &&
			       ascii_lower(name.bytes[same]) == one->name[same])
				same++;
			if (same == name.len)
				return (struct sieve_variable *)one;
		}
	}
	return NULL;
}

void
sieve_scope_copy(struct sieve_scope *to, const struct sieve_scope *from)
{
	to->count = from->count;
	to->dead = from->dead;
	memcpy(to->list, from->list, from->count * sizeof(*from->list));
}

static bool
is_same(const struct sieve_value *a, const struct sieve_value *b)
{
	return a->len == b->len &&
	       (a->bytes == b->bytes || a->len == 0 ||
		   memcmp(a->bytes, b->bytes, 2 * a->len) == 0);
}

static bool
has_value(const struct sieve_variable *variable,
    const struct sieve_value *value)
{
	for (unsigned i = 0; i < variable->count; i++)
		if (is_same(&variable->values[i], value))
			return true;
	return false;
}

void
sieve_scope_add(struct sieve_variable *variable,
    const struct sieve_value *value)
{
	if (has_value(variable, value))
		return;
	if (variable->count == SIEVE_VALUES_MAX)
		variable->open = true;
	else
		variable->values[variable->count++] = *value;
}

void
sieve_scope_merge(struct sieve_scope *into, const struct sieve_scope *other)
{
	static const struct sieve_value empty;
	size_t had = into->count;

	if (other->dead)
		return;
	if (into->dead) {
		sieve_scope_copy(into, other);
		return;
	}
	for (size_t i = 0; i < other->count; i++) {
		const struct sieve_variable *from = &other->list[i];
		const struct span name = {from->name, from->name_len};
		struct sieve_variable *to = sieve_scope_find(into, name);

		if (to == NULL) {
			if (into->count == SIEVE_VARIABLES_MAX)
				continue;
			to = &into->list[into->count++];
			*to = *from;
			sieve_scope_add(to, &empty);
			continue;
		}
		to->open |= from->open;
		to->shared |= from->shared;
		for (unsigned k = 0; k < from->count; k++)
			sieve_scope_add(to, &from->values[k]);
	}
	for (size_t i = 0; i < had; i++) {
		const struct sieve_variable *one = &into->list[i];

		if (sieve_scope_find(other,
			(struct span){one->name, one->name_len}) == NULL)
			sieve_scope_add(&into->list[i], &empty);
	}
}
