/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands that there are, and what each does with its arguments. */
#include "domains/filters/sieve_command.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/mailto.h"
#include "domains/filters/program.h"
#include "domains/filters/sieve_arguments.h"
#include "domains/filters/sieve_modifiers.h"
#include "domains/base/translation.h"

/* ---- the commands -------------------------------------------------------- */

struct known_command {
	const char *word;
	enum sieve_command_kind kind;
};

static const struct known_command known_commands[] = {
    {"redirect", SIEVE_REDIRECT},
    {"notify", SIEVE_NOTIFY},
    {"report", SIEVE_REPORT},
    {"pipe", SIEVE_PROGRAM},
    {"filter", SIEVE_PROGRAM},
    {"execute", SIEVE_PROGRAM},
    {"set", SIEVE_SET},
    {"extracttext", SIEVE_EXTRACT},
    {"global", SIEVE_GLOBAL},
    {"import", SIEVE_GLOBAL},
    {"export", SIEVE_GLOBAL},
    {"include", SIEVE_INCLUDE},
    {"stop", SIEVE_STOP},
    {"return", SIEVE_STOP},
};

/* They send no mail but what the sender gets of theirs: RFC 5228, 5429 and
 * 5230, 5232 and the imapflags before it, 5293, 5703, 6558, 5463, 9671, the
 * older notify, Pigeonhole. */
static const char *const other_commands[] = {"require", "if", "elsif", "else",
    "keep", "discard", "fileinto", "reject", "ereject", "vacation", "setflag",
    "addflag", "removeflag", "mark", "unmark", "addheader", "deleteheader",
    "replace", "enclose", "foreverypart", "break", "convert", "error",
    "processcalendar", "denotify", "debug_log", NULL};

static enum sieve_command_kind
find_kind(struct span word)
{
	for (size_t i = 0; i < sizeof(known_commands) / sizeof(*known_commands);
	     i++)
		if (span_equal(word, known_commands[i].word))
			return known_commands[i].kind;
	return span_is_one_of(word, other_commands) ? SIEVE_NO_COMMAND
	                                            : SIEVE_UNKNOWN_COMMAND;
}

bool
sieve_command_is_known(struct span word)
{
	return find_kind(word) != SIEVE_UNKNOWN_COMMAND;
}

void
sieve_command_begin(struct sieve_command *command, struct span word,
    bool testing)
{
	command->kind = find_kind(word);
	if (testing && command->kind != SIEVE_PROGRAM)
		command->kind = SIEVE_NO_COMMAND;
	command->word = word;
	command->count = command->group = 0;
	command->list = false;
}

/* ---- strings ------------------------------------------------------------- */

/* What a command is done in. */
struct doing {
	const struct sieve_command *command;
	const struct reader_text *text;
	struct sieve_variables *variables;
	const struct sieve_token *string;
	struct program program;
	unsigned modifiers;
	bool only_addresses; /* leaves out what has no @ */
	bool stopped;        /* by take() */
};

typedef int (*text_take)(void *context, const struct decoded *text);

/* Gives each text that a string may be to take(). */
static void
do_string(struct doing *doing, const struct sieve_token *string, text_take take)
{
	struct decoded decoded;
	const char *why = NULL;

	doing->string = string;
	if (!sieve_token_decode(doing->text, string, &decoded))
		why = N_("too long for an address");
	else if (sieve_variables_expand(doing->variables, &decoded, take,
		     doing) > 0 &&
		 !doing->stopped)
		why = N_("has a variable: where mail goes is not known");
	if (why != NULL)
		reader_text_refuse(doing->text, string->line, string->text,
		    why);
}

static void
do_group(struct doing *doing, const struct sieve_group *group, text_take take)
{
	for (size_t i = 0; i < group->count && !doing->stopped; i++)
		if (group->list[i].token.kind != SIEVE_NUMBER)
			do_string(doing, &group->list[i].token, take);
}

static int
end_with(struct doing *doing, int result)
{
	doing->stopped |= result < 0;
	return result < 0;
}

/* Does nothing stand before the @, or after it? */
static bool
lacks_part(struct span address)
{
	struct span rest = address;

	return span_begins(address, "@") || span_holds(address, ":@") ||
	       span_take_end(&rest, "@");
}

