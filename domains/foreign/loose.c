/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds addresses in any text: see the header. */
#include "domains/foreign/loose.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/name.h"
#include "domains/registrations/budget.h"

/* Bytes around an @ in which an address of full width is looked for: of three
 * for each of its characters. */
#define MENDED_BEFORE (ADDRESS_LOCAL_MAX * 3)
#define MENDED_AFTER (ADDRESS_DOMAIN_MAX * 3)

/* A domain's characters, those beyond ASCII among them or not. */
static bool
is_of_domain(char byte, bool wide)
{
	return ascii_is_alphanumeric(byte) || byte == '-' || byte == '.' ||
	       (wide && (byte & 0x80) != 0);
}

/* Of what RFC 5322 allows only what people have. */
static bool
is_of_local(char byte)
{
	return ascii_is_alphanumeric(byte) ||
	       (byte != '\0' && strchr("._%+-", byte) != NULL);
}

/* A domain of two labels and more of which the last has a letter. */
static bool
is_name(struct span domain)
{
	const char *dot = memrchr(domain.bytes, '.', domain.len);
	struct name name;
	bool letter = false;

	if (dot == NULL || domain.len > ADDRESS_DOMAIN_MAX)
		return false;
	for (const char *at = dot; at < domain.bytes + domain.len; at++)
		letter = letter || ascii_is_letter(*at) || (*at & 0x80) != 0;
	return letter && name_parse(domain.bytes, domain.len, &name, NULL) == 0;
}

/* The domain at the beginning of a text.  What stands beside it without a blank
 * between, in Japanese, is no part of it; a domain that has such letters ends
 * with a blank or a mark. */
static struct span
find_domain(struct span text, bool wide)
{
	struct span domain = {text.bytes, 0};

	while (
	    domain.len < text.len && is_of_domain(text.bytes[domain.len], wide))
		domain.len++;
	while (domain.len > 0 &&
	       strchr(".-", domain.bytes[domain.len - 1]) != NULL)
		domain.len--;
	return is_name(domain) ? domain : (struct span){text.bytes, 0};
}

/* The address around an @ of a text; false when there is none. */
static bool
find_around(struct span text, size_t at, bool wide, struct span *address_r)
{
	struct span domain = find_domain(span_after(text, at + 1), wide);
	size_t begin = at;

	while (begin > 0 && at - begin < ADDRESS_LOCAL_MAX &&
	       is_of_local(text.bytes[begin - 1]))
		begin--;
	while (begin < at && strchr(".-%", text.bytes[begin]) != NULL)
		begin++;
	*address_r =
	    (struct span){text.bytes + begin, at + 1 + domain.len - begin};
	return begin < at && domain.len != 0;
}

/* The same in what full width stands for.  A blank beside a dot is the end of a
 * sentence here, and Japanese beside the address is no part of it. */
static bool
find_mended(struct span line, size_t at, struct span *address_r)
{
	size_t begin = at > MENDED_BEFORE ? at - MENDED_BEFORE : 0;
	struct span around = {line.bytes + begin, line.len - begin};
	struct full_width mended;

	if (around.len > MENDED_BEFORE + MENDED_AFTER)
		around.len = MENDED_BEFORE + MENDED_AFTER;
	if (!full_width_mend(around.bytes, around.len, &mended))
		return false;
	for (size_t i = 0; i < mended.len; i++)
		if (begin + mended.from[i] == at && mended.bytes[i] == '@') {
			struct span text = {mended.bytes, mended.len};

			if (!find_around(text, i, false, address_r))
				return false;
			*address_r =
			    full_width_origin(&mended, around, *address_r);
			return (full_width_oddities(address_r->bytes,
				    address_r->len) &
				   (FULL_WIDTH_BLANK | FULL_WIDTH_NO_BREAK)) ==
			       0;
		}
	return false;
}

/* The next @ of a line from a place on, of either width; its length, or 0. */
static size_t
find_at(struct span line, size_t *at)
{
	for (; *at < line.len; ++*at) {
		struct span rest = span_after(line, *at);

		if (*rest.bytes == '@')
			return 1;
		if (span_begins(rest, "\uff20"))
			return strlen("\uff20");
	}
	return 0;
}

static int
take_line(const struct reader_text *text, struct span line, unsigned number)
{
	size_t mark;

	for (size_t at = 0; (mark = find_at(line, &at)) != 0; at += mark) {
		struct full_width mended;
		struct member member;
		struct span address;

		if (!(mark == 1 && find_around(line, at, false, &address)) &&
		    !find_mended(line, at, &address) &&
		    !(mark == 1 && find_around(line, at, true, &address)))
			continue;
		member_of_text(address.bytes, address.len, &mended, &member);
		member.list = text->list;
		member.file = text->file;
		member.line = number;
		if (text->take(text->context, &member) != 0)
			return -1;
	}
	return 0;
}

int
loose_read(const struct reader_text *text)
{
	struct span rest = text->text;

	for (unsigned number = 1; rest.len > 0; number++) {
		struct span line = span_take_line(&rest);

		if (!budget_go_on(text->budgets, line.len + 1) ||
		    (line.len != 0 && take_line(text, line, number) < 0))
			return -1;
	}
	return 0;
}
