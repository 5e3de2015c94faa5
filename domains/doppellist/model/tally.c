/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts texts: see tally.h. */
#include "domains/doppellist/model/tally.h"

#include <stdlib.h>
#include <string.h>

void
tally_add(struct tally *words, const char *text, size_t len,
    const char *example)
{
	if (words->count == words->room) {
		size_t room = words->room != 0 ? 2 * words->room : 1024;
		struct tally_row *list =
		    reallocarray(words->list, room, sizeof(*list));

		if (list == NULL) {
			words->failed = true;
			return;
		}
		words->list = list;
		words->room = room;
	}
	words->list[words->count++] = (struct tally_row){
	    .text = text,
	    .len = len,
	    .count = 1,
	    .examples = {example},
	    .example_count = example != NULL,
	};
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
add_to(struct tally_row *word, const struct tally_row *more)
{
	word->count++;
	if (word->example_count < TALLY_EXAMPLES && more->example_count != 0)
		word->examples[word->example_count++] = more->examples[0];
}

void
tally_gather(struct tally *words)
{
	size_t kept = 0;

	if (words->count == 0)
		return;
	qsort(words->list, words->count, sizeof(*words->list), compare);
	for (size_t i = 1; i < words->count; i++) {
		if (compare_text(&words->list[kept], &words->list[i]) == 0)
			add_to(&words->list[kept], &words->list[i]);
		else
			words->list[++kept] = words->list[i];
	}
	words->count = kept + 1;
}

void
tally_sort_by_count(struct tally *words)
{
	if (words->count != 0)
		qsort(words->list, words->count, sizeof(*words->list),
		    compare_count);
}

void
tally_clear(struct tally *words)
{
	free(words->list);
	*words = (struct tally){0};
}
