/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: the state of doppelcheck.  What is read is written the same;
 * any findings, whatever bytes they have, are known to the next run, and no
 * others are. */
#include "domains/reports/baseline.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
check_file(const char *text, size_t len)
{
	struct baseline *state = baseline_new("state");
	struct buffer again = {0};

	FUZZ_CHECK(state != NULL);
	if (baseline_parse(state, text, len) == NULL) {
		baseline_format(state, &again);
		FUZZ_CHECK(again.len == len);
		FUZZ_CHECK(memcmp(again.bytes, text, len) == 0);
	}
	buffer_clear(&again);
	baseline_close(&state);
}

/* The next of the findings that the bytes are taken for: three texts, each
 * behind a byte that says how long it is. */
static bool
take_key(const char **at, const char *end, struct baseline_key *key_r)
{
	struct span texts[3];

	for (size_t i = 0; i < 3; i++) {
		size_t len;

		if (*at == end)
			return false;
		len = (unsigned char)**at & 15;
		(*at)++;
		if (len > (size_t)(end - *at))
			len = (size_t)(end - *at);
		texts[i] = (struct span){*at, len};
		*at += len;
	}
	*key_r = (struct baseline_key){
	    .list = texts[0],
	    .member = texts[1],
	    .reason = "typo",
	    .file = texts[2],
	};
	return true;
}

static bool
same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0;
}

/* All but the last one are reported. */
static void
check_keys(const char *bytes, size_t len)
{
	struct baseline *state = baseline_new("state"),
			*next = baseline_new("state");
	const char *at = bytes, *end = bytes + len;
	struct baseline_key key, last = {.reason = NULL};
	struct buffer text = {0};
	bool among = false;

	FUZZ_CHECK(state != NULL && next != NULL);
	while (take_key(&at, end, &key)) {
		if (last.reason != NULL)
			FUZZ_CHECK(
			    baseline_see(state, &last, true) != BASELINE_NONE);
		last = key;
	}
	baseline_keep_all(state);
	baseline_format(state, &text);
	FUZZ_CHECK(baseline_parse(next, text.bytes, text.len) == NULL);
	for (at = bytes; take_key(&at, end, &key);)
		if (key.list.bytes != last.list.bytes)
			FUZZ_CHECK(
			    baseline_see(next, &key, false) != BASELINE_NONE);
	for (at = bytes; take_key(&at, end, &key);)
		among = among || (key.list.bytes != last.list.bytes &&
				     same(key.list, last.list) &&
				     same(key.member, last.member) &&
				     same(key.file, last.file));
	if (last.reason != NULL)
		FUZZ_CHECK((baseline_see(next, &last, false) !=
			       BASELINE_NONE) == among);
	buffer_clear(&text);
	baseline_close(&state);
	baseline_close(&next);
}

int
fuzz_baseline(const uint8_t *data, size_t size)
{
	check_file((const char *)data, size);
	check_keys((const char *)data, size);
	return 0;
}

FUZZ_ENTRY(fuzz_baseline)
