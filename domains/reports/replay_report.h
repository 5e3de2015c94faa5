/* SPDX-License-Identifier: BSD-2-Clause */
/* Replay report: what a configuration of the gate would have done with the
 * recipients of a log, as text, JSON, CSV and a section of a page.
 *
 *     milter.conf (mode monitor), had it been in force:
 *         5210 recipients in 1200 mails: 12 rejected, 4 held, 5194 accepted
 *         ...
 *
 *     Look at these before you enforce:
 *         taro@gmia.com: likely a typo of gmail.com [typo likely: quarantine]
 *     ...
 *
 * JSON has an object a line, and CSV a row, for the total, each decision, each
 * exemption, each kind of what is not decided, each wrong recipient, and where
 * details are wanted each recipient of each mail that something is wrong with.
 * All have the same keys:
 *
 *     version 1, kind ("total", "decision", "exempt", "not-asked",
 *     "undecidable", "address", "recipient"), text (the configuration, what
 *     exempts, what is not decided), mode, action, reason, confidence, address
 *     (the recipient), target (what is wrong: it, or a member of its list),
 *     meant, suggestion, recipients, mails, addresses, senders, touched_mails,
 *     touched_senders, along, exempt, undecided, received_from_address,
 *     received_from_domain, look ("answers senders long"), host, id, sender,
 *     local, first, first_time, last, last_time, registrations,
 *     registrations_time
 *
 * A text that is not known is "", a time 0; times are seconds since 1970 and
 * again in UTC.
 */
#ifndef DOMAINS_REPORTS_REPLAY_REPORT_H
#define DOMAINS_REPORTS_REPLAY_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "domains/policy/replay.h"
#include "domains/reports/page.h"
#include "domains/reports/redaction.h"
#include "domains/reports/report.h"

struct replay_report {
	enum report_format format; /* no SARIF */
	struct replay *replay;     /* finished */
	const char *configuration; /* milter.conf's path */
	bool monitor;
	int64_t registrations; /* the time of what was read; 0: none is */
	bool details;
	const struct redaction *redaction; /* NULL: as it is in the log */
	FILE *out;
	struct page *page; /* of HTML, in place of out */
};

/* Returns 0, or -1 with errno. */
int
replay_report_write(const struct replay_report *report);

/* ---- for the forms of it (replay_text.c, replay_rows.c, replay_page.c) --- */

/* Why a person should look at a wrong recipient before mail to it is refused or
 * held: it may be right. */
enum replay_look {
	REPLAY_LOOK_ANSWERS = 1, /* mail came from there */
	REPLAY_LOOK_SENDERS = 2, /* many wrote to it */
	REPLAY_LOOK_LONG = 4,    /* for a long time */
};

#define REPLAY_LOOK_MANY 5
#define REPLAY_LOOK_SECONDS ((int64_t)30 * 86400)

/* 0 where nothing is done that a sender would feel. */
unsigned
replay_look_at(const struct replay *replay, const struct replay_hit *hit);

/* What is done with it: the stronger one of its two outcomes that were. */
const struct replay_outcome *
replay_outcome_of(const struct replay_hit *hit);

struct replay_writing {
	const struct replay_report *report;
	uint32_t *order; /* hits, those to look at first */
	size_t count, looked;
	struct buffer buffer;
	struct buffer address, target, sender, phrase; /* rooms for them */
};

/* What is wrong with a hit, in words: "known doppelganger of gmail.com", which
 * hold until the next one; the address that was meant, and its domain. */
struct replay_words {
	const char *phrase;
	char meant[NAME_SIZE];
	char suggestion[FINDING_SUGGESTION_SIZE];
};
void
replay_find_words(struct replay_writing *writing, uint32_t hit,
    struct replay_words *words_r);

/* An address as the report has it, which may be in the room. */
const char *
replay_shown_address(const struct replay_writing *writing, const char *address,
    struct buffer *room);

/* "the log does not say where the mail came from", translated. */
const char *
replay_kind_words(enum replay_kind kind);

/* Parts of the text, which the page has, too: what would have been done, a line
 * and others below it, and what is to be known of it. */
void
replay_text_add_answer(struct replay_writing *writing);
void
replay_text_add_remarks(struct replay_writing *writing);

void
replay_text_write(struct replay_writing *writing);
void
replay_rows_write(struct replay_writing *writing);
void
replay_page_write(struct replay_writing *writing);

#endif
