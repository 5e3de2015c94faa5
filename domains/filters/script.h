/* SPDX-License-Identifier: BSD-2-Clause */
/* Script: what the readers of fdm, maildrop and procmail have in common: how
 * far a file is read, its variables and its commands.
 *
 *     static const struct script_language language = {
 *         .take = take_statement, .skip = skip_to_text, .variables = true};
 *     return script_read(text, &language, NULL);
 */
#ifndef DOMAINS_FILTERS_SCRIPT_H
#define DOMAINS_FILTERS_SCRIPT_H

#include "domains/filters/command.h"

struct script {
	const struct reader_text *text;
	struct span rest; /* what is not read yet */
	struct lines lines;
	struct constants *constants;
	struct command command;
	void *state; /* of the language; or NULL */
};

struct script_language {
	void (*begin)(struct script *script); /* NULL: nothing is set */
	void (*skip)(struct script *script);  /* to the next statement */
	int (*take)(struct script *script);   /* one: at least a byte; 0, or -1
	                                         when take() ended it */
	bool variables;   /* commands have those of the script */
	bool open_quotes; /* as struct words has it */
};

/* Returns 0, or -1 when it was ended, with a diagnostic when memory is out. */
int
script_read(const struct reader_text *text,
    const struct script_language *language, void *state);

/* '\0' at the end. */
static inline char
script_next_byte(const struct script *script)
{
	return script->rest.len != 0 ? *script->rest.bytes : '\0';
}

/* To the end at most: a backslash may be the last byte. */
static inline void
script_skip(struct script *script, size_t count)
{
	script->rest = span_after(script->rest,
	    count < script->rest.len ? count : script->rest.len);
}

/* Past blanks, newlines and comments, which do not go on after a backslash. */
void
script_skip_to_text(struct script *script);

/* Can it stand in a name: a letter or digit of ASCII, or one of these others
 * ("_-")? */
bool
script_is_name(char byte, const char *others);

/* The name that a text begins with, perhaps empty; and the same taken, alone
 * or in braces: "name", "{name}". */
struct span
script_name_of(struct span text, const char *others);
struct span
script_take_name(struct script *script, const char *others);
struct span
script_take_variable(struct script *script, const char *others);

/* Of what is read next. */
unsigned
script_line_number(const struct script *script);

/* A variable that has a value before the script sets one. */
void
script_set(struct script *script, const char *name, const char *value);

/* A note about something in the script, at what is read next. */
void
script_note(const struct script *script, struct span what, const char *why);

/* The same about another file that the script has read in its place. */
void
script_note_include(const struct script *script, struct span file);

/* Is a word this one, or one of these, in the same case? */
bool
script_is_word(struct span word, const char *text);
bool
script_is_one_of(struct span word, const char *const *words);

#endif
