/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts texts by sorting them. */
#include "domains/doppellist/model/tally.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

void
tally_add(struct tally *tally, const char *text, size_t len,
    const char *example)
{
	const struct tally_row row = {
	    .text = text,
	    .len = len,
	    .count = 1,
	    .examples = {example},
	    .example_count = example != NULL,
	};

	if (array_add(&tally->list, &tally->room, &tally->count, &row,
		sizeof(row)) < 0)
		tally->failed = true;
}

static int
compare_text(const struct tally_row *one, const struct tally_row *other)
{
	size_t len = one->len < other->len ? one->len : other->len;
	int order = memcmp(one->text, other->text, len);

	if (order != 0)
		return order;
	return one->len < other->len ? -1 : one->len > other->len;
}

static int
compare(const void *a, const void *b)
{
	const struct tally_row *one = a, *other = b;
	int order = compare_text(one, other);

	if (order != 0 || one->example_count == 0 || other->example_count == 0)
		return order;
	return strcmp(one->examples[0], other->examples[0]);
}

static int
compare_count(const void *a, const void *b)
{
	const struct tally_row *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return compare_text(one, other);
}

static void
add_to(struct tally_row *row, const struct tally_row *more)
{
	row->count++;
	if (row->example_count < TALLY_EXAMPLES && more->example_count != 0)
		row->examples[row->example_count++] = more->examples[0];
}

void
tally_gather(struct tally *tally)
{
	size_t kept = 0;

	if (tally->count == 0)
		return;
	qsort(tally->list, tally->count, sizeof(*tally->list), compare);
	for (size_t i = 1; i < tally->count; i++) {
		if (compare_text(&tally->list[kept], &tally->list[i]) == 0)
			add_to(&tally->list[kept], &tally->list[i]);
		else
			tally->list[++kept] = tally->list[i];
	}
	tally->count = kept + 1;
}

void
tally_sort_by_count(struct tally *tally)
{
	if (tally->count != 0)
		qsort(tally->list, tally->count, sizeof(*tally->list),
		    compare_count);
}

void
tally_clear(struct tally *tally)
{
	free(tally->list);
	*tally = (struct tally){0};
}
