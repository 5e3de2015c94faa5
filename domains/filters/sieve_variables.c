/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of variables along the branches of a script. */
#include "domains/filters/sieve_variables.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"

/* A level of blocks: the branches of one if. */
struct level {
	struct sieve_scope before; /* the first of them */
	struct sieve_scope merged; /* the ends of those that are over */
	bool pending;              /* a branch has ended: another may come */
	bool complete;             /* there was an else */
};

struct sieve_variables {
	struct sieve_scope now;
	struct sieve_variable collected; /* for the next that is set */
	size_t depth;                    /* also of levels that are not kept */
	struct level levels[SIEVE_BLOCKS_MAX + 1];
	unsigned char *room; /* of values, SIEVE_VALUES_BYTES_MAX */
	size_t used;
};

struct sieve_variables *
sieve_variables_new(void)
{
	struct sieve_variables *variables = calloc(1, sizeof(*variables));

	if (variables == NULL)
		return NULL;
	variables->room = malloc(SIEVE_VALUES_BYTES_MAX);
	if (variables->room == NULL)
		sieve_variables_free(&variables);
	return variables;
}

void
sieve_variables_free(struct sieve_variables **variables)
{
	if (*variables != NULL)
		free((*variables)->room);
	free(*variables);
	*variables = NULL;
}

size_t
sieve_variables_count(const struct sieve_variables *variables)
{
	return variables->now.count;
}

/* NULL when there is none left. */
static unsigned char *
take_room(struct sieve_variables *variables, size_t len)
{
	unsigned char *room = variables->room + variables->used;

	if (len > SIEVE_VALUES_BYTES_MAX - variables->used)
		return NULL;
	variables->used += len;
	return room;
}

/* ---- blocks -------------------------------------------------------------- */

/* The level of the blocks that may end or follow here; NULL: it is not kept. */
static struct level *
level_here(struct sieve_variables *variables)
{
	return variables->depth < SIEVE_BLOCKS_MAX
	           ? &variables->levels[variables->depth]
	           : NULL;
}

void
sieve_variables_open_block(struct sieve_variables *variables, bool is_else)
{
	struct level *level = level_here(variables);

	variables->depth++;
	if (level == NULL)
		return;
	if (!level->pending) {
		sieve_scope_copy(&level->before, &variables->now);
		level->merged.count = 0;
		level->merged.dead = true;
		level->complete = false;
	}
	level->complete |= is_else;
	level->pending = false;
	if (variables->depth < SIEVE_BLOCKS_MAX)
		variables->levels[variables->depth].pending = false;
}

void
sieve_variables_close_block(struct sieve_variables *variables)
{
	struct level *level;

	if (variables->depth == 0)
		return;
	sieve_variables_end_branches(variables);
	variables->depth--;
	level = level_here(variables);
	if (level == NULL)
		return;
	sieve_scope_merge(&level->merged, &variables->now);
	sieve_scope_copy(&variables->now, &level->before);
	level->pending = true;
}

void
sieve_variables_end_branches(struct sieve_variables *variables)
{
	struct level *level = level_here(variables);

	if (level == NULL || !level->pending)
		return;
	level->pending = false;
	if (!level->complete)
		sieve_scope_merge(&level->merged, &level->before);
	sieve_scope_copy(&variables->now, &level->merged);
}

void
sieve_variables_stop(struct sieve_variables *variables)
{
	if (variables->depth <= SIEVE_BLOCKS_MAX)
		variables->now.dead = true;
}

/* ---- setting ------------------------------------------------------------- */

/* The variable of a name, with room for it; NULL when there is none. */
static struct sieve_variable *
find_or_add(struct sieve_variables *variables, struct span name)
{
	struct sieve_scope *now = &variables->now;
	struct sieve_variable *variable = sieve_scope_find(now, name);

	if (variable != NULL || now->count == SIEVE_VARIABLES_MAX)
		return variable;
	variable = &now->list[now->count];
	*variable = (struct sieve_variable){
	    .name = (char *)take_room(variables, name.len),
	    .name_len = name.len,
	};
	if (variable->name == NULL)
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		variable->name[i] = ascii_lower(name.bytes[i]);
	now->count++;
	return variable;
}

void
sieve_variables_forget(struct sieve_variables *variables, struct span name)
{
	struct sieve_variable *variable = find_or_add(variables, name);

	if (variable != NULL) {
		variable->count = 0;
		variable->open = true;
	}
}

void
sieve_variables_collect(struct sieve_variables *variables,
    const struct decoded *string)
{
	struct sieve_variable *collected = &variables->collected;
	struct sieve_value value = {.len = string->len};
	unsigned char *bytes;
	size_t known = 0;

	while (
	    known < value.len && (string->where[known] & DECODED_UNKNOWN) != 0)
		known++;
	bytes = value.len == 0 || known < value.len
	            ? take_room(variables, 2 * value.len)
	            : NULL;
	if (bytes == NULL) {
		collected->open = true;
		return;
	}
	for (size_t i = 0; i < value.len; i++) {
		bytes[i] = (unsigned char)string->bytes[i];
		bytes[value.len + i] =
		    (string->where[i] & DECODED_UNKNOWN) != 0;
	}
	value.bytes = bytes;
	sieve_scope_add(collected, &value);
}

