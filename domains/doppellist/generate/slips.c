/* SPDX-License-Identifier: BSD-2-Clause */
/* Enumerates slips. */
#include "domains/doppellist/generate/slips.h"

#include <string.h>

#include "domains/base/span.h"
#include "domains/engine/name/fold_table.h"
#include "domains/engine/typo/pairs.h"

/* All that a canonical name is written with. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

/* Replaces gone bytes at a place by others and passes the text on. */
static int
replace(const char *text, size_t len, size_t at, size_t gone, const char *other,
    size_t other_len, slips_each each, void *context)
{
	char made[SLIPS_TEXT_SIZE];
	size_t after = len - at - gone;
	size_t made_len = at + other_len + after;

	if (made_len >= sizeof(made))
		return 0;
	memcpy(made, text, at);
	memcpy(made + at, other, other_len);
	memcpy(made + at + other_len, text + at + gone, after);
	made[made_len] = '\0';
	return each(context, made, made_len);
}

static int
groups_at(const char *text, size_t len, size_t at, slips_each each,
    void *context)
{
	const struct typo_group *group;
	size_t next = 0;
	int result = 0;

	while (result == 0 &&
	       (group = typo_group_from(text + at, len - at, &next)) != NULL)
		result = replace(text, len, at, strlen(group->meant),
		    group->seen, strlen(group->seen), each, context);
	return result;
}

/* Everything that can happen at one place. */
static int
letters_at(const char *text, size_t len, size_t at, slips_each each,
    void *context)
{
	char swapped[2];
	int result = 0;

	for (const char *letter = letters; result == 0 && *letter != '\0';
	     letter++) {
		result = replace(text, len, at, 0, letter, 1, each, context);
		if (result == 0 && at < len && *letter != text[at])
			result =
			    replace(text, len, at, 1, letter, 1, each, context);
	}
	if (result != 0 || at == len)
		return result;
	result = replace(text, len, at, 1, "", 0, each, context);
	if (result == 0 && at + 1 < len && text[at] != text[at + 1]) {
		swapped[0] = text[at + 1];
		swapped[1] = text[at];
		result = replace(text, len, at, 2, swapped, 2, each, context);
	}
	return result != 0 ? result : groups_at(text, len, at, each, context);
}

int
slips_of_letters(const char *text, size_t len, slips_each each, void *context)
{
	int result = 0;

	for (size_t at = 0; result == 0 && at <= len; at++)
		result = letters_at(text, len, at, each, context);
	return result;
}

/* ---- parts --------------------------------------------------------------- */

struct parts {
	const char *text;
	size_t len;
	size_t suffix;
	slips_each each;
	void *context;
};

/* Passes on what a form makes: t stands for the text, h for its head up to the
 * suffix, s for that without its dot, x for the suffix, o for another one. */
static int
make(const struct parts *parts, const char *form, const char *other)
{
	const char *text = parts->text;
	size_t suffix = parts->suffix, len = 0;
	char made[SLIPS_TEXT_SIZE];

	for (; *form != '\0'; form++) {
		struct span piece = {form, 1};

		if (*form == 'h')
			piece = (struct span){text, suffix};
		else if (*form == 'o')
			piece = (struct span){other, strlen(other)};
		else if (*form == 's')
			piece = (struct span){text, suffix - (suffix > 0)};
		else if (*form == 't')
			piece = (struct span){text, parts->len};
		else if (*form == 'x')
			piece =
			    (struct span){text + suffix, parts->len - suffix};
		if (len + piece.len >= sizeof(made))
			return 0;
		memcpy(made + len, piece.bytes, piece.len);
		len += piece.len;
	}
	made[len] = '\0';
	return parts->each(parts->context, made, len);
}

/* What a suffix of several labels loses and doubles: ezweb.ne, ezweb.ne.ne.jp.
 */
static int
within_suffix(const struct parts *parts)
{
	int result = 0;

	for (size_t at = parts->suffix; result == 0 && at < parts->len;) {
		struct parts cut = *parts;
		size_t label = strcspn(parts->text + at, ".");

		cut.len = at - 1;
		if (at > parts->suffix)
			result = make(&cut, "t", "");
		cut.suffix = at + label;
		if (result == 0)
			result = make(&cut, "h.o", parts->text + at);
		at += label + 1;
	}
	return result;
}

int
slips_of_parts(const char *text, size_t len, size_t suffix,
    const char *const *suffixes, size_t suffix_count, slips_each each,
    void *context)
{
	/* The last one is gmailcom.com: the dot left out, and a suffix
	 * after it. */
	static const char *const forms[] = {"tt", "t.t", "st", "wwwt", "sx.x"};
	/* The head under another suffix, and the whole name under one more. */
	static const char *const of_other[] = {"ho", "t.o", "to"};
	const struct parts parts = {text, len, suffix, each, context};
	int result = within_suffix(&parts);

	for (size_t i = 0; i < suffix_count; i++)
		for (size_t k = 0; result == 0 && k < 3; k++)
			result = make(&parts, of_other[k], suffixes[i]);
	for (size_t k = 0; result == 0 && k < 5; k++)
		result = make(&parts, forms[k], "");
	return result;
}

/* ---- the eye ---------------------------------------------------------- */

static size_t
put_utf8(uint32_t code, char out[static 4])
{
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

int
slips_of_sight(const char *text, size_t len, slips_each each, void *context)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < fold_table_count; i++) {
		const char *looks = fold_table[i].looks;
		size_t looks_len = strlen(looks);
		char letter[4];
		size_t n = put_utf8(fold_table[i].code, letter);

		for (size_t at = 0; result == 0 && at + looks_len <= len; at++)
			if (memcmp(text + at, looks, looks_len) == 0)
				result = replace(text, len, at, looks_len,
				    letter, n, each, context);
	}
	return result;
}
