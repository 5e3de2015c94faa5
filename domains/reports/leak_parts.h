/* SPDX-License-Identifier: BSD-2-Clause */
/* Leak parts: reports on mail logs as JSON lines (leak_report.h), of many
 * machines or days, which are added up as if one run had read all their logs.
 *
 *     parts = leak_parts_new();
 *     leak_parts_read(parts, "mx1.json", &diagnostics)       for each file
 *     leak_parts_check(parts, &diagnostics)
 *     leak_parts_add_up(parts, leaks)
 *     leak_parts_free(&parts);
 *
 * A report is taken whole or not at all: it begins and ends with lines that say
 * so, and one that was cut, is of another version or is redacted by another key
 * is refused.  So are reports whose logs overlap: both have lines of a host
 * from the same time, or both have a mail.  A mail that went from a machine of
 * one report to a machine of another one counts once, at the last one.
 *
 * What is added up are the mails, and what the gate decided (gate.h); the sums
 * in the reports are not looked at.  What was said of the input of a report
 * holds for the sum, and goes on with the report's name before it.
 *
 * Reports are read by jansson.  Of a recipient of a mail some 110 bytes are in
 * memory, of which there may be LEAK_PARTS_MAX; the rest is in a file
 * (spill.h).
 */
#ifndef DOMAINS_REPORTS_LEAK_PARTS_H
#define DOMAINS_REPORTS_LEAK_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/hosts.h"
#include "domains/maillog/leaks.h"
#include "domains/maillog/mails.h"
#include "domains/maillog/records.h"
#include "domains/reports/gate.h"
#include "domains/reports/part_mails.h"
#include "domains/reports/redaction.h"

/* Of recipients of mails, and of bytes in a line: a report's own are a tenth of
 * that. */
#define LEAK_PARTS_MAX 1000000
#define LEAK_PARTS_LINE_MAX ((size_t)64 * 1024)

/* Errors and notes that go on, each; a report has a hundred of them. */
#define LEAK_PARTS_NOTES_MAX 10000

/* message_ids: a report without them is refused.  NULL when memory is out. */
struct leak_parts *
leak_parts_new(bool message_ids);
void
leak_parts_free(struct leak_parts **parts);

/* Reads the reports in a file; "-" is standard input.  path holds as long as
 * the parts.  Returns 0, or -1 with diagnostics. */
int
leak_parts_read(struct leak_parts *parts, const char *path,
    struct diagnostics *diagnostics);

/* Do none of them overlap?  Returns 0, or -1 with diagnostics. */
int
leak_parts_check(struct leak_parts *parts, struct diagnostics *diagnostics);

/* Adds all mails to leaks, whose options say by leak_parts_is_wrong() what is
 * wrong, with the parts as the context of all callbacks.  Returns 0, or -1
 * with errno. */
int
leak_parts_add_up(struct leak_parts *parts, struct leaks *leaks);

/* As struct leaks_options has it; any address may be wrong. */
bool
leak_parts_is_wrong(void *parts, struct span address, struct span *domain_r);

/* ---- what they are, for leak_parts.c and leak_sum.c ---------------------- */

struct part {
	const char *path;
	unsigned line; /* it begins there */
};

struct leak_parts {
	bool message_ids;
	struct part *list;
	size_t count, room;
	char redaction[REDACTION_ID_SIZE]; /* "": they are not redacted */
	struct mails_counts counts;        /* of all */
	struct diagnostics errors, notes;  /* that the reports have */
	struct hosts hosts;
	struct records *records;
	struct gate *gate;
	struct record latest; /* the last one, without its texts */
	struct part_mails mails;
	/* While mails are added up: */
	struct leaks *leaks;
	struct span domain;
	struct leaks_recipient *recipients; /* of the mail at hand */
	size_t recipient_count, recipient_room;
	struct leaks_mail mail;
	char sender[LEAKS_TEXT_LEN_MAX], message_id[LEAKS_TEXT_LEN_MAX];
	struct part_lists lists; /* of those that were handed on */
	enum { ADDING_LISTS, ADDING_MAILS, ADDING_HANDED_ON } step;
	bool failed;
};

#endif
