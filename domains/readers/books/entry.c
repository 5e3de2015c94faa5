/* SPDX-License-Identifier: BSD-2-Clause */
/* Gathers the entries of address books and hands their members on. */
#include "domains/readers/books/entry.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/registrations/destinations.h"

/* The number of the line that a place of the file stands in; places ascend. */
static unsigned
find_line(struct entry *entry, size_t at)
{
	const char *bytes = entry->text->text.bytes;

	while (entry->counted < at) {
		const char *from = bytes + entry->counted;
		const char *newline = memchr(from, '\n', at - entry->counted);

		entry->lines += newline != NULL;
		entry->counted =
		    newline != NULL ? (size_t)(newline - bytes) + 1 : at;
	}
	return entry->lines + 1;
}

/* ---- handing on ---------------------------------------------------------- */

static struct span
text_of(const struct entry *entry, enum entry_text what)
{
	return buffer_span(&entry->texts[what]);
}

/* As member_take: it knows where an address comes from. */
static int
place_member(void *context, const struct member *member)
{
	struct entry *entry = context;
	const struct traced *all = &entry->addresses;
	struct member found = *member;
	size_t at = (size_t)(member->address.bytes - all->bytes);

	found.line = find_line(entry, traced_from(all, at));
	found.in_text = traced_is_exact(all, at, member->address.len);
	found.at = traced_from(all, at);
	if (found.name.len == 0 && !entry->is_group)
		found.name = text_of(entry, ENTRY_NAME);
	if (found.error == ADDRESS_NO_AT &&
	    (entry->may_be & ENTRY_LOCAL) != 0) {
		found.target = MEMBER_LOCAL;
	} else if (found.error == ADDRESS_NO_LOCAL &&
		   (entry->may_be & ENTRY_DOMAIN) != 0) {
		found.target = MEMBER_DOMAIN;
		member_parse(&found);
	}
	return entry->text->take(entry->text->context, &found);
}

/* All addresses of a person, where there are several. */
static struct span
put_row_together(struct entry *entry)
{
	struct buffer *row = &entry->row;

	row->len = 0;
	for (size_t i = 0; entry->count > 1 && i < entry->count; i++) {
		struct span value = traced_span(&entry->addresses,
		    entry->values[i].begin, entry->values[i].end);

		if (row->len != 0)
			buffer_add(row, ",", 1);
		buffer_add(row, value.bytes, value.len);
	}
	return buffer_span(row);
}

/* Is it a command or a file of a mail system? */
static bool
is_program(struct span value)
{
	value = span_trim(value);
	if (value.len > 1 && *value.bytes == '"')
		value = span_after(value, 1);
	return value.len > 1 && (*value.bytes == '|' || *value.bytes == '/');
}

static int
hand_on(struct entry *entry)
{
	struct reader_text text = *entry->text;
	struct span list =
	    text_of(entry, entry->is_group ? ENTRY_NAME : ENTRY_LIST);
	struct destination_place place = {
	    .list = list.len != 0 ? list : text.list,
	    .reading = text_of(entry, ENTRY_READING),
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = true,
	};

	if (!entry->is_group)
		place.row = put_row_together(entry);
	text.take = place_member;
	text.context = entry;
	for (size_t i = 0; i < entry->count; i++) {
		const struct entry_value *one = &entry->values[i];
		struct span value =
		    traced_span(&entry->addresses, one->begin, one->end);

		entry->may_be = one->may_be;
		if ((one->may_be & ENTRY_LOCAL) != 0 && is_program(value))
			continue;
		if (destination_take_all(&text, &place, value) < 0)
			return -1;
	}
	entry->count = entry->addresses.len = 0;
	return 0;
}

/* ---- gathering ----------------------------------------------------------- */

int
entry_add_value(struct entry *entry, size_t begin, unsigned may_be)
{
	const struct entry_value value = {begin, entry->addresses.len, may_be};

	if (entry->addresses.failed ||
	    array_add(&entry->values, &entry->room, &entry->count, &value,
		sizeof(value)) < 0)
		return reader_text_no_memory(entry->text);
	return entry->addresses.len < ENTRY_ADDRESS_BYTES ? 0 : hand_on(entry);
}

/* Makes room for a text that is as good as what is kept, or better. */
static bool
prepare_text(struct entry *entry, enum entry_text what, unsigned goodness,
    struct span text)
{
	struct buffer *kept = &entry->texts[what];

	if (text.len == 0 ||
	    (kept->len != 0 && goodness < entry->goodness[what]))
		return false;
	if (goodness > entry->goodness[what])
		kept->len = 0;
	entry->goodness[what] = goodness;
	return kept->len + text.len < ENTRY_TEXT_BYTES;
}

void
entry_set(struct entry *entry, enum entry_text what, unsigned goodness,
    struct span text)
{
	text = span_trim(text);
	if (prepare_text(entry, what, goodness, text) &&
	    entry->texts[what].len == 0)
		buffer_add(&entry->texts[what], text.bytes, text.len);
}

void
entry_append(struct entry *entry, enum entry_text what, unsigned goodness,
    struct span text)
{
	struct buffer *kept = &entry->texts[what];

	text = span_trim(text);
	if (!prepare_text(entry, what, goodness, text))
		return;
	if (kept->len != 0)
		buffer_add(kept, " ", 1);
	buffer_add(kept, text.bytes, text.len);
}

int
entry_finish(struct entry *entry)
{
	int result = 0;

	if (entry->addresses.failed)
		result = reader_text_no_memory(entry->text);
	else if (entry->count != 0)
		result = hand_on(entry);
	for (size_t i = 0; i < ENTRY_TEXTS; i++)
		entry->texts[i].len = entry->goodness[i] = 0;
	entry->is_group = false;
	return result;
}

/* ---- the file ------------------------------------------------------------ */

void
entry_note_stray(struct entry *entry, unsigned line)
{
	if (entry->strays++ == 0)
		entry->stray_line = line;
}

void
entry_end_file(struct entry *entry, const char *what)
{
	if (entry->strays == 1)
		diagnostics_add(entry->text->diagnostics, entry->text->file,
		    entry->stray_line, "the line is no %s", what);
	else if (entry->strays != 0)
		diagnostics_add(entry->text->diagnostics, entry->text->file,
		    entry->stray_line, "%u lines from here on are no %s",
		    entry->strays, what);
	traced_clear(&entry->addresses);
	free(entry->values);
	for (size_t i = 0; i < ENTRY_TEXTS; i++)
		buffer_clear(&entry->texts[i]);
	buffer_clear(&entry->row);
}
