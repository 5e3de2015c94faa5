/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the instructions of qmail-local. */
#include "domains/filters/qmail.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/filters/command.h"
#include "domains/registrations/destinations.h"

/* ---- whose they are ------------------------------------------------------ */

/* Over the name of a file and that of a folder. */
#define USER_SIZE 600

struct span
qmail_user(const char *path)
{
	struct span rest = span_of(path);

	(void)span_take_last(&rest, '/');
	return span_take_last(&rest, '/');
}

/* What the caller has not named has the name of the file and its folder; in
 * the file's a colon stands for a dot. */
static struct span
find_user(const struct reader_text *text, char user_r[static USER_SIZE])
{
	static const char file[] = ".qmail-";
	const char *slash = strrchr(text->file, '/');
	const char *name = slash != NULL ? slash + 1 : text->file;
	struct span folder = qmail_user(text->file);
	bool domain = span_has(folder, '.');
	bool alias = span_equal(folder, "alias") || folder.len == 0;
	size_t before = domain || alias ? 0 : folder.len;
	int len;

	if (text->list.bytes != folder.bytes ||
	    strncmp(name, file, strlen(file)) != 0)
		return text->list;
	name += strlen(file);
	len = snprintf(user_r, USER_SIZE, "%.*s%s%s%s%.*s", (int)before,
	    folder.bytes, before != 0 ? "-" : "", name, domain ? "@" : "",
	    domain ? (int)folder.len : 0, folder.bytes);
	if (len >= USER_SIZE)
		return text->list;
	for (char *at = user_r + before; *at != '\0' && *at != '@'; at++)
		if (*at == ':')
			*at = '.';
	return (struct span){user_r, (size_t)len};
}

/* ---- lines --------------------------------------------------------------- */

static int
take_line(const struct reader_text *text, const struct destination_place *place,
    struct span line)
{
	struct reader_text inside = *text;

	inside.list = place->list;
	line = span_trim(line);
	if (line.len == 0 || memchr("#/.+", *line.bytes, 4) != NULL)
		return 0;
	if (*line.bytes == '|')
		return command_take_destination(&inside, place->line, line);
	if (*line.bytes == '&')
		line = span_trim(span_after(line, 1));
	return line.len != 0 ? destination_take(text, place, line) : 0;
}

int
qmail_read(const struct reader_text *text)
{
	char user[USER_SIZE];
	const struct destination_place place = {
	    .list = find_user(text, user),
	    .grammar = DESTINATION_MAIL_SYSTEM,
	};

	return destination_take_lines(text, &place, take_line);
}

bool
qmail_begins(struct span text)
{
	bool forward = false;

	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));

		if (line.len == 0)
			continue;
		forward |= *line.bytes == '&' && line.len > 1 &&
		           ascii_is_alphanumeric(line.bytes[1]);
		if (memchr("#/.+|&", *line.bytes, 6) == NULL &&
		    (!span_has(line, '@') || span_has(line, ' ')))
			return false;
	}
	return forward;
}
