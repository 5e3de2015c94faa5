// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: two names, a line each, and how the one becomes the other. */
#include "domains/engine/typo/typo.h"

#include <string.h>

#include "domains/engine/verdict.h"
#include "tests/fuzz/fuzz.h"

#define COST_MAX 16.0f

static void
check_slips(const struct typo *typo, const struct name *seen)
{
	float cost = 0;

	FUZZ_CHECK(typo->slips <= TYPO_SLIPS_MAX);
	for (unsigned i = 0; i < typo->slips; i++) {
		const struct typo_slip *slip = &typo->slip[i];
		char words[128];
		FUZZ_CHECK(slip->class < TYPO_CLASSES);
		FUZZ_CHECK(slip->at <= seen->len);
		FUZZ_CHECK(strlen(slip->seen) < sizeof(slip->seen));
		FUZZ_CHECK(strlen(slip->meant) < sizeof(slip->meant));
		FUZZ_CHECK(slip->cost > 0);
		FUZZ_CHECK(typo_slip_format(slip, words, sizeof(words)) > 0);
		FUZZ_CHECK(typo_slip_kind(slip)[0] != '\0');
		cost += slip->cost;
	}
	FUZZ_CHECK(cost > typo->cost - 0.01f && cost < typo->cost + 0.01f);
	FUZZ_CHECK(typo->cost < COST_MAX);
}

/* What bounds the search loses nothing. */
static void
check_bounds(const struct typo *typo, const struct name *meant,
    const struct name *seen)
{
	struct typo again;

	FUZZ_CHECK(typo_explain(meant, seen, typo->cost + 0.01f, &again));
	FUZZ_CHECK(again.cost > typo->cost - 0.01f);
	FUZZ_CHECK(!typo_explain(meant, seen, typo->cost - 0.01f, &again));
}

int
fuzz_typo(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *line = memchr(bytes, '\n', size);
	struct verdict verdict = {.reason = VERDICT_TYPO};
	struct name seen;
	enum name_error error;
	char words[512];

	if (line == NULL ||
	    name_parse(bytes, (size_t)(line - bytes), &verdict.meant, &error) <
		0 ||
	    name_parse(line + 1, (size_t)(bytes + size - line - 1), &seen,
		&error) < 0)
		return 0;
	if (!typo_explain(&verdict.meant, &seen, COST_MAX, &verdict.typo))
		return 0;
	check_slips(&verdict.typo, &seen);
	check_bounds(&verdict.typo, &verdict.meant, &seen);
	FUZZ_CHECK(verdict_phrase(&verdict, words, sizeof(words)) > 0);
	return 0;
}

FUZZ_ENTRY(fuzz_typo)
