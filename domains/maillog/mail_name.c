/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds hosts and instances: see the header. */
#include "domains/maillog/mail_name.h"

#include <string.h>

#include "domains/base/xxh3.h"

uint32_t
mail_name_find_other(struct interning *names, struct span name,
    struct mail_name *last)
{
	uint32_t number;

	if (name.len == 0)
		return INTERNING_NONE;
	number = interning_count(names) < MAIL_NAMES_MAX
	             ? interning_add(names, name)
	             : interning_find(names, name);
	if (name.len <= sizeof(last->text)) {
		memcpy(last->text, name.bytes, name.len);
		last->len = name.len;
		last->number = number;
	}
	return number;
}

uint64_t
mail_name_hash(const struct interning *names, uint32_t name)
{
	const char *text =
	    name != INTERNING_NONE ? interning_text(names, name) : "";

	return *text != '\0' ? XXH3_64bits(text, strlen(text)) : 0;
}
