/* SPDX-License-Identifier: BSD-2-Clause */
/* Tally: what is counted of the lines of one log, and noted at its end.
 *
 *     tally_begin(&tally, latest);
 *     tally_take(&tally, &line)          for each
 *     tally_note(&tally, "mail.log", notes);
 */
#ifndef DOMAINS_MAILLOG_TALLY_H
#define DOMAINS_MAILLOG_TALLY_H

#include "domains/base/diagnostic.h"
#include "domains/maillog/line.h"

struct tally {
	int64_t first, last;  /* the times of its lines; first is over last when
	                         it has none */
	int64_t latest;       /* what is later is no time (maillog_latest()) */
	size_t ahead;         /* lines that are */
	size_t without_text;  /* without their end or a text at all, */
	size_t without_entry; /*   for that of their entry was not read */
};

void
tally_begin(struct tally *tally, int64_t latest);

static inline void
tally_take(struct tally *tally, const struct maillog_line *line)
{
	tally->without_text += line->cut && line->text.len == 0;
	if (line->time <= tally->latest)
		maillog_widen(&tally->first, &tally->last, line->time);
	else
		tally->ahead++;
}

/* name: of the log, as messages have it. */
void
tally_note(const struct tally *tally, const char *name,
    struct diagnostics *notes);

#endif
