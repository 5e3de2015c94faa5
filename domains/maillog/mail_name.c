/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds hosts and instances: see the header. */
#include "domains/maillog/mail_name.h"

#include <string.h>

uint32_t
mail_name_find(struct interning *names, struct span name,
    struct mail_name *last)
{
	uint32_t number;

	if (name.len == 0)
		return INTERNING_NONE;
	if (name.len == last->len &&
	    memcmp(name.bytes, last->text, name.len) == 0)
		return last->number;
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
