/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the words of header fields. */
#include "domains/contacts/header.h"

#include <string.h>
#include <strings.h>

#include "domains/base/ascii.h"

const struct header_field *
header_next(struct header header, const char *name, size_t *at)
{
	while (*at < header.count) {
		const struct header_field *field = &header.fields[(*at)++];

		if (span_equal(field->name, name))
			return field;
	}
	return NULL;
}

const struct header_field *
header_only(struct header header, const char *name)
{
	size_t at = 0;
	const struct header_field *field = header_next(header, name, &at);

	return field != NULL && header_next(header, name, &at) == NULL ? field
	                                                               : NULL;
}

/* After a comment, which begins with its parenthesis; NULL: it has no end. */
static const char *
find_comment_end(const char *at, const char *end)
{
	size_t depth = 0;

	for (; at < end; at++)
		if (*at == '\\')
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	return NULL;
}

bool
header_skip(struct span *text)
{
	const char *at = text->bytes, *end = at + text->len;

	while (at < end && (ascii_is_space(*at) || *at == '(')) {
		at = *at == '(' ? find_comment_end(at, end) : at + 1;
		if (at == NULL)
			return false;
	}
	*text = span_between(at, end);
	return at == end || *at != ')';
}

static bool
add_byte(struct header_word *word, char byte)
{
	if (byte == '\0' || word->len >= HEADER_WORD_MAX)
		return false;
	word->text[word->len++] = byte;
	return true;
}

/* Takes what is within quotes, and them.  Folds are no part of it. */
static bool
take_quoted(const char **at, const char *end, struct header_word *word)
{
	for (++*at; *at < end && **at != '"'; ++*at) {
		if (**at == '\r' || **at == '\n')
			continue;
		if (**at == '\\' && ++*at == end)
			return false;
		if (!add_byte(word, **at))
			return false;
	}
	word->quoted = true;
	return *at < end && *(*at)++ == '"';
}

bool
header_take_word(struct span *text, const char *ends,
    struct header_word *word_r)
{
	const char *at = text->bytes, *end = at + text->len;

	word_r->len = 0;
	word_r->quoted = false;
	while (at < end && !ascii_is_space(*at) && *at != '(' && *at != ')' &&
	       (*at == '\0' || strchr(ends, *at) == NULL))
		if (*at == '"') {
			if (!take_quoted(&at, end, word_r))
				return false;
		} else if (!add_byte(word_r, *at++))
			return false;
	word_r->text[word_r->len] = '\0';
	*text = span_between(at, end);
	return word_r->len > 0 || word_r->quoted;
}

bool
header_take_byte(struct span *text, char byte)
{
	if (text->len == 0 || text->bytes[0] != byte)
		return false;
	*text = span_after(*text, 1);
	return true;
}

bool
header_word_is(const struct header_word *word, const char *text)
{
	return span_equal((struct span){word->text, word->len}, text);
}
