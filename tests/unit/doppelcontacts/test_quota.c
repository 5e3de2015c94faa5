/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/doppelcontacts/quota.h"

#include <criterion/criterion.h>
#include <unistd.h>

#define NOW INT64_C(1796000000)

static size_t
take(struct quota *quota, enum observation_kind kind, int64_t now,
    int64_t *expires_r)
{
	struct observation one = {.kind = kind, .time = now};
	size_t count = quota_apply(quota, &one, 1, now);

	*expires_r = one.expires;
	return count;
}

Test(quota, tries_are_shorter_and_passes_left_out)
{
	struct quota quota = {0};
	int64_t expires;

	close(STDERR_FILENO);
	for (int i = 0; i < QUOTA_TRIES; i++) {
		cr_assert_eq(take(&quota, OBSERVATION_TRIED, NOW, &expires), 1);
		cr_assert_eq(expires, 0);
	}
	cr_expect_not(quota_is_used_up(&quota));
	cr_expect_eq(take(&quota, OBSERVATION_TRIED, NOW, &expires), 1);
	cr_expect_eq(expires, NOW + QUOTA_TRY_KEPT);
	cr_expect(quota_is_used_up(&quota));
	for (int i = 0; i < QUOTA_PASSES; i++)
		cr_assert_eq(take(&quota, OBSERVATION_PASSED, NOW, &expires),
		    1);
	cr_expect_eq(take(&quota, OBSERVATION_PASSED, NOW, &expires), 0);
	/* Contacts are not counted, and the next day begins again. */
	cr_expect_eq(take(&quota, OBSERVATION_SENT, NOW, &expires), 1);
	cr_expect_eq(take(&quota, OBSERVATION_TRIED, NOW + 86400, &expires), 1);
	cr_expect_eq(expires, 0);
	cr_expect_not(quota_is_used_up(&quota));
}

Test(quota, what_is_left_out_leaves_no_hole)
{
	struct quota quota = {.day = NOW / 86400, .passes = QUOTA_PASSES};
	struct observation list[] = {{.kind = OBSERVATION_SENT, .time = 1},
	    {.kind = OBSERVATION_PASSED, .time = 2},
	    {.kind = OBSERVATION_TRIED, .time = 3},
	    {.kind = OBSERVATION_PASSED, .time = 4},
	    {.kind = OBSERVATION_HEARD, .time = 5}};

	close(STDERR_FILENO);
	cr_assert_eq(quota_apply(&quota, list, 5, NOW), 3);
	cr_expect(list[0].time == 1 && list[1].time == 3 && list[2].time == 5);
}
