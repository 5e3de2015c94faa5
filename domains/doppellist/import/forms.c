/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the forms that are lines of text: names, access maps, tables. */
#include "domains/doppellist/import/forms.h"

#include <string.h>
#include <strings.h>

#include "domains/doppellist/import/dnstwist.h"

#define BLANKS " \t\r"

static char *
next_word(char **rest)
{
	char *word = *rest + strspn(*rest, BLANKS);
	char *end = word + strcspn(word, BLANKS);

	if (*word == '\0')
		return NULL;
	*rest = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return word;
}

/* The domain in what people write for one: "@gmai.com", "*.gmai.com". */
static const char *
bare_name(const char *word)
{
	if (*word == '*')
		word++;
	if (*word == '@' || *word == '.')
		word++;
	return word;
}

static bool
is_comment(const char *word)
{
	return word == NULL || *word == '#' || *word == ';';
}

static int
take_name(struct import *import, unsigned number, char *line)
{
	const char *word = next_word(&line);
	const struct import_row row = {
	    .line = number,
	    .name = word != NULL ? bare_name(word) : NULL,
	};

	if (is_comment(word))
		return 0;
	if (is_comment(next_word(&line)))
		return import_row(import, &row);
	import_leave_out(import, number, word, "the line has more than a name");
	return 0;
}

/* ---- access maps -------------------------------------------------------- */

/* Does a map's right-hand side refuse?  Postfix access(5) and transport(5),
 * Sendmail's access database. */
static bool
refuses(const char *action)
{
	static const char *const words[] = {"REJECT", "ERROR", "DISCARD",
	    "DEFER", "DEFER_IF_PERMIT", "DEFER_IF_REJECT", "RETRY", "HOLD"};
	size_t len = strcspn(action, BLANKS ":");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len &&
		    strncasecmp(words[i], action, len) == 0)
			return true;
	return (*action == '4' || *action == '5') && len == 3;
}

/* What a reply says is meant: "... did you mean gmail.com?". */
static const char *
find_meant(char *text)
{
	char *mean = strcasestr(text, "did you mean "), *word, *at;
	size_t len;

	if (mean == NULL)
		mean = strcasestr(text, "doppelganger of ");
	if (mean == NULL)
		return NULL;
	mean += strlen(strncasecmp(mean, "did", 3) == 0 ? "did you mean "
							: "doppelganger of ");
	word = next_word(&mean);
	if (word == NULL)
		return NULL;
	at = strrchr(word, '@');
	word = at != NULL ? at + 1 : word;
	word += strspn(word, "<\"'");
	len = strlen(word);
	while (len > 0 && strchr("?!.,;:>\"')", word[len - 1]) != NULL)
		word[--len] = '\0';
	return len > 0 ? word : NULL;
}

/* Why a line of a map is no row, or NULL; *name_r is its domain. */
static const char *
refuse_map_line(const char *key, const char *action, const char **name_r)
{
	const char *name = key;

	if (strncasecmp(name, "To:", 3) == 0)
		name += 3;
	else if (strncasecmp(name, "Connect:", 8) == 0 ||
		 strncasecmp(name, "From:", 5) == 0 ||
		 strncasecmp(name, "Spam:", 5) == 0)
		return "is not about recipients";
	*name_r = bare_name(name);
	if (strpbrk(*name_r, "@/") != NULL)
		return "an address or a pattern, not a domain";
	if (*action == '\0')
		return "nothing says that it is refused there";
	return refuses(action) ? NULL : "is not refused there";
}

static int
take_map_line(struct import *import, unsigned number, char *line)
{
	struct import_row row = {.line = number};
	const char *key, *why;

	/* A blank at the beginning continues the line before: its text. */
	if (strchr("# \t", *line) != NULL)
		return 0;
	key = next_word(&line);
	line += strspn(line, BLANKS);
	why = refuse_map_line(key, line, &row.name);
	if (why != NULL) {
		import_leave_out(import, number, key, why);
		return 0;
	}
	row.meant = find_meant(line);
	return import_row(import, &row);
}

/* ---- tables -------------------------------------------------------------- */

/* NULL for a field that is missing or says nothing. */
static const char *
next_field(char **rest)
{
	char *field = strsep(rest, "\t");

	return field == NULL || *field == '\0' ? NULL : field;
}

/* domain, target, source, note, with tabs between. */
static int
take_fields(struct import *import, unsigned number, char *line)
{
	struct import_row row = {.line = number};

	if (*line == '#' || *line == '\0')
		return 0;
	row.name = strsep(&line, "\t");
	row.meant = next_field(&line);
	row.source = next_field(&line);
	row.note = next_field(&line);
	return import_row(import, &row);
}

/* ---- all forms ----------------------------------------------------------- */

const char *const import_form_names[IMPORT_FORMS + 1] = {
    [IMPORT_PLAIN] = "plain",
    [IMPORT_ACCESS] = "access",
    [IMPORT_TSV] = "tsv",
    [IMPORT_DNSTWIST_CSV] = "dnstwist-csv",
    [IMPORT_DNSTWIST_JSON] = "dnstwist-json",
};

/* Hands over each line without its end.  A '\0' within a line ends it early:
 * what follows cannot be a name. */
static int
read_lines(struct import *import, char *bytes, size_t len,
    int (*take)(struct import *, unsigned, char *))
{
	char *line = bytes, *end = bytes + len;

	for (unsigned number = 1; line < end; number++) {
		char *stop = memchr(line, '\n', (size_t)(end - line));

		if (stop == NULL)
			stop = end;
		*stop = '\0';
		line[strcspn(line, "\r")] = '\0';
		if (take(import, number, line) < 0)
			return -1;
		line = stop + 1;
	}
	return 0;
}

int
import_form_read(enum import_form form, struct import *import, char *bytes,
    size_t len)
{
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	switch (form) {
	case IMPORT_PLAIN:
		return read_lines(import, bytes, len, take_name);
	case IMPORT_ACCESS:
		return read_lines(import, bytes, len, take_map_line);
	case IMPORT_TSV:
		return read_lines(import, bytes, len, take_fields);
	case IMPORT_DNSTWIST_CSV:
		return import_dnstwist_csv(import, bytes, len);
	case IMPORT_DNSTWIST_JSON:
		return import_dnstwist_json(import, bytes, len);
	case IMPORT_FORMS:
		break;
	}
	return -1;
}
