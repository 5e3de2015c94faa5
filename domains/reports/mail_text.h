/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail text: what a person reads who looks after a list and has never heard of
 * doppelcheck: what is wrong, where it stands, and what to do. */
#ifndef DOMAINS_REPORTS_MAIL_TEXT_H
#define DOMAINS_REPORTS_MAIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/base/buffer.h"
#include "domains/reports/spool.h"

#define MAIL_TEXT_SUBJECT_SIZE 200

/* More findings for one person make several mails: one of 2000 is half a
 * megabyte, and mail systems refuse much longer ones. */
#define MAIL_TEXT_FINDINGS_MAX 2000

/* So many diagnostics are shown; the others are counted. */
#define MAIL_TEXT_DIAGNOSTICS_MAX 200

/* Writes subject and text for findings that have one person in common.
 * helper: who looks after the machine's mail. */
void
mail_text_write_findings(const struct spool_finding *const *findings,
    size_t count, const char *helper,
    char subject_r[static MAIL_TEXT_SUBJECT_SIZE], struct buffer *text);

/* The same for what kept an audit from reading; nothing: it read no place at
 * all. */
void
mail_text_write_diagnostics(const struct diagnostics *diagnostics, bool nothing,
    char subject_r[static MAIL_TEXT_SUBJECT_SIZE], struct buffer *text);

#endif
