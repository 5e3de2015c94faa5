/* SPDX-License-Identifier: BSD-2-Clause */
/* Name: public suffixes and top-level domains, by libpsl. */
#include "domains/engine/name.h"

#include <assert.h>
#include <libpsl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "domains/engine/words.h"

/* The list that is compiled into libpsl, not the file that psl_latest() would
 * read: constant data needs no handle, no global and no lock, cannot fail, and
 * is the same for every program and every thread.  It is as old as libpsl's
 * build; the few top-level domains delegated since carry next to no mail. */
static const psl_ctx_t *
suffixes(void)
{
	return psl_builtin();
}

/* The label that begins after the dot behind at; len when there is none. */
static size_t
next_label(const struct name *name, size_t at)
{
	const char *dot = memchr(name->text + at, '.', name->len - at);

	return dot ? (size_t)(dot - name->text) + 1 : name->len;
}

/* There is no top-level domain of one letter; libpsl 0.21.2 takes all below
 * .m for suffixes. */
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

bool
name_is_public_suffix(const struct name *name)
{
	return !name->literal && name->labels > 0 && suffixes() != NULL &&
	    has_rule(name->text);
}

/* Names under which nothing can be bought, and which people use on purpose:
 * RFC 6761, 6762, 7686, 9476; internal by ICANN's resolution of 2024. */
static bool
is_special_use(const char *top)
{
	static const char *const tops[] = {"alt", "example", "internal",
	    "invalid", "local", "localhost", "onion", "test"};

	for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
		if (strcmp(top, tops[i]) == 0)
			return true;
	return false;
}

/* Some top-level domain has rules only for what is below it (.za has co.za and
 * its like, and no bare rule).  The list cannot be walked, so the names that
 * registries give their second level are tried. */
static bool
has_rule_below(const char *top)
{
	static const char *const seconds[] = {
	    "co", "com", "ac", "edu", "gov", "go", "org", "or", "net", "ne"};
	char suffix[NAME_SIZE + 4];

	for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
		snprintf(suffix, sizeof suffix, "%s.%s", seconds[i], top);
		if (has_rule(suffix))
			return true;
	}
	return false;
}

/* The usual ones, which need not be looked for in the Public Suffix List. */
static const char usual_tops[][WORDS_SIZE] = {
	"com", "net", "org", "jp", "de", "uk", "fr", "it", "ru", "br", "cn",
	"nl", "pl", "es", "ca", "au", "us", "in", "kr", "tw",
};

/* What was asked for: up to seven letters of a top-level domain and then what
 * is the case, in one word, so that any number of threads may read and write.
 * That a top does not exist takes a dozen questions, and the tops that slips
 * make are few. */
#define ASKED_SLOTS 1024
static _Atomic uint64_t asked[ASKED_SLOTS];

enum { EXISTS = 1, EXISTS_NOT = 2 };

static bool
ask_top(const char *top)
{
	if (suffixes() == NULL) /* a libpsl built without data knows nothing */
		return true;
	return has_rule(top) || is_special_use(top) || has_rule_below(top);
}

static bool
top_exists(const char *top, size_t len)
{
	char word[WORDS_SIZE];
	uint64_t letters, found;

	if (len >= WORDS_SIZE)
		return ask_top(top);
	letters = words_padded(top, len);
	/* The golden ratio: the best bits are on top. */
	_Atomic uint64_t *slot = &asked[(letters * 0x9e3779b97f4a7c15u) >> 54];
	static_assert(ASKED_SLOTS == 1 << (64 - 54), "a slot for each");
	found = atomic_load_explicit(slot, memory_order_relaxed);
	memcpy(word, &found, sizeof(word));
	char answer = word[WORDS_SIZE - 1];
	word[WORDS_SIZE - 1] = '\0';
	if (answer != 0 && memcmp(word, &letters, sizeof(word)) == 0)
		return answer == EXISTS;
	bool exists = ask_top(top);
	memcpy(word, &letters, sizeof(word));
	word[WORDS_SIZE - 1] = exists ? EXISTS : EXISTS_NOT;
	memcpy(&found, word, sizeof(found));
	atomic_store_explicit(slot, found, memory_order_relaxed);
	return exists;
}

bool
name_tld_exists(const struct name *name)
{
	if (name->literal || name->labels == 0 || has_short_top(name))
		return false;
	const char *dot = memrchr(name->text, '.', name->len);
	const char *top = dot ? dot + 1 : name->text;
	size_t len = (size_t)(name->text + name->len - top);

	return WORDS_HAVE(usual_tops, top, len) || top_exists(top, len);
}
