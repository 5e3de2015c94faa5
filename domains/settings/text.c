/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks through a configuration before libconfig does. */
#include "domains/settings/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct scan {
	const char *path;
	char *at, *end;
	unsigned line;
	unsigned nesting;
	bool refused; /* libconfig must not see this text */
	struct diagnostics *diagnostics;
};

static void
diagnostic(struct scan *scan, unsigned line, const char *text)
{
	diagnostics_add(scan->diagnostics, scan->path, line, "%s", text);
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_word(char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-' ||
	       byte == '+' || byte == '.' || byte == '*';
}

/* libconfig cuts an integer to 32 bits in silence, one with L to 64. */
static void
check_integer(struct scan *scan, const char *word, size_t len)
{
	char copy[64], quoted[DIAGNOSTIC_QUOTE_SIZE], *end;
	bool sign = *word == '-' || *word == '+';
	/* No integer that fits needs more. */
	size_t copied = len < sizeof(copy) ? len : sizeof(copy) - 1;

	if (len <= sign || !is_digit(word[sign]))
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
		diagnostics_add(scan->diagnostics, scan->path, scan->line,
		    "integer %s, should be %d to %d",
		    diagnostic_quote(word, len, quoted), INT32_MIN, INT32_MAX);
		scan->refused = true;
	}
}

static void
skip_word(struct scan *scan)
{
	const char *begin = scan->at;

	while (scan->at < scan->end && is_word(*scan->at))
		scan->at++;
	check_integer(scan, begin, (size_t)(scan->at - begin));
}

static void
skip_string(struct scan *scan)
{
	unsigned begin = scan->line;

	for (scan->at++; scan->at < scan->end; scan->at++) {
		size_t left = (size_t)(scan->end - scan->at);

		if (*scan->at == '"') {
			scan->at++;
			return;
		}
		if (*scan->at == '\n')
			scan->line++;
		if (*scan->at != '\\' || left < 2)
			continue;
		if (left >= 4 && memcmp(scan->at, "\\x00", 4) == 0)
			diagnostic(scan, scan->line, "\\x00 in a string");
		scan->at++;
		if (*scan->at == '\n')
			scan->line++;
	}
	diagnostic(scan, begin, "string without its end");
	scan->refused = true;
}

static void
skip_line(struct scan *scan)
{
	char *stop = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));

	scan->at = stop == NULL ? scan->end : stop;
}

static void
skip_comment(struct scan *scan)
{
	unsigned begin = scan->line;

	for (scan->at += 2; scan->at < scan->end; scan->at++) {
		if (*scan->at == '\n')
			scan->line++;
		if (*scan->at == '*' && scan->end - scan->at > 1 &&
		    scan->at[1] == '/') {
			scan->at += 2;
			return;
		}
	}
	diagnostic(scan, begin, "comment without its end");
	scan->refused = true;
}

static void
nest(struct scan *scan, char byte)
{
	if (strchr("([{", byte) != NULL) {
		if (++scan->nesting == SETTINGS_NESTING_MAX + 1)
			diagnostics_add(scan->diagnostics, scan->path,
			    scan->line, "nested over %d deep",
			    SETTINGS_NESTING_MAX);
	} else if (scan->nesting > 0) {
		scan->nesting--;
	}
	scan->refused |= scan->nesting > SETTINGS_NESTING_MAX;
}

/* Moves over one token, blank or comment. */
static void
skip_token(struct scan *scan)
{
	char byte = *scan->at;
	char next = scan->end - scan->at > 1 ? scan->at[1] : '\0';

	if (byte == '"') {
		skip_string(scan);
	} else if (byte == '#' || (byte == '/' && next == '/')) {
		skip_line(scan);
	} else if (byte == '/' && next == '*') {
		skip_comment(scan);
	} else if (is_word(byte)) {
		skip_word(scan);
	} else {
		if (byte == '\n')
			scan->line++;
		else if (byte != '\0' && strchr("([{)]}", byte) != NULL)
			nest(scan, byte);
		scan->at++;
	}
}

/* An include at the begin of a line becomes a comment. */
static void
refuse_include(struct scan *scan)
{
	static const char word[] = "@include";
	char *at = scan->at + strspn(scan->at, " \t");

	if (strncmp(at, word, sizeof(word) - 1) != 0)
		return;
	diagnostic(scan, scan->line,
	    "@include is not supported since 0.2.0: write the settings of "
	    "that file here");
	*at = '#';
}

static void
scan_text(struct scan *scan)
{
	bool line_begins = true;

	while (scan->at < scan->end) {
		if (line_begins)
			refuse_include(scan);
		line_begins = *scan->at == '\n';
		skip_token(scan);
	}
}

static unsigned
count_lines(const char *bytes, const char *end)
{
	unsigned lines = 0;

	for (; bytes < end; bytes++)
		lines += *bytes == '\n';
	return lines;
}

char *
settings_text_prepare(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics)
{
	struct scan scan = {.path = path,
	    .line = 1,
	    .diagnostics = diagnostics};
	const char *nul = len == 0 ? NULL : memchr(bytes, '\0', len);
	char *text;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (nul != NULL) {
		diagnostic(&scan, 1 + count_lines(bytes, nul),
		    "a NUL byte; a configuration is text");
		return NULL;
	}
	text = malloc(len + sizeof("\n"));
	if (text == NULL) {
		diagnostic(&scan, 0, "out of memory");
		return NULL;
	}
	if (len != 0)
		memcpy(text, bytes, len);
	/* libconfig wants a line's end after a comment. */
	if (len != 0 && text[len - 1] != '\n')
		text[len++] = '\n';
	text[len] = '\0';
	scan.at = text;
	scan.end = text + len;
	scan_text(&scan);
	if (scan.refused) {
		free(text);
		return NULL;
	}
	return text;
}
