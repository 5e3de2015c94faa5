/* SPDX-License-Identifier: BSD-2-Clause */
/* Works out whose role a list's name says, and who a list's owner is. */
#include "domains/registrations/owner.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Has the name one of these endings, and something before it? */
static bool
take_end(struct span *name, const char *const *endings)
{
	struct span base = *name;

	for (; *endings != NULL; endings++)
		if (span_take_end(&base, *endings) && base.len != 0) {
			*name = base;
			return true;
		}
	return false;
}

enum owner_role
owner_role(struct span list, struct span *base_r)
{
	static const char *const owners[] = {"-owner", "+owner", NULL};
	static const char *const requests[] = {"-request", "-editor",
	    "+moderators", "-moderators", NULL};

	*base_r = span_take_until(&list, '@');
	if (!span_equal(*base_r, "owner-") && span_take_begin(base_r, "owner-"))
		return OWNER_OWNER;
	if (take_end(base_r, owners))
		return OWNER_OWNER;
	return take_end(base_r, requests) ? OWNER_REQUEST : OWNER_NONE;
}

int
owner_name(const char *list, size_t which, char *buf, size_t size)
{
	static const struct {
		const char *before, *after;
	} forms[OWNER_FORMS] = {{"owner-", ""}, {"", "-owner"}, {"", "+owner"}};
	size_t len = strcspn(list, "@");

	return snprintf(buf, size, "%s%.*s%s%s", forms[which].before, (int)len,
	    list, forms[which].after, list + len);
}
