/* SPDX-License-Identifier: BSD-2-Clause */
/* Goes through a script, statement by statement. */
#include "domains/filters/script.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

void
script_skip_to_text(struct script *script)
{
	while (script->rest.len != 0) {
		if (*script->rest.bytes == '#')
			(void)span_take_line(&script->rest);
		else if (ascii_is_space(*script->rest.bytes))
			script_skip(script, 1);
		else
			return;
	}
}

bool
script_is_name(char byte, const char *others)
{
	return ascii_is_alphanumeric(byte) ||
	       (byte != '\0' && strchr(others, byte) != NULL);
}

struct span
script_name_of(struct span text, const char *others)
{
	size_t len = 0;

	while (len < text.len && script_is_name(text.bytes[len], others))
		len++;
	return (struct span){text.bytes, len};
}

struct span
script_take_name(struct script *script, const char *others)
{
	struct span name = script_name_of(script->rest, others);

	script_skip(script, name.len);
	return name;
}

struct span
script_take_variable(struct script *script, const char *others)
{
	bool braces = script_next_byte(script) == '{';
	struct span name;

	script_skip(script, braces);
	name = script_take_name(script, others);
	script_skip(script, braces && script_next_byte(script) == '}');
	return name;
}

unsigned
script_line_number(const struct script *script)
{
	return lines_at(&script->lines,
	    (size_t)(script->rest.bytes - script->text->text.bytes));
}

void
script_set(struct script *script, const char *name, const char *value)
{
	struct decoded decoded;

	decoded_clear(&decoded);
	decoded_add_span(&decoded, script->text, span_of(value));
	constants_set(script->constants, span_of(name), &decoded);
}

void
script_note(const struct script *script, struct span what, const char *why)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	if (script->text->notes != NULL)
		diagnostics_add(script->text->notes, script->text->file,
		    script_line_number(script), "\"%s\": %s",
		    diagnostic_quote(what.bytes, what.len, quoted), why);
}

void
script_note_include(const struct script *script, struct span file)
{
	script_note(script, file,
	    N_("is read here by the program; doppelcheck reads what it is "
	       "given"));
}

bool
script_is_word(struct span word, const char *text)
{
	return span_same(word, span_of(text));
}

bool
script_is_one_of(struct span word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (script_is_word(word, *words))
			return true;
	return false;
}

static int
take_all(struct script *script, const struct script_language *language)
{
	int result = 0;

	if (language->begin != NULL)
		language->begin(script);
	language->skip(script);
	while (result == 0 && script->rest.len != 0) {
		size_t before = script->rest.len;

		result = language->take(script);
		language->skip(script);
		if (!budget_go_on(script->text->budgets,
			before - script->rest.len))
			result = -1;
	}
	return result;
}

int
script_read(const struct reader_text *text,
    const struct script_language *language, void *state)
{
	struct script script = {
	    .text = text,
	    .rest = text->text,
	    .constants = constants_new(),
	    .state = state,
	};
	int result;

	script.command = (struct command){
	    .text = text,
	    .lines = &script.lines,
	    .constants = language->variables ? script.constants : NULL,
	    .open_quotes = language->open_quotes,
	};
	if (script.constants == NULL ||
	    lines_begin(&script.lines, text->text) < 0)
		result = reader_text_report(text, 0, N_("no memory"));
	else
		result = take_all(&script, language);
	lines_free(&script.lines);
	constants_free(&script.constants);
	return result;
}
