/* SPDX-License-Identifier: BSD-2-Clause */
/* Budgets: of a source, of an owner. */
#include "domains/registrations/budget.h"

#include <criterion/criterion.h>

#include "tests/unit/clock.h"

/* What all sources of one user may cost. */
Test(budget, owners_share_one)
{
	const struct rights taro = {true, 12345, 12345};
	const struct rights jiro = {true, 12346, 12346};
	struct budgets budgets = {.why = NULL};

	for (unsigned i = 0; i < 5; i++) {
		budget_begin(&budgets, &taro);
		cr_expect(budget_spend(&budgets, BUDGET_OPENINGS, 100000));
		cr_expect_not(budget_spend(&budgets, BUDGET_OPENINGS, 1));
		/* What was only counted counts once. */
		budget_repeat(&budgets);
		cr_expect(budget_spend(&budgets, BUDGET_OPENINGS, 100000));
	}
	budget_begin(&budgets, &taro);
	cr_expect_not(budget_spend(&budgets, BUDGET_OPENINGS, 1));
	cr_expect_str_eq(budgets.why,
	    "over 500,000 openings for the files of its owner");
	budget_begin(&budgets, &jiro);
	cr_expect(budget_spend(&budgets, BUDGET_OPENINGS, 100000));
	for (unsigned i = 0; i < 20; i++) {
		budget_begin(&budgets, &(struct rights){.limited = false});
		cr_expect(budget_spend(&budgets, BUDGET_OPENINGS, 100000));
	}
	budgets_clear(&budgets);
}

/* Who names a file knows how many members it has. */
Test(budget, of_a_named_file)
{
	struct budgets budgets = {.named = true};

	budget_begin(&budgets, &(struct rights){true, 12345, 12345});
	cr_expect(budget_spend(&budgets, BUDGET_MEMBERS,
	    (uint64_t)BUDGET_OWNER_MEMBERS * 100));
	cr_expect(budget_spend(&budgets, BUDGET_MEMBERS, 1));
	cr_expect_not(
	    budget_spend(&budgets, BUDGET_BYTES, BUDGET_SOURCE_BYTES + 1));
	budgets_clear(&budgets);
	cr_expect(budgets.named);
}

/* Each kind has a limit, and a source that is over one has no more of any. */
Test(budget, of_each_kind)
{
	static const uint64_t most[BUDGET_KINDS] = {
	    [BUDGET_OPENINGS] = BUDGET_SOURCE_OPENINGS,
	    [BUDGET_BYTES] = BUDGET_SOURCE_BYTES,
	    [BUDGET_MEMBERS] = BUDGET_SOURCE_MEMBERS,
	    [BUDGET_FINDINGS] = BUDGET_SOURCE_FINDINGS,
	    [BUDGET_TIME] = BUDGET_SOURCE_SECONDS * 1000,
	    [BUDGET_WAIT] = BUDGET_SOURCE_WAIT_SECONDS * 1000,
	};
	const struct rights root = {.limited = false};
	struct budgets budgets = {.why = NULL};

	for (size_t i = 0; i < BUDGET_KINDS; i++) {
		budget_begin(&budgets, &root);
		cr_expect_eq(budget_left(&budgets, i), most[i]);
		cr_expect(budget_spend(&budgets, i, most[i] / 2), "%zu", i);
		cr_expect_not(budget_spend(&budgets, i, UINT64_MAX), "%zu", i);
		cr_expect_not_null(budgets.why);
		cr_expect_not(
		    budget_spend(&budgets, (i + 1) % BUDGET_KINDS, 1));
	}
	budgets_clear(&budgets);
}

/* Waits so many ms for a file, in two parts, and then looks for long at what it
 * says. */
static bool
wait_for(struct budgets *budgets, const struct rights *whose, uint64_t ms)
{
	struct budget_wait wait = budget_wait_begin(budgets);
	bool within;

	clock_skip(ms / 2);
	wait.whose = whose;
	within = budget_wait_on(&wait);
	clock_skip(ms - ms / 2);
	within = budget_wait_on(&wait) && within;
	clock_skip(1000000);
	return within;
}

/* So does somebody's slow file system; but nobody's reader of the report. */
Test(budget, waits_count_for_the_owner_of_a_file)
{
	static const char *const source =
				     "its file system took over 120 seconds",
				 *const owner =
				     "its file system took over 300 "
				     "seconds for the files of its owner";
	const struct rights root = {.limited = false};
	const struct rights taro = {true, 12345, 12345};
	const struct rights jiro = {true, 12346, 12346};
	struct budgets budgets = {.why = NULL};

	budget_begin(&budgets, &taro);
	cr_expect(wait_for(&budgets, &taro, 60000));
	cr_expect(wait_for(&budgets, &taro, 59000));
	cr_expect_not(wait_for(&budgets, &taro, 2000));
	cr_expect_str_eq(budgets.why, source);
	/* What takes its usual time, in any number of files. */
	budget_begin(&budgets, &taro);
	cr_expect_null(budgets.why);
	for (unsigned i = 0; i < 20000; i++)
		cr_assert(wait_for(&budgets, &taro, BUDGET_FREE_WAIT_MS - 2));
	/* In files of root's that include that file. */
	budget_begin(&budgets, &root);
	cr_expect(wait_for(&budgets, &root, 1000000));
	cr_expect(wait_for(&budgets, &taro, 100000));
	budget_begin(&budgets, &taro);
	cr_expect_not(wait_for(&budgets, &taro, 90000));
	cr_expect_str_eq(budgets.why, owner);
	budget_begin(&budgets, &taro);
	cr_expect_str_eq(budgets.why, owner);
	cr_expect_not(budget_spend(&budgets, BUDGET_OPENINGS, 1));
	budget_begin(&budgets, &jiro);
	cr_expect(wait_for(&budgets, &jiro, 100000));
	budgets_clear(&budgets);
	budgets.named = true;
	budget_begin(&budgets, &taro);
	cr_expect(wait_for(&budgets, &taro, 1000000));
	budgets_clear(&budgets);
}
