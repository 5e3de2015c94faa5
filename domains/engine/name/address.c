// SPDX-License-Identifier: BSD-2-Clause
/* Address: parses envelope paths without copying a byte. */
#include "domains/engine/name/address.h"

#include <stdint.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/span.h"
#include "domains/base/translation.h"
#include "domains/base/utf8.h"
#include "domains/engine/name/name.h"

#define FULL_WIDTH_AT 0xff20u

#define DECIMAL(number) DECIMAL_(number)
#define DECIMAL_(number) #number

/* Where an ASCII byte may stand; bytes from 0x80 on have no bit. */
enum byte_class {
	LOCAL = 1,   /* atext of RFC 5322 3.2.3, and the dot */
	DOMAIN = 2,  /* may stand in a domain before name_parse() checks it */
	LITERAL = 4, /* dtext of RFC 5321 4.1.3 */
	HOP = 8,     /* an MTA may part a local part there */
};

/* clang-format off */
#define A (LOCAL | DOMAIN | LITERAL)
#define H (LOCAL | DOMAIN | LITERAL | HOP)
#define Q (LITERAL | HOP)
#define S LITERAL /* specials */
static const uint8_t byte_class[256] = {
	['!'] = H, ['"'] = Q, ['#'] = A, ['$'] = A, ['%'] = H, ['&'] = A,
	['\''] = A, ['('] = S, [')'] = S, ['*'] = A, ['+'] = A, [','] = S,
	['-'] = A, ['.'] = A, ['/'] = A,
	['0'] = A, ['1'] = A, ['2'] = A, ['3'] = A, ['4'] = A, ['5'] = A,
	['6'] = A, ['7'] = A, ['8'] = A, ['9'] = A,
	[':'] = S, [';'] = S, ['<'] = S, ['='] = A, ['>'] = S, ['?'] = A,
	['@'] = S,
	['A'] = A, ['B'] = A, ['C'] = A, ['D'] = A, ['E'] = A, ['F'] = A,
	['G'] = A, ['H'] = A, ['I'] = A, ['J'] = A, ['K'] = A, ['L'] = A,
	['M'] = A, ['N'] = A, ['O'] = A, ['P'] = A, ['Q'] = A, ['R'] = A,
	['S'] = A, ['T'] = A, ['U'] = A, ['V'] = A, ['W'] = A, ['X'] = A,
	['Y'] = A, ['Z'] = A,
	['^'] = A, ['_'] = A, ['`'] = A,
	['a'] = A, ['b'] = A, ['c'] = A, ['d'] = A, ['e'] = A, ['f'] = A,
	['g'] = A, ['h'] = A, ['i'] = A, ['j'] = A, ['k'] = A, ['l'] = A,
	['m'] = A, ['n'] = A, ['o'] = A, ['p'] = A, ['q'] = A, ['r'] = A,
	['s'] = A, ['t'] = A, ['u'] = A, ['v'] = A, ['w'] = A, ['x'] = A,
	['y'] = A, ['z'] = A,
	['{'] = A, ['|'] = A, ['}'] = A, ['~'] = A,
};
#undef A
#undef H
#undef Q
#undef S
/* clang-format on */

static bool
is(char byte, enum byte_class class)
{
	return (byte_class[(unsigned char)byte] & class) != 0;
}

static bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

const char *
address_error_text(enum address_error error)
{
	static const char *const texts[ADDRESS_ERRORS] = {
	    [ADDRESS_FINE] = N_("no error"),
	    [ADDRESS_EMPTY] = N_("no address"),
	    [ADDRESS_NO_AT] = N_("no @"),
	    [ADDRESS_NO_LOCAL] = N_("nothing before the @"),
	    [ADDRESS_NO_DOMAIN] = N_("nothing after the @"),
	    [ADDRESS_LOCAL_LONG] =
		"local part over " DECIMAL(ADDRESS_LOCAL_MAX) " bytes",
	    [ADDRESS_DOMAIN_LONG] =
		"domain over " DECIMAL(ADDRESS_DOMAIN_MAX) " bytes",
	    [ADDRESS_BAD_LOCAL] =
		N_("a character that cannot stand in a local part"),
	    [ADDRESS_BAD_QUOTE] = N_("a quote without its end"),
	    [ADDRESS_BAD_DOMAIN] =
		N_("a character that cannot stand in a domain"),
	    [ADDRESS_BAD_LITERAL] = N_("bad address literal"),
	    [ADDRESS_BAD_ROUTE] = N_("bad source route"),
	    [ADDRESS_BAD_UTF8] = N_("bad UTF-8"),
	    [ADDRESS_BAD_ANGLE] = N_("< and > that do not pair"),
	    [ADDRESS_FULL_WIDTH_AT] = N_("full-width @"),
	    [ADDRESS_TEXT_LONG] = N_("a text too long to be addresses"),
	};

	return error < ADDRESS_ERRORS ? texts[error] : "unknown error";
}

