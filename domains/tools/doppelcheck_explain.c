/* SPDX-License-Identifier: BSD-2-Clause */
/* Everything the engine thought about one address, in columns. */
#include "domains/tools/doppelcheck_explain.h"

#include <string.h>

#include "domains/tools/doppelcheck_buffer.h"

int
explain_address(const struct doppel *doppel, const char *text, bool colour,
    FILE *out, bool *found_r)
{
	struct verdict verdict;
	char phrase[1024];

	(void)colour;
	doppel_judge_path(doppel, text, strlen(text), &verdict);
	verdict_phrase(&verdict, phrase, sizeof(phrase));
	fprintf(out, "%s\n", phrase);
	*found_r = verdict.reason != VERDICT_NONE;
	return 0;
}
