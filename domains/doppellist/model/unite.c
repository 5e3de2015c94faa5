/* SPDX-License-Identifier: BSD-2-Clause */
/* Unites what two entries say: see unite.h. */
#include "domains/doppellist/model/unite.h"

#include <math.h>
#include <string.h>

/* Weights are estimates: only another order of magnitude is another opinion. */
#define WEIGHT_RATIO 3.0

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

const char *
unite_conflict(const struct document_entry *first,
    const struct document_entry *second)
{
	if (first->take_back != second->take_back)
		return "taken back";
	if (first->meant != NULL && second->meant != NULL &&
	    strcmp(first->meant, second->meant) != 0)
		return "meant";
	if (first->weight > 0 && second->weight > 0 &&
	    (first->weight > second->weight * WEIGHT_RATIO ||
		second->weight > first->weight * WEIGHT_RATIO))
		return "weight";
	return NULL;
}

bool
unite_same(const struct document_entry *first,
    const struct document_entry *second)
{
	return first->take_back == second->take_back &&
	       fabs(first->weight - second->weight) < 1e-9 &&
	       same_text(first->meant, second->meant) &&
	       same_text(first->since, second->since) &&
	       same_text(first->until, second->until) &&
	       same_text(first->source, second->source) &&
	       same_text(first->note, second->note);
}

const char *
unite_next_source(const char **rest, size_t *len_r)
{
	const char *source = *rest + strspn(*rest, ",");

	*len_r = strcspn(source, ",");
	*rest = source + *len_r;
	return *len_r > 0 ? source : NULL;
}

bool
unite_has_source(const char *sources, const char *source, size_t len)
{
	const char *rest = sources, *one;
	size_t one_len;

	while ((one = unite_next_source(&rest, &one_len)) != NULL)
		if (one_len == len && memcmp(one, source, len) == 0)
			return true;
	return false;
}

/* Adds the sources that are not there yet.  Returns -1 when memory is out. */
static int
unite_sources(struct document *memory, const char *first, const char *second,
    const char **both_r)
{
	struct buffer both = {0};
	const char *rest = second, *source;
	size_t len;

	*both_r = first != NULL ? first : second;
	if (first == NULL || second == NULL)
		return 0;
	buffer_add_text(&both, first);
	while ((source = unite_next_source(&rest, &len)) != NULL) {
		if (unite_has_source(first, source, len))
			continue;
		buffer_add_text(&both, ",");
		buffer_add(&both, source, len);
	}
	if (!both.failed && both.len > strlen(first)) {
		buffer_add(&both, "", 1);
		*both_r =
		    both.failed ? NULL : document_keep(memory, both.bytes);
	} else if (both.failed) {
		*both_r = NULL;
	}
	buffer_clear(&both);
	return *both_r == NULL ? -1 : 0;
}

static int
unite_notes(struct document *memory, const char *first, const char *second,
    const char **both_r)
{
	struct buffer both = {0};

	*both_r = first != NULL ? first : second;
	/* Behind a blank a # would begin a comment. */
	if (first == NULL || second == NULL || *second == '#' ||
	    strstr(first, second) != NULL)
		return 0;
	if (strstr(second, first) != NULL) {
		*both_r = second;
		return 0;
	}
	buffer_add_text(&both, first);
	buffer_add_text(&both, "; ");
	buffer_add(&both, second, strlen(second) + 1);
	*both_r = both.failed ? NULL : document_keep(memory, both.bytes);
	buffer_clear(&both);
	return *both_r == NULL ? -1 : 0;
}

int
unite_entries(struct document *memory, const struct document_entry *first,
    const struct document_entry *second, struct document_entry *both_r)
{
	struct document_entry both = *first;

	if (unite_conflict(first, second) != NULL) {
		*both_r = both;
		return 0;
	}
	if (both.meant == NULL)
		both.meant = second->meant;
	if (both.weight <= 0)
		both.weight = second->weight;
	if (both.since == NULL ||
	    (second->since != NULL && strcmp(second->since, both.since) < 0))
		both.since = second->since;
	if (both.until == NULL ||
	    (second->until != NULL && strcmp(second->until, both.until) > 0))
		both.until = second->until;
	if (unite_sources(memory, first->source, second->source, &both.source) <
		0 ||
	    unite_notes(memory, first->note, second->note, &both.note) < 0)
		return -1;
	*both_r = both;
	return 0;
}
