/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings page: the findings of an audit as a section of a page, the worst
 * first.  They wait as the records of groups.h, whose text is the cells of a
 * row.
 */
#ifndef DOMAINS_REPORTS_FINDINGS_PAGE_H
#define DOMAINS_REPORTS_FINDINGS_PAGE_H

#include "domains/reports/report.h"

/* So many are on the page, in so many bytes; and before so many wait only
 * these are kept. */
#define FINDINGS_PAGE_ROWS 2000
#define FINDINGS_PAGE_BYTES ((size_t)600 * 1000)
#define FINDINGS_PAGE_WAITING ((size_t)4 << 20)

/* As struct report_form has it. */
void
findings_page_add(const struct report *report, const struct finding *finding,
    struct buffer *buffer);

/* Keeps the worst of what waits.  Returns 0, or -1 when memory is out. */
int
findings_page_keep_worst(struct buffer *waiting);

/* Adds the section to the report's page. */
void
findings_page_write(struct report *report, const struct report_counts *counts);

#endif
