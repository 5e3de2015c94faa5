// SPDX-License-Identifier: BSD-2-Clause
/* Name: parses a domain into its canonical form. */
#include "domains/engine/name/name.h"

#include <arpa/inet.h>
#include <assert.h>
#include <idn2.h>
#include <stdio.h>
#include <string.h>

#include "domains/engine/name/plain.h"
#include "domains/base/ascii.h"
#include "domains/base/translation.h"
#include "domains/base/utf8.h"

static_assert(NAME_MAX_BYTES <= UINT8_MAX, "struct name counts in a byte");

/* The bytes of a label in ASCII, in lower case, and the dot; 0 for all others.
 * The underscore is not there: Postfix lets it pass, but no registry sells one,
 * so no domain that takes mail has it. */
/* clang-format off */
static const char canonical[256] = {
	['-'] = '-', ['.'] = '.',
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e',
	['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
	['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o',
	['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
	['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
	['Z'] = 'z',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
	['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
	['z'] = 'z',
};
/* clang-format on */

const char *
name_error_text(enum name_error error)
{
	static const char *const texts[NAME_ERRORS] = {
	    [NAME_FINE] = N_("no error"),
	    [NAME_EMPTY] = N_("no domain"),
	    [NAME_EMPTY_LABEL] = N_("two dots or a dot at the beginning"),
	    [NAME_LABEL_LONG] = N_("a label over 63 bytes"),
	    [NAME_LONG] = N_("a domain over 253 bytes"),
	    [NAME_BAD_BYTE] = N_("a character that cannot stand in a domain"),
	    [NAME_BAD_HYPHEN] = N_("a hyphen at an end of a label"),
	    [NAME_BAD_UTF8] = N_("bad UTF-8"),
	    [NAME_BAD_IDN] = N_("not a valid internationalised domain"),
	    [NAME_BAD_LITERAL] = N_("bad address literal"),
	    [NAME_NUMERIC] = N_("a number for a top-level domain"),
	    [NAME_NO_MEMORY] = N_("out of memory"),
	};

	return error < NAME_ERRORS ? texts[error] : "unknown error";
}

/* ---- labels ------------------------------------------------------------- */

static bool
is_a_label(const char *label, size_t len)
{
	return len >= 4 && memcmp(label, "xn--", 4) == 0;
}

/* Checks a label in canonical ASCII. */
static enum name_error
check_label(const char *label, size_t len)
{
	if (len == 0)
		return NAME_EMPTY_LABEL;
	if (len > NAME_LABEL_MAX)
		return NAME_LABEL_LONG;
	if (label[0] == '-' || label[len - 1] == '-')
		return NAME_BAD_HYPHEN;
	return NAME_FINE;
}

/* A last label of digits is an address without its brackets, or nonsense: no
 * such name can be looked up (RFC 3696 2). */
static enum name_error
check_top(const char *label, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (label[i] < '0' || label[i] > '9')
			return NAME_FINE;
	return NAME_NUMERIC;
}

/* ---- internationalised labels ------------------------------------------- */

/* Longer than anything that maps to NAME_MAX_BYTES in practice; keeps hostile
 * input of default-ignorable code points, which map to nothing, away. */
#define NAME_INPUT_MAX 1024

/* A label of any length the input can have, and its end. */
#define LABEL_UTF8_SIZE (NAME_INPUT_MAX + 1)

static enum name_error
idn2_diagnostic(int code)
{
	switch (code) {
	case IDN2_MALLOC:
		return NAME_NO_MEMORY;
	case IDN2_TOO_BIG_DOMAIN:
	case IDN2_TOO_BIG_LABEL:
	case IDN2_PUNYCODE_BIG_OUTPUT:
		return NAME_LABEL_LONG;
	case IDN2_ENCODING_ERROR:
		return NAME_BAD_UTF8;
	case IDN2_HYPHEN_STARTEND:
		return NAME_BAD_HYPHEN;
	default:
		return NAME_BAD_IDN;
	}
}

bool
name_is_symbol(uint32_t code)
{
	return (code >= 0x2190 && code <= 0x27bf) ||
	       (code >= 0x2900 && code <= 0x297f) ||
	       (code >= 0x2b00 && code <= 0x2bff) ||
	       (code >= 0x1f000 && code <= 0x1faff);
}

/* Has it a symbol, and nothing that the transitional mapping would make another
 * name of? */
static bool
is_symbol_label(const char *label)
{
	size_t len = strlen(label), taken;
	bool symbol = false;

	for (size_t at = 0; at < len; at += taken) {
		uint32_t code = 0;

		taken = utf8_decode(label + at, len - at, &code);
		if (taken == 0 || code == 0xdf || code == 0x3c2 ||
		    code == 0x200c || code == 0x200d)
			return false;
		symbol = symbol || name_is_symbol(code);
	}
	return symbol;
}

/* Turns a label in UTF-8 into ASCII. */
static enum name_error
label_to_ascii(const char *label, char ascii_r[static NAME_LABEL_MAX + 1],
    size_t *len_r)
{
	uint8_t *ascii = NULL;
	int code = idn2_lookup_u8((const uint8_t *)label, &ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

	/* libidn2 looks for disallowed symbols in the other mapping only. */
	if (code == IDN2_DISALLOWED && is_symbol_label(label))
		code = idn2_lookup_u8((const uint8_t *)label, &ascii,
		    IDN2_NFC_INPUT | IDN2_TRANSITIONAL);
	if (code != IDN2_OK)
		return idn2_diagnostic(code);
	enum name_error error = NAME_FINE;
	size_t len = strlen((const char *)ascii);
	if (len > NAME_LABEL_MAX)
		error = NAME_LABEL_LONG;
	for (size_t i = 0; error == NAME_FINE && i < len; i++) {
		ascii_r[i] = canonical[ascii[i]];
		/* A mapping may bring blanks, underscores and dots. */
		if (ascii_r[i] == '\0' || ascii_r[i] == '.')
			error = NAME_BAD_BYTE;
	}
	idn2_free(ascii);
	if (error != NAME_FINE)
		return error;
	ascii_r[len] = '\0';
	*len_r = len;
	return NAME_FINE;
}

char
name_letter_of(const char *bytes, size_t len)
{
	char text[5] = {0}, ascii[NAME_LABEL_MAX + 1];
	size_t ascii_len;

	if (len >= sizeof(text))
		return '\0';
	memcpy(text, bytes, len);
	return label_to_ascii(text, ascii, &ascii_len) == NAME_FINE &&
	               ascii_len == 1 && ascii_is_lower(ascii[0])
	           ? ascii[0]
	           : '\0';
}

/* RFC 5891 5.4: a decoded A-label must encode to the same A-label. */
static enum name_error
check_a_label(const char *label, size_t len)
{
	char ascii[NAME_LABEL_MAX + 1], again[NAME_LABEL_MAX + 1];
	char *unicode = NULL;
	size_t again_len;

	memcpy(ascii, label, len);
	ascii[len] = '\0';
	int code = idn2_to_unicode_8z8z(ascii, &unicode, 0);
	if (code != IDN2_OK)
		return code == IDN2_MALLOC ? NAME_NO_MEMORY : NAME_BAD_IDN;
	enum name_error error = label_to_ascii(unicode, again, &again_len);
	idn2_free(unicode);
	if (error == NAME_NO_MEMORY)
		return error;
	if (error != NAME_FINE || again_len != len ||
	    memcmp(again, ascii, len) != 0)
		return NAME_BAD_IDN;
	return NAME_FINE;
}

/* The dots of IDNA2003 and UTS 46 4: U+002E, U+3002, U+FF0E, U+FF61. */
static size_t
dot_len(const char *bytes, size_t len)
{
	uint32_t code = 0;
	size_t taken = utf8_decode(bytes, len, &code);

	return code == '.' || code == 0x3002 || code == 0xff0e || code == 0xff61
	           ? taken
	           : 0;
}

/* Takes the label at the beginning of bytes as canonical ASCII.  taken_r: how
 * many bytes it has, without the dot. */
static enum name_error
take_label(const char *bytes, size_t len,
    char ascii_r[static NAME_LABEL_MAX + 1], size_t *len_r, size_t *taken_r)
{
	char label[LABEL_UTF8_SIZE];
	size_t used = 0;
	bool simd16 = false;

	while (used < len && dot_len(bytes + used, len - used) == 0) {
		unsigned char byte = (unsigned char)bytes[used];
		if (byte >= 0x80)
			simd16 = true;
		else if (canonical[byte] == '\0')
			return NAME_BAD_BYTE;
		label[used++] = byte >= 0x80 ? (char)byte : canonical[byte];
	}
	label[used] = '\0';
	*taken_r = used;
	enum name_error error;
	if (simd16) {
		error = label_to_ascii(label, ascii_r, len_r);
	} else {
		error = check_label(label, used);
		if (error == NAME_FINE) {
			memcpy(ascii_r, label, used + 1);
			*len_r = used;
		}
	}
	if (error == NAME_FINE)
		error = check_label(ascii_r, *len_r);
	if (error == NAME_FINE && is_a_label(ascii_r, *len_r))
		error = check_a_label(ascii_r, *len_r);
	return error;
}

/* ---- names -------------------------------------------------------------- */

static bool
is_utf8(const char *bytes, size_t len)
{
	for (size_t i = 0, taken; i < len; i += taken) {
		uint32_t code;
		if ((taken = utf8_decode(bytes + i, len - i, &code)) == 0)
			return false;
	}
	return true;
}

/* Parses a name with bytes beyond ASCII or an A-label, label by label. */
static enum name_error
parse_idn(const char *bytes, size_t len, struct name *name)
{
	size_t used = 0, top = 0;

	if (len == 0)
		return NAME_EMPTY;
	if (len > NAME_INPUT_MAX)
		return NAME_LONG;
	if (!is_utf8(bytes, len))
		return NAME_BAD_UTF8;
	do {
		char ascii[NAME_LABEL_MAX + 1];
		size_t ascii_len = 0, taken = 0;
		enum name_error error =
		    take_label(bytes, len, ascii, &ascii_len, &taken);
		if (error != NAME_FINE)
			return error;
		if (used + ascii_len + 1 > NAME_MAX_BYTES + 1)
			return NAME_LONG;
		top = used;
		memcpy(name->text + used, ascii, ascii_len);
		used += ascii_len;
		name->text[used++] = '.';
		name->labels++;
		name->idn |= is_a_label(ascii, ascii_len);
		bytes += taken;
		len -= taken;
		if (len > 0) {
			taken = dot_len(bytes, len);
			bytes += taken;
			len -= taken;
		}
	} while (len > 0);
	name->text[--used] = '\0';
	name->len = (uint8_t)used;
	return check_top(name->text + top, used - top);
}

/* Checks a name in ASCII without A-labels, in one pass over the bytes, which
 * are not in lower case yet.  *idn_r: it is no such name. */
static enum name_error
check_ascii(const char *bytes, size_t len, unsigned *labels_r, bool *idn_r)
{
	size_t label = 0; /* where the label at hand begins */
	unsigned labels = 0;

	for (size_t i = 0; i <= len; i++) {
		/* The end ends a label as a dot does. */
		char c = i < len ? canonical[(unsigned char)bytes[i]] : '.';
		if (c == '\0') {
			*idn_r = (unsigned char)bytes[i] >= 0x80;
			return NAME_BAD_BYTE;
		}
		if (c != '.')
			continue;
		enum name_error error = check_label(bytes + label, i - label);
		if (error != NAME_FINE)
			return error;
		if (i - label >= 4 && (bytes[label] | 0x20) == 'x' &&
		    (bytes[label + 1] | 0x20) == 'n' &&
		    bytes[label + 2] == '-' && bytes[label + 3] == '-') {
			*idn_r = true;
			return NAME_FINE;
		}
		labels++;
		if (i == len)
			break;
		label = i + 1;
	}
	*labels_r = labels;
	return check_top(bytes + label, len - label);
}

/* Parses a literal (RFC 5321 4.1.3): in brackets an IPv4 address, "IPv6:" and
 * an IPv6 address, or another tag and its content. */
static enum name_error
parse_literal(const char *bytes, size_t len, struct name *name)
{
	char inside[NAME_SIZE], canon[INET6_ADDRSTRLEN];
	unsigned char address[sizeof(struct in6_addr)];

	if (len > NAME_MAX_BYTES)
		return NAME_LONG;
	if (len < 3 || bytes[len - 1] != ']')
		return NAME_BAD_LITERAL;
	size_t tag = 0; /* length, without the colon */
	for (size_t i = 1; i < len - 1; i++) {
		char c = bytes[i];
		if (c <= ' ' || c >= 0x7f || c == '[' || c == ']' || c == '\\')
			return NAME_BAD_LITERAL;
		inside[i - 1] = c;
		if (c == ':' && tag == 0)
			tag = i - 1;
	}
	inside[len - 2] = '\0';
	int written;
	if (inet_pton(AF_INET, inside, address) == 1) {
		inet_ntop(AF_INET, address, canon, sizeof canon);
		written = snprintf(name->text, NAME_SIZE, "[%s]", canon);
	} else if (tag == 4 && strncasecmp(inside, "IPv6", 4) == 0) {
		if (inet_pton(AF_INET6, inside + 5, address) != 1)
			return NAME_BAD_LITERAL;
		inet_ntop(AF_INET6, address, canon, sizeof canon);
		written = snprintf(name->text, NAME_SIZE, "[IPv6:%s]", canon);
	} else if (inet_pton(AF_INET6, inside, address) == 1) {
		return NAME_BAD_LITERAL; /* no tag, though "2001" looks so */
	} else {
		for (size_t i = 0; i < tag; i++) {
			char c = canonical[(unsigned char)inside[i]];
			if (c == '\0' || c == '.')
				return NAME_BAD_LITERAL;
			inside[i] = c;
		}
		if (tag == 0 || inside[0] == '-' || inside[tag - 1] == '-' ||
		    inside[tag + 1] == '\0')
			return NAME_BAD_LITERAL;
		written = snprintf(name->text, NAME_SIZE, "[%s]", inside);
	}
	name->len = (uint8_t)written;
	name->literal = true;
	return NAME_FINE;
}

/* Parses a name that check_ascii() cannot take, or a literal; into a copy, so
 * that *name_r is untouched on failure. */
static enum name_error
parse_slow(const char *bytes, size_t len, struct name *name_r)
{
	struct name name = {.len = 0};
	enum name_error error = bytes[0] == '['
	                            ? parse_literal(bytes, len, &name)
	                            : parse_idn(bytes, len, &name);

	if (error != NAME_FINE)
		return error;
	*name_r = name;
	return NAME_FINE;
}

static enum name_error
parse(const char *bytes, size_t len, struct name *name_r)
{
	if (len == 0)
		return NAME_EMPTY;
	if (bytes[0] == '[')
		return parse_slow(bytes, len, name_r);
	/* The root's dot: "gmail.com." is absolute. */
	size_t dotless = len - (bytes[len - 1] == '.');
	if (name_plain_parse(bytes, dotless, name_r))
		return NAME_FINE;
	if (dotless > NAME_MAX_BYTES)
		return parse_slow(bytes, len, name_r);
	bool simd16 = false;
	unsigned labels = 0;
	enum name_error error = check_ascii(bytes, dotless, &labels, &simd16);
	if (simd16)
		return parse_slow(bytes, len, name_r);
	if (error != NAME_FINE)
		return error;
	for (size_t i = 0; i < dotless; i++)
		name_r->text[i] = canonical[(unsigned char)bytes[i]];
	name_r->text[dotless] = '\0';
	name_r->len = (uint8_t)dotless;
	name_r->labels = (uint8_t)labels;
	name_r->literal = false;
	name_r->idn = false;
	return NAME_FINE;
}

int
name_parse(const char *bytes, size_t len, struct name *name_r,
    enum name_error *error_r)
{
	enum name_error error = parse(bytes, len, name_r);

	if (error == NAME_FINE)
		return 0;
	if (error_r != NULL)
		*error_r = error;
	return -1;
}

size_t
name_unicode(const struct name *name, char buf[static NAME_UNICODE_SIZE])
{
	char *unicode = NULL;

	memcpy(buf, name->text, name->len + 1u);
	if (!name->idn)
		return name->len;
	if (idn2_to_unicode_8z8z(name->text, &unicode, 0) != IDN2_OK)
		return 0;
	size_t len = strlen(unicode);
	if (len < NAME_UNICODE_SIZE)
		memcpy(buf, unicode, len + 1);
	else
		len = 0;
	idn2_free(unicode);
	return len;
}
