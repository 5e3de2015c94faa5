/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms of a report for other programs, CSV and SARIF, as
 * doppelcheck_report.c puts them together. */
#ifndef DOMAINS_REPORTS_FORMS_H
#define DOMAINS_REPORTS_FORMS_H

#include "domains/reports/report.h"

/* CSV by RFC 4180, in UTF-8, with a header; lines end in LF.  What a
 * spreadsheet would take for a formula has a ' in front. */
void
csv_add_header(struct buffer *buffer);
void
csv_add_place(const char *path, struct buffer *buffer);
void
csv_add_finding(const struct finding *finding, struct buffer *buffer);

/* SARIF 2.1.0: one run, a result a line. */
void
sarif_add_begin(struct buffer *buffer);
void
sarif_add_place(const char *path, struct buffer *buffer);
/* text: the finding as a sentence. */
void
sarif_add_finding(const struct finding *finding, const struct buffer *text,
    struct buffer *buffer);
void
sarif_add_end(struct buffer *buffer);

#endif
