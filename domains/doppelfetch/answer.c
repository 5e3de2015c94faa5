/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes a file of what a service says. */
#include "domains/doppelfetch/answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/doppelfetch/ldap_table.h"
#include "domains/doppelfetch/mailman3.h"
#include "domains/readers/lists/fetched.h"

/* The end mark, and what stands before the rows. */
#define FRAME_MAX ((size_t)4096)

/* Returns nonzero when there is no room for more. */
static int
end_row(struct buffer *rows)
{
	buffer_add_text(rows, "\n");
	return rows->failed || rows->len > FETCHED_MAX - FRAME_MAX;
}

/* The same. */
static int
add_row(struct buffer *rows, const char *kind, struct span first,
    struct span second)
{
	buffer_add_text(rows, kind);
	file_rows_add(rows, first);
	file_rows_add(rows, second);
	return end_row(rows);
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
add_errors(struct buffer *rows, const char *service, const char *kind,
    const struct diagnostics *errors)
{
	char more[sizeof("18446744073709551615 more errors")];

	for (size_t i = 0; i < errors->kept; i++)
		add_row(rows, kind, span_of(errors->list[i].file),
		    span_of(errors->list[i].text));
	if (errors->count == errors->kept)
		return;
	snprintf(more, sizeof(more), "%zu more errors",
	    errors->count - errors->kept);
	add_row(rows, kind, span_of(service), span_of(more));
}

/* As ldap_table_take. */
static int
take_entry(void *context, struct span key, struct span value)
{
	struct buffer *rows = context;

	buffer_add_text(rows, "entry");
	file_rows_add_whole(rows, key);
	file_rows_add_whole(rows, value);
	return end_row(rows);
}

int
answer_fetch(const char *service, const struct settings_mailman3 *mailman3,
    struct diagnostics *diagnostics, struct buffer *file)
{
	struct diagnostics own = {0};
	struct buffer rows = {0};
	size_t begin;
	int result;

	buffer_add_text(&rows, "service");
	file_rows_add_text(&rows, service);
	buffer_add_text(&rows, "\n");
	begin = rows.len;
	result = mailman3 != NULL
	             ? mailman3_read(mailman3, take_member, &rows, &own)
	             : ldap_table_read(service, take_entry, &rows, &own);
	if (result < 0 && own.count == 0)
		diagnostics_add(&own, service, 0, "%s",
		    rows.failed ? strerror(ENOMEM)
				: "has members of over 256 MiB");
	if (result < 0) {
		rows.len = begin;
		rows.failed = false;
	}
	add_errors(&rows, service, result < 0 ? "error" : "left-out", &own);
	diagnostics_add_all(diagnostics, &own);
	diagnostics_clear(&own);
	file_rows_seal(&fetched_form, &rows, time(NULL), file);
	buffer_clear(&rows);
	return result;
}
