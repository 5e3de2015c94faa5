/* SPDX-License-Identifier: BSD-2-Clause */
/* Chart: mails per month as pictures in a page (SVG), with the numbers beside
 * it for who sees none.
 *
 *     chart_begin(&chart, first, last);
 *     chart_add(&chart, month, mails)     for each month, in any order
 *     chart_add_bars(&chart, &page);
 *
 * Months count as 12 * year + month from 0.  A long time has several months a
 * bar: there are CHART_BARS at most.
 */
#ifndef DOMAINS_REPORTS_CHART_H
#define DOMAINS_REPORTS_CHART_H

#include <stddef.h>
#include <stdint.h>

#include "domains/reports/page.h"

#define CHART_BARS 60

struct chart {
	uint64_t first, step; /* months */
	size_t count;         /* of bars */
	uint64_t mails[CHART_BARS];
};

/* first <= last */
void
chart_begin(struct chart *chart, uint64_t first, uint64_t last);

/* Of a month between the two. */
void
chart_add(struct chart *chart, uint64_t month, uint64_t mails);

/* A figure with a title, and a table. */
void
chart_add_bars(const struct chart *chart, struct page *page);

/* As small as a word. */
void
chart_add_small(const struct chart *chart, struct page *page);

#endif