void
sieve_variables_assign(struct sieve_variables *variables, struct span name,
    bool all)
{
	struct sieve_variable *collected = &variables->collected;
	struct sieve_variable *variable = find_or_add(variables, name);

	if (variable != NULL) {
		variable->count = collected->count;
		memcpy(variable->values, collected->values,
		    collected->count * sizeof(*collected->values));
		/* In a block that is too deep it is not known when. */
		variable->open = !all || collected->open ||
		                 variables->depth > SIEVE_BLOCKS_MAX;
	}
	collected->count = 0;
	collected->open = false;
}

void
sieve_variables_share(struct sieve_variables *variables, struct span name)
{
	struct sieve_variable *variable = find_or_add(variables, name);

	if (variable != NULL)
		variable->shared = variable->open = true;
}

void
sieve_variables_forget_shared(struct sieve_variables *variables)
{
	struct sieve_scope *now = &variables->now;

	for (size_t i = 0; i < now->count; i++)
		now->list[i].open |= now->list[i].shared;
}

/* ---- expanding ----------------------------------------------------------- */

/* The name in "${name}" at a place, and the place after it; false when none
 * stands there.  RFC 5229 3: letters, digits, "_", and "." in name spaces. */
static bool
take_name(const struct decoded *string, size_t at, struct span *name_r,
    size_t *after_r)
{
	size_t end = at + 2;

	if (end >= string->len || string->bytes[at] != '$' ||
	    string->bytes[at + 1] != '{')
		return false;
	while (end < string->len &&
	       (ascii_is_alphanumeric(string->bytes[end]) ||
		   string->bytes[end] == '_' || string->bytes[end] == '.'))
		end++;
	if (end == string->len || string->bytes[end] != '}' || end == at + 2)
		return false;
	*name_r = (struct span){string->bytes + at + 2, end - at - 2};
	*after_r = end + 1;
	return true;
}

/* One text of a string: which value each of its variables has. */
struct choice {
	const struct sieve_variable *variable;
	unsigned at; /* number of the value; count: not known */
};

struct choices {
	struct choice list[SIEVE_TEXTS_MAX];
	size_t count;
};

static unsigned
count_values(const struct sieve_variable *variable)
{
	return variable->count + variable->open;
}

/* Notes the variables of a string.  Returns false for too many. */
static bool
find_choices(const struct sieve_variables *variables,
    const struct decoded *string, struct choices *choices)
{
	size_t after = 0, texts = 1;
	struct span name;

	choices->count = 0;
	for (size_t at = 0; at < string->len; at = after) {
		const struct sieve_variable *variable;
		size_t known = 0;

		after = at + 1;
		if (!take_name(string, at, &name, &after) ||
		    (variable = sieve_scope_find(&variables->now, name)) ==
			NULL)
			continue;
		while (known < choices->count &&
		       choices->list[known].variable != variable)
			known++;
		if (known < choices->count)
			continue;
		texts *= count_values(variable);
		if (texts > SIEVE_TEXTS_MAX || known == SIEVE_TEXTS_MAX)
			return false;
		choices->list[choices->count++] = (struct choice){variable, 0};
	}
	return true;
}

static void
add_unknown(const struct decoded *string, size_t at, size_t after,
    struct decoded *out)
{
	for (; at < after; at++)
		decoded_add(out, string->bytes[at],
		    string->where[at] | DECODED_UNKNOWN);
}

static void
add_chosen(const struct choice *choice, struct decoded *out)
{
	const struct sieve_value *value = &choice->variable->values[choice->at];

	for (size_t i = 0; i < value->len; i++)
		decoded_add(out, (char)value->bytes[i],
		    DECODED_NOWHERE |
			(value->bytes[value->len + i] != 0 ? DECODED_UNKNOWN
							   : 0));
}

static void
make_text(const struct sieve_variables *variables, const struct decoded *string,
    const struct choices *choices, struct decoded *out)
{
	size_t after = 0;
	struct span name;

	decoded_clear(out);
	for (size_t at = 0; at < string->len; at = after) {
		const struct sieve_variable *variable;
		size_t known = 0;

		after = at + 1;
		if (!take_name(string, at, &name, &after)) {
			decoded_add_part(out, string, at, after);
			continue;
		}
		variable = sieve_scope_find(&variables->now, name);
		while (known < choices->count &&
		       choices->list[known].variable != variable)
			known++;
		if (known == choices->count ||
		    choices->list[known].at == variable->count)
			add_unknown(string, at, after, out);
		else
			add_chosen(&choices->list[known], out);
	}
}

/* The next choice; false when there are no more. */
static bool
choose(struct choices *choices)
{
	for (size_t i = 0; i < choices->count; i++) {
		struct choice *one = &choices->list[i];

		if (++one->at < count_values(one->variable))
			return true;
		one->at = 0;
	}
	return false;
}

int
sieve_variables_expand(const struct sieve_variables *variables,
    const struct decoded *string,
    int (*take)(void *context, const struct decoded *text), void *context)
{
	struct choices choices;
	struct decoded text;
	int result;

	if (string->len == 0 ||
	    memmem(string->bytes, string->len, "${", 2) == NULL)
		return take(context, string);
	if (!find_choices(variables, string, &choices))
		return 1;
	do {
		make_text(variables, string, &choices, &text);
		if (text.full)
			return 1;
		result = take(context, &text);
		if (result != 0)
			return result;
	} while (choose(&choices));
	return 0;
}
