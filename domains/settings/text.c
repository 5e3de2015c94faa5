/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks through a configuration before libconfig does. */
#include "domains/settings/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/quotes.h"
#include "domains/base/span.h"

struct guard {
	const char *path;
	char *at, *end;
	unsigned line;
	unsigned nesting;
	unsigned odd_quotes; /* the line where they were named */
	bool refused;        /* libconfig must not see this text */
	struct diagnostics *diagnostics;
};

static void
diagnostic(struct guard *guard, unsigned line, const char *text)
{
	diagnostics_add(guard->diagnostics, guard->path, line, "%s", text);
}

static bool
is_word(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '_' || byte == '-' ||
	       byte == '+' || byte == '.' || byte == '*';
}

/* libconfig cuts an integer to 32 bits in silence, one with L to 64. */
static void
check_integer(struct guard *guard, const char *word, size_t len)
{
	char copy[64], quoted[DIAGNOSTIC_QUOTE_SIZE], *end;
	bool sign = *word == '-' || *word == '+';
	/* No integer that fits needs more. */
	size_t copied = len < sizeof(copy) ? len : sizeof(copy) - 1;

	if (len <= sign || !ascii_is_digit(word[sign]))
		return;
	memcpy(copy, word, copied);
	copy[copied] = '\0';
	errno = 0;

	bool hexadecimal = copy[sign] == '0' &&
	                   (copy[sign + 1] == 'x' || copy[sign + 1] == 'X');
	long long value = strtoll(copy, &end, hexadecimal ? 16 : 10);
	bool wide = *end == 'L';

	if (strspn(end, "L") != strlen(end))
		return;
	if (errno == ERANGE ||
	    (!wide && (value < INT32_MIN || value > INT32_MAX))) {
		diagnostics_add(guard->diagnostics, guard->path, guard->line,
		    "integer %s, should be %d to %d",
		    diagnostic_quote(word, len, quoted), INT32_MIN, INT32_MAX);
		guard->refused = true;
	}
}

static void
skip_word(struct guard *guard)
{
	const char *begin = guard->at;

	while (guard->at < guard->end && is_word(*guard->at))
		guard->at++;
	check_integer(guard, begin, (size_t)(guard->at - begin));
}

static void
skip_string(struct guard *guard)
{
	unsigned begin = guard->line;

	for (guard->at++; guard->at < guard->end; guard->at++) {
		size_t left = (size_t)(guard->end - guard->at);

		if (*guard->at == '"') {
			guard->at++;
			return;
		}
		if (*guard->at == '\n')
			guard->line++;
		if (*guard->at != '\\' || left < 2)
			continue;
		if (left >= 4 && memcmp(guard->at, "\\x00", 4) == 0)
			diagnostic(guard, guard->line, "\\x00 in a string");
		guard->at++;
		if (*guard->at == '\n')
			guard->line++;
	}
	diagnostic(guard, begin, "string without its end");
	guard->refused = true;
}

static void
skip_line(struct guard *guard)
{
	char *stop = memchr(guard->at, '\n', (size_t)(guard->end - guard->at));

	guard->at = stop == NULL ? guard->end : stop;
}

static void
skip_comment(struct guard *guard)
{
	unsigned begin = guard->line;

	for (guard->at += 2; guard->at < guard->end; guard->at++) {
		if (*guard->at == '\n')
			guard->line++;
		if (*guard->at == '*' && guard->end - guard->at > 1 &&
		    guard->at[1] == '/') {
			guard->at += 2;
			return;
		}
	}
	diagnostic(guard, begin, "comment without its end");
	guard->refused = true;
}

static void
nest(struct guard *guard, char byte)
{
	if (strchr("([{", byte) != NULL) {
		if (++guard->nesting == SETTINGS_NESTING_MAX + 1)
			diagnostics_add(guard->diagnostics, guard->path,
			    guard->line, "nested over %d deep",
			    SETTINGS_NESTING_MAX);
	} else if (guard->nesting > 0) {
		guard->nesting--;
	}
	guard->refused |= guard->nesting > SETTINGS_NESTING_MAX;
}

/* A byte that begins no token of its own; typographic quotes are named once for
 * a line. */
static void
skip_byte(struct guard *guard)
{
	char byte = *guard->at;
	size_t quote = quotes_len_typographic(guard->at, guard->end);

	if (byte == '\n')
		guard->line++;
	else if (byte != '\0' && strchr("([{)]}", byte) != NULL)
		nest(guard, byte);
	if (quote != 0) {
		if (guard->odd_quotes != guard->line)
			diagnostic(guard, guard->line,
			    "typographic quotes: a text stands between \"");
		guard->odd_quotes = guard->line;
		guard->refused = true;
	}
	guard->at += quote != 0 ? quote : 1;
}

/* Moves over one token, blank or comment. */
static void
skip_token(struct guard *guard)
{
	char byte = *guard->at;
	char next = guard->end - guard->at > 1 ? guard->at[1] : '\0';

	if (byte == '"') {
		skip_string(guard);
	} else if (byte == '#' || (byte == '/' && next == '/')) {
		skip_line(guard);
	} else if (byte == '/' && next == '*') {
		skip_comment(guard);
	} else if (is_word(byte)) {
		skip_word(guard);
	} else {
		skip_byte(guard);
	}
}

/* An include at the begin of a line becomes a comment. */
static void
refuse_include(struct guard *guard)
{
	static const char word[] = "@include";
	char *at = guard->at + strspn(guard->at, " \t");

	if (strncmp(at, word, sizeof(word) - 1) != 0)
		return;
	diagnostic(guard, guard->line,
	    "@include is not supported since 0.2.0: write the settings of "
	    "that file here");
	*at = '#';
}

static void
guard_text(struct guard *guard)
{
	bool line_begins = true;

	while (guard->at < guard->end) {
		if (line_begins)
			refuse_include(guard);
		line_begins = *guard->at == '\n';
		skip_token(guard);
	}
}

/* Where lines end in CR alone, a comment in the first one is all there is. */
static bool
has_lone_cr(struct guard *guard, const char *bytes, size_t len)
{
	struct span rest = {bytes, len};
	const char *cr;

	while ((cr = span_find(rest, '\r')) != NULL) {
		rest = span_between(cr + 1, bytes + len);
		if (span_begins(rest, "\n"))
			continue;
		diagnostic(guard,
		    1 + span_count_newlines(span_between(bytes, cr)),
		    "a line ends in CR alone, should end in LF or CRLF");
		return true;
	}
	return false;
}

char *
settings_text_prepare(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics)
{
	struct guard guard = {.path = path,
	    .line = 1,
	    .diagnostics = diagnostics};
	const char *nul = len == 0 ? NULL : memchr(bytes, '\0', len);
	char *text;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (nul != NULL) {
		diagnostic(&guard,
		    1 + span_count_newlines(span_between(bytes, nul)),
		    "a NUL byte; a configuration is text");
		return NULL;
	}
	if (has_lone_cr(&guard, bytes, len))
		return NULL;
	text = malloc(len + sizeof("\n"));
	if (text == NULL) {
		diagnostic(&guard, 0, "out of memory");
		return NULL;
	}
	if (len != 0)
		memcpy(text, bytes, len);
	/* libconfig wants a line's end after a comment. */
	if (len != 0 && text[len - 1] != '\n')
		text[len++] = '\n';
	text[len] = '\0';
	guard.at = text;
	guard.end = text + len;
	guard_text(&guard);
	if (guard.refused) {
		free(text);
		return NULL;
	}
	return text;
}
