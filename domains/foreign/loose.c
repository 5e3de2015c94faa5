/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds addresses in any text: see the header. */
#include "domains/foreign/loose.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/name.h"
#include "domains/registrations/budget.h"

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
find_domain(struct span text)
{
	static const bool wide[] = {false, true};
	struct span domain;

	for (size_t i = 0; i < 2; i++) {
		domain = (struct span){text.bytes, 0};
		while (domain.len < text.len &&
		       is_of_domain(text.bytes[domain.len], wide[i]))
			domain.len++;
		while (domain.len > 0 &&
		       strchr(".-", domain.bytes[domain.len - 1]) != NULL)
			domain.len--;
		if (is_name(domain))
			return domain;
	}
	return (struct span){text.bytes, 0};
}

/* The address around an @ of a line; false when there is none. */
static bool
find_around(struct span line, size_t at, struct span *address_r)
{
	struct span domain = find_domain(span_after(line, at + 1));
	size_t begin = at;

	while (begin > 0 && at - begin < ADDRESS_LOCAL_MAX &&
	       is_of_local(line.bytes[begin - 1]))
		begin--;
	while (begin < at && strchr(".-%", line.bytes[begin]) != NULL)
		begin++;
	*address_r =
	    (struct span){line.bytes + begin, at + 1 + domain.len - begin};
	return begin < at && domain.len != 0;
}

static int
take_line(const struct reader_text *text, struct span line, unsigned number)
{
	const char *at;
	size_t from = 0;

	while ((at = memchr(line.bytes + from, '@', line.len - from)) != NULL) {
		struct member member = {
		    .target = MEMBER_ADDRESS,
		    .list = text->list,
		    .file = text->file,
		    .line = number,
		};

		from = (size_t)(at - line.bytes);
		if (find_around(line, from, &member.address)) {
			member.mended = member.address;
			member_parse(&member);
			if (text->take(text->context, &member) != 0)
				return -1;
		}
		from++;
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
