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

/* Returns nonzero when there is no room for more. */
static int
add_row(struct buffer *rows, const char *kind, struct span first,
    struct span second)
{
	buffer_add_text(rows, kind);
	file_rows_add(rows, first);
	file_rows_add(rows, second);
	buffer_add_text(rows, "\n");
	return rows->failed || rows->len > FETCHED_MAX - FRAME_MAX;
}

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	if (member->line == 1)
		add_row(context, "page", span_of(member->file), member->list);
	return add_row(context, "member", member->address, member->name);
}

static void
add_errors(struct buffer *rows, const struct diagnostics *diagnostics,
    size_t first)
{
	for (size_t i = first; i < diagnostics->kept; i++)
		add_row(rows, "error", span_of(diagnostics->list[i].file),
		    span_of(diagnostics->list[i].text));
}

/* As ldap_table_take. */
static int
take_entry(void *context, struct span key, struct span value)
{
	return add_row(context, "entry", key, value);
}

int
answer_fetch(const char *service, const struct settings_mailman3 *mailman3,
    struct diagnostics *diagnostics, struct buffer *file)
{
	struct buffer rows = {0};
	size_t begin, before = diagnostics->count, kept = diagnostics->kept;
	int result;

	buffer_add_text(&rows, "service");
	file_rows_add_text(&rows, service);
	buffer_add_text(&rows, "\n");
	begin = rows.len;
	result = mailman3 != NULL
	             ? mailman3_read(mailman3, take_member, &rows, diagnostics)
	             : ldap_table_read(service, take_entry, &rows, diagnostics);
	if (result < 0 && diagnostics->count == before)
		diagnostics_add(diagnostics, service, 0, "%s",
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
