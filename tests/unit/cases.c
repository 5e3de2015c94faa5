// SPDX-License-Identifier: BSD-2-Clause
/* Cases: reads the tables in tests/cases. */
#include "tests/unit/cases.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	cr_assert(at != NULL, "bad hexadecimal digit '%c'", c);
	return (size_t)(at - digits);
}

/* Undoes the escapes in place; returns the length. */
static size_t
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		switch (*++from) {
		case 't':
			*to++ = '\t';
			break;
		case 'n':
			*to++ = '\n';
			break;
		case 'r':
			*to++ = '\r';
			break;
		case '\\':
			*to++ = '\\';
			break;
		case 'x': {
			size_t high = hex_digit(*++from);
			*to++ = (char)(high << 4 | hex_digit(*++from));
			break;
		}
		default:
			cr_assert_fail("unknown escape \\%c", *from);
		}
	}
	*to = '\0';
	return (size_t)(to - text);
}

static void
split(char *line, struct case_row *row)
{
	char *rest = line, *field;

	while ((field = strsep(&rest, "\t")) != NULL) {
		cr_assert(row->count < CASE_FIELDS_MAX,
		    "%s:%u: too many fields", row->file, row->line);
		if (strcmp(field, "-") == 0)
			field[0] = '\0';
		row->len[row->count] = unescape(field);
		row->field[row->count++] = field;
	}
}

void
cases_each(const char *file, size_t least,
    void (*check)(const struct case_row *row))
{
	FILE *stream = fopen(file, "r");
	cr_assert(stream != NULL, "%s: cannot open", file);
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0, rows = 0;

	while (getline(&line, &size, stream) > 0) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		struct case_row row = {.file = file, .line = number};
		split(line, &row);
		cr_assert(row.count >= least, "%s:%u: %zu fields of %zu", file,
		    number, row.count, least);
		check(&row);
		rows++;
	}
	cr_assert(rows > 0, "%s: no rows", file);
	free(line);
	fclose(stream);
}
