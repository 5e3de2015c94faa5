/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows Postfix's lines: see the header. */
#include "domains/maillog/postfix_lines.h"

#include <string.h>

#include "domains/base/simd16.h"
#include "domains/maillog/event.h"
#include "domains/maillog/field.h"

/* An id and the colon after it. */
#define ID_FIELD_MAX ((size_t)MAILLOG_ID_MAX + 1)

/* Programs of Postfix that write about mails, the frequent ones first. */
static bool
is_daemon(struct span name)
{
	return field_is(name, "smtp") || field_is(name, "qmgr") ||
	       field_is(name, "cleanup") || field_is(name, "local") ||
	       field_is(name, "smtpd") || field_is(name, "lmtp") ||
	       field_is(name, "virtual") || field_is(name, "pipe") ||
	       field_is(name, "error") || field_is(name, "discard") ||
	       field_is(name, "pickup") || field_is(name, "bounce") ||
	       field_is(name, "postsuper") || field_is(name, "retry") ||
	       field_is(name, "relay") || field_is(name, "nqmgr") ||
	       field_is(name, "oqmgr") || field_is(name, "postscreen") ||
	       field_is(name, "submission") || field_is(name, "submissions") ||
	       field_is(name, "smtps");
}

/* A daemon's name is what stands after the last slash. */
static bool
is_postfix(struct span tag)
{
	struct span name = tag;

	if (field_take(&name, "postfix/") && is_daemon(name))
		return true;
	name = span_after_last(tag, '/');
	return name.len != 0 ? is_daemon(name) : field_is(tag, "postfix");
}

/* Does what follows the id say something about the mail? */
static bool
is_about_mail(struct span rest)
{
	switch (*rest.bytes) {
	case 't':
		return field_take(&rest, "to=<");
	case 'f':
		return field_take(&rest, "from=<");
	case 'm':
		return field_take(&rest, "message-id=") ||
		       field_take(&rest, "milter-");
	case 'r':
		return field_take(&rest, "removed") ||
		       field_take(&rest, "reject: ") ||
		       field_take(&rest, "released from hold");
	case 'h':
		return field_take(&rest, "hold: ");
	case 'd':
		return field_take(&rest, "discard: ");
	case 'p':
		return field_take(&rest, "placed on hold");
	case 'u':
		return field_take(&rest, "uid=");
	case 'c':
		return field_take(&rest, "client=");
	case 'E':
		return field_take(&rest, "END-OF-MESSAGE: ");
	default:
		return false;
	}
}

/* The colon after an id; NULL when there is none. */
static const char *
find_colon(struct span text)
{
	uint32_t colons;

	if (text.len < ID_FIELD_MAX)
		return span_find(text, ':');
	colons =
	    simd16_bits(simd16_is(simd16_load(text.bytes), ':')) |
	    simd16_bits(simd16_is(simd16_load(text.bytes + SIMD16_SIZE), ':'))
		<< SIMD16_SIZE;
	return colons != 0 ? text.bytes + __builtin_ctz(colons) : NULL;
}

bool
postfix_lines_matter(const struct maillog_line *line)
{
	const struct span text = line->text;
	const char *colon = text.len > 8 ? find_colon(text) : NULL;
	struct span rest;

	if (colon == NULL)
		return false;
	rest = span_between(colon + 1, text.bytes + text.len);
	return field_take(&rest, " ") && rest.len != 0 && is_about_mail(rest) &&
	       is_postfix(line->tag);
}
