/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of variables, each with the depth of the block that has set it: those
 * of the deepest one hold. */
#include "domains/filters/constants.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

struct value {
	size_t len;
	char *bytes;     /* NULL: not known */
	uint32_t *where; /* before them in the same memory */
	unsigned depth;
};

struct constant {
	char *name;
	size_t name_len;
	struct value *values; /* those of deeper blocks after others */
	size_t count, room;
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

		for (size_t k = 0; k < one->count; k++)
			drop_value(*constants, &one->values[k]);
		free(one->values);
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

/* How many values the block that has set the last one has given it. */
static unsigned
count_newest(const struct constant *one)
{
	unsigned count = 0;

	while (one != NULL && count < one->count &&
	       one->values[one->count - 1 - count].depth ==
		   one->values[one->count - 1].depth)
		count++;
	return count;
}

/* What has no room leaves the last one unknown. */
static void
add_value(struct constants *constants, struct constant *one,
    struct value *value)
{
	struct value *last =
	    one->count != 0 ? &one->values[one->count - 1] : NULL;
	bool full = last != NULL && last->depth == value->depth &&
	            count_newest(one) == CONSTANT_VALUES_MAX;

	if (!full && constants->bytes + sizeof(*value) <= CONSTANTS_BYTES_MAX &&
	    array_add(&one->values, &one->room, &one->count, value,
		sizeof(*value)) == 0) {
		constants->bytes += sizeof(*value);
		return;
	}
	drop_value(constants, value);
	if (last == NULL)
		return;
	drop_value(constants, last);
	last->depth = constants->depth;
}

void
constants_add(struct constants *constants, struct span name,
    const struct decoded *value)
{
	struct constant *one = make_constant(constants, name);
	struct value kept;

	if (one == NULL)
		return;
	kept = keep_value(constants, value);
	add_value(constants, one, &kept);
}

/* The last one. */
static void
take_away(struct constants *constants, struct constant *one)
{
	drop_value(constants, &one->values[--one->count]);
	constants->bytes -= sizeof(*one->values);
}

static void
drop_values(struct constants *constants, struct constant *one)
{
	while (one != NULL && one->count != 0 &&
	       one->values[one->count - 1].depth >= constants->depth)
		take_away(constants, one);
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
	if (to == NULL || other == NULL || to == other)
		return;
	for (size_t i = 0; i < other->count; i++) {
		constants->bytes -= sizeof(*other->values);
		add_value(constants, to, &other->values[i]);
	}
	other->count = 0;
}

/* ---- blocks -------------------------------------------------------------- */

void
constants_open_block(struct constants *constants)
{
	constants->depth++;
}

/* The values of a block that has ended are some of the one around it.  Only
 * those that have just become its own are looked at, however deep it is. */
static void
merge_newest(struct constants *constants, struct constant *one)
{
	size_t at = one->count;

	while (at > 0 && one->values[at - 1].depth > constants->depth)
		one->values[--at].depth = constants->depth;
	if (at == one->count || count_newest(one) <= CONSTANT_VALUES_MAX)
		return;
	while (count_newest(one) > CONSTANT_VALUES_MAX)
		take_away(constants, one);
	drop_value(constants, &one->values[one->count - 1]);
	one->values[one->count - 1].depth = constants->depth;
}

void
constants_close_block(struct constants *constants)
{
	if (constants->depth == 0)
		return;
	constants->depth--;
	for (size_t i = 0; i < constants->count; i++)
		merge_newest(constants, &constants->list[i]);
}

/* ---- getting ------------------------------------------------------------- */

unsigned
constants_count(const struct constants *constants, struct span name)
{
	return count_newest(find_constant(constants, name));
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
