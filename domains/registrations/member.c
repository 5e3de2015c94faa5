/* SPDX-License-Identifier: BSD-2-Clause */
/* What the readers of registrations have in common: see member.h. */
#include "domains/registrations/member.h"

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

enum member_role
member_role(struct span list, struct span *base_r)
{
	const char *at =
	    list.len != 0 ? memchr(list.bytes, '@', list.len) : NULL;
	struct span local = {list.bytes,
	    at != NULL ? (size_t)(at - list.bytes) : list.len};
	static const char owner[] = "owner-";

	*base_r = local;
	if (span_begins(local, owner) && local.len > strlen(owner)) {
		base_r->bytes += strlen(owner);
		base_r->len -= strlen(owner);
		return MEMBER_OWNER;
	}
	if (ends(local, "-owner", base_r))
		return MEMBER_OWNER;
	if (ends(local, "-request", base_r))
		return MEMBER_REQUEST;
	return MEMBER_MEMBER;
}
