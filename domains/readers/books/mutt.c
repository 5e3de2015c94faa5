/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the aliases of mutt, and what query programs answer it. */
#include "domains/readers/books/mutt.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/readers/books/book_lines.h"
#include "domains/base/translation.h"

static struct span
take_word(struct span *rest)
{
	struct span word = *rest = span_trim(*rest);

	for (size_t i = 0; i < word.len; i++)
		if (ascii_is_space(word.bytes[i]))
			word.len = i;
	*rest = span_trim(span_after(*rest, word.len));
	return word;
}

/* Up to its comment, which begins in quotes too. */
static struct span
before_comment(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.bytes[i] == '#' &&
		    (i == 0 || text.bytes[i - 1] != '\\'))
			text.len = i;
	return text;
}

static bool
has_variable(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("$`", text.bytes[i]) != NULL &&
		    text.bytes[i] != '\0' &&
		    (i == 0 || text.bytes[i - 1] != '\\'))
			return true;
	return false;
}

/* alias [-group NAME ...] NICKNAME ADDRESS, ... */
static int
take_alias(struct book *book, struct span rest)
{
	struct span word = take_word(&rest), group = {0};

	while (span_equal(word, "-group")) {
		word = take_word(&rest);
		group = group.len != 0 ? group : word;
		word = take_word(&rest);
	}
	rest = before_comment(rest);
	if (has_variable(rest))
		reader_text_refuse(book->text, book->lines.number, rest,
		    N_("has a variable: where mail goes is not known"));
	entry_set(&book->entry, ENTRY_LIST, 1, group);
	return book_take_entry(book, word, (struct span){0}, rest);
}

/* ADDRESS <tab> NAME <tab> REMARK */
static bool
is_answer(struct span line, struct span *address_r, struct span *name_r)
{
	if (!span_has(line, '\t'))
		return false;
	*address_r = book_take_field(&line, '\t');
	*name_r = book_take_field(&line, '\t');
	return span_has(*address_r, '@') &&
	       (!span_has(*address_r, ' ') || span_has(*address_r, '<'));
}

/* What .mailrc calls a group is an alias; mutt has options after that word. */
static bool
is_alias(struct span word, struct span rest)
{
	return span_equal(word, "alias") ||
	       (span_equal(word, "group") && !span_begins(rest, "-"));
}

static bool
is_copy_header(struct span name)
{
	return span_equal(name, "To") || span_equal(name, "Cc") ||
	       span_equal(name, "Bcc");
}

static int
take_mutt_line(struct book *book, struct span line)
{
	struct span rest = line, word = take_word(&rest), address, name;

	if (book_is_comment(line))
		return 0;
	if (is_alias(word, rest))
		return take_alias(book, rest);
	if (span_equal(word, "my_hdr")) {
		name = book_take_field(&rest, ':');
		return is_copy_header(name)
		           ? book_take_entry(book, name, (struct span){0},
				 before_comment(rest))
		           : 0;
	}
	return is_answer(line, &address, &name)
	           ? book_take_entry(book, (struct span){0}, name, address)
	           : 0;
}

int
mutt_read(const struct reader_text *text)
{
	return book_read_lines(text, book_after_backslash, take_mutt_line,
	    N_("file of mutt"));
}

/* A heading, and answers with a name and a remark: tables with tabs have
 * neither. */
static bool
is_query(struct span text)
{
	struct span line = span_take_line(&text), address, name;
	bool found = false;

	if (span_has(line, '@') || span_has(line, '\t') ||
	    span_begins(line, "#"))
		return false;
	while (text.len > 0) {
		line = span_take_line(&text);
		if (is_answer(line, &address, &name) && name.len != 0 &&
		    !span_has(name, '@') &&
		    (const char *)memrchr(line.bytes, '\t', line.len) >
			name.bytes)
			found = true;
		else if (!book_is_cut(line, text))
			return false;
	}
	return found;
}

/* Is it a command of mutt's: a word of small letters, and others?  Those of
 * mailx that end a condition stand alone. */
static bool
is_command(struct span line, bool *alias_r)
{
	struct span rest = line, word = take_word(&rest);

	*alias_r = false;
	for (size_t i = 0; i < word.len; i++)
		if (!ascii_is_lower(word.bytes[i]) && word.bytes[i] != '_' &&
		    word.bytes[i] != '-')
			return false;
	if (is_alias(word, rest)) {
		bool mail = span_has(rest, '@');

		word = take_word(&rest);
		*alias_r = mail && rest.len != 0 && !span_has(word, '=');
	}
	return rest.len != 0 || span_equal(word, "else") ||
	       span_equal(word, "endif");
}

bool
mutt_begins(struct span text)
{
	struct span whole = text;
	bool found = false, goes_on = false, alias;

	while (text.len > 0) {
		struct span whole_line = span_take_line(&text),
			    line = span_trim(whole_line);
		bool skip = goes_on || book_is_comment(line);

		goes_on = line.len > 0 && line.bytes[line.len - 1] == '\\';
		if (skip)
			continue;
		if (is_command(line, &alias))
			found |= alias;
		else if (!book_is_cut(whole_line, text))
			return is_query(whole);
	}
	return found;
}
