/* SPDX-License-Identifier: BSD-2-Clause */
/* Tries the separators. */
#include "domains/readers/books/csv_separator.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/readers/books/csv_look.h"

/* How well a separator fits: rows that are alike, a heading, and rows that have
 * cells of nothing but addresses; if two fit as well, the one that makes more
 * cells. */
static size_t
score(const struct csv_look *look)
{
	size_t usual, alike = csv_look_alike(look, &usual), score = alike;
	size_t rows = 0;
	bool named = false;

	for (size_t i = 0; i < look->count; i++) {
		rows += look->row[i].filled != 0;
		score += look->row[i].addresses != 0 ? 2 : 0;
		named = named ||
		        (i <= CSV_TITLES_MAX && csv_look_is_named(look, i));
	}
	if (alike == 0 || (!named && alike * 2 < rows))
		return 0;
	return (named ? score * 2 : score) * (CSV_COLUMNS_MAX + 1) + usual;
}

char
csv_separator_choose(struct span text, unsigned line)
{
	static const char separators[] = {',', '\t', ';', '|', ':'};
	const size_t len =
	    text.len < CSV_LOOK_BYTES ? text.len : CSV_LOOK_BYTES;
	char best = '\0';
	size_t most = 0;

	for (size_t i = 0; i < sizeof(separators); i++) {
		struct csv_look look;
		size_t fits;

		if (memchr(text.bytes, separators[i], len) == NULL)
			continue;
		csv_look_take(&look, text, line, separators[i]);
		fits = score(&look);
		if (fits > most) {
			most = fits;
			best = separators[i];
		}
		csv_look_clear(&look);
	}
	return best;
}

char
csv_separator_said(struct span *text, unsigned *line)
{
	struct span rest = *text;
	bool quoted = rest.len > 0 && *rest.bytes == '"';
	char separator;

	rest = span_after(rest, quoted);
	if (!span_begins(rest, "sep=") || rest.len < 5)
		return '\0';
	separator = rest.bytes[4];
	rest = span_after(rest, 5);
	if (quoted && span_begins(rest, "\""))
		rest = span_after(rest, 1);
	if (ascii_is_alphanumeric(separator) ||
	    (separator != '\t' && ascii_is_space(separator)) ||
	    (rest.len > 0 && *rest.bytes != '\r' && *rest.bytes != '\n'))
		return '\0';
	rest = span_after(rest, rest.len > 0 && *rest.bytes == '\r');
	*text = span_after(rest, rest.len > 0 && *rest.bytes == '\n');
	*line = 2;
	return separator;
}
