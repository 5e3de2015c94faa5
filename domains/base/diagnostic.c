// SPDX-License-Identifier: BSD-2-Clause
/* Keeps diagnostics, and quotes the bytes that they are about. */
#include "domains/base/diagnostic.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/escape.h"
#include "domains/base/translation.h"
#include "domains/base/utf8.h"

/* This program makes no longer texts: file names are quoted, and everything
 * else is ours. */
#define DIAGNOSTIC_TEXT_MAX 1024

/* Texts of ours among the arguments are translated, too; not what stands in
 * quotes, which is of a file. */
static void
add_string(char *text, size_t *len, const char *string, bool quoted)
{
	if (!quoted && *string != '\0')
		string = _(string);
	while (*string != '\0' && *len + 1 < DIAGNOSTIC_TEXT_MAX)
		text[(*len)++] = *string++;
}

/* As vsnprintf(), of a format that has only "%s". */
static void
format_strings(char text[static DIAGNOSTIC_TEXT_MAX], const char *format,
    va_list args)
{
	const char *begin = format;
	size_t len = 0;

	for (; *format != '\0'; format++)
		if (*format == '%') {
			add_string(text, &len, va_arg(args, const char *),
			    format > begin && format[-1] == '"');
			format++;
		} else if (len + 1 < DIAGNOSTIC_TEXT_MAX) {
			text[len++] = *format;
		}
	text[len] = '\0';
}

static bool
has_only_strings(const char *format)
{
	for (; (format = strchr(format, '%')) != NULL; format++)
		if (format[1] != 's')
			return false;
	return true;
}

/* A text that fills its room was longer. */
static void
mark_cut(char text[static DIAGNOSTIC_TEXT_MAX])
{
	static const char mark[] = "...";

	if (strlen(text) + 1 == DIAGNOSTIC_TEXT_MAX)
		memcpy(text +
			   utf8_cut(text, DIAGNOSTIC_TEXT_MAX - sizeof(mark)),
		    mark, sizeof(mark));
}

int
diagnostics_add(struct diagnostics *diagnostics, const char *file,
    unsigned line, const char *format, ...)
{
	size_t limit =
	    diagnostics->limit != 0 ? diagnostics->limit : DIAGNOSTICS_KEPT_MAX;

	diagnostics->count++;
	if (diagnostics->kept >= limit)
		return -1;

	char text[DIAGNOSTIC_TEXT_MAX];
	va_list args;
	va_start(args, format);
	format = _(format);
	if (translation_is_on() && has_only_strings(format))
		format_strings(text, format, args);
	else
		vsnprintf(text, sizeof text, format, args);
	va_end(args);
	mark_cut(text);
	struct diagnostic diagnostic = {.file = strdup(file),
	    .line = line,
	    .text = strdup(text)};
	if (diagnostic.file == NULL || diagnostic.text == NULL ||
	    array_add(&diagnostics->list, &diagnostics->room,
		&diagnostics->kept, &diagnostic, sizeof(diagnostic)) < 0) {
		free(diagnostic.file);
		free(diagnostic.text);
	}
	return -1;
}

int
diagnostics_no_memory(struct diagnostics *diagnostics, const char *file)
{
	return diagnostics_add(diagnostics, file, 0, "%s", strerror(ENOMEM));
}

void
diagnostics_add_copy(struct diagnostics *diagnostics,
    const struct diagnostic *diagnostic)
{
	diagnostics_add(diagnostics, diagnostic->file, diagnostic->line, "%s",
	    diagnostic->text);
}

void
diagnostics_add_all(struct diagnostics *diagnostics,
    const struct diagnostics *more)
{
	for (size_t i = 0; i < more->kept; i++)
		diagnostics_add_copy(diagnostics, &more->list[i]);
	diagnostics->count += more->count - more->kept;
}

void
diagnostics_put_first(struct diagnostics *diagnostics,
    struct diagnostics *first)
{
	first->limit = diagnostics->limit;
	diagnostics_add_all(first, diagnostics);
	diagnostics_clear(diagnostics);
	*diagnostics = *first;
	*first = (struct diagnostics){0};
}

int
diagnostic_format(const struct diagnostic *diagnostic, char *buf, size_t size)
{
	if (diagnostic->line == 0)
		return snprintf(buf, size, "%s: %s", diagnostic->file,
		    diagnostic->text);
	return snprintf(buf, size, "%s:%u: %s", diagnostic->file,
	    diagnostic->line, diagnostic->text);
}

bool
diagnostic_equal(const struct diagnostic *a, const struct diagnostic *b)
{
	return a->line == b->line && strcmp(a->file, b->file) == 0 &&
	       strcmp(a->text, b->text) == 0;
}

bool
diagnostics_equal(const struct diagnostics *a, const struct diagnostics *b)
{
	if (a->count != b->count || a->kept != b->kept)
		return false;
	for (size_t i = 0; i < a->kept; i++)
		if (!diagnostic_equal(&a->list[i], &b->list[i]))
			return false;
	return true;
}

void
diagnostics_clear(struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		free(diagnostics->list[i].file);
		free(diagnostics->list[i].text);
	}
	free(diagnostics->list);
	*diagnostics = (struct diagnostics){0};
}

const char *
diagnostic_quote(const char *bytes, size_t len,
    char buf[static DIAGNOSTIC_QUOTE_SIZE])
{
	escape_bytes(bytes, len, ESCAPE_TEXT, buf, DIAGNOSTIC_QUOTE_SIZE);
	return buf;
}
