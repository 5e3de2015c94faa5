/* SPDX-License-Identifier: BSD-2-Clause */
/* Works out whose role a list's name says, and who a list's owner is. */
#include "domains/registrations/owner.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Has the name the ending, and something before it? */
static bool
ends(struct span name, const char *ending, struct span *base_r)
{
	size_t len = strlen(ending);
	struct span tail;

	if (name.len <= len)
		return false;
	tail = (struct span){name.bytes + name.len - len, len};
	if (!span_begins(tail, ending))
		return false;
	*base_r = (struct span){name.bytes, name.len - len};
	return true;
}

enum owner_role
owner_role(struct span list, struct span *base_r)
{
	const char *at = span_find(list, '@');
	struct span local = {list.bytes,
	    at != NULL ? (size_t)(at - list.bytes) : list.len};
	static const char owner[] = "owner-";

	*base_r = local;
	if (span_begins(local, owner) && local.len > strlen(owner)) {
		base_r->bytes += strlen(owner);
		base_r->len -= strlen(owner);
		return OWNER_OWNER;
	}
	if (ends(local, "-owner", base_r))
		return OWNER_OWNER;
	if (ends(local, "+owner", base_r))
		return OWNER_OWNER;
	if (ends(local, "-request", base_r) || ends(local, "-editor", base_r) ||
	    ends(local, "+moderators", base_r) ||
	    ends(local, "-moderators", base_r))
		return OWNER_REQUEST;
	return OWNER_NONE;
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
