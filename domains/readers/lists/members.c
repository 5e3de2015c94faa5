/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the members that list managers keep. */
#include "domains/readers/lists/members.h"

#include <string.h>

#include "domains/registrations/budget.h"
#include "domains/readers/list_line.h"

int
members_read(const struct reader_text *text)
{
	struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	};
	struct span rest = text->text;

	while (rest.len > 0) {
		struct span line = span_take_line(&rest);

		place.line++;
		if (!budget_go_on(text->budgets, line.len + 1) ||
		    list_line_take(text, &place, line) < 0)
			return -1;
	}
	return 0;
}

/* ---- Sympa --------------------------------------------------------------- */

/* The value of "key value", or nothing. */
static bool
value_of(struct span line, const char *key, struct span *value_r)
{
	size_t len = strlen(key);

	if (!span_begins(line, key) || line.len <= len ||
	    (line.bytes[len] != ' ' && line.bytes[len] != '\t'))
		return false;
	*value_r = span_trim(span_after(line, len));
	return true;
}

/* A paragraph is over. */
static int
take_paragraph(const struct reader_text *text, struct destination_place *place,
    struct span *email)
{
	int result =
	    email->len != 0 ? destination_take(text, place, *email) : 0;

	email->len = 0;
	place->name.len = 0;
	return result;
}

int
sympa_read(const struct reader_text *text)
{
	struct destination_place place = {
	    .list = text->list,
	    .grammar = DESTINATION_ADDRESSES,
	};
	struct span rest = text->text, email = {0}, value;

	for (unsigned number = 1; rest.len > 0; number++) {
		struct span line = span_take_line(&rest);
		bool another = value_of(line, "email", &value);

		if (!budget_go_on(text->budgets, line.len + 1) ||
		    ((another || span_trim(line).len == 0) &&
			take_paragraph(text, &place, &email) < 0))
			return -1;
		if (another) {
			email = value;
			place.line = number;
		} else if (value_of(line, "gecos", &value)) {
			place.name = value;
		}
	}
	return take_paragraph(text, &place, &email);
}

bool
sympa_is_dump(struct span text)
{
	static const char *const keys[] = {"email", "gecos", "date",
	    "update_date", "reception", "visibility", "subscribed", "bounce",
	    "info", "profile", "topics", "number_messages"};
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
