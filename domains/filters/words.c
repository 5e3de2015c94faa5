/* SPDX-License-Identifier: BSD-2-Clause */
/* Splits lines into words. */
#include "domains/filters/words.h"

#include <string.h>

#include "domains/base/ascii.h"

/* ---- lengths ------------------------------------------------------------- */

/* After what is quoted at a place; SIZE_MAX when it does not end. */
static size_t
after_quote(struct span text, size_t at)
{
	char quote = text.bytes[at++];

	for (; at < text.len && at < DECODED_MAX; at++) {
		if (text.bytes[at] == quote)
			return at + 1;
		if (text.bytes[at] == '\\' && quote != '\'')
			at++;
	}
	return SIZE_MAX;
}

static size_t
first_newline(struct span text)
{
	const char *newline = span_find(text, '\n');

	return newline != NULL ? (size_t)(newline - text.bytes) : text.len;
}

static bool
measure(struct span text, bool word, size_t *len_r)
{
	bool begins = true;
	size_t at = 0;

	while (at < text.len && text.bytes[at] != '\n') {
		char byte = text.bytes[at];
		bool blank = ascii_is_blank(byte);

		if ((word && blank) || (!word && byte == '#' && begins))
			break;
		begins = blank ||
		         (begins && span_begins(span_after(text, at), "\\\n"));
		if (byte == '\\')
			at += text.len - at < 2 ? 1 : 2;
		else if (strchr("\"'`", byte) != NULL && byte != '\0')
			at = after_quote(text, at);
		else
			at++;
		if (at == SIZE_MAX) {
			*len_r = first_newline(text);
			return false;
		}
	}
	*len_r = at;
	return true;
}

bool
words_measure_line(struct span text, size_t *len_r, size_t *over_r)
{
	bool closed = measure(text, false, len_r);

	*over_r = *len_r + first_newline(span_after(text, *len_r));
	*over_r += *over_r < text.len;
	return closed;
}

bool
words_measure_word(struct span text, size_t *len_r)
{
	return measure(text, true, len_r);
}

/* ---- words --------------------------------------------------------------- */

struct splitting {
	const struct words *words;
	const struct decoded *line;
	struct decoded word;
	unsigned pass;
	unsigned depth;  /* of defaults */
	unsigned values; /* of the variable that has most */
	bool begun, is_new;
	int result; /* of take() */
};

static void
end_word(struct splitting *splitting)
{
	if (splitting->begun && splitting->result == 0)
		splitting->result =
		    splitting->words->take(splitting->words->context,
			&splitting->word,
			splitting->is_new || splitting->pass == 0);
	splitting->begun = splitting->is_new = false;
	decoded_clear(&splitting->word);
}

static void
add_operator(struct splitting *splitting, char byte)
{
	end_word(splitting);
	if (splitting->result == 0)
		splitting->result =
		    splitting->words->take_operator(splitting->words->context,
			byte);
}

static void
add_byte(struct splitting *splitting, const struct decoded *from, size_t at)
{
	splitting->begun = true;
	decoded_add_part(&splitting->word, from, at, at + 1);
}

/* A value outside of quotes: its blanks separate words. */
static void
add_value(struct splitting *splitting, struct span name, bool quoted)
{
	const struct constants *constants = splitting->words->constants;
	unsigned count = constants_count(constants, name);
	bool is_new = splitting->pass < count && splitting->pass > 0;
	struct decoded value;

	if (count > splitting->values)
		splitting->values = count;
	decoded_clear(&value);
	constants_expand(constants, name, splitting->pass, &value);
	splitting->word.full |= value.full;
	splitting->is_new |= is_new;
	for (size_t i = 0; i < value.len; i++) {
		if (!quoted && ascii_is_space(value.bytes[i])) {
			end_word(splitting);
			splitting->is_new = is_new;
			continue;
		}
		add_byte(splitting, &value, i);
	}
}

/* ---- variables ----------------------------------------------------------- */

static size_t
name_end(const struct decoded *line, size_t at, size_t end)
{
	if (at < end && !ascii_is_letter(line->bytes[at]) &&
	    line->bytes[at] != '_')
		return at + 1;
	while (at < end && (ascii_is_alphanumeric(line->bytes[at]) ||
			       line->bytes[at] == '_'))
		at++;
	return at;
}

/* The bracket that ends what one before the place begins; the end when none
 * does. */
static size_t
bracket_end(const struct decoded *line, size_t at, size_t end, char open,
    char close)
{
	size_t depth = 1;

	for (; at < end; at++) {
		if (line->bytes[at] == '\\')
			at++;
		else if (line->bytes[at] == open)
			depth++;
		else if (line->bytes[at] == close && --depth == 0)
			return at;
	}
	return end;
}

static void
add_bytes(struct splitting *splitting, size_t at, size_t end, bool quoted);

static void
add_unknown(struct splitting *splitting, struct span name)
{
	splitting->begun = true;
	constants_add_unknown(&splitting->word, name);
}

/* ${NAME}, ${NAME:-default}, ${NAME:+other} between two places. */
static void
add_braces(struct splitting *splitting, size_t at, size_t end, bool quoted)
{
	const struct decoded *line = splitting->line;
	size_t after = name_end(line, at, end);
	struct span name = {line->bytes + at, after - at};
	bool known = constants_count(splitting->words->constants, name) != 0;

	if (after < end && line->bytes[after] == ':')
		after++;
	if (after >= end) {
		add_value(splitting, name, quoted);
	} else if (strchr("-=+", line->bytes[after]) == NULL ||
		   line->bytes[after] == '\0' ||
		   splitting->depth == WORDS_DEPTH_MAX) {
		add_unknown(splitting, name);
	} else if (known && line->bytes[after] != '+') {
		add_value(splitting, name, quoted);
	} else {
		splitting->depth++;
		add_bytes(splitting, after + 1, end, quoted);
		splitting->depth--;
	}
}

