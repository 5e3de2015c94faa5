/* SPDX-License-Identifier: BSD-2-Clause */
/* Letter: what a person is told who looks after a list and has never heard of
 * doppelcheck: what is wrong, where it stands, and what to do. */
#ifndef DOMAINS_REPORTS_MAIL_TEXT_H
#define DOMAINS_REPORTS_MAIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/engine/verdict.h"
#include "domains/base/buffer.h"

#define MAIL_TEXT_SUBJECT_SIZE 200

/* More findings for one person make several letters: one of 2000 is half a
 * megabyte, and mail systems refuse much longer ones. */
#define MAIL_TEXT_FINDINGS_MAX 2000

/* Of the failures so many are shown; the others are counted. */
#define MAIL_TEXT_FAILURES_MAX 200

/* A finding that outlives the file that it was read from.  Texts of the
 * caller. */
struct mail_text_finding {
	char *list; /* "" where the file does not say */
	char *member;
	char *name;
	char *file;
	char *phrase;     /* what is wrong with it */
	char *suggestion; /* or "" */
	unsigned line;
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	char *contact;  /* who is told; NULL: nobody could be */
	char *person;   /* who that is */
	uint32_t entry; /* of the state */
	size_t order;   /* in which it was found */
};

void
mail_text_clear_finding(struct mail_text_finding *finding);

/* helper: who looks after the machine's mail. */
void
mail_text_write_findings(const struct mail_text_finding *findings, size_t count,
    const char *helper, char subject_r[static MAIL_TEXT_SUBJECT_SIZE],
    struct buffer *text);

/* nothing: not one place was looked at. */
void
mail_text_write_failures(const struct diagnostics *failures, bool nothing,
    char subject_r[static MAIL_TEXT_SUBJECT_SIZE], struct buffer *text);

#endif
