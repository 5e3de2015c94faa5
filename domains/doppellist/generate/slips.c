/* SPDX-License-Identifier: BSD-2-Clause */
/* Enumerates slips. */
#include "domains/doppellist/generate/slips.h"

#include <string.h>

#include "domains/base/utf8.h"
#include "domains/base/span.h"
#include "domains/engine/name/fold_table.h"
#include "domains/engine/typo/pairs.h"

/* All that a canonical name is written with. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

/* A name, and the function that gets each slip of it. */
struct original {
	const char *text;
	size_t len;
	size_t suffix; /* where it begins; of parts only */
	slips_each each;
	void *context;
};

/* Replaces gone bytes at a place by others and passes the text on. */
static int
replace(const struct original *from, size_t at, size_t gone, const char *other,
    size_t other_len)
{
	char made[SLIPS_TEXT_SIZE];
	size_t after = from->len - at - gone;
	size_t made_len = at + other_len + after;

	if (made_len >= sizeof(made))
		return 0;
	memcpy(made, from->text, at);
	memcpy(made + at, other, other_len);
	memcpy(made + at + other_len, from->text + at + gone, after);
	made[made_len] = '\0';
	return from->each(from->context, made, made_len);
}

/* Everything that can happen at one place. */
static int
letters_at(const struct original *from, size_t at)
{
	const char *here = from->text + at;
	size_t left = from->len - at, next = 0;
	const struct typo_group *group;
	int result = 0;

	for (const char *letter = letters; result == 0 && *letter != '\0';
	     letter++) {
		result = replace(from, at, 0, letter, 1);
		if (result == 0 && left > 0 && *letter != *here)
			result = replace(from, at, 1, letter, 1);
	}
	if (result == 0 && left > 0)
		result = replace(from, at, 1, "", 0);
	if (result == 0 && left > 1 && here[0] != here[1])
		result = replace(from, at, 2, (char[]){here[1], here[0]}, 2);
	if (result == 0 && left > 2 && here[0] != here[2])
		result = replace(from, at, 3,
		    (char[]){here[2], here[1], here[0]}, 3);
	while (result == 0 && left > 0 &&
	       (group = typo_group_from(here, left, &next)) != NULL)
		result = replace(from, at, strlen(group->meant), group->seen,
		    strlen(group->seen));
	return result;
}

int
slips_of_letters(const char *text, size_t len, slips_each each, void *context)
{
	const struct original from = {text, len, 0, each, context};
	int result = 0;

	for (size_t at = 0; result == 0 && at <= len; at++)
		result = letters_at(&from, at);
	return result;
}

/* ---- parts --------------------------------------------------------------- */

/* Passes on what a form makes: t stands for the text, h for its head up to the
 * suffix, s for that without its dot, x for the suffix, o for another one. */
static int
make(const struct original *from, const char *form, const char *other)
{
	const char *text = from->text;
	size_t suffix = from->suffix, len = 0;
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
			piece = (struct span){text, from->len};
		else if (*form == 'x')
			piece =
			    (struct span){text + suffix, from->len - suffix};
		if (len + piece.len >= sizeof(made))
			return 0;
		memcpy(made + len, piece.bytes, piece.len);
		len += piece.len;
	}
	made[len] = '\0';
	return from->each(from->context, made, len);
}

/* What a suffix of several labels loses, doubles and exchanges: ezweb.ne,
 * ezweb.ne.ne.jp, ezweb.jp.ne. */
static int
within_suffix(const struct original *from)
{
	int result = 0;

	for (size_t at = from->suffix; result == 0 && at < from->len;) {
		struct original cut = *from;
		size_t label = strcspn(from->text + at, ".");

		cut.len = at - 1;
		if (at > from->suffix)
			result = make(&cut, "t", "");
		if (at > from->suffix && result == 0)
			result = make(&cut, "ho.x", from->text + at);
		cut.suffix = at + label;
		if (result == 0)
			result = make(&cut, "h.o", from->text + at);
		at += label + 1;
	}
	return result;
}

/* Each part that begins before the suffix and has two letters or more, twice:
 * hotmailmail.com, gmail.comil.com. */
static int
double_parts(const struct original *from)
{
	int result = 0;

	for (size_t at = 2; result == 0 && at <= from->len; at++)
		for (size_t begin = 0;
		     result == 0 && begin + 2 <= at && begin + 1 < from->suffix;
		     begin++)
			result = replace(from, at, 0, from->text + begin,
			    at - begin);
	return result;
}

int
slips_of_parts(const char *text, size_t len, size_t suffix,
    const char *const *suffixes, size_t suffix_count, slips_each each,
    void *context)
{
	/* gmailcom.com: the dot left out, and a suffix after it. */
	static const char *const forms[] = {"tt", "t.t", "st", "wwwt", "sx.x",
	    "t.x"};
	/* The head under another suffix, and the whole name under one more. */
	static const char *const of_other[] = {"ho", "t.o", "to"};
	const struct original from = {text, len, suffix, each, context};
	int result = within_suffix(&from);

	for (size_t i = 0; i < suffix_count; i++)
		for (size_t k = 0; result == 0 && k < 3; k++)
			result = make(&from, of_other[k], suffixes[i]);
	for (size_t k = 0; result == 0 && k < sizeof(forms) / sizeof(*forms);
	     k++)
		result = make(&from, forms[k], "");
	return result != 0 ? result : double_parts(&from);
}

/* ---- the eye ---------------------------------------------------------- */

int
slips_of_sight(const char *text, size_t len, slips_each each, void *context)
{
	const struct original from = {text, len, 0, each, context};
	int result = 0;

	for (size_t i = 0; result == 0 && i < fold_table_count; i++) {
		const char *looks = fold_table[i].looks;
		size_t looks_len = strlen(looks);
		char letter[4];
		size_t n = utf8_encode(fold_table[i].code, letter);

		for (size_t at = 0; result == 0 && at + looks_len <= len; at++)
			if (memcmp(text + at, looks, looks_len) == 0)
				result =
				    replace(&from, at, looks_len, letter, n);
	}
	return result;
}
