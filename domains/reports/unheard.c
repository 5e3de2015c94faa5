/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes and reads the file of members that nobody was heard from. */
#include "domains/reports/unheard.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/registrations/file_rows.h"
#include "domains/reports/spool_text.h"

static const struct file_rows_form form = {
    .name = "file of members",
    .title = "doppelcheck unheard ",
    .version = "1",
};

void
unheard_add(struct buffer *rows, const char *address, const char *list,
    const char *contact)
{
	buffer_add_text(rows, "member");
	file_rows_add_text(rows, address);
	file_rows_add_text(rows, list);
	file_rows_add_text(rows, contact != NULL ? contact : "");
	buffer_add_text(rows, "\n");
}

int
unheard_write(const char *path, const struct buffer *rows,
    struct diagnostics *diagnostics)
{
	struct buffer file = {0};
	int result;

	file_rows_seal(&form, rows, time(NULL), &file);
	if (file.failed)
		result = diagnostics_no_memory(diagnostics, path);
	else if (file.len > UNHEARD_MAX)
		result = diagnostics_add(diagnostics, path, 0,
		    "would be over 256 MiB");
	else
		result = spool_text_save(path, &form, &file, diagnostics);
	buffer_clear(&file);
	return result;
}

static int
take_members(struct file_rows *rows, struct unheard *unheard)
{
	size_t count;

	unheard->list =
	    file_rows_make_room(rows, "member", sizeof(*unheard->list), &count);
	if (unheard->list == NULL)
		return -1;
	for (; unheard->count < count; unheard->count++) {
		if (file_rows_take(rows, "member", 3) < 0)
			return -1;
		if (*rows->field[1] == '\0' || *rows->field[2] == '\0')
			return file_rows_refuse_row(rows);
		unheard->list[unheard->count] = (struct unheard_member){
		    .address = rows->field[1],
		    .list = rows->field[2],
		    .contact = rows->field[3],
		};
	}
	return file_rows_finish(rows);
}

/* Those of one address together. */
static int
compare_members(const void *a, const void *b)
{
	const struct unheard_member *one = a, *other = b;
	int order = strcmp(one->address, other->address);

	return order != 0 ? order : strcmp(one->list, other->list);
}

int
unheard_read(const char *path, struct diagnostics *diagnostics,
    struct unheard *unheard_r)
{
	struct unheard unheard = {0};
	struct file_rows rows = {
	    .form = &form,
	    .path = path,
	    .diagnostics = diagnostics,
	};
	size_t len;

	if (file_read(path, UNHEARD_MAX, diagnostics, &unheard.bytes, &len) < 0)
		return -1;
	rows.at = unheard.bytes;
	rows.end = unheard.bytes + len;
	if (file_rows_open(&rows, &unheard.time) < 0 ||
	    take_members(&rows, &unheard) < 0) {
		unheard_clear(&unheard);
		return -1;
	}
	qsort(unheard.list, unheard.count, sizeof(*unheard.list),
	    compare_members);
	*unheard_r = unheard;
	return 0;
}

void
unheard_clear(struct unheard *unheard)
{
	free(unheard->list);
	free(unheard->bytes);
	*unheard = (struct unheard){0};
}
