/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a file of what a service says. */
#include "domains/doppelfetch/answer.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "domains/doppelfetch/ldap_table.h"
#include "domains/doppelfetch/mailman3.h"
#include "domains/readers/lists/fetched.h"

/* The end mark, and what stands before the rows. */
#define FRAME_MAX ((size_t)4096)

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	struct buffer *rows = context;

	if (member->line == 1) {
		buffer_add_text(rows, "page");
		file_rows_add_text(rows, member->file);
		file_rows_add(rows, member->list);
		buffer_add_text(rows, "\n");
	}
	buffer_add_text(rows, "member");
	file_rows_add(rows, member->address);
	file_rows_add(rows, member->name);
	buffer_add_text(rows, "\n");
	return rows->failed || rows->len > FETCHED_MAX - FRAME_MAX;
}

static void
add_errors(struct buffer *rows, const struct diagnostics *diagnostics,
    size_t first)
{
	for (size_t i = first; i < diagnostics->kept; i++) {
		buffer_add_text(rows, "error");
		file_rows_add_text(rows, diagnostics->list[i].file);
		file_rows_add_text(rows, diagnostics->list[i].text);
		buffer_add_text(rows, "\n");
	}
}

/* As ldap_table_take. */
static int
take_entry(void *context, struct span key, struct span value)
{
	struct buffer *rows = context;

	buffer_add_text(rows, "entry");
	file_rows_add(rows, key);
	file_rows_add(rows, value);
	buffer_add_text(rows, "\n");
	return rows->failed || rows->len > FETCHED_MAX - FRAME_MAX;
}

/* What is asked: one of the two. */
struct question {
	const char *service;
	const struct settings_mailman3 *mailman3;
	const char *table;
};

static int
ask(const struct question *question, struct diagnostics *diagnostics,
    struct buffer *file)
{
	struct buffer rows = {0};
	size_t begin, before = diagnostics->count, kept = diagnostics->kept;
	int result;

	buffer_add_text(&rows, "service");
	file_rows_add_text(&rows, question->service);
	buffer_add_text(&rows, "\n");
	begin = rows.len;
	result = question->table != NULL ? ldap_table_read(question->table,
					       take_entry, &rows, diagnostics)
	                                 : mailman3_read(question->mailman3,
					       take_member, &rows, diagnostics);
	if (result < 0 && diagnostics->count == before)
		diagnostics_add(diagnostics, question->service, 0, "%s",
		    rows.failed ? strerror(ENOMEM)
				: "has members of over 256 MiB");
	if (result < 0) {
		rows.len = begin;
		rows.failed = false;
		add_errors(&rows, diagnostics, kept);
	}
	file_rows_seal(&fetched_form, &rows, time(NULL), file);
	buffer_clear(&rows);
	return result;
}

int
answer_fetch(const struct settings_mailman3 *service,
    struct diagnostics *diagnostics, struct buffer *file)
{
	const struct question question = {
	    .service = service->url,
	    .mailman3 = service,
	};

	return ask(&question, diagnostics, file);
}

int
answer_list(const char *table, struct diagnostics *diagnostics,
    struct buffer *file)
{
	const struct question question = {.service = table, .table = table};

	return ask(&question, diagnostics, file);
}
