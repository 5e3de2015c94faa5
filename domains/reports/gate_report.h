/* SPDX-License-Identifier: BSD-2-Clause */
/* Gate report: what the gate did (gate.h), as parts of the report on mail logs
 * (leak_report.h), which come after what leaked.  Without a line of the gate
 * there is none.
 *
 *     What the gate would have done (mode monitor):
 *         8 recipients, 7 mails, 3 senders, 2 addresses, on 2026-11-29
 *         6 rejected, 2 held (quarantine)
 *         what became of them, counted above: 7 sent, 1 bounced
 *         known-doppelganger certain: reject  6 recipients, 1 address, ...
 *     taro@gmai.com (meant: gmail.com)
 *         [known-doppelganger certain: reject] 6 recipients, 6 sent, ...
 *
 * JSON has an object a line, and CSV a table of its own, for each mode
 * ("gate-total"), each reason and action ("gate-reason"), each exemption
 * ("gate-exempt") and each wrong address ("gate-address"); JSON also each
 * decision ("gate-decision", of 0 recipients when an earlier run counted it),
 * so that reports can be added up.  All have the same keys (gate_rows.c):
 *
 *     version 1, kind, mode ("enforce", "monitor", "exempt"), exempt, action,
 *     reason, confidence, address, recipient, sender, meant, recipients, mails,
 *     addresses, senders, sent, deferred, bounced, held, refused, tempfailed,
 *     discarded, local, first, first_time, last, last_time
 *
 * and in JSON
 *
 *     mail, queue (hashes)
 */
#ifndef DOMAINS_REPORTS_GATE_REPORT_H
#define DOMAINS_REPORTS_GATE_REPORT_H

#include "domains/reports/gate.h"
#include "domains/reports/leak_report.h"

/* The numbers of hits, by mode, the most recipients first; to be freed.  NULL
 * when memory is out, and the buffer has failed then. */
uint32_t *
gate_report_order(struct leak_writing *writing, size_t *count_r);

/* A text of a hit as the report has it, until the next one. */
struct span
gate_report_text(struct leak_writing *writing, const struct gate_hit *hit,
    enum gate_text text);

/* "What the gate did", translated. */
const char *
gate_report_title(enum gate_mode mode);

/* gate_text.c, gate_rows.c, gate_page.c */
void
gate_text_write(struct leak_writing *writing);
void
gate_rows_write(struct leak_writing *writing);
void
gate_page_write(struct leak_writing *writing);

#endif
