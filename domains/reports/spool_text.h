/* SPDX-License-Identifier: BSD-2-Clause */
/* Spool as text: its rows, while an audit finds them.  spool.h has the form.
 *
 *     spool_text_add_finding(text, &finding)      for each finding
 *     spool_text_add_contact(text, ...)           for each of its lists
 *     spool_text_seal(text, &head, &file)
 */
#ifndef DOMAINS_REPORTS_SPOOL_TEXT_H
#define DOMAINS_REPORTS_SPOOL_TEXT_H

#include <stdbool.h>

#include "domains/registrations/finding.h"
#include "domains/reports/spool.h"

struct spool_text;

/* NULL when memory is out. */
struct spool_text *
spool_text_new(void);

/* Sets *text to NULL. */
void
spool_text_free(struct spool_text **text);

/* Returns 0, or -1 when memory is out. */
int
spool_text_add_finding(struct spool_text *text, const struct finding *finding);

/* The lists that have findings, by their numbers; NULL after the last one. */
const char *
spool_text_list(const struct spool_text *text, uint32_t number);

/* contact NULL: there is nobody. */
void
spool_text_add_contact(struct spool_text *text, const char *list,
    const char *contact, const char *person);

void
spool_text_add_missed(struct spool_text *text, const char *file);

struct spool_text_head {
	bool read, whole;
	const char *helper;
	bool helper_right;
	const struct diagnostics *diagnostics;
};

/* The whole file.  Returns 0, or -1 with a diagnostic when memory is out or it
 * would be over SPOOL_MAX; path is for that. */
int
spool_text_seal(const struct spool_text *text,
    const struct spool_text_head *head, const char *path,
    struct diagnostics *diagnostics, struct buffer *file);

/* Puts a file that is left for another program in the place of the last one of
 * its form.  Returns 0, or -1 with a diagnostic. */
int
spool_text_save(const char *path, const struct file_rows_form *form,
    const struct buffer *file, struct diagnostics *diagnostics);

#endif
