/* SPDX-License-Identifier: BSD-2-Clause */
/* Years: in which year a log begins whose stamps have none, "Nov 29 03:01:44".
 *
 *     years_look(zone, &file, false, &years)
 *
 * What mail systems write says it: a Message-ID of Postfix's own, a queue id of
 * Sendmail, of Postfix (the long ones) and of Exim.  Else the last line is not
 * later than the file's own time, and the others go before it, over each New
 * Year; 29 February is in a leap year.  A pipe's last line is not later
 * than today.
 */
#ifndef DOMAINS_MAILLOG_YEARS_H
#define DOMAINS_MAILLOG_YEARS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/maillog/ids.h"
#include "domains/maillog/lines.h"
#include "domains/maillog/stamp.h"
#include "domains/maillog/zone.h"

enum years_basis {
	YEARS_WRITTEN, /* the stamps have them */
	YEARS_BY_IDS,  /* of mails */
	YEARS_BY_FILE, /* its time */
	YEARS_BY_TODAY,
};

struct years {
	int first; /* of the first stamp that has none */
	enum years_basis basis;
	bool guessed;   /* by the head of the file: years_settle() knows more */
	int64_t latest; /* UTC; no stamp is later */
	int64_t begin;  /* UTC, of the first line; INT64_MAX: it has none */
};

/* What the lines of a file say, one after the other. */
struct years_watch {
	int first;  /* the year that is taken for that of the first stamp */
	bool known; /* ids, or stamps with a year, said so: */
	int offset; /*   so many years after those that were counted */
	bool undated;
	int year, month, day; /* of the last stamp without a year; month 0:
	                         there was none */
	int leap; /* the year, as counted, of a 29 February; 0: none */
	int latest;
	int64_t begin; /* of the first line; INT64_MAX: there was none */
	bool begin_undated;
};

/* Looks into a regular file; at what was read so far of anything else.
 * may_guess: what is compressed or large is not read to its end for this;
 * whoever reads it watches its lines, and reads it again when the guess was
 * wrong. */
void
years_look(const struct zone *zone, const struct maillog_file *file,
    bool may_guess, struct years *years_r);

void
years_watch_begin(struct years_watch *watch, const struct zone *zone, int first,
    int64_t latest);

/* A line, after its stamp was taken; undated of the stamps was cleared before
 * it. */
void
years_watch_line(struct years_watch *watch, const struct stamps *stamps,
    const struct maillog_line *line);

/* Can it say anything new?  Most lines have the date of the one before. */
static inline bool
years_watch_wants(const struct years_watch *watch, const struct stamps *stamps,
    const struct maillog_line *line)
{
	return !watch->undated || !stamps->undated ||
	       watch->day != stamps->day || watch->month != stamps->month ||
	       watch->year != stamps->year ||
	       (!watch->known && ids_may_say_year(line->text));
}

/* What all lines say.  latest of the years is set, and basis, for what counts
 * when no line says it. */
void
years_settle(const struct years_watch *watch, const struct stamps *stamps,
    struct years *years);

#endif
