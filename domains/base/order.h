/* SPDX-License-Identifier: BSD-2-Clause */
/* Order: of two numbers, as qsort(3) wants it. */
#ifndef DOMAINS_BASE_ORDER_H
#define DOMAINS_BASE_ORDER_H

#include <stdint.h>

static inline int
order_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

#endif
