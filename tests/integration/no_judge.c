/* SPDX-License-Identifier: BSD-2-Clause */
/* A judge that finds nothing, linked in place of the one judge (ld --wrap):
 * tests/integration/entrances looks whether each entrance notices. */
#include "domains/registrations/judge.h"

int
__wrap_judge_member(const struct judge *judge, const struct member *member,
    struct finding findings_r[static JUDGE_FINDINGS_MAX]);

int
__wrap_judge_member(const struct judge *judge, const struct member *member,
    struct finding findings_r[static JUDGE_FINDINGS_MAX])
{
	(void)judge;
	(void)member;
	(void)findings_r;
	return 0;
}
