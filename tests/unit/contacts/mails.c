/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/contacts/mails.h"

#include <criterion/criterion.h>
#include <string.h>

struct header
mails_header(const char *text, struct header_field fields[MAILS_FIELDS_MAX])
{
	struct header header = {fields, 0};

	while (*text != '\0') {
		const char *colon = strchr(text, ':');
		const char *end = colon;

		cr_assert(colon != NULL && header.count < MAILS_FIELDS_MAX,
		    "%s", text);
		do
			end += strcspn(end + 1, "\n") + 1;
		while (*end != '\0' && (end[1] == ' ' || end[1] == '\t'));
		fields[header.count++] =
		    (struct header_field){span_between(text, colon),
			span_trim(span_between(colon + 1, end))};
		text = *end != '\0' ? end + 1 : end;
	}
	return header;
}
