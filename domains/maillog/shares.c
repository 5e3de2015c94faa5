/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorts shares: see the header. */
#include "domains/maillog/shares.h"

#include <stdlib.h>
#include <string.h>

struct order {
	const struct leaks *leaks;
	const uint64_t *ranks;
};

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* Texts have their numbers in the order of a log, which says nothing. */
static int
compare_values(const struct order *order, const struct leaks_share *one,
    const struct leaks_share *other)
{
	int result = 0;

	if (one->tally == LEAKS_MONTH)
		return compare_numbers(one->value, other->value);
	if (order->ranks != NULL && one->tally != LEAKS_RELAY)
		result = compare_numbers(order->ranks[one->value],
		    order->ranks[other->value]);
	return result != 0
	           ? result
	           : strcmp(leaks_text_of(order->leaks, (uint32_t)one->value),
			 leaks_text_of(order->leaks, (uint32_t)other->value));
}

/* As qsort_r(3) has it. */
static int
compare_shares(const void *a, const void *b, void *order)
{
	const struct leaks_share *one = a, *other = b;

	if (one->leak != other->leak)
		return compare_numbers(one->leak, other->leak);
	if (one->tally != other->tally)
		return compare_numbers(one->tally, other->tally);
	if (one->mails != other->mails)
		return compare_numbers(other->mails, one->mails);
	return compare_values(order, one, other);
}

void
shares_sort(struct leaks_share *list, size_t count, const struct leaks *leaks,
    const uint64_t *ranks)
{
	struct order order = {leaks, ranks};

	if (count != 0)
		qsort_r(list, count, sizeof(*list), compare_shares, &order);
}
