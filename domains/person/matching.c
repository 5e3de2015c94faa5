/* SPDX-License-Identifier: BSD-2-Clause */
/* Matching: tries spellings and keeps the best. */
#include "domains/person/matching.h"

#include <string.h>

#include "domains/person/slips.h"
#include "domains/person/weight.h"

bool
matching_begin(struct matching *matching, struct span local)
{
	matching->local = local;
	matching->right = matching->found = false;
	matching->guessed = matching->by_local = false;
	return letters_take(local, &matching->letters);
}

/* Does the local part have no separators, so that an initial may be its first
 * or last letter? */
static bool
is_undivided(const struct letters *letters)
{
	return letters->starts == (UINT64_C(1) << letters->len | 1);
}

/* Does it differ by an initial: tanakay and tanakah, or tanaka? */
static bool
is_other_initial(const struct alignment *alignment,
    const struct letters *letters)
{
	for (size_t i = 0; i < alignment->count && is_undivided(letters); i++) {
		const struct alignment_step *step = &alignment->steps[i];

		if ((step->op == ALIGNMENT_SUBSTITUTION &&
			(step->at == 0 || step->at + 1u == letters->len)) ||
		    (step->op == ALIGNMENT_OMISSION &&
			(step->at == 0 || step->at == letters->len)))
			return true;
	}
	return false;
}

static void
keep_if_better(struct matching *matching, const struct alignment *alignment,
    struct span by)
{
	enum verdict_confidence confidence =
	    weight_judge(alignment, &matching->letters, matching->guessed);
	char meant[PERSON_MEANT_SIZE] = "";

	if (confidence == VERDICT_NO_CONFIDENCE ||
	    (matching->by_local &&
		is_other_initial(alignment, &matching->letters)))
		return;
	if (alignment->unique && !matching->letters.digits_between)
		slips_undo(alignment, &matching->letters, matching->local,
		    meant);
	if (matching->found && alignment->slips == matching->best.slips &&
	    confidence == matching->confidence) {
		/* Of two that are as good, either may be meant; but the whole
		 * word is better than any guess. */
		if (!matching->guessed && strcmp(meant, matching->meant) != 0)
			matching->meant[0] = '\0';
		return;
	}
	if (matching->found && (alignment->slips > matching->best.slips ||
				   confidence < matching->confidence))
		return;
	matching->found = true;
	matching->best = *alignment;
	matching->confidence = confidence;
	matching->by = by;
	memcpy(matching->meant, meant, sizeof(meant));
}

/* Is it a spelling with one more letter before or after it, which may be an
 * initial (hfujii, uenoy)?  With separators an initial would stand alone. */
static bool
is_right_but_edge(const struct graph *graph, const struct letters *letters)
{
	struct letters less = *letters;

	if (!is_undivided(letters) || letters->len < 2)
		return false;
	less.len--;
	if (alignment_exact(graph, &less, ALIGNMENT_WHOLE))
		return true;
	memmove(less.text, letters->text + 1, less.len);
	return alignment_exact(graph, &less, ALIGNMENT_WHOLE);
}

void
matching_try(struct matching *matching, const struct graph *graph,
    enum alignment_cut cut, struct span by)
{
	struct alignment alignment;

	if (alignment_exact(graph, &matching->letters, cut))
		matching->right = true;
	else if (alignment_near(graph, &matching->letters, &alignment) &&
		 !is_right_but_edge(graph, &matching->letters))
		keep_if_better(matching, &alignment, by);
}
