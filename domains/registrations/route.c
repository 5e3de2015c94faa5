/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads recipients as trivial-rewrite(8) does. */
#include "domains/registrations/route.h"

#include <stdio.h>
#include <string.h>

static const struct lookup_key_rules by_default = {
    .delimiter = "",
    .percent_hack = true,
    .bang_path = true,
};

/* Is there anything before the last @ that may lead somewhere else? */
static bool
is_suspect(struct span text)
{
	const char *at = span_find_last(text, '@');
	struct span local = at != NULL ? span_between(text.bytes, at) : text;

	return span_has(local, '%') || span_has(local, '!') ||
	       span_has(local, '@') || span_has(local, '"') ||
	       span_has(local, '\\');
}

/* Without angle brackets around it. */
static struct span
strip_angles(struct span path)
{
	return span_trim(span_inside(span_trim(path), '<', '>'));
}

/* Copies a text without quotes and backslashes.  *bare_r: they were around each
 * @ in it, or it has none; a quote without its end is a stray one. */
static struct span
unquote(struct span text, char copy[static ROUTE_TEXT_MAX], bool *bare_r)
{
	bool quoted = false;
	size_t len = 0;

	*bare_r = true;
	for (size_t i = 0; i < text.len; i++) {
		if (text.bytes[i] == '"') {
			quoted = !quoted;
			continue;
		}
		if (text.bytes[i] == '\\' && i + 1 < text.len)
			i++;
		else if (text.bytes[i] == '@' && !quoted)
			*bare_r = false;
		copy[len++] = text.bytes[i];
	}
	*bare_r = *bare_r && !quoted;
	return (struct span){copy, len};
}

/* "@a,@b:taro" is taro; a colon within an address literal is none. */
static struct span
strip_source_route(struct span text)
{
	bool literal = false;

	if (text.len == 0 || text.bytes[0] != '@')
		return text;
	for (size_t i = 1; i + 1 < text.len; i++) {
		literal =
		    text.bytes[i] == '[' || (literal && text.bytes[i] != ']');
		if (text.bytes[i] == ':' && !literal)
			return span_after(text, i + 1);
	}
	return text;
}

/* Takes a text apart where an MTA does; false for a user. */
static bool
split(const struct lookup_key_rules *rules, struct span text,
    struct address *parts_r)
{
	const char *end = text.bytes + text.len;
	const char *at = span_find_last(text, '@');
	struct span before, after;

	if (at == NULL && rules->bang_path && span_has(text, '!')) {
		before = text;
		after = span_take_until(&before, '!');
	} else {
		if (at == NULL && rules->percent_hack)
			at = span_find_last(text, '%');
		if (at == NULL)
			return false;
		before = span_between(text.bytes, at);
		after = span_between(at + 1, end);
	}
	*parts_r = (struct address){
	    .local = before.bytes,
	    .local_len = before.len,
	    .domain = after.bytes,
	    .domain_len = after.len,
	    .literal = after.len != 0 && after.bytes[0] == '[',
	};
	return true;
}

bool
route_find(const struct lookup_key_rules *rules, struct span path,
    struct route *route_r)
{
	struct span text = strip_angles(path);
	struct address *parts = &route_r->address, next;
	bool bare;

	if (rules == NULL)
		rules = &by_default;
	if (!is_suspect(text) || text.len > sizeof(route_r->text))
		return false;
	text = unquote(text, route_r->text, &bare);
	*parts = (struct address){.local = text.bytes, .local_len = text.len};
	route_r->here = true;
	for (unsigned steps = 0; route_r->here; steps++) {
		text = strip_source_route(
		    (struct span){parts->local, parts->local_len});
		parts->local = text.bytes;
		parts->local_len = text.len;
		if (!split(rules, text, &next))
			return steps != 0;
		route_r->here = lookup_key_is_own(rules,
		    (struct span){next.domain, next.domain_len});
		if (!route_r->here && steps == 0 && !bare)
			return false;
		*parts = next;
	}
	return true;
}

static int
cut(size_t len, size_t max)
{
	return (int)(len < max ? len : max);
}

void
route_format(const struct route *route, char text_r[static ROUTE_ADDRESS_SIZE])
{
	const struct address *address = &route->address;
	struct span domain = {address->domain, address->domain_len};
	struct name name;

	if (name_parse(domain.bytes, domain.len, &name, NULL) == 0)
		domain = (struct span){name.text, name.len};
	snprintf(text_r, ROUTE_ADDRESS_SIZE, "%.*s@%.*s",
	    cut(address->local_len, ADDRESS_LOCAL_MAX), address->local,
	    cut(domain.len, NAME_MAX_BYTES), domain.bytes);
}
