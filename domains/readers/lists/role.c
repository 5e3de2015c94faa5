/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a list's name and a role's ending together. */
#include "domains/readers/lists/role.h"

#include <stdio.h>
#include <string.h>

struct span
role_name_make(struct span list, const char *ending, struct role_name *name)
{
	const char *at = span_find_last(list, '@');
	size_t local = at != NULL ? (size_t)(at - list.bytes) : list.len;
	int len;

	if (*ending == '\0' || list.len == 0 || list.len > ROLE_NAME_SIZE)
		return list;
	len = snprintf(name->text, sizeof(name->text), "%.*s%s%.*s", (int)local,
	    list.bytes, ending, (int)(list.len - local), at != NULL ? at : "");
	return (struct span){name->text, (size_t)len < sizeof(name->text)
					     ? (size_t)len
					     : sizeof(name->text) - 1};
}
