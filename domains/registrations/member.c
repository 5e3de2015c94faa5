/* SPDX-License-Identifier: BSD-2-Clause */
/* What the readers of registrations have in common: see member.h. */
#include "domains/registrations/member.h"

void
member_parse(struct member *member)
{
	struct span text = member->mended;

	member->parsed = (struct address){0};
	member->error = ADDRESS_NO_AT;
	if (member->target == MEMBER_ADDRESS) {
		if (address_parse_path(text.bytes, text.len, &member->parsed,
			&member->error) == 0)
			member->error = ADDRESS_FINE;
	} else if (member->target == MEMBER_DOMAIN && text.len > 1) {
		member->parsed.domain = text.bytes + 1;
		member->parsed.domain_len = text.len - 1;
		member->error = ADDRESS_FINE;
	}
}

void
member_of_text(const char *bytes, size_t len, struct full_width *mended_r,
    struct member *member_r)
{
	*member_r = (struct member){
	    .target = MEMBER_ADDRESS,
	    .address = {bytes, len},
	    .mended = {bytes, len},
	};
	if (full_width_mend(bytes, len, mended_r)) {
		member_r->mended =
		    (struct span){mended_r->bytes, mended_r->len};
		member_r->oddities = full_width_oddities(bytes, len);
	}
	member_parse(member_r);
	if (member_r->error == ADDRESS_NO_AT ||
	    member_r->error == ADDRESS_EMPTY)
		member_r->target = MEMBER_LOCAL;
}