/* What a dollar before the place begins; returns the place after it. */
static size_t
add_variable(struct splitting *splitting, size_t at, size_t end, bool quoted)
{
	const struct decoded *line = splitting->line;
	char byte = at < end ? line->bytes[at] : ' ';
	size_t after;

	if (byte == '{' || byte == '(') {
		after = bracket_end(line, at + 1, end, byte,
		    byte == '{' ? '}' : ')');
		if (byte == '{')
			add_braces(splitting, at + 1, after, quoted);
		else
			add_unknown(splitting, span_of("(...)"));
		return after + (after < end);
	}
	if (ascii_is_space(byte) || strchr("\"'`", byte) != NULL) {
		add_byte(splitting, line, at - 1);
		return at;
	}
	after = name_end(line, at, end);
	add_value(splitting, (struct span){line->bytes + at, after - at},
	    quoted);
	return after;
}

/* ---- lines --------------------------------------------------------------- */

static size_t
add_backslash(struct splitting *splitting, size_t at, size_t end, bool quoted)
{
	const struct decoded *line = splitting->line;

	if (at + 1 < end && line->bytes[at + 1] == '\n')
		return at + 2;
	if (at + 1 < end &&
	    (!quoted || memchr("\"$`\\", line->bytes[at + 1], 4) != NULL))
		at++;
	add_byte(splitting, line, at);
	return at + 1;
}

/* What is quoted from a place on. */
static size_t
add_quoted(struct splitting *splitting, size_t at, size_t end)
{
	const struct decoded *line = splitting->line;
	char quote = line->bytes[at++];
	bool open = quote == '"' || splitting->words->open_quotes;

	splitting->begun = true;
	if (quote == '`')
		constants_add_unknown(&splitting->word, span_of("(...)"));
	while (at < end && line->bytes[at] != quote) {
		if (line->bytes[at] == '\\' && quote == '"') {
			at = add_backslash(splitting, at, end, true);
		} else if (quote == '`') {
			at += line->bytes[at] == '\\' && at + 1 < end ? 2 : 1;
		} else if (line->bytes[at] == '$' && open) {
			at = add_variable(splitting, at + 1, end, true);
		} else if (line->bytes[at] == '`' && quote == '"') {
			at = add_quoted(splitting, at, end);
		} else {
			add_byte(splitting, line, at++);
		}
	}
	return at + (at < end);
}

static bool
is_operator(const struct splitting *splitting, char byte)
{
	return splitting->words->operators && splitting->depth == 0 &&
	       memchr(";|&()<>\n", byte, 8) != NULL;
}

static size_t
comment_end(const struct decoded *line, size_t at, size_t end)
{
	while (at < end && line->bytes[at] != '\n')
		at++;
	return at;
}

static void
add_bytes(struct splitting *splitting, size_t at, size_t end, bool quoted)
{
	const struct decoded *line = splitting->line;
	bool whole = quoted || splitting->words->whole;

	while (at < end && splitting->result == 0) {
		char byte = line->bytes[at];

		if (byte == '\\') {
			at = add_backslash(splitting, at, end, quoted);
		} else if (byte == '$') {
			at = add_variable(splitting, at + 1, end, whole);
		} else if (byte == '`' ||
			   (!quoted && (byte == '"' || byte == '\''))) {
			at = add_quoted(splitting, at, end);
		} else if (!quoted && is_operator(splitting, byte)) {
			add_operator(splitting, byte);
			at++;
		} else if (!quoted && ascii_is_space(byte)) {
			end_word(splitting);
			at++;
		} else if (!quoted && byte == '#' && !splitting->begun) {
			at = comment_end(line, at, end);
		} else {
			add_byte(splitting, line, at++);
		}
	}
}

int
words_split(const struct words *words, const struct decoded *line)
{
	struct splitting splitting = {.words = words, .line = line};

	do {
		decoded_clear(&splitting.word);
		if (words->take_operator != NULL)
			splitting.result =
			    words->take_operator(words->context, '\n');
		splitting.begun = words->quoted;
		add_bytes(&splitting, 0, line->len, words->quoted);
		end_word(&splitting);
	} while (splitting.result == 0 && ++splitting.pass < splitting.values);
	return splitting.result;
}

/* ---- variables' values --------------------------------------------------- */

/* No variable has this name: a value may have older ones of its variable. */
static const struct span unnamed = {"=", 1};

static int
take_value(void *context, const struct decoded *word, bool is_new)
{
	if (is_new)
		constants_add(context, unnamed, word);
	return 0;
}

void
words_assign(struct constants *constants, struct span name,
    const struct decoded *word, bool quoted)
{
	const struct words words = {
	    .constants = constants,
	    .whole = true,
	    .quoted = quoted,
	    .take = take_value,
	    .context = constants,
	};
	struct decoded empty;

	(void)words_split(&words, word);
	if (constants_count(constants, unnamed) == 0) {
		decoded_clear(&empty);
		constants_add(constants, unnamed, &empty);
	}
	constants_move(constants, name, unnamed);
}
