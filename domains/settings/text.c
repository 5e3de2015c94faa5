/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a configuration with its includes: see settings_text.h. */
#include "domains/settings/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/settings/settings.h"

/* One file being read. */
struct scan {
	const char *path;
	const char *at, *end;
	unsigned line;
	bool included;
	unsigned nesting;
	bool unreadable; /* libconfig must not see this text */
	struct diagnostics *diagnostics;
	struct settings_text *text;
};

static int
read_into(struct scan *scan);

static void
diagnostic(struct scan *scan, unsigned line, const char *text)
{
	diagnostics_add(scan->diagnostics, scan->path, line, "%s", text);
	scan->text->faulty = true;
}

static int
append(struct settings_text *text, const char *bytes, size_t len)
{
	/* Never large: SETTINGS_FILE_MAX of SETTINGS_INCLUDES_MAX files. */
	char *grown = realloc(text->bytes, text->len + len + 1);

	if (grown == NULL)
		return -1;
	if (len > 0)
		memcpy(grown + text->len, bytes, len);
	text->bytes = grown;
	text->len += len;
	grown[text->len] = '\0';
	for (size_t i = 0; i < len; i++)
		text->lines += bytes[i] == '\n';
	return 0;
}

/* A file may lack its last newline; libconfig wants one behind a comment. */
static int
end_line(struct settings_text *text)
{
	if (text->len == 0 || text->bytes[text->len - 1] == '\n')
		return 0;
	return append(text, "\n", 1);
}

/* From here on the text is that of a file from a line on. */
static int
begin_piece(struct settings_text *text, const char *file, unsigned line)
{
	struct settings_piece *pieces =
	    reallocarray(text->pieces, text->piece_count + 1, sizeof(*pieces));

	if (pieces == NULL)
		return -1;
	text->pieces = pieces;
	pieces += text->piece_count;
	pieces->file = strdup(file);
	if (pieces->file == NULL)
		return -1;
	pieces->first = text->lines + 1;
	pieces->line = line;
	text->piece_count++;
	return 0;
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
		scan->unreadable = true;
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
	scan->unreadable = true;
}

