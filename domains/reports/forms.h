/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms: how a finding looks as text, JSON, CSV and SARIF.  A form is a row of
 * functions, which report.c calls in this order:
 *
 *     begin    place LINE finding    separator place LINE finding ...    end
 */
#ifndef DOMAINS_REPORTS_FORMS_H
#define DOMAINS_REPORTS_FORMS_H

#include "domains/reports/report.h"

struct report_form {
	void (*begin)(struct buffer *buffer); /* NULL: nothing */
	void (*place)(const char *path, struct buffer *buffer);
	bool cells; /* a cell stands in the place of the line */
	void (*finding)(const struct report *report,
	    const struct finding *finding, struct buffer *buffer);
	const char *separator;
	const char *end;
};

/* By enum report_format.  JSON: an object a line.  CSV: RFC 4180, in UTF-8,
 * with a header; lines end in LF, and what a spreadsheet would take for a
 * formula has a ' in front.  SARIF 2.1.0: one run, a result a line.  HTML:
 * findings_page.h. */
extern const struct report_form forms[];

/* Parts of the text form: the address, cut where it is too long to be one, and
 * " for LIST", nothing where the file does not say. */
void
forms_add_address(const struct report *report, const struct finding *finding,
    struct buffer *buffer);
void
forms_add_list(const struct finding *finding, struct buffer *buffer);

#endif
