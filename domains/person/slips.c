/* SPDX-License-Identifier: BSD-2-Clause */
/* Slips: gives the slips of an alignment their classes, and undoes them. */
#include "domains/person/slips.h"

#include <string.h>

#include "domains/engine/typo/pairs.h"

static void
name_slip(const struct letters *letters, const struct alignment_step *step,
    struct typo *typo)
{
	struct typo_slip *slip = &typo->slip[typo->slips++];
	char seen = letters->text[step->at < letters->len ? step->at : 0];

	*slip = (struct typo_slip){.at = step->at, .at_meant = step->at};
	memcpy(slip->meant, step->meant, sizeof(step->meant));
	switch (step->op) {
	case ALIGNMENT_OMISSION:
		slip->class = TYPO_OMISSION;
		break;
	case ALIGNMENT_INSERTION:
		slip->class = alignment_step_doubles(letters, step)
		                  ? TYPO_DOUBLING
		                  : TYPO_INSERTION;
		slip->seen[0] = seen;
		break;
	case ALIGNMENT_SUBSTITUTION:
		slip->class = typo_pair_key(seen, step->meant[0])
		                  ? TYPO_NEIGHBOUR_KEY
		                  : TYPO_SUBSTITUTION;
		slip->seen[0] = seen;
		break;
	case ALIGNMENT_TRANSPOSITION:
		slip->class = TYPO_TRANSPOSITION;
		memcpy(slip->seen, letters->text + step->at, 2);
		break;
	case ALIGNMENT_MATCH:
		break;
	}
}

void
slips_name(const struct alignment *alignment, const struct letters *letters,
    struct typo *typo_r)
{
	*typo_r = (struct typo){0};
	for (size_t i = 0; i < alignment->count; i++)
		if (alignment->steps[i].op != ALIGNMENT_MATCH)
			name_slip(letters, &alignment->steps[i], typo_r);
}

/* A missing letter goes to the others of its part. */
void
slips_undo(const struct alignment *alignment, const struct letters *letters,
    struct span local, char *meant_r)
{
	size_t from = 0, len = 0;
	unsigned segment = ALIGNMENT_RIGID;

	for (size_t i = 0; i < alignment->count; i++) {
		const struct alignment_step *step = &alignment->steps[i];
		size_t seen = alignment_step_letters(step);
		size_t to =
		    step->at < letters->len ? letters->at[step->at] : from;

		if (seen == 0 && i != 0 && step->segment == segment)
			to = from;
		memcpy(meant_r + len, local.bytes + from, to - from);
		len += to - from;
		from = to;
		if (step->op == ALIGNMENT_MATCH) {
			meant_r[len++] = local.bytes[to];
		} else {
			for (const char *c = step->meant; *c != '\0'; c++)
				meant_r[len++] = *c;
		}
		if (seen != 0)
			from = letters->at[step->at + seen - 1] + (size_t)1;
		segment = step->segment;
	}
	memcpy(meant_r + len, local.bytes + from, local.len - from);
	meant_r[len + local.len - from] = '\0';
}