/* Has an empty variable left no address of the string? */
static bool
has_lost_part(const struct doing *doing, const struct decoded *text)
{
	struct span string = doing->string->text, rest = decoded_span(text);

	return (lacks_part(rest) && !lacks_part(string)) ||
	       (span_take_end(&rest, ".") && span_holds(string, ".${"));
}

static int
take_address(void *context, const struct decoded *string)
{
	struct doing *doing = context;

	if (has_lost_part(doing, string))
		return 0;
	if (doing->only_addresses && !span_has(decoded_span(string), '@'))
		return 0;
	return end_with(doing,
	    decoded_take(doing->text, doing->string->line, string,
		doing->command->exim ? DECODED_PATH : DECODED_MAILBOX));
}

/* After the scheme of a URI, or 0. */
static size_t
after_scheme(const struct decoded *uri)
{
	size_t at = 0;

	while (at < uri->len && (uri->where[at] & DECODED_UNKNOWN) == 0 &&
	       (ascii_is_alphanumeric(uri->bytes[at]) ||
		   strchr("+-.", uri->bytes[at]) != NULL))
		at++;
	return at != 0 && at < uri->len && uri->bytes[at] == ':' ? at + 1 : 0;
}

static int
take_uri(void *context, const struct decoded *uri)
{
	struct doing *doing = context;
	unsigned line = doing->string->line;

	if (has_lost_part(doing, uri))
		return 0;
	if (mailto_begins(uri))
		return end_with(doing,
		    mailto_take(doing->text, line, uri, doing->command->exim));
	if (after_scheme(uri) != 0)
		return 0;
	if (decoded_has_unknown(uri, 0, uri->len))
		reader_text_refuse(doing->text, line, decoded_span(uri),
		    N_("has a variable: where mail goes is not known"));
	else if (span_has(decoded_span(uri), '@'))
		reader_text_refuse(doing->text, line, decoded_span(uri),
		    N_("is no URI: notify wants mailto: before it"));
	return 0;
}

/* Strings with an @ that nobody knows what they are to. */
static int
refuse_address(void *context, const struct decoded *string)
{
	const struct doing *doing = context;
	char quoted[2][DIAGNOSTIC_QUOTE_SIZE];

	if (span_has(decoded_span(string), '@'))
		diagnostics_add(doing->text->diagnostics, doing->text->file,
		    doing->string->line,
		    "\"%s\": of \"%s\", which is not known to send mail there "
		    "or not",
		    diagnostic_quote(string->bytes, string->len, quoted[0]),
		    diagnostic_quote(doing->command->word.bytes,
			doing->command->word.len, quoted[1]));
	return 0;
}

/* ---- what each does ------------------------------------------------------ */

/* Of what has a place the last is the address; before it stand values of tags
 * that are not known, or more addresses than there should be. */
static void
do_redirect(struct doing *doing)
{
	struct sieve_group group, last = {.count = 0};

	if (sieve_arguments_have(doing->command, ":list"))
		return;
	(void)sieve_arguments_find(doing->command, "", &last);
	for (size_t at = 0; sieve_arguments_next(doing->command, &at, &group);)
		if (group.tag.len == 0)
			do_group(doing, &group,
			    group.odd && group.list != last.list
				? refuse_address
				: take_address);
}

static bool
is_constant(const struct doing *doing, const struct sieve_group *group,
    const char *what)
{
	struct decoded decoded;

	return sieve_token_decode(doing->text, &group->list->token, &decoded) &&
	       span_equal(decoded_span(&decoded), what);
}

/* The first option of the older notify is an address; of the others, those
 * that look like one. */
static void
do_options(struct doing *doing, struct sieve_group options)
{
	struct sieve_group first = options;

	first.count = 1;
	do_group(doing, &first, take_address);
	options.list++;
	options.count--;
	doing->only_addresses = true;
	do_group(doing, &options, take_address);
}

static void
do_notify(struct doing *doing)
{
	struct sieve_group uri, method, options;
	bool has_options =
	    sieve_arguments_find(doing->command, ":options", &options);
	bool has_method =
	    sieve_arguments_find(doing->command, ":method", &method);

	if (sieve_arguments_find(doing->command, "", &uri))
		do_group(doing, &uri, take_uri);
	else if (has_method && !is_constant(doing, &method, "mailto")) {
		do_group(doing, &method, take_uri);
		if (has_options)
			do_group(doing, &options, refuse_address);
	} else if (has_options && options.count != 0)
		do_options(doing, options);
}

