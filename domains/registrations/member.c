/* SPDX-License-Identifier: BSD-2-Clause */
/* What the readers of registrations have in common: see member.h. */
#include "domains/registrations/member.h"

#include <string.h>

#include "domains/base/buffer.h"

int
reader_text_report(const struct reader_text *text, unsigned line,
    const char *why)
{
	return diagnostics_add(text->diagnostics, text->file, line, "%s", why);
}

int
reader_text_refuse(const struct reader_text *text, unsigned line,
    struct span what, const char *why)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	return diagnostics_add(text->diagnostics, text->file, line,
	    "\"%s\": %s", diagnostic_quote(what.bytes, what.len, quoted), why);
}

int
reader_text_no_memory(const struct reader_text *text)
{
	return diagnostics_no_memory(text->diagnostics, text->file);
}

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
		text = span_after(text, *text.bytes == '@');
		member->parsed.domain = text.bytes;
		member->parsed.domain_len = text.len;
		member->error = ADDRESS_FINE;
	}
}

void
member_report(const struct member *member, struct diagnostics *diagnostics,
    const char *text)
{
	struct buffer place = {0};

	buffer_add_text(&place, member->file);
	buffer_add_text(&place, ":");
	buffer_add(&place, member->cell.bytes, member->cell.len);
	buffer_add(&place, "", 1);
	if (member->cell.len == 0 || place.failed)
		diagnostics_add(diagnostics, member->file, member->line, "%s",
		    text);
	else
		diagnostics_add(diagnostics, place.bytes, 0, "%s", text);
	buffer_clear(&place);
}

struct span
member_sheet(struct span cell)
{
	(void)span_take_last(&cell, '!');
	return cell;
}

struct span
member_cell(struct span cell)
{
	return span_take_last(&cell, '!');
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
