/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the paragraphs of Sympa's dumps. */
#include "domains/readers/lists/sympa.h"

#include <string.h>

#include "domains/registrations/destinations.h"
#include "domains/readers/lists/role.h"
#include "domains/registrations/budget.h"

/* The value of "key value", or nothing. */
static bool
value_of(struct span line, const char *key, struct span *value_r)
{
	size_t len = strlen(key);

	line = span_trim(line);
	if (!span_begins(line, key) || line.len <= len ||
	    (line.bytes[len] != ' ' && line.bytes[len] != '\t'))
		return false;
	*value_r = span_trim(span_after(line, len));
	return true;
}

enum role { MEMBER, OWNER, EDITOR, ROLES };

/* A user, whose lines may stand in any order. */
struct paragraph {
	struct destination_place place;
	struct span email;
	enum role role;
};

static int
take_paragraph(const struct reader_text *text, struct paragraph *paragraph,
    enum role role)
{
	static const char *const endings[ROLES] = {"", "-request", "-editor"};
	struct role_name name;
	int result = 0;

	if (paragraph->email.len != 0) {
		paragraph->place.list =
		    role_name_make(text->list, endings[paragraph->role], &name);
		result =
		    destination_take(text, &paragraph->place, paragraph->email);
	}
	paragraph->email.len = paragraph->place.name.len = 0;
	paragraph->role = role;
	return result;
}

/* By the name of the file. */
static enum role
role_of_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	if (strncmp(name, "owner.dump", strlen("owner.dump")) == 0)
		return OWNER;
	return strncmp(name, "editor.dump", strlen("editor.dump")) == 0
	           ? EDITOR
	           : MEMBER;
}

static void
take_line(struct paragraph *paragraph, struct span line, bool first)
{
	struct span value;

	if (value_of(line, "gecos", &value))
		paragraph->place.name = value;
	else if (paragraph->role == MEMBER && value_of(line, "profile", &value))
		paragraph->role = OWNER;
	else if (first && span_equal(span_trim(line), "owner"))
		paragraph->role = OWNER;
	else if (first && span_equal(span_trim(line), "editor"))
		paragraph->role = EDITOR;
}

int
sympa_read(const struct reader_text *text)
{
	enum role role = role_of_file(text->file);
	struct paragraph paragraph = {
	    .place = {.grammar = DESTINATION_ADDRESSES},
	    .role = role,
	};
	struct span rest = text->text, value;
	bool first = true;

	for (unsigned number = 1; rest.len > 0; number++) {
		struct span line = span_take_line(&rest);
		bool email = value_of(line, "email", &value);
		bool end = span_trim(line).len == 0;

		/* Of two in a paragraph the second is another user. */
		if (!budget_go_on(text->budgets, line.len + 1) ||
		    ((end || (email && paragraph.email.len != 0)) &&
			take_paragraph(text, &paragraph, role) < 0))
			return -1;
		if (email) {
			paragraph.email = value;
			paragraph.place.line = number;
		} else {
			take_line(&paragraph, line, first);
		}
		first = end;
	}
	return take_paragraph(text, &paragraph, role);
}

bool
sympa_is_dump(struct span text)
{
	static const char *const keys[] = {"email", "gecos", "date",
	    "update_date", "reception", "visibility", "subscribed", "bounce",
	    "bounce_address", "bounce_score", "info", "profile", "topics",
	    "number_messages", "custom_attribute", "id", "included",
	    "include_sources", "inclusion", "inclusion_ext", "inclusion_label",
	    "suspend", "startdate", "enddate"};
	bool email = false;
	struct span value;

	while (text.len > 0) {
		struct span line = span_take_line(&text);
		bool matches = false;

		if (span_trim(line).len == 0) {
			if (email)
				return true;
			continue;
		}
		email = email || (value_of(line, "email", &value) &&
				     memchr(value.bytes, '@', value.len));
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			matches = matches || value_of(line, keys[i], &value);
		if (!matches)
			return false;
	}
	return email;
}
