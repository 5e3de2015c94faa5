/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: the baseline of doppelcheck.  What is read is written the same;
 * any findings, whatever bytes they have, are known to the next run, and no
 * others are. */
#include "domains/reports/baseline.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

/* A baseline of v0.1.0 is written in another form. */
#define OLD "doppelcheck state"

static void
check_file(const char *text, size_t len)
{
	struct baseline *baseline = baseline_new("baseline");
	struct buffer again = {0};

	FUZZ_CHECK(baseline != NULL);
	if (baseline_parse(baseline, text, len) == NULL &&
	    memcmp(text, OLD, strlen(OLD)) != 0) {
		baseline_format(baseline, &again);
		FUZZ_CHECK(again.len == len);
		FUZZ_CHECK(memcmp(again.bytes, text, len) == 0);
	}
	buffer_clear(&again);
	baseline_close(&baseline);
}

/* The next of the findings that the bytes are taken for: two texts, each after
 * a byte that says how long it is. */
static bool
take_finding(const char **at, const char *end, struct finding *finding_r)
{
	struct span texts[2];

	for (size_t i = 0; i < 2; i++) {
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
	*finding_r = (struct finding){
	    .member =
		{
		    .list = texts[0],
		    .address = texts[1],
		    .file = "/etc/aliases",
		},
	    .verdict = {.reason = VERDICT_TYPO},
	};
	return true;
}

static bool
is_same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0;
}

/* All but the last one are reported. */
static void
check_findings(const char *bytes, size_t len)
{
	struct baseline *baseline = baseline_new("baseline"),
			*next = baseline_new("baseline");
	const char *at = bytes, *end = bytes + len;
	struct finding finding, last = {.member = {.file = NULL}};
	struct buffer text = {0};
	bool any = false, among = false;

	FUZZ_CHECK(baseline != NULL && next != NULL);
	while (take_finding(&at, end, &finding)) {
		if (any)
			FUZZ_CHECK(baseline_see(baseline, &last, true) !=
				   BASELINE_NONE);
		last = finding;
		any = true;
	}
	baseline_keep_all(baseline);
	baseline_format(baseline, &text);
	FUZZ_CHECK(baseline_parse(next, text.bytes, text.len) == NULL);
	for (at = bytes; take_finding(&at, end, &finding);) {
		if (finding.member.list.bytes == last.member.list.bytes)
			continue;
		FUZZ_CHECK(
		    baseline_see(next, &finding, false) != BASELINE_NONE);
		among =
		    among ||
		    (is_same(finding.member.list, last.member.list) &&
			is_same(finding.member.address, last.member.address));
	}
	if (any)
		FUZZ_CHECK((baseline_see(next, &last, false) !=
			       BASELINE_NONE) == among);
	buffer_clear(&text);
	baseline_close(&baseline);
	baseline_close(&next);
}

int
fuzz_baseline(const uint8_t *data, size_t size)
{
	check_file((const char *)data, size);
	check_findings((const char *)data, size);
	return 0;
}

FUZZ_ENTRY(fuzz_baseline)
