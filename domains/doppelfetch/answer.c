/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a file of what a service says. */
#include "domains/doppelfetch/answer.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "domains/doppelfetch/mailman3.h"
#include "domains/registrations/readers/fetched.h"

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
add_errors(struct buffer *rows, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		buffer_add_text(rows, "error");
		file_rows_add_text(rows, diagnostics->list[i].file);
		file_rows_add_text(rows, diagnostics->list[i].text);
		buffer_add_text(rows, "\n");
	}
}

int
answer_fetch(const struct settings_mailman3 *service,
    struct diagnostics *diagnostics, struct buffer *file)
{
	struct buffer rows = {0};
	size_t begin;
	int result;

	buffer_add_text(&rows, "service");
	file_rows_add_text(&rows, service->url);
	buffer_add_text(&rows, "\n");
	begin = rows.len;
	result = mailman3_read(service, take_member, &rows, diagnostics);
	if (result < 0 && diagnostics->count == 0)
		diagnostics_add(diagnostics, service->url, 0, "%s",
		    rows.failed ? strerror(ENOMEM)
				: "has members of over 256 MiB");
	if (result < 0) {
		rows.len = begin;
		rows.failed = false;
		add_errors(&rows, diagnostics);
	}
	file_rows_seal(&fetched_form, &rows, time(NULL), file);
	buffer_clear(&rows);
	return result;
}
