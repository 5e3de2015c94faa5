// SPDX-License-Identifier: BSD-2-Clause
/* Near: a list in order. */
#include "domains/engine/odds/near.h"

#include <string.h>

void
near_keep(struct doppel_thoughts *thoughts, const struct doppel_near *near)
{
	size_t at = thoughts->near_count;
	while (at > 0 && thoughts->near[at - 1].odds < near->odds)
		at--;
	if (at == DOPPEL_NEAR_MAX)
		return;
	if (thoughts->near_count < DOPPEL_NEAR_MAX)
		thoughts->near_count++;
	memmove(&thoughts->near[at + 1], &thoughts->near[at],
	    (thoughts->near_count - 1 - at) * sizeof(*near));
	thoughts->near[at] = *near;
}

void
near_put_first(struct doppel_thoughts *thoughts, const struct doppel_near *near)
{
	struct doppel_near *list = thoughts->near;
	size_t at = 0;

	while (at < thoughts->near_count && list[at].name != near->name)
		at++;
	if (at == thoughts->near_count && at < DOPPEL_NEAR_MAX)
		thoughts->near_count++;
	at -= at == DOPPEL_NEAR_MAX;
	memmove(list + 1, list, at * sizeof(*list));
	*list = *near;
}

void
near_keep_real(struct doppel_thoughts *thoughts, const struct real *real)
{
	if (thoughts->near_count > 0 && thoughts->real_count > 0 &&
	    thoughts->near[0].real != real->total)
		return;
	thoughts->real_count = real->count;
	for (size_t i = 0; i < real->count; i++) {
		thoughts->real[i].what = real->part[i].what;
		thoughts->real[i].value = real->part[i].value;
	}
}

void
near_set_meant(const struct name *name, size_t below, const char *target,
    struct name *meant_r)
{
	char text[2 * NAME_SIZE];
	size_t len = strlen(target);

	if (below > 0) {
		memcpy(text, name->text, below);
		memcpy(text + below, target, len);
		if (name_parse(text, below + len, meant_r, NULL) == 0)
			return;
	}
	(void)name_parse(target, len, meant_r, NULL);
}

bool
near_is_slip_below(const struct typo_side *meant, bool own,
    const struct typo *typo)
{
	bool one = typo->slips == 1;

	/* mail.gmail.com is a host of Gmail's, gmail.gmail.com is not. */
	if (own)
		return one && typo->slip[0].class == TYPO_NAME_DOUBLED;
	/* i.softbank.co.jp stands below softbank.co.jp, which is real, but the
	 * host i is i.softbank.jp's. */
	if (one && typo->slip[0].class == TYPO_SUFFIX_SWAP)
		return real_label(meant) > 0;
	for (unsigned i = 0; i < typo->slips; i++)
		if (typo->slip[i].class != TYPO_DOT_EXTRA &&
		    typo->slip[i].class != TYPO_DOT_MOVED &&
		    typo->slip[i].class != TYPO_HYPHEN)
			return false;
	return true;
}
