/* SPDX-License-Identifier: BSD-2-Clause */
/* Person: holds a local part against the names and addresses of a person. */
#include "domains/person/person.h"

#include <string.h>

#include "domains/base/translation.h"
#include "domains/engine/name/address.h"
#include "domains/person/full_name.h"
#include "domains/person/matching.h"
#include "domains/person/romaji.h"
#include "domains/person/slips.h"
#include "domains/person/weight.h"

/* A shorter name of a list is an abbreviation. */
#define LIST_LETTERS_MIN 6

/* ---- by another address ------------------------------------------------- */

/* Makes the graph of a local part, word by word: short words are initials, and
 * nothing slips there. */
static void
make_graph(const struct letters *letters,
    bool (*read)(const char *, size_t, struct romaji_part *),
    struct graph *graph_r)
{
	unsigned segment = 1;
	int node;

	graph_r->count = 0;
	node = graph_add_node(graph_r, ALIGNMENT_RIGID);
	for (size_t i = 0, len = 0; i < letters->len; i += len) {
		struct romaji_part word;

		len = 1;
		while ((letters->starts >> (i + len) & 1) == 0 &&
		       len < ROMAJI_UNITS_MAX)
			len++;
		(void)read(letters->text + i, len, &word);
		node = graph_add_part(graph_r, node, &word,
		    len < WEIGHT_WORD_MIN ? ALIGNMENT_RIGID : segment);
		segment += segment + 1 < ALIGNMENT_SEGMENTS;
	}
	if (node >= 0)
		graph_r->nodes[node].accept = true;
}

/* A local part that is another spelling of the other one is right; near is only
 * what is near to the other one as it is written. */
static void
match_local(struct matching *matching, struct span other, struct span by)
{
	struct graph graph;
	struct letters letters;

	if (!letters_take(other, &letters))
		return;
	make_graph(&letters, romaji_read, &graph);
	if (alignment_exact(&graph, &matching->letters, ALIGNMENT_WHOLE)) {
		matching->right = true;
		return;
	}
	make_graph(&letters, romaji_read_exact, &graph);
	matching->by_local = true;
	matching_try(matching, &graph, ALIGNMENT_WHOLE, by);
}

/* How much does a local part look like a name? */
static int
rank_looks(struct span local)
{
	struct letters letters;

	if (!letters_take(local, &letters))
		return 0;
	return romaji_is_possible(letters.text, letters.len) ? 2 : 1;
}

/* Which of two near addresses is right?  The one that the person's name gives;
 * else the one that is a Japanese word; else the first. */
static bool
is_better(const struct person *person, struct span local, struct span than,
    bool before)
{
	struct matching other;
	int more = rank_looks(local) - rank_looks(than);

	if (!matching_begin(&other, local))
		return false;
	full_name_match(&other, person->reading);
	full_name_match(&other, person->name);
	return other.right || more > 0 || (more == 0 && before);
}

static void
match_row(const struct person *person, struct matching *matching,
    struct span address)
{
	struct address_scan scan;
	struct address_found found;
	bool before = true; /* it stands before the address in question */

	if (person->row.len == 0)
		return;
	address_scan_begin(&scan, person->row.bytes, person->row.len);
	for (size_t i = 0;
	     i < PERSON_OTHERS_MAX && address_scan_next(&scan, &found); i++) {
		struct matching other = *matching;
		struct span local = {found.address.local,
		    found.address.local_len};

		if (span_same(address, (struct span){found.bytes, found.len})) {
			before = false;
			continue;
		}
		if (found.error != ADDRESS_FINE)
			continue;
		match_local(&other, local,
		    (struct span){found.bytes, found.len});
		if (other.right ||
		    (other.found &&
			is_better(person, local, matching->local, before)))
			*matching = other;
	}
}

static void
match_list(const struct person *person, struct matching *matching)
{
	struct span rest = person->list, local = span_take_until(&rest, '@');
	struct letters letters;

	if (letters_take(local, &letters) && letters.len >= LIST_LETTERS_MIN)
		match_local(matching, local, person->list);
}

/* ---- the way in --------------------------------------------------------- */

static void
report(const struct matching *matching, enum person_hint hint,
    struct person_near *near_r)
{
	near_r->confidence = matching->confidence;
	near_r->hint = hint;
	near_r->by = matching->by;
	slips_name(&matching->best, &matching->letters, &near_r->typo);
	memcpy(near_r->meant, matching->meant, sizeof(near_r->meant));
}

/* Two hints that mean the same: both together are surer than the surer one. */
static void
report_both(const struct matching *by_name, const struct matching *by_row,
    struct person_near *near_r)
{
	bool likely = by_name->confidence == VERDICT_LIKELY ||
	              by_row->confidence == VERDICT_LIKELY;

	report(by_name, PERSON_BOTH, near_r);
	near_r->confidence = likely ? VERDICT_CERTAIN : VERDICT_LIKELY;
}

bool
person_near(const struct person *person, struct span local, struct span address,
    struct person_near *near_r)
{
	struct matching by_name, by_row, by_list;

	if (!matching_begin(&by_name, local))
		return false;
	by_list = by_row = by_name;
	full_name_match(&by_name, person->reading);
	if (!by_name.right)
		full_name_match(&by_name, person->name);
	if (by_name.right)
		return false;
	/* An address that stands there twice is right. */
	match_row(person, &by_row, address);
	if (by_row.right)
		return false;
	if (by_name.found && by_row.found && by_name.meant[0] != '\0' &&
	    strcmp(by_name.meant, by_row.meant) == 0)
		report_both(&by_name, &by_row, near_r);
	else if (by_name.found)
		report(&by_name, PERSON_NAME, near_r);
	else if (by_row.found)
		report(&by_row, PERSON_ADDRESS, near_r);
	else
		match_list(person, &by_list);
	if (by_list.found)
		report(&by_list, PERSON_LIST, near_r);
	return by_name.found || by_row.found || by_list.found;
}

const char *
person_hint_text(enum person_hint hint)
{
	switch (hint) {
	case PERSON_NAME:
		return N_("the person's name");
	case PERSON_ADDRESS:
		return N_("another address of the person");
	case PERSON_LIST:
		return N_("the user or list");
	case PERSON_BOTH:
		return N_("another address and the person's name");
	case PERSON_HINTS:
		break;
	}
	return "";
}
