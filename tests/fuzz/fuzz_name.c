// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a domain name, and all that is asked about it. */
#include "domains/engine/name/name.h"

#include <string.h>

#include "domains/engine/name/fold.h"
#include "domains/engine/name/shown.h"
#include "tests/fuzz/fuzz.h"

static void
check_shape(const struct name *name)
{
	unsigned labels = 1;
	size_t label = 0;

	FUZZ_CHECK(name->len > 0 && name->len <= NAME_MAX_BYTES);
	FUZZ_CHECK(strlen(name->text) == name->len);
	for (size_t i = 0; i < name->len; i++) {
		char c = name->text[i];
		if (name->literal) {
			FUZZ_CHECK(c > ' ' && c < 0x7f);
			continue;
		}
		FUZZ_CHECK((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			   c == '-' || c == '.');
		if (c == '.') {
			FUZZ_CHECK(i > label && i - label <= NAME_LABEL_MAX);
			label = i + 1;
			labels++;
		}
	}
	FUZZ_CHECK(name->literal || name->len > label);
	FUZZ_CHECK(name->labels == (name->literal ? 0 : labels));
}

static bool
parses_to(const char *bytes, size_t len, const struct name *name)
{
	struct name again;
	enum name_error error;

	return name_parse(bytes, len, &again, &error) == 0 &&
	       again.len == name->len && again.labels == name->labels &&
	       again.idn == name->idn && again.literal == name->literal &&
	       strcmp(again.text, name->text) == 0;
}

/* The other spellings of the name come down to it. */
static void
check_spellings(const struct name *name)
{
	char other[NAME_UNICODE_SIZE];

	FUZZ_CHECK(parses_to(name->text, name->len, name));
	size_t len = name_unicode(name, other);
	FUZZ_CHECK(len > 0 && parses_to(other, len, name));
	if (name->literal)
		return;
	for (size_t i = 0; i < name->len; i++) {
		char c = name->text[i];
		other[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	FUZZ_CHECK(parses_to(other, name->len, name));
	other[name->len] = '.';
	FUZZ_CHECK(parses_to(other, name->len + 1u, name));
}

static void
check_suffixes(const struct name *name)
{
	size_t suffix = name_public_suffix(name);
	size_t registrable = name_registrable(name);

	FUZZ_CHECK(suffix <= name->len && registrable <= name->len);
	FUZZ_CHECK(name->literal == (suffix == name->len));
	FUZZ_CHECK(suffix == 0 || suffix == name->len ||
		   name->text[suffix - 1] == '.');
	if (registrable < name->len) {
		FUZZ_CHECK(registrable < suffix);
		FUZZ_CHECK(
		    registrable == 0 || name->text[registrable - 1] == '.');
	}
	FUZZ_CHECK(!name->literal || !name_tld_exists(name));
}

/* What a report shows for the name is the name, too. */
static void
check_shown(const struct name *name)
{
	char room[NAME_SIZE];
	const char *shown = shown_name(name, room);

	FUZZ_CHECK(parses_to(shown, strlen(shown), name));
}

int
fuzz_name(const uint8_t *data, size_t size)
{
	struct name name, untouched, seen;
	enum name_error error = NAME_FINE;

	memset(&name, 0x5a, sizeof name);
	untouched = name;
	if (name_parse((const char *)data, size, &name, &error) < 0) {
		FUZZ_CHECK(error > NAME_FINE && error < NAME_ERRORS);
		FUZZ_CHECK(memcmp(&name, &untouched, sizeof name) == 0);
		return 0;
	}
	check_shape(&name);
	check_spellings(&name);
	check_suffixes(&name);
	check_shown(&name);
	if (fold_name(&name, &seen)) {
		check_shape(&seen);
		FUZZ_CHECK(name.idn && !seen.idn);
		FUZZ_CHECK(parses_to(seen.text, seen.len, &seen));
	}
	return 0;
}

FUZZ_ENTRY(fuzz_name)
