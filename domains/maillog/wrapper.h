/* SPDX-License-Identifier: BSD-2-Clause */
/* Wrapper: what carries lines that have a frame (frame.h), or says of them what
 * a frame says.
 *
 *     {"log":"Nov 29 ... mx postfix/smtp[1]: TEXT\n","time":"2026-..."}  Docker
 *     2026-11-29T03:01:44.1Z stdout F Nov 29 ... mx postfix/smtp[1]: TEXT  CRI
 *     2026-11-29T03:01:44.1Z Nov 29 ... mx postfix/smtp[1]: TEXT   docker logs
 *     postfix-1  | Nov 29 03:01:44 mx postfix/smtp[1]: TEXT      docker compose
 *     {"message":"TEXT","host":"mx","syslogtag":"postfix/smtp[1]:", ...}
 *
 * The time of a line that another stamp goes before is the outer one's, which
 * has a year and a zone; but one that was read much later has its own, in the
 * year that the outer one says.
 */
#ifndef DOMAINS_MAILLOG_WRAPPER_H
#define DOMAINS_MAILLOG_WRAPPER_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/maillog/export.h"
#include "domains/maillog/line.h"
#include "domains/maillog/newlines.h"
#include "domains/maillog/stamp.h"
#include "domains/maillog/usual.h"

/* So many sources may be within a line at the same time. */
#define WRAPPER_SOURCES 16

/* Parts of a line that goes on, of one stream of one container. */
struct held {
	uint64_t source;
	struct buffer text; /* empty: there are none */
	bool cut;           /* there were more than are kept */
};

/* The lines of a file, one after the other. */
struct wrapper {
	size_t lines; /* that were taken, or begun */
	bool begun;
	bool is_export; /* entries of the journal (export.h) */
	bool skipping;  /* the rest of a line that was too long, */
	struct export_passing passing; /*   or of such an entry */
	size_t without_text; /* entries that are not whole, of which no text was
	                        read */
	struct stamps stamps;
	struct usual usual;
	struct newlines newlines; /* of what was filled last */
	struct stamps inner;
	int64_t outer;      /* of the stamp before an object; INT64_MIN: none */
	struct buffer room; /* for texts that were written with escapes */
	struct held held[WRAPPER_SOURCES];
	size_t given_up;      /* of those */
	struct buffer joined; /* all parts of a line */
};

/* year: of the first stamp that has none; zone may be NULL (UTC). */
void
wrapper_begin(struct wrapper *wrapper, const struct zone *zone, int year);

void
wrapper_end(struct wrapper *wrapper);

/* A text has so many bytes more than those that are left of it.  Zeros are a
 * hole: a writer went on at its place after the file was cut, or the machine
 * went down.  Closes the holes, but for the numbers of an export; returns how
 * long the text is then. */
size_t
wrapper_fill(struct wrapper *wrapper, char *text, size_t left, size_t more);

enum wrapper_record {
	WRAPPER_ENDED, /* there is no whole line */
	WRAPPER_OTHER, /* a line of no form that is known, or without text, or a
	                  part of one that goes on */
	WRAPPER_LINE,
};

/* As wrapper_take(), of what is not usual. */
enum wrapper_record
wrapper_take_any(struct wrapper *wrapper, struct span *text, bool all,
    struct maillog_line *line_r);

/* Takes the next line, or entry of the journal, off a text.  Its spans point
 * into the text or the wrapper, until the next one.  all: a text without end is
 * one that was cut. */
static inline enum wrapper_record
wrapper_take(struct wrapper *wrapper, struct span *text, bool all,
    struct maillog_line *line_r)
{
	const char *newline = newlines_next(&wrapper->newlines, text->bytes);

	if (newline == NULL || !usual_take(&wrapper->usual, newline,
				   &wrapper->stamps, text, line_r))
		return wrapper_take_any(wrapper, text, all, line_r);
	wrapper->lines++;
	return WRAPPER_LINE;
}

#endif
