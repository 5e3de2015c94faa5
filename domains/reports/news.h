/* SPDX-License-Identifier: BSD-2-Clause */
/* News: which findings of a run the baseline does not have. */
#ifndef DOMAINS_REPORTS_NEWS_H
#define DOMAINS_REPORTS_NEWS_H

#include "domains/base/diagnostic.h"
#include "domains/reports/baseline.h"
#include "domains/reports/sink.h"

/* New findings of one file that are reported in a run, so that a user with a
 * forward file of a million wrong addresses keeps nobody else's from being
 * reported; the others are new the next time, and that is a diagnostic. */
#define NEWS_MAX 10000

struct news;

/* The baseline, which was read, outlives it.  NULL when memory is out. */
struct news *
news_new(struct baseline *baseline);

/* Sets *news to NULL. */
void
news_free(struct news **news);

/* Is a finding new, and to be reported in this run (SINK_TAKEN)?  Then it is an
 * entry of the baseline. */
enum sink_result
news_take(struct news *news, const struct finding *finding,
    struct diagnostics *diagnostics, uint32_t *entry_r);

#endif
