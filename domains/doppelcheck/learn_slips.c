/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges the domains by an engine that protects the more frequent ones. */
#include "domains/doppelcheck/learn_slips.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppelcheck/learn.h"
#include "domains/engine/lists/value.h"

int
learn_flag(struct learnt *learnt, const struct verdict *verdict)
{
	char phrase[1024];

	verdict_phrase(verdict, phrase, sizeof(phrase));
	learnt->fate = FATE_FLAGGED;
	return asprintf(&learnt->why, "%s [%s]", phrase,
		   verdict_confidence_name(verdict->confidence)) < 0
	           ? -1
	           : 0;
}

/* One line for each domain, so that the line of a verdict says which: a comment
 * for those that are not meant. */
static void
write_meant(const struct learning *learning, size_t count, FILE *out)
{
	uint64_t total = learning->addresses + learning->logs.mails;
	char weight[VALUE_WEIGHT_SIZE];

	for (size_t i = 0; i < count; i++) {
		const struct learnt *learnt = &learning->list[i];

		if (learnt->fate != FATE_LEARNT && learnt->fate != FATE_OWN)
			fputs("#\n", out);
		else
			fprintf(out, "%s weight=%s\n",
			    learnt_name(learning, learnt),
			    value_format_weight((double)learnt->count /
						    (double)total,
				weight));
	}
}

/* An engine that knows the first domains and nothing else; NULL when memory is
 * out. */
static struct doppel *
open_engine(const struct learning *learning, size_t count)
{
	struct doppel_list list = {.kind = LISTFILE_PROTECTED,
	    .path = "learnt",
	    .bytes = NULL};
	const struct doppel_options options = {
	    .lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default,
	};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel = NULL;
	char *bytes = NULL;
	FILE *out = open_memstream(&bytes, &list.len);

	if (out == NULL)
		return NULL;
	write_meant(learning, count, out);
	if (fclose(out) == 0) {
		list.bytes = bytes;
		(void)doppel_open(&options, &diagnostics, &doppel);
	}
	diagnostics_clear(&diagnostics);
	free(bytes);
	return doppel;
}

static int
judge(struct learning *learning, const struct doppel *engine,
    struct learnt *learnt)
{
	/* A list says that it is right. */
	static const enum listfile_kind right[] = {LISTFILE_EXEMPT,
	    LISTFILE_PROTECTED, LISTFILE_PROVIDERS, LISTFILE_INNOCENT};
	const char *name = learnt_name(learning, learnt);
	struct verdict verdict;

	if (learnt->fate != FATE_LEARNT ||
	    learnt_is_listed(learning, learnt, right,
		sizeof(right) / sizeof(right[0])))
		return 0;
	doppel_judge_domain(engine, name, strlen(name), &verdict);
	if (verdict.reason != VERDICT_TYPO ||
	    verdict.confidence < VERDICT_LIKELY || verdict.line == 0 ||
	    learning->list[verdict.line - 1].count / LEARN_SLIPS_RATIO <
		learnt->count)
		return 0;
	return learn_flag(learnt, &verdict);
}

/* Judges those with a quarter of so many and more by those with so many. */
static int
judge_below(struct learning *learning, uint64_t many)
{
	struct doppel *engine;
	size_t frequent = 0;
	int result = 0;

	while (frequent < learning->count &&
	       learning->list[frequent].count >= many)
		frequent++;
	engine = open_engine(learning, frequent);
	if (engine == NULL)
		return -1;
	for (size_t i = frequent;
	     result == 0 && i < learning->count &&
	     learning->list[i].count >= many / LEARN_SLIPS_RATIO;
	     i++)
		result = judge(learning, engine, &learning->list[i]);
	doppel_close(&engine);
	return result;
}

int
learn_slips_find(struct learning *learning)
{
	uint64_t most = learning->count > 0 ? learning->list[0].count : 0;
	uint64_t many = LEARN_ADDRESSES_MIN * LEARN_SLIPS_RATIO;
	int result = 0;

	while (many <= most / LEARN_SLIPS_RATIO)
		many *= LEARN_SLIPS_RATIO;
	if (many > most)
		return 0;
	for (; result == 0 && many > LEARN_ADDRESSES_MIN;
	     many /= LEARN_SLIPS_RATIO)
		result = judge_below(learning, many);
	return result;
}
