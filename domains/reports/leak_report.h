/* SPDX-License-Identifier: BSD-2-Clause */
/* Leak report: what a mail log says about mail to wrong addresses, as text,
 * JSON, CSV and a section of a page.
 *
 *     702 mails went to gmai.com through 3 lists, from 2021-05-05 to
 *     2023-07-11.                                               (on one line)
 *
 *     gmai.com: known doppelganger of gmail.com [known-doppelganger certain]
 *         702 mails sent, 2 deferred
 *         from 2021-05-05 to 2023-07-11, 12.3 MB, 702 Message-IDs
 *         3 lists: lab@univ.example (400), staff@univ.example (302)
 *     ...
 *
 * JSON has an object a line, and CSV a row, for the total, each domain, each
 * address, and where details are wanted each of its lists, senders and relays,
 * and each message.  JSON also has each mail that was counted, so that reports
 * can be added up (leak_parts.h), and begins and ends with lines about itself.
 * All have the same keys (leak_rows.c):
 *
 *     version 1, kind ("report", "host", "total", "domain", "address", "list",
 *     "sender", "relay", "message", "mail", "note", "error", "end"), domain,
 *     address, text (what kind names), sender (of a message), reason,
 *     confidence, meant, suggestion, first, first_time, last, last_time, sent,
 *     deferred, bounced, held, refused, tempfailed, discarded, local, bytes,
 *     addresses, sent_addresses, senders, lists, message_ids
 *
 * and in JSON
 *
 *     mail, queue, next, message (hashes, "0123456789abcdef"), begun, list,
 *     relay, outcome (of a mail), file (of a note or an error), deliveries,
 *     rejects, redaction (of the report), lines (at its end: how many it has)
 *
 * conf/report.schema.json says the same to programs.  "mail" is one recipient
 * of a mail by one way; a mail is what has the same key "mail" and "begun".
 *
 * A text that is not known is "", a time 0; times are seconds since 1970 and
 * again in UTC, those of the mails that were sent, or else of all.
 */
#ifndef DOMAINS_REPORTS_LEAK_REPORT_H
#define DOMAINS_REPORTS_LEAK_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "domains/maillog/hosts.h"
#include "domains/maillog/leaks.h"
#include "domains/maillog/mails.h"
#include "domains/maillog/records.h"
#include "domains/registrations/judge.h"
#include "domains/reports/gate.h"
#include "domains/reports/redaction.h"
#include "domains/reports/report.h"

struct leak_report {
	enum report_format format; /* no SARIF */
	const struct judge *judge;
	struct leaks *leaks;
	const struct mails_counts *counts;
	bool details;     /* all that is counted, not only the most */
	bool message_ids; /* they were kept */
	bool begins;      /* nothing was written before */
	bool nothing_new; /* all lines were reported before */
	bool selected;    /* only some mails were asked for */
	FILE *out;
	struct page *page;                 /* of HTML, in place of out */
	const struct redaction *redaction; /* NULL: names stay */
	const char *redaction_id;          /* "": they stayed */
	const struct records *records;     /* of JSON: the mails, */
	const struct hosts *hosts;         /*   and whose logs they were in */
	const struct gate *gate; /* what it did (gate_report.h); NULL */
	/* Of JSON: what was said of the input. */
	const struct diagnostics *errors, *notes;
};

/* Writes all of it; nothing can be added to the leaks then.  Returns 0, or -1
 * with errno. */
int
leak_report_write(const struct leak_report *report);

/* The member that an address of a log is, to be judged: with a local part that
 * no address has, it went to its domain all the same. */
void
leak_member(struct span address, struct full_width *room,
    struct member *member_r);

/* ---- for the forms of it (leak_text.c, leak_rows.c, leak_page.c) --------- */

struct leak_writing {
	const struct leak_report *report;
	const struct leaks_share *shares;
	size_t share_count;
	uint32_t *order; /* domains, the worst first, each before its
	                    addresses */
	uint64_t *ranks; /* of redacted names; NULL */
	size_t count;
	struct buffer buffer;
	uint64_t lines;                   /* of JSON */
	struct buffer name, text, id;     /* redacted */
	struct page_table table;          /* of a page: the one at hand, */
	uint64_t first_month, last_month; /*   and the months of all mails;
	                                       first > last: none */
};

/* What is wrong with a domain or an address; false when nothing is. */
bool
leak_judge(const struct leak_report *report, uint32_t leak,
    struct full_width *room, struct finding *finding_r);

/* Is it a domain, and no address? */
bool
leak_is_domain(const struct leaks *leaks, uint32_t leak);

/* What leaks_name(), a text, and a Message-ID are in the report; each holds
 * until the next call of its function. */
const char *
leak_name(struct leak_writing *writing, uint32_t leak);
struct span
leak_text(struct leak_writing *writing, struct span text);
struct span
leak_message_id(struct leak_writing *writing, struct span id);

/* Who sent a message; what stands for unknown where that is not known. */
struct span
leak_sender(struct leak_writing *writing, const struct leaks_message *message,
    const char *unknown);

/* A list, a sender or a relay. */
struct span
leak_share_text(struct leak_writing *writing, const struct leaks_share *share);

/* The times of what was sent, or else of all; 0 when there was nothing. */
void
leak_times(const struct leak *leak, int64_t *first_r, int64_t *last_r);

/* The shares of a leak, most mails first. */
const struct leaks_share *
leak_shares(const struct leak_writing *writing, uint32_t leak,
    enum leaks_tally tally, size_t *count_r);

/* Writes the buffer when it is long. */
void
leak_flush(struct leak_writing *writing);

void
leak_text_write(struct leak_writing *writing);
void
leak_rows_write(struct leak_writing *writing);
void
leak_page_write(struct leak_writing *writing);

/* "702 mails went to gmai.com ...": a sentence, not broken into lines. */
void
leak_text_add_answer(const struct leak_writing *writing, struct buffer *answer);

#endif
