/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes what an audit found as text. */
#include "domains/reports/spool_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/base/replacement.h"
#include "domains/reports/report.h"

struct spool_text {
	struct interning *lists;
	struct buffer missed, contacts, findings;
};

struct spool_text *
spool_text_new(void)
{
	struct spool_text *text = calloc(1, sizeof(*text));

	if (text == NULL)
		return NULL;
	text->lists = interning_new();
	if (text->lists == NULL)
		spool_text_free(&text);
	return text;
}

void
spool_text_free(struct spool_text **text)
{
	struct spool_text *gone = *text;

	*text = NULL;
	if (gone == NULL)
		return;
	interning_free(&gone->lists);
	buffer_clear(&gone->missed);
	buffer_clear(&gone->contacts);
	buffer_clear(&gone->findings);
	free(gone);
}

int
spool_text_add_finding(struct spool_text *text, const struct finding *finding)
{
	const struct member *member = &finding->member;
	const struct verdict *verdict = &finding->verdict;
	struct buffer *rows = &text->findings, phrase = {0};

	if (interning_add(text->lists, file_rows_cut(member->list)) ==
	    INTERNING_NONE)
		return -1;
	report_add_phrase(finding, &phrase);
	buffer_add_text(rows, "finding");
	file_rows_add(rows, member->list);
	file_rows_add(rows, member->address);
	file_rows_add(rows, member->name);
	file_rows_add_text(rows, member->file);
	file_rows_add_place(rows, member->line, member->cell);
	file_rows_add_text(rows, verdict_reason_name(verdict->reason));
	file_rows_add_text(rows, verdict_confidence_name(verdict->confidence));
	file_rows_add(rows, (struct span){phrase.bytes, phrase.len});
	file_rows_add_text(rows, finding->suggestion);
	buffer_add_text(rows, "\n");
	rows->failed |= phrase.failed;
	buffer_clear(&phrase);
	return rows->failed ? -1 : 0;
}

const char *
spool_text_list(const struct spool_text *text, uint32_t number)
{
	return number < interning_count(text->lists)
	           ? interning_text(text->lists, number)
	           : NULL;
}

void
spool_text_add_contact(struct spool_text *text, const char *list,
    const char *contact, const char *person)
{
	struct buffer *rows = &text->contacts;

	buffer_add_text(rows, "contact");
	file_rows_add_text(rows, list);
	file_rows_add_text(rows, contact != NULL ? contact : "");
	file_rows_add_text(rows, contact != NULL ? person : "");
	buffer_add_text(rows, "\n");
}

void
spool_text_add_missed(struct spool_text *text, const char *file)
{
	buffer_add_text(&text->missed, "missed");
	file_rows_add_text(&text->missed, file);
	buffer_add_text(&text->missed, "\n");
}

static void
add_head(struct buffer *rows, const struct spool_text_head *head)
{
	const struct diagnostics *diagnostics = head->diagnostics;

	buffer_add_format(rows, "read\t%s\nwhole\t%s\nhelper",
	    head->read ? "yes" : "no", head->whole ? "yes" : "no");
	file_rows_add_text(rows, head->helper);
	file_rows_add_text(rows, head->helper_right ? "yes" : "no");
	buffer_add_text(rows, "\n");
	for (size_t i = 0; i < diagnostics->kept; i++) {
		const struct diagnostic *one = &diagnostics->list[i];

		buffer_add_text(rows, "diagnostic");
		file_rows_add_text(rows, one->file);
		file_rows_add_number(rows, one->line);
		file_rows_add_text(rows, one->text);
		buffer_add_text(rows, "\n");
	}
	buffer_add_text(rows, "more");
	file_rows_add_number(rows, diagnostics->count - diagnostics->kept);
	buffer_add_text(rows, "\n");
}

static void
add_rows(struct buffer *rows, const struct buffer *more)
{
	buffer_add(rows, more->bytes, more->len);
	rows->failed |= more->failed;
}

int
spool_text_seal(const struct spool_text *text,
    const struct spool_text_head *head, const char *path,
    struct diagnostics *diagnostics, struct buffer *file)
{
	struct buffer rows = {0};

	add_head(&rows, head);
	add_rows(&rows, &text->missed);
	add_rows(&rows, &text->contacts);
	add_rows(&rows, &text->findings);
	file_rows_seal(&spool_form, &rows, time(NULL), file);
	buffer_clear(&rows);
	if (file->failed || file->len > SPOOL_MAX)
		return diagnostics_add(diagnostics, path, 0, "%s",
		    file->failed ? strerror(ENOMEM) : "would be over 256 MiB");
	return 0;
}

int
spool_text_save(const char *path, const struct file_rows_form *form,
    const struct buffer *file, struct diagnostics *diagnostics)
{
	const struct replacement_options how = {
	    .suffix = ".new",
	    .mode = S_IRUSR | S_IWUSR | S_IRGRP,
	    .lock = true, /* two audits at once */
	    .title = form->title,
	};

	return replacement_write_file(path, &how, file->bytes, file->len,
	    diagnostics);
}
