/* SPDX-License-Identifier: BSD-2-Clause */
/* Enumerates slips: see slips.h. */
#include "domains/doppellist/generate/slips.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
	size_t behind = len - at - gone;
	size_t made_len = at + other_len + behind;

	if (made_len >= sizeof(made))
		return 0;
	memcpy(made, text, at);
	memcpy(made + at, other, other_len);
	memcpy(made + at + other_len, text + at + gone, behind);
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

/* ---- parts ------------------------------------------------------------ */

struct parts {
	const char *text;
	size_t len;
	size_t suffix;
	slips_each each;
	void *context;
};

static int
say(const struct parts *parts, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int
say(const struct parts *parts, const char *format, ...)
{
	char made[SLIPS_TEXT_SIZE];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(made, sizeof(made), format, arguments);
	va_end(arguments);
	if (len < 0 || (size_t)len >= sizeof(made))
		return 0;
	return parts->each(parts->context, made, (size_t)len);
}

/* The stem under another suffix, and the whole name under one more. */
static int
with_suffix(const struct parts *parts, const char *suffix)
{
	int result =
	    say(parts, "%.*s%s", (int)parts->suffix, parts->text, suffix);

	if (result == 0)
		result = say(parts, "%s.%s", parts->text, suffix);
	if (result == 0)
		result = say(parts, "%s%s", parts->text, suffix);
	return result;
}

/* What a suffix of several labels loses and doubles: ezweb.ne, ezweb.ne.ne.jp.
 */
static int
within_suffix(const struct parts *parts)
{
	int result = 0;

	for (size_t at = parts->suffix; result == 0 && at < parts->len;) {
		size_t label = strcspn(parts->text + at, ".");

		if (at > parts->suffix)
			result = say(parts, "%.*s", (int)at - 1, parts->text);
		if (result == 0)
			result = say(parts, "%.*s.%s", (int)(at + label),
			    parts->text, parts->text + at);
		at += label + 1;
	}
	return result;
}

int
slips_of_parts(const char *text, size_t len, size_t suffix,
    const char *const *suffixes, size_t suffix_count, slips_each each,
    void *context)
{
	const struct parts parts = {
	    .text = text,
	    .len = len,
	    .suffix = suffix,
	    .each = each,
	    .context = context,
	};
	int stem = suffix > 0 ? (int)suffix - 1 : 0;
	int result = within_suffix(&parts);

	for (size_t i = 0; result == 0 && i < suffix_count; i++)
		result = with_suffix(&parts, suffixes[i]);
	if (result == 0)
		result = say(&parts, "%s%s", text, text);
	if (result == 0)
		result = say(&parts, "%s.%s", text, text);
	if (result == 0)
		result = say(&parts, "%.*s%s", stem, text, text);
	if (result == 0)
		result = say(&parts, "www%s", text);
	/* gmailcom.com: the dot left out, and a suffix behind it. */
	if (result == 0)
		result = say(&parts, "%.*s%s.%s", stem, text, text + suffix,
		    text + suffix);
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
