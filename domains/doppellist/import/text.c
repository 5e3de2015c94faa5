/* SPDX-License-Identifier: BSD-2-Clause */
/* Imports the forms that are lines of text: names, access maps, tables. */
#include <string.h>
#include <strings.h>

#include "domains/doppellist/import/import.h"

#define BLANKS " \t\r"

/* Cuts the next line off *rest, without its end; NULL behind the last.  A '\0'
 * within it ends it early: what follows cannot be a name. */
static char *
next_line(char **rest, const char *end)
{
	char *line = *rest, *stop;

	if (line >= end)
		return NULL;
	stop = memchr(line, '\n', (size_t)(end - line));
	*rest = stop != NULL ? stop + 1 : (char *)end;
	if (stop != NULL)
		*stop = '\0';
	line[strcspn(line, "\r")] = '\0';
	return line;
}

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

static char *
skip_mark(char *bytes, size_t len)
{
	return len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? bytes + 3
	                                                         : bytes;
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

int
import_plain(struct import *import, char *bytes, size_t len)
{
	char *rest = skip_mark(bytes, len), *line;

	for (unsigned number = 1;
	     (line = next_line(&rest, bytes + len)) != NULL; number++) {
		char *more = line, *word = next_word(&more), *second;

		if (word == NULL || *word == '#' || *word == ';')
			continue;
		second = next_word(&more);
		if (second != NULL && *second != '#' && *second != ';') {
			import_leave_out(import, number, word,
			    "more than a name stands on the line");
			continue;
		}

		struct import_row row = {
		    .line = number,
		    .name = bare_name(word),
		};

		if (import_row(import, &row) < 0)
			return -1;
	}
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

static int
take_map_line(struct import *import, unsigned number, char *line)
{
	char *rest = line, *key = next_word(&rest);
	const char *name = key;

	rest += strspn(rest, BLANKS);
	if (strncasecmp(name, "To:", 3) == 0)
		name += 3;
	else if (strncasecmp(name, "Connect:", 8) == 0 ||
		 strncasecmp(name, "From:", 5) == 0 ||
		 strncasecmp(name, "Spam:", 5) == 0) {
		import_leave_out(import, number, key,
		    "is not about recipients");
		return 0;
	}
	name = bare_name(name);
	if (strchr(name, '@') != NULL || strchr(name, '/') != NULL) {
		import_leave_out(import, number, key,
		    "an address or a pattern, not a domain");
		return 0;
	}
	if (!refuses(rest)) {
		import_leave_out(import, number, key,
		    *rest != '\0' ? "is not refused there"
				  : "nothing says that it is refused there");
		return 0;
	}

	struct import_row row = {
	    .line = number,
	    .name = name,
	    .meant = find_meant(rest),
	};

	return import_row(import, &row);
}

int
import_access(struct import *import, char *bytes, size_t len)
{
	char *rest = skip_mark(bytes, len), *line;

	for (unsigned number = 1;
	     (line = next_line(&rest, bytes + len)) != NULL; number++) {
		/* A blank in front continues the line before: its text. */
		if (strchr("# \t", *line) != NULL)
			continue;
		if (take_map_line(import, number, line) < 0)
			return -1;
	}
	return 0;
}

/* ---- tables ------------------------------------------------------------- */

static char *
next_field(char **rest)
{
	char *field = *rest, *end;

	if (field == NULL)
		return NULL;
	end = strchr(field, '\t');
	*rest = end != NULL ? end + 1 : NULL;
	if (end != NULL)
		*end = '\0';
	return field;
}

/* NULL for a field that says nothing. */
static const char *
value_of(const char *field)
{
	return field == NULL || *field == '\0' ? NULL : field;
}

/* domain, target, source, note, with tabs between. */
int
import_tsv(struct import *import, char *bytes, size_t len)
{
	char *rest = skip_mark(bytes, len), *line;

	for (unsigned number = 1;
	     (line = next_line(&rest, bytes + len)) != NULL; number++) {
		if (*line == '#' || *line == '\0')
			continue;

		struct import_row row = {.line = number};

		row.name = next_field(&line);
		row.meant = value_of(next_field(&line));
		row.source = value_of(next_field(&line));
		row.note = value_of(next_field(&line));
		if (import_row(import, &row) < 0)
			return -1;
	}
	return 0;
}