/* Takes the code point beyond ASCII at *at, and moves *at after it. */
static enum address_error
take_code_point(const char **at, const char *end)
{
	uint32_t code;
	size_t taken = utf8_decode(*at, (size_t)(end - *at), &code);

	if (taken == 0)
		return ADDRESS_BAD_UTF8;
	if (code == FULL_WIDTH_AT)
		return ADDRESS_FULL_WIDTH_AT;
	if (code < 0xa0) /* C1 controls */
		return ADDRESS_BAD_LOCAL;
	*at += taken;
	return ADDRESS_FINE;
}

/* Takes a quoted string: *at moves from its first quote to after its last. */
static enum address_error
take_quoted(const char **at, const char *end)
{
	const char *p = *at + 1;

	while (p < end && *p != '"') {
		if (*p == '\\' && ++p == end)
			break;
		if (!is_ascii(*p)) {
			enum address_error error = take_code_point(&p, end);
			/* In quotes it is an ordinary character. */
			if (error == ADDRESS_FULL_WIDTH_AT)
				p += strlen("＠");
			else if (error != ADDRESS_FINE)
				return error;
		} else if (*p < ' ' || *p == 0x7f) {
			return ADDRESS_BAD_LOCAL;
		} else {
			p++;
		}
	}
	if (p == end)
		return ADDRESS_BAD_QUOTE;
	*at = p + 1;
	return ADDRESS_FINE;
}

static const char *
after_blanks(const char *p, const char *end)
{
	while (p < end && ascii_is_blank(*p))
		p++;
	return p;
}

/* The @ of an address, after blanks, which RFC 5322 3.4.1 leaves out, or a
 * backslash, which Postfix leaves out; NULL when something else is there. */
static const char *
find_at(const char *p, const char *end)
{
	p = after_blanks(p, end);
	p += p < end && *p == '\\';
	return p < end && *p == '@' ? p : NULL;
}

/* Takes a local part; *at moves to its end, where find_at() finds its @, and
 * *seen gets the classes of its bytes.  Dots may stand
 * anywhere, not only between atoms: for years Japanese mobile carriers gave out
 * addresses such as "taro..yamada.".  Quoted strings and atoms may alternate
 * with dots between, as in the obsolete grammar. */
static enum address_error
take_local(const char **at, const char *end, unsigned *seen)
{
	const char *begin = *at, *p = begin;
	enum address_error error;

	while (p < end && *p != '@') {
		if (is(*p, LOCAL)) {
			*seen |= byte_class[(unsigned char)*p];
			p++;
			continue;
		}
		if (p != begin && find_at(p, end) != NULL)
			break;
		*seen |= byte_class[(unsigned char)*p];
		if (*p == '"' && (p == begin || p[-1] == '.')) {
			if ((error = take_quoted(&p, end)) != ADDRESS_FINE)
				return error;
			if (p < end && *p != '.' && find_at(p, end) == NULL)
				return ADDRESS_BAD_LOCAL;
		} else if (!is_ascii(*p)) {
			if ((error = take_code_point(&p, end)) != ADDRESS_FINE)
				return error;
		} else {
			return *p == '<' || *p == '>' ? ADDRESS_BAD_ANGLE
			                              : ADDRESS_BAD_LOCAL;
		}
	}
	if (p == end) /* the only @ stands in quotes */
		return ADDRESS_NO_AT;
	if (p == begin)
		return ADDRESS_NO_LOCAL;
	if (p - begin > ADDRESS_LOCAL_MAX)
		return ADDRESS_LOCAL_LONG;
	*at = p;
	return ADDRESS_FINE;
}

static enum address_error
check_literal(const char *domain, size_t len)
{
	if (len < 3 || domain[len - 1] != ']')
		return ADDRESS_BAD_LITERAL;
	for (size_t i = 1; i < len - 1; i++)
		if (!is(domain[i], LITERAL))
			return ADDRESS_BAD_LITERAL;
	return ADDRESS_FINE;
}

