/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes a list as the records of a zone. */
#include "domains/doppellist/export/zone.h"

#include <string.h>

#include "domains/engine/lists/zone.h"
#include "domains/text/console.h"

/* A list cut into what stands at each owner: the lines up to an entry's own. */
struct zone_writing {
	const struct export_job *job;
	const struct document *list;
	struct span text;
	struct buffer *zone;
	bool numbered; /* it is not in the order of the owners */
};

typedef int (*each_part)(struct zone_writing *writing,
    const struct entry *entry, size_t number, struct span text);

/* Calls it for each entry, numbers from 1, and at last for what comes after
 * them, without one.  Returns 0, or what it returned. */
static int
cut(struct zone_writing *writing, each_part each)
{
	const struct document *list = writing->list;
	struct span rest = writing->text, part = {rest.bytes, 0};
	size_t number = 0;

	part.len = list->order_mark ? 3 : 0;
	for (size_t i = 0; i < list->line_count; i++) {
		const struct document_line *line = &list->lines[i];

		part.len += line->len;
		if (line->entry == 0)
			continue;
		if (each(writing, &list->entries[line->entry - 1], ++number,
			part) < 0)
			return -1;
		rest = span_after(rest, part.len);
		part = (struct span){rest.bytes, 0};
	}
	return each(writing, NULL, 0, rest);
}

/* ---- the order ----------------------------------------------------------- */

struct order {
	struct zone_writing writing;
	char last[NAME_SIZE];
};

static int
compare_owner(struct zone_writing *writing, const struct entry *entry,
    size_t number, struct span text)
{
	struct order *order = (struct order *)writing;
	const struct name name =
	    entry != NULL ? entry_name(entry->name) : (struct name){.len = 0};
	char owner[NAME_SIZE];

	(void)number;
	(void)text;
	if (entry == NULL)
		return 0;
	zone_find_owner(&name, owner);
	if (strcmp(order->last, owner) >= 0)
		return -1;
	memcpy(order->last, owner, sizeof(owner));
	return 0;
}

static bool
is_in_order(const struct zone_writing *writing)
{
	struct order order = {.writing = *writing};

	return cut(&order.writing, compare_owner) == 0;
}

/* ---- records ------------------------------------------------------------- */

/* A string of a master file: RFC 1035 5.1. */
static void
add_string(struct buffer *zone, const char *bytes, size_t len)
{
	buffer_add(zone, " \"", 2);
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte < ' ' || byte > '~' || byte == '"' || byte == '\\')
			buffer_add_format(zone, "\\%03u", byte);
		else
			buffer_add(zone, &bytes[i], 1);
	}
	buffer_add(zone, "\"", 1);
}

static void
add_record(struct buffer *zone, const char *owner, const char *head,
    struct span text)
{
	buffer_add_text(zone, owner);
	buffer_add_text(zone, " TXT");
	add_string(zone, head, strlen(head));
	while (text.len != 0) {
		size_t len =
		    text.len < ZONE_STRING_MAX ? text.len : ZONE_STRING_MAX;

		add_string(zone, text.bytes, len);
		text = span_after(text, len);
	}
	buffer_add_text(zone, "\n");
}

static int
write_part(struct zone_writing *writing, const struct entry *entry,
    size_t number, struct span text)
{
	char head[ZONE_HEAD_SIZE] = "", owner[NAME_SIZE] = "@";
	struct name name;

	if (text.len > ZONE_TEXT_MAX)
		return console_format(writing->list->path,
		    "%s and the comments before it have %zu bytes, a record of "
		    "a zone has at most %d",
		    entry != NULL ? entry->name : "the end", text.len,
		    ZONE_TEXT_MAX);
	if (entry == NULL) {
		const struct zone_summary summary = {writing->list->kind,
		    writing->job->count, writing->text.len,
		    span_hash(writing->text, 0)};

		zone_format_summary(&summary, head);
	} else {
		name = entry_name(entry->name);
		zone_find_owner(&name, owner);
		if (writing->numbered)
			snprintf(head, sizeof(head), "%zu", number);
	}
	add_record(writing->zone, owner, head, text);
	return 0;
}

int
export_zone(const struct export_job *job)
{
	struct buffer list = {0}, zone = {0};
	struct zone_writing writing = {
	    .job = job,
	    .list = job->collection->documents[0],
	    .zone = &zone,
	};
	int result = -1;

	document_write(writing.list, &list);
	if (!list.failed) {
		writing.text =
		    (struct span){list.bytes != NULL ? list.bytes : "",
			list.len};
		writing.numbered = !is_in_order(&writing);
		result = cut(&writing, write_part);
	}
	if (list.failed || zone.failed)
		result = console_say(writing.list->path, "out of memory");
	if (result == 0)
		buffer_print(&zone, job->out);
	buffer_clear(&list);
	buffer_clear(&zone);
	return result;
}

/* ---- serial numbers ------------------------------------------------------ */

bool
export_zone_serial(const char *bytes, uint32_t *serial_r)
{
	static const char before[] = " localhost. postmaster.localhost. ";
	const char *at = strstr(bytes, before);
	uint64_t serial;

	if (at == NULL)
		return false;
	at += strlen(before);
	if (at[strcspn(at, " ")] == '\0' ||
	    !span_number((struct span){at, strcspn(at, " ")}, UINT32_MAX,
		&serial))
		return false;
	*serial_r = (uint32_t)serial;
	return true;
}