static void
skip_line(struct scan *scan)
{
	const char *stop =
	    memchr(scan->at, '\n', (size_t)(scan->end - scan->at));

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
	scan->unreadable = true;
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
	scan->unreadable |= scan->nesting > SETTINGS_NESTING_MAX;
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

/* Is this line an include?  Returns the begin of the name in quotes. */
static const char *
match_include(const struct scan *scan, const char *line)
{
	static const char word[] = "@include";
	const char *at = line;

	while (at < scan->end && (*at == ' ' || *at == '\t'))
		at++;
	if ((size_t)(scan->end - at) < sizeof(word) ||
	    memcmp(at, word, sizeof(word) - 1) != 0)
		return NULL;
	at += sizeof(word) - 1;
	while (at < scan->end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Cuts the name out of @include "NAME"; NULL with the fault. */
static char *
include_name(struct scan *scan, const char *at, const char *stop)
{
	const char *end = at < stop && *at == '"'
	                      ? memchr(at + 1, '"', (size_t)(stop - at - 1))
	                      : NULL;
	const char *rest = end == NULL ? stop : end + 1;

	while (rest < stop && (*rest == ' ' || *rest == '\t' || *rest == '\r'))
		rest++;
	if (end == NULL || end == at + 1 || (rest < stop && *rest != '#')) {
		diagnostic(scan, scan->line,
		    "not @include \"FILE\" on a line of its own");
		return NULL;
	}
	if (scan->included) {
		diagnostic(scan, scan->line, "@include in an included file");
		return NULL;
	}
	if (++scan->text->include_count > SETTINGS_INCLUDES_MAX) {
		diagnostics_add(scan->diagnostics, scan->path, scan->line,
		    "@include number %zu, at most %d are read",
		    scan->text->include_count, SETTINGS_INCLUDES_MAX);
		scan->text->faulty = true;
		return NULL;
	}

	char *name = strndup(at + 1, (size_t)(end - at - 1));
	char *path = name == NULL ? NULL : settings_resolve(scan->path, name);

	free(name);
	if (path == NULL)
		diagnostic(scan, scan->line, "out of memory");
	return path;
}

/* Reads the included file in the place of the line; at is its name. */
static int
include(struct scan *scan, const char *at)
{
	skip_line(scan);

	char *path = include_name(scan, at, scan->at);

	if (path == NULL)
		return 0;

	struct scan inner = {
	    .path = path,
	    .included = true,
	    .diagnostics = scan->diagnostics,
	    .text = scan->text,
	};
	size_t before = scan->diagnostics->count;
	int result = read_into(&inner);

	scan->unreadable |= inner.unreadable;
	if (scan->diagnostics->count > before)
		diagnostic(scan, scan->line, "included from here");
	free(path);
	/* The next line of the text is the outer file's again. */
	if (result < 0 || end_line(scan->text) < 0)
		return -1;
	return begin_piece(scan->text, scan->path, scan->line);
}

/* Copies a file into the text, with what it includes.  -1: out of memory. */
static int
copy(struct scan *scan)
{
	const char *copied = scan->at;
	bool line_begins = true;

	if (begin_piece(scan->text, scan->path, scan->line) < 0)
		return -1;
	while (scan->at < scan->end) {
		const char *name =
		    line_begins ? match_include(scan, scan->at) : NULL;

		line_begins = *scan->at == '\n';
		if (name == NULL) {
			skip_token(scan);
			continue;
		}
		if (append(scan->text, copied, (size_t)(scan->at - copied)) <
			0 ||
		    include(scan, name) < 0)
			return -1;
		copied = scan->at;
	}
	return append(scan->text, copied, (size_t)(scan->end - copied));
}

/* Scans the bytes of a file into the text.  -1: out of memory. */
static int
scan_bytes(struct scan *scan, const char *bytes, size_t len)
{
	const char *nul = len == 0 ? NULL : memchr(bytes, '\0', len);
	bool mark = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0;

	scan->line = 1;
	if (nul == NULL) {
		scan->at = bytes + (mark ? 3 : 0);
		scan->end = bytes + len;
		return copy(scan);
	}
	for (const char *at = bytes; at < nul; at++)
		scan->line += *at == '\n';
	diagnostic(scan, scan->line, "a NUL byte; a configuration is text");
	scan->unreadable = true;
	return 0;
}

static int
read_into(struct scan *scan)
{
	char *bytes;
	size_t len;

	if (file_read(scan->path, SETTINGS_FILE_MAX, scan->diagnostics, &bytes,
		&len) < 0) {
		scan->text->faulty = true;
		return 0;
	}

	int result = scan_bytes(scan, bytes, len);

	free(bytes);
	return result;
}

int
settings_text_parse(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics, struct settings_text *text_r)
{
	struct settings_text text = {0};
	struct scan scan = {.path = path,
	    .diagnostics = diagnostics,
	    .text = &text};

	if (append(&text, "", 0) < 0 || scan_bytes(&scan, bytes, len) < 0 ||
	    end_line(&text) < 0) {
		diagnostics_add(diagnostics, path, 0, "out of memory");
		scan.unreadable = true;
	}
	if (scan.unreadable) {
		settings_text_free(&text);
		return -1;
	}
	*text_r = text;
	return 0;
}

const char *
settings_text_origin(const struct settings_text *text, unsigned line,
    unsigned *line_r)
{
	const struct settings_piece *piece = text->pieces;

	for (size_t i = 1; i < text->piece_count; i++)
		if (text->pieces[i].first <= line)
			piece = &text->pieces[i];
	*line_r = line < piece->first ? piece->line
	                              : piece->line + (line - piece->first);
	return piece->file;
}

const char *
settings_text_line(const struct settings_text *text, unsigned line,
    size_t *len_r)
{
	const char *at = text->bytes;

	while (line > 1 && (at = strchr(at, '\n')) != NULL) {
		at++;
		line--;
	}
	*len_r = at == NULL ? 0 : strcspn(at, "\r\n");
	return at == NULL ? "" : at;
}

void
settings_text_free(struct settings_text *text)
{
	for (size_t i = 0; i < text->piece_count; i++)
		free(text->pieces[i].file);
	free(text->pieces);
	free(text->bytes);
	*text = (struct settings_text){0};
}
