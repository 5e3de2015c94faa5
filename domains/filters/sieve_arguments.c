/* SPDX-License-Identifier: BSD-2-Clause */
/* Tags, and what stands after them. */
#include "domains/filters/sieve_arguments.h"

#include <stdlib.h>

#include "domains/base/array.h"
#include "domains/filters/sieve_modifiers.h"
#include "domains/base/translation.h"

/* ---- collecting ---------------------------------------------------------- */
void
sieve_arguments_add(struct sieve_command *command,
    const struct reader_text *text, const struct sieve_token *token)
{
	if (command->kind == SIEVE_NO_COMMAND)
		return;
	if (command->count == SIEVE_ARGUMENTS_MAX) {
		diagnostics_add(text->diagnostics, text->file, token->line,
		    "a command with over %d arguments: the others are not "
		    "read",
		    SIEVE_ARGUMENTS_MAX);
		command->kind = SIEVE_NO_COMMAND;
		return;
	}
	if (array_reserve(&command->arguments, &command->room, command->count,
		sizeof(*command->arguments)) < 0) {
		reader_text_report(text, token->line, N_("no memory"));
		return;
	}
	if (!command->list)
		command->group++;
	command->arguments[command->count++] =
	    (struct sieve_argument){*token, command->group};
}

void
sieve_arguments_mark(struct sieve_command *command, bool begins)
{
	command->list = begins;
	command->group++;
}

void
sieve_arguments_clear(struct sieve_command *command)
{
	free(command->arguments);
	command->arguments = NULL;
}

/* ---- groups -------------------------------------------------------------- */

static bool
has_value(struct span tag)
{
	static const char *const tags[] = {":notify", ":ret", ":bymode",
	    ":bytimerelative", ":bytimeabsolute", ":from", ":importance",
	    ":options", ":message", ":method", ":id", ":fcc", ":flags",
	    ":subject", ":input", ":output", ":specialuse", ":mailboxid",
	    ":first", ":handle", ":priority", NULL};

	return span_is_one_of(tag, tags);
}

static bool
has_no_value(struct span tag)
{
	static const char *const tags[] = {":copy", ":list", ":create",
	    ":bytrace", ":headers_only", ":try", ":pipe", ":low", ":normal",
	    ":high", ":personal", ":global", ":once", ":optional", ":mime",
	    ":stdin", ":stdout", NULL};

	return span_is_one_of(tag, tags) || sieve_modifiers_find(tag) != 0;
}

bool
sieve_arguments_next(const struct sieve_command *command, size_t *at,
    struct sieve_group *group_r)
{
	*group_r = (struct sieve_group){.count = 0};
	for (; *at < command->count; (*at)++) {
		const struct sieve_argument *one = &command->arguments[*at];

		if (one->token.kind != SIEVE_TAG) {
			group_r->list = one;
			while (*at < command->count &&
			       command->arguments[*at].group == one->group) {
				group_r->count++;
				(*at)++;
			}
			return true;
		}
		group_r->tag = has_value(one->token.text) ? one->token.text
		                                          : (struct span){0};
		group_r->odd =
		    group_r->tag.len == 0 && !has_no_value(one->token.text);
	}
	return false;
}

bool
sieve_arguments_find(const struct sieve_command *command, const char *tag,
    struct sieve_group *group_r)
{
	struct sieve_group group;
	bool found = false;

	for (size_t at = 0; sieve_arguments_next(command, &at, &group);)
		if (span_equal(group.tag, tag) &&
		    group.list->token.kind != SIEVE_NUMBER) {
			*group_r = group;
			found = true;
		}
	return found;
}

bool
sieve_arguments_have(const struct sieve_command *command, const char *tag)
{
	for (size_t i = 0; i < command->count; i++)
		if (command->arguments[i].token.kind == SIEVE_TAG &&
		    span_equal(command->arguments[i].token.text, tag))
			return true;
	return false;
}
