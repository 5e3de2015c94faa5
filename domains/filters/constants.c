/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of variables, each with the depth of the block that has set it: those
 * of the deepest one hold. */
#include "domains/filters/constants.h"

#include <stdlib.h>
#include <string.h>

struct value {
	size_t len;
	char *bytes;     /* NULL: not known */
	uint32_t *where; /* before them in the same memory */
	unsigned depth;
};

struct constant {
	char *name;
	size_t name_len;
	unsigned count;
	struct value values[CONSTANT_VALUES_MAX];
};

struct constants {
	size_t count, bytes;
	unsigned depth;
	struct constant list[CONSTANTS_MAX];
};

struct constants *
constants_new(void)
{
	return calloc(1, sizeof(struct constants));
}

static void
drop_value(struct constants *constants, struct value *value)
{
	constants->bytes -= value->bytes != NULL ? value->len : 0;
	free(value->where);
	*value = (struct value){.depth = 0};
}

void
constants_free(struct constants **constants)
{
	for (size_t i = 0; *constants != NULL && i < (*constants)->count; i++) {
		struct constant *one = &(*constants)->list[i];

		for (unsigned k = 0; k < one->count; k++)
			drop_value(*constants, &one->values[k]);
		free(one->name);
	}
	free(*constants);
	*constants = NULL;
}

/* ---- setting ------------------------------------------------------------- */

static struct constant *
find_constant(const struct constants *constants, struct span name)
{
	for (size_t i = 0; constants != NULL && i < constants->count; i++) {
		const struct constant *one = &constants->list[i];

		if (one->name_len == name.len &&
		    memcmp(one->name, name.bytes, name.len) == 0)
			return (struct constant *)one;
	}
	return NULL;
}

static struct constant *
make_constant(struct constants *constants, struct span name)
{
	struct constant *one = find_constant(constants, name);

	if (one != NULL || name.len == 0 || constants->count == CONSTANTS_MAX)
		return one;
	one = &constants->list[constants->count];
	one->name = malloc(name.len);
	if (one->name == NULL)
		return NULL;
	memcpy(one->name, name.bytes, name.len);
	one->name_len = name.len;
	constants->count++;
	return one;
}

static struct value
keep_value(struct constants *constants, const struct decoded *from)
{
	struct value value = {.len = from->len, .depth = constants->depth};
	size_t places = from->len * sizeof(*value.where);

	if (from->full || from->len > CONSTANTS_BYTES_MAX - constants->bytes)
		return value;
	value.where = malloc(places + from->len + 1);
	if (value.where == NULL)
		return value;
	value.bytes = (char *)value.where + places;
	memcpy(value.where, from->where, places);
	memcpy(value.bytes, from->bytes, from->len);
	constants->bytes += from->len;
	return value;
}

void
constants_add(struct constants *constants, struct span name,
    const struct decoded *value)
{
	struct constant *one = make_constant(constants, name);
	struct value *last;

	if (one == NULL)
		return;
	if (one->count < CONSTANT_VALUES_MAX) {
		one->values[one->count++] = keep_value(constants, value);
		return;
	}
	last = &one->values[one->count - 1];
	drop_value(constants, last);
	last->depth = constants->depth;
}

static void
drop_values(struct constants *constants, struct constant *one)
{
	while (one != NULL && one->count != 0 &&
	       one->values[one->count - 1].depth >= constants->depth)
		drop_value(constants, &one->values[--one->count]);
}

void
constants_set(struct constants *constants, struct span name,
    const struct decoded *value)
{
	drop_values(constants, make_constant(constants, name));
	constants_add(constants, name, value);
}

void
constants_move(struct constants *constants, struct span name, struct span from)
{
	struct constant *to = make_constant(constants, name);
	struct constant *other = find_constant(constants, from);

	drop_values(constants, to);
	for (unsigned i = 0; other != NULL && i < other->count; i++) {
		if (to != NULL && to->count < CONSTANT_VALUES_MAX)
			to->values[to->count++] = other->values[i];
		else
			drop_value(constants, &other->values[i]);
	}
	if (other != NULL)
		other->count = 0;
}

/* ---- blocks -------------------------------------------------------------- */

void
constants_open_block(struct constants *constants)
{
	constants->depth++;
}

void
constants_close_block(struct constants *constants)
{
	if (constants->depth == 0)
		return;
	constants->depth--;
	for (size_t i = 0; i < constants->count; i++)
		for (unsigned k = 0; k < constants->list[i].count; k++) {
			struct value *value = &constants->list[i].values[k];

			if (value->depth > constants->depth)
				value->depth = constants->depth;
		}
}

/* ---- getting ------------------------------------------------------------- */

unsigned
constants_count(const struct constants *constants, struct span name)
{
	const struct constant *one = find_constant(constants, name);
	unsigned count = 0;

	while (one != NULL && count < one->count &&
	       one->values[one->count - 1 - count].depth ==
		   one->values[one->count - 1].depth)
		count++;
	return count;
}

void
constants_add_unknown(struct decoded *to, struct span name)
{
	decoded_add(to, '$', DECODED_NOWHERE | DECODED_UNKNOWN);
	for (size_t i = 0; i < name.len; i++)
		decoded_add(to, name.bytes[i],
		    DECODED_NOWHERE | DECODED_UNKNOWN);
}

void
constants_expand(const struct constants *constants, struct span name,
    unsigned which, struct decoded *to)
{
	const struct constant *one = find_constant(constants, name);
	unsigned count = constants_count(constants, name);
	const struct value *value;

	if (count == 0) {
		constants_add_unknown(to, name);
		return;
	}
	value =
	    &one->values[one->count - 1 - (which < count ? which : count - 1)];
	if (value->bytes == NULL)
		constants_add_unknown(to, name);
	for (size_t i = 0; value->bytes != NULL && i < value->len; i++)
		decoded_add(to, value->bytes[i], value->where[i]);
}
