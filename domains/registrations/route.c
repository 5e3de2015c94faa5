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

/* The bytes of a route, and which of them no quote or backslash protected. */
struct reading {
	const struct lookup_key_rules *rules;
	char *text;
	bool plain[ROUTE_TEXT_MAX];
};

/* Takes quotes and backslashes out of a part of the text; a quote without its
 * end is a stray one and protects nothing, and so is a backslash at the end. */
static struct span
unquote(struct reading *reading, struct span part)
{
	size_t begin = (size_t)(part.bytes - reading->text), len = 0;
	bool quoted = false;

	for (size_t i = 0; i < part.len; i++) {
		bool escaped = part.bytes[i] == '\\';

		quoted ^= part.bytes[i] == '"';
		if (part.bytes[i] == '"' || (escaped && ++i == part.len))
			continue;
		reading->plain[begin + len] = !quoted && !escaped;
		reading->text[begin + len++] = part.bytes[i];
	}
	if (quoted)
		memset(&reading->plain[begin], true, len);
	return (struct span){part.bytes, len};
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

/* Does a local part stand in quotes (RFC 822) when an MTA writes it? */
static bool
wants_quotes(struct span local)
{
	bool dot = true;

	for (size_t i = 0; i < local.len; i++) {
		char byte = local.bytes[i];

		if ((byte >= 0 && byte <= ' ') || byte == 0x7f ||
		    strchr("()<>@,;:\\\"[]", byte) != NULL ||
		    (dot && byte == '.'))
			return true;
		dot = byte == '.';
	}
	return dot;
}

/* Where the byte is for the last time; plain: where nothing protects it. */
static const char *
find_operator(const struct reading *reading, struct span text, char byte,
    bool plain)
{
	for (size_t i = text.len; i-- > 0;)
		if (text.bytes[i] == byte &&
		    (!plain || reading->plain[text.bytes + i - reading->text]))
			return text.bytes + i;
	return NULL;
}

static const char *
find_bang(const struct reading *reading, struct span text)
{
	for (size_t i = 0; reading->rules->bang_path && i < text.len; i++)
		if (text.bytes[i] == '!' &&
		    reading->plain[text.bytes + i - reading->text])
			return text.bytes + i;
	return NULL;
}

/* The last % where there is no @. */
static const char *
find_percent(const struct reading *reading, struct span text, bool plain)
{
	return reading->rules->percent_hack
	           ? find_operator(reading, text, '%', plain)
	           : NULL;
}

/* At what no quote protects. */
static bool
split_plain(const struct reading *reading, struct span text,
    struct span *local_r, struct span *domain_r)
{
	const char *end = text.bytes + text.len;
	const char *at = find_operator(reading, text, '@', true);
	const char *bang = at == NULL ? find_bang(reading, text) : NULL;

	if (bang != NULL) {
		*local_r = span_between(bang + 1, end);
		*domain_r = span_between(text.bytes, bang);
		return true;
	}
	if (at == NULL)
		at = find_percent(reading, text, true);
	if (at == NULL)
		return false;
	*local_r = span_between(text.bytes, at);
	*domain_r = span_between(at + 1, end);
	return true;
}

/* Before an MTA reads on it writes the address again: the local part, which
 * ends at the last @, in quotes if it has to.  Returns the domain, of which it
 * takes quotes away; before is the local part. */
static struct span
requote(struct reading *reading, struct span before, struct span domain)
{
	memset(&reading->plain[before.bytes - reading->text],
	    !wants_quotes(before), before.len);
	return unquote(reading, domain);
}

/* Where nothing else is left, what is in quotes is read: at its last @, else
 * its last %; a ! makes it a text without quotes. */
static bool
split_quoted(struct reading *reading, struct span *rest, struct span *local_r,
    struct span *domain_r)
{
	struct span text = *rest;
	const char *at = find_operator(reading, text, '@', false);

	if (at == NULL)
		at = find_percent(reading, text, false);
	if (at == NULL && reading->rules->bang_path && span_has(text, '!')) {
		*rest = unquote(reading, text);
		return split_plain(reading, *rest, local_r, domain_r);
	}
	if (at == NULL)
		return false;
	*local_r = span_between(text.bytes, at);
	*domain_r = requote(reading, *local_r,
	    span_between(at + 1, text.bytes + text.len));
	return true;
}

/* Reads a path for the first time.  *bare_r: it has no @ but in quotes. */
static struct span
begin(struct reading *reading, struct span path, bool *bare_r)
{
	struct span text, domain;
	const char *at;
	size_t place;

	memcpy(reading->text, path.bytes, path.len);
	text = unquote(reading, (struct span){reading->text, path.len});
	*bare_r = find_operator(reading, text, '@', true) == NULL;
	text = strip_source_route(text);
	at = span_find_last(text, '@');
	if (at == NULL) {
		requote(reading, text, span_after(text, text.len));
		return text;
	}
	place = (size_t)(at - reading->text);
	domain = requote(reading, span_between(text.bytes, at),
	    span_between(at + 1, text.bytes + text.len));
	reading->plain[place] = true;
	return span_between(text.bytes, domain.bytes + domain.len);
}

bool
route_find(const struct lookup_key_rules *rules, struct span path,
    struct route *route_r)
{
	struct reading reading = {.rules = rules != NULL ? rules : &by_default,
	    .text = route_r->text};
	struct span local = strip_angles(path), domain = {"", 0};
	bool bare;

	if (!is_suspect(local) || local.len > sizeof(route_r->text))
		return false;
	local = begin(&reading, local, &bare);
	route_r->here = true;
	for (unsigned steps = 0; route_r->here; steps++) {
		struct span text = strip_source_route(local);

		if (!split_plain(&reading, text, &local, &domain) &&
		    !split_quoted(&reading, &text, &local, &domain)) {
			if (steps == 0)
				return false;
			local = text;
			break;
		}
		/* Quotes keep no blank around a domain, either. */
		domain = span_trim(domain);
		route_r->here = lookup_key_is_own(reading.rules, domain);
		if (!route_r->here && steps == 0 && !bare)
			return false;
	}
	local = span_trim(local);
	route_r->address = (struct address){
	    .local = local.bytes,
	    .local_len = local.len,
	    .domain = domain.bytes,
	    .domain_len = domain.len,
	    .literal = domain.len != 0 && domain.bytes[0] == '[',
	};
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
