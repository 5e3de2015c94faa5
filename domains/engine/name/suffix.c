/* SPDX-License-Identifier: BSD-2-Clause */
/* Suffix: the part of name.h about public suffixes and top-level domains, by
 * libpsl. */
#include "domains/engine/name/name.h"

#include <libpsl.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/short_texts.h"

/* The list that is compiled into libpsl, not the file that psl_latest() would
 * read: constant data needs no handle, no global and no lock, cannot fail, and
 * is the same for every program and every thread.  It is as old as libpsl's
 * build; the few top-level domains delegated since carry next to no mail. */
static const psl_ctx_t *
suffixes(void)
{
	return psl_builtin();
}

/* Where the label after the one at at begins; len when there is none. */
static size_t
next_label(const struct name *name, size_t at)
{
	const char *dot = memchr(name->text + at, '.', name->len - at);

	return dot ? (size_t)(dot - name->text) + 1 : name->len;
}

/* There is no top-level domain of one letter, but libpsl 0.21.2 takes every
 * name below .m for a suffix. */
static bool
has_short_top(const struct name *name)
{
	return name->len < 2 || name->text[name->len - 2] == '.';
}

size_t
name_public_suffix(const struct name *name)
{
	if (name->literal || name->labels == 0)
		return name->len;
	const psl_ctx_t *psl = has_short_top(name) ? NULL : suffixes();
	size_t at = 0;
	for (size_t next; (next = next_label(name, at)) < name->len; at = next)
		if (psl != NULL && psl_is_public_suffix2(psl, name->text + at,
				       PSL_TYPE_ANY) != 0)
			return at;
	/* The last label is one by the list's implied rule "*". */
	return at;
}

bool
name_is_suffix_from(const struct name *name, size_t at)
{
	return !name->literal && suffixes() != NULL && !has_short_top(name) &&
	       psl_is_public_suffix2(suffixes(), name->text + at,
		   PSL_TYPE_ANY) != 0;
}

size_t
name_registrable(const struct name *name)
{
	size_t suffix = name_public_suffix(name);

	if (suffix == 0 || suffix == name->len)
		return name->len;
	size_t at = suffix - 1; /* the dot before the suffix */
	while (at > 0 && name->text[at - 1] != '.')
		at--;
	return at;
}

static bool
has_rule(const char *suffix)
{
	return psl_is_public_suffix2(suffixes(), suffix,
		   PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

/* Some countries have rules only for names below them (.za has co.za and the
 * like, but no rule for za).  libpsl cannot list its rules, so this tries the
 * usual names of second levels. */
static bool
has_rule_below(const char *top)
{
	if (strlen(top) != 2)
		return false;
	static const char *const seconds[] = {"co", "com", "ac", "edu", "gov",
	    "go", "org", "or", "net", "ne"};
	char suffix[NAME_SIZE + 4];

	for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
		snprintf(suffix, sizeof suffix, "%s.%s", seconds[i], top);
		if (has_rule(suffix))
			return true;
	}
	return false;
}

bool
name_is_public_suffix(const struct name *name)
{
	return !name->literal && name->labels > 0 && suffixes() != NULL &&
	       (has_rule(name->text) ||
		   (name->labels == 1 && has_rule_below(name->text)));
}

bool
name_is_registry(const struct name *name)
{
	return name_is_public_suffix(name) &&
	       psl_is_public_suffix2(suffixes(), name->text,
		   PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE) == 0;
}

/* The great cities, below which the list has all names and not those of
 * towns. */
static const char *const cities[] = {"kawasaki", "kitakyushu", "kobe", "nagoya",
    "sapporo", "sendai", "yokohama"};

static const char *const prefectures[] = {"aichi", "akita", "aomori", "chiba",
    "ehime", "fukui", "fukuoka", "fukushima", "gifu", "gunma", "hiroshima",
    "hokkaido", "hyogo", "ibaraki", "ishikawa", "iwate", "kagawa", "kagoshima",
    "kanagawa", "kochi", "kumamoto", "kyoto", "mie", "miyagi", "miyazaki",
    "nagano", "nagasaki", "nara", "niigata", "oita", "okayama", "okinawa",
    "osaka", "saga", "saitama", "shiga", "shimane", "shizuoka", "tochigi",
    "tokushima", "tokyo", "tottori", "toyama", "wakayama", "yamagata",
    "yamaguchi", "yamanashi"};

bool
name_is_place_in_japan(const char *label, size_t len)
{
	char place[NAME_LABEL_MAX + 1], suffix[NAME_SIZE];

	if (len > NAME_LABEL_MAX || suffixes() == NULL)
		return false;
	memcpy(place, label, len);
	place[len] = '\0';
	for (size_t i = 0; i < sizeof cities / sizeof *cities; i++)
		if (strcmp(place, cities[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof prefectures / sizeof *prefectures; i++) {
		snprintf(suffix, sizeof suffix, "%s.%s.jp", place,
		    prefectures[i]);
		if (strcmp(place, prefectures[i]) == 0 || has_rule(suffix))
			return true;
	}
	return false;
}

/* Top levels that sell no names, and that people use on purpose: RFC 6761,
 * 6762 with its appendix G, 7686, 9476; internal by ICANN's resolution of 2024;
 * localdomain is where systems stand that nobody gave a domain. */
static bool
is_special_use(const char *top)
{
	static const char *const tops[] = {"alt", "corp", "example", "home",
	    "internal", "intranet", "invalid", "lan", "local", "localdomain",
	    "localhost", "onion", "private", "test"};

	for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
		if (strcmp(top, tops[i]) == 0)
			return true;
	return false;
}

/* The usual top levels, for which the Public Suffix List need not be asked. */
static const char usual_tops[][SHORT_TEXTS_SIZE] = {"com", "net", "org", "jp",
    "de", "uk", "fr", "it", "ru", "br", "cn", "nl", "pl", "es", "ca", "au",
    "us", "in", "kr", "tw"};

bool
name_tld_exists(const struct name *name)
{
	if (name->literal || name->labels == 0 || has_short_top(name))
		return false;
	const char *dot = memrchr(name->text, '.', name->len);
	const char *top = dot ? dot + 1 : name->text;

	if (SHORT_TEXTS_HAVE(usual_tops, top,
		(size_t)(name->text + name->len - top)))
		return true;
	if (suffixes() == NULL) /* a libpsl built without data knows nothing */
		return true;
	return has_rule(top) || is_special_use(top) || has_rule_below(top);
}