/* Checks a domain as far as the address matters; name_parse() does the rest. */
static enum address_error
check_domain(const char *domain, size_t len)
{
	if (len == 0)
		return ADDRESS_NO_DOMAIN;
	if (len > ADDRESS_DOMAIN_MAX)
		return ADDRESS_DOMAIN_LONG;
	if (domain[0] == '[')
		return check_literal(domain, len);
	for (const char *p = domain, *end = domain + len; p < end;) {
		enum address_error error;
		if (is(*p, DOMAIN))
			p++;
		else if (is_ascii(*p))
			return *p == '<' || *p == '>' ? ADDRESS_BAD_ANGLE
			                              : ADDRESS_BAD_DOMAIN;
		else if ((error = take_code_point(&p, end)) != ADDRESS_FINE)
			return error == ADDRESS_BAD_LOCAL ? ADDRESS_BAD_DOMAIN
			                                  : error;
	}
	return ADDRESS_FINE;
}

/* Skips a source route "@a,@b:", as RFC 5321 4.1.2 and appendix C want it: *at
 * moves from the first @ to after the colon. */
static enum address_error
skip_route(const char **at, const char *end)
{
	const char *p = *at;

	if (memchr(p, ':', (size_t)(end - p)) == NULL)
		return ADDRESS_NO_LOCAL;
	for (;;) {
		if (p == end || *p != '@')
			return ADDRESS_BAD_ROUTE;
		const char *hop = ++p;
		bool literal = p < end && *p == '[';
		while (p < end && *p != ',' && (literal || *p != ':')) {
			if (*p == ']')
				literal = false;
			p++;
		}
		if (p == end ||
		    check_domain(hop, (size_t)(p - hop)) != ADDRESS_FINE)
			return ADDRESS_BAD_ROUTE;
		if (*p++ == ':')
			break;
		while (p < end && (*p == ',' || ascii_is_space(*p)))
			p++;
	}
	*at = p;
	return ADDRESS_FINE;
}

static bool
has_full_width_at(const char *bytes, size_t len)
{
	return memmem(bytes, len, "＠", strlen("＠")) != NULL;
}

/* Parses [route] local@domain, with nothing around it. */
static enum address_error
parse_spec(const char *bytes, size_t len, struct address *address_r)
{
	const char *p = bytes, *end = bytes + len;
	enum address_error error;
	unsigned seen = 0;

	if (len == 0)
		return ADDRESS_EMPTY;
	if (memchr(bytes, '@', len) == NULL)
		return has_full_width_at(bytes, len) ? ADDRESS_FULL_WIDTH_AT
		                                     : ADDRESS_NO_AT;
	if (*p == '@' && len > 1 &&
	    (error = skip_route(&p, end)) != ADDRESS_FINE)
		return error;
	const char *local = p;
	if (local == end) /* a route to nowhere */
		return ADDRESS_EMPTY;
	if ((error = take_local(&p, end, &seen)) != ADDRESS_FINE)
		return error;
	const char *domain = after_blanks(find_at(p, end) + 1, end);
	size_t domain_len = (size_t)(end - domain);
	if ((error = check_domain(domain, domain_len)) != ADDRESS_FINE)
		return error;
	*address_r = (struct address){
	    .local = local,
	    .local_len = (size_t)(p - local),
	    .domain = domain,
	    .domain_len = domain_len,
	    .literal = domain[0] == '[',
	    .hops = (seen & HOP) != 0,
	};
	return ADDRESS_FINE;
}

int
address_parse_path(const char *bytes, size_t len, struct address *address_r,
    enum address_error *error_r)
{
	struct span path = span_trim((struct span){bytes, len});
	enum address_error error = ADDRESS_FINE;

	if (path.len > 0 && path.bytes[0] == '<') {
		if (path.len < 2 || path.bytes[path.len - 1] != '>')
			error = ADDRESS_BAD_ANGLE;
		else
			path = span_trim(
			    (struct span){path.bytes + 1, path.len - 2});
	}
	if (error == ADDRESS_FINE)
		error = parse_spec(path.bytes, path.len, address_r);
	if (error == ADDRESS_FINE)
		return 0;
	if (error_r != NULL)
		*error_r = error;
	return -1;
}

bool
address_parse_named(const char *bytes, size_t len, struct address *address_r,
    struct name *name_r)
{
	return address_parse_path(bytes, len, address_r, NULL) == 0 &&
	       name_parse(address_r->domain, address_r->domain_len, name_r,
		   NULL) == 0;
}
