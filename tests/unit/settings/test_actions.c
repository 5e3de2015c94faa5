/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/settings/actions.h"

#include <criterion/criterion.h>

Test(actions, names)
{
	enum action action = ACTION_ACTIONS;

	for (int i = 0; i < ACTION_ACTIONS; i++) {
		cr_expect_str_eq(action_name((enum action)i), action_names[i]);
		cr_expect(action_parse(action_names[i], &action));
		cr_expect_eq(action, (enum action)i);
	}
	cr_expect_not(action_parse("Reject", &action));
	cr_expect_not(action_parse("", &action));
	cr_expect_null(action_names[ACTION_ACTIONS]);
	cr_expect_str_eq(action_name(ACTION_ACTIONS), "?");
}

/* DESIGN's table: what a milter.conf without actions does. */
Test(actions, defaults)
{
	static const enum action typo[VERDICT_CONFIDENCES] = {ACTION_LOG,
	    ACTION_TAG, ACTION_QUARANTINE, ACTION_REJECT};
	static const enum action registration[VERDICT_CONFIDENCES] = {
	    ACTION_LOG, ACTION_LOG, ACTION_QUARANTINE, ACTION_QUARANTINE};
	const struct action_table *table = &action_table_default;

	cr_expect_not(table->monitor);
	for (int c = 0; c < VERDICT_CONFIDENCES; c++) {
		cr_expect_eq(table->table[VERDICT_NONE][c], ACTION_ACCEPT);
		cr_expect_eq(table->table[VERDICT_KNOWN_DOPPELGANGER][c],
		    ACTION_REJECT);
		cr_expect_eq(table->table[VERDICT_TYPO][c], typo[c]);
		cr_expect_eq(table->table[VERDICT_REGISTRATION][c],
		    registration[c]);
		cr_expect_eq(table->table[VERDICT_MALFORMED][c], ACTION_LOG);
	}
}