static int
begin_program(void *context, const struct decoded *string)
{
	struct doing *doing = context;

	doing->program = program_begin(decoded_span(string));
	return 0;
}

static int
take_word(void *context, const struct decoded *string)
{
	struct doing *doing = context;

	return end_with(doing, program_take(&doing->program, doing->text,
				   doing->string->line, string));
}

static int
forget(void *context, const struct decoded *name)
{
	struct doing *doing = context;

	sieve_variables_forget(doing->variables, decoded_span(name));
	return 0;
}

static int
share(void *context, const struct decoded *name)
{
	struct doing *doing = context;

	sieve_variables_share(doing->variables, decoded_span(name));
	return 0;
}

static void
do_program(struct doing *doing)
{
	struct sieve_group group;
	bool named = false;

	for (size_t at = 0;
	     sieve_arguments_next(doing->command, &at, &group);) {
		if (span_equal(group.tag, ":output"))
			do_group(doing, &group, forget);
		else if (group.tag.len == 0) {
			do_group(doing, &group,
			    named ? take_word : begin_program);
			named = true;
		}
	}
}

static int
collect(void *context, const struct decoded *value)
{
	struct doing *doing = context;
	struct decoded modified;

	sieve_modifiers_apply(doing->modifiers, value, &modified);
	sieve_variables_collect(doing->variables, &modified);
	return modified.full;
}

static void
do_set(struct doing *doing)
{
	struct decoded name, value;
	const struct sieve_token *strings[2] = {NULL};
	size_t count = 0;
	bool all = true;

	for (size_t i = 0; i < doing->command->count; i++) {
		const struct sieve_token *token =
		    &doing->command->arguments[i].token;
		unsigned modifier = token->kind == SIEVE_TAG
		                        ? sieve_modifiers_find(token->text)
		                        : 0;

		doing->modifiers |= modifier;
		if (token->kind == SIEVE_TAG)
			all &= modifier != 0;
		else if (count < 2)
			strings[count++] = token;
	}
	if (count < 2 || !sieve_token_decode(doing->text, strings[0], &name))
		return;
	all &= sieve_token_decode(doing->text, strings[1], &value) &&
	       sieve_variables_expand(doing->variables, &value, collect,
		   doing) == 0;
	sieve_variables_assign(doing->variables, decoded_span(&name), all);
}

static void
do_unknown(struct doing *doing)
{
	for (size_t i = 0; i < doing->command->count; i++) {
		const struct sieve_token *token =
		    &doing->command->arguments[i].token;

		if ((token->kind == SIEVE_STRING ||
			token->kind == SIEVE_MULTI_LINE) &&
		    (span_has(token->text, '@') ||
			span_holds(token->text, "${")))
			do_string(doing, token, refuse_address);
	}
}

static void
do_command(struct doing *doing)
{
	struct sieve_group group = {.count = 0};
	bool has_place = sieve_arguments_find(doing->command, "", &group);

	switch (doing->command->kind) {
	case SIEVE_NO_COMMAND:
		return;
	case SIEVE_REDIRECT:
		do_redirect(doing);
		return;
	case SIEVE_NOTIFY:
		do_notify(doing);
		return;
	case SIEVE_REPORT:
		do_group(doing, &group, take_address);
		return;
	case SIEVE_PROGRAM:
		do_program(doing);
		return;
	case SIEVE_SET:
		do_set(doing);
		return;
	case SIEVE_EXTRACT:
		do_group(doing, &group, forget);
		return;
	case SIEVE_GLOBAL:
		do_group(doing, &group, share);
		return;
	case SIEVE_INCLUDE:
		sieve_variables_forget_shared(doing->variables);
		if (has_place)
			reader_text_refuse(doing->text, group.list->token.line,
			    group.list->token.text,
			    N_("another script, which is not read with this "
			       "one"));
		return;
	case SIEVE_STOP:
		sieve_variables_stop(doing->variables);
		return;
	case SIEVE_UNKNOWN_COMMAND:
		do_unknown(doing);
		return;
	}
}

int
sieve_command_end(struct sieve_command *command, const struct reader_text *text,
    struct sieve_variables *variables)
{
	struct doing doing = {
	    .command = command,
	    .text = text,
	    .variables = variables,
	};

	do_command(&doing);
	command->kind = SIEVE_NO_COMMAND;
	command->count = 0;
	return doing.stopped ? -1 : 0;
}
