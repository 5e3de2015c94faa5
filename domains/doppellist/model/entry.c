/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes entries, compares them and brings their evidence together. */
#include "domains/doppellist/model/entry.h"

#include <math.h>
#include <string.h>

#include "domains/doppellist/model/document.h"
#include "domains/engine/lists/value.h"

/* Weights are estimates: only another order of magnitude is another opinion. */
#define WEIGHT_RATIO 3.0

const char *const entry_keys[ENTRY_TEXTS] = {"name", "meant", "since", "until",
    "source", "note", "below", "owner"};

struct entry
entry_of(const struct listfile_entry *read)
{
	return (struct entry){
	    .name = read->name.text,
	    .meant = read->meant.len > 0 ? read->meant.text : NULL,
	    .since = read->since,
	    .until = read->until,
	    .source = read->source,
	    .note = read->note,
	    .below = read->below,
	    .owner = read->owner.len > 0 ? read->owner.text : NULL,
	    .weight = read->weight,
	    .line = read->line,
	    .take_back = read->take_back,
	};
}

struct name
entry_name(const char *text)
{
	struct name name;

	if (name_parse(text, strlen(text), &name, NULL) < 0)
		name.len = 0;
	return name;
}

bool
entry_text_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other
	                                    : strcmp(one, other) == 0;
}

static bool
same_words(const struct entry *one, const struct entry *other)
{
	for (size_t i = 0; i < ENTRY_TEXTS; i++)
		if (!entry_text_same(one->text[i], other->text[i]))
			return false;
	return one->take_back == other->take_back;
}

bool
entry_same(const struct entry *one, const struct entry *other)
{
	return fabs(one->weight - other->weight) < 1e-9 &&
	       same_words(one, other);
}

/* ---- the line ------------------------------------------------------------ */

static void
add_pair(struct buffer *line, const char *key, const char *value)
{
	buffer_add_format(line, " %s=%s", key, value);
}

static void
add_words(const struct entry *entry, size_t column, struct buffer *line)
{
	size_t from = line->len, end, filled;
	char weight[VALUE_WEIGHT_SIZE];

	buffer_add_text(line, entry->take_back ? "-" : "");
	buffer_add_text(line, entry->name);
	end = line->len;
	/* Each word brings one blank with it. */
	filled = column > 0 ? from + column - 1 : end + 1;
	while (!line->failed && line->len < filled)
		buffer_add_text(line, " ");
	filled = line->len;
	if (entry->meant != NULL)
		buffer_add_format(line, " %s", entry->meant);
	if (entry->weight > 0)
		add_pair(line, "weight",
		    value_format_weight(entry->weight, weight));
	for (size_t i = ENTRY_BELOW; i < ENTRY_TEXTS; i++)
		if (entry->text[i] != NULL)
			add_pair(line, entry_keys[i], entry->text[i]);
	for (size_t i = ENTRY_SINCE; i < ENTRY_BELOW; i++)
		if (entry->text[i] != NULL)
			add_pair(line, entry_keys[i], entry->text[i]);
	if (line->len == filled)
		line->len = end;
}

int
entry_format(const struct entry *entry, size_t column,
    struct diagnostics *diagnostics, struct buffer *line)
{
	size_t before = line->len;

	add_words(entry, column, line);
	if (!line->failed && line->len - before <= LISTFILE_LINE_MAX)
		return 0;
	if (line->failed)
		diagnostics_add(diagnostics, entry->name, 0, "out of memory");
	else
		diagnostics_add(diagnostics, entry->name, 0,
		    "would be a line of %zu bytes, of which %d are read: "
		    "too many sources or notes",
		    line->len - before, LISTFILE_LINE_MAX);
	line->len = before;
	return -1;
}

struct line_reading {
	const struct entry *wanted;
	bool same;
};

static int
compare_entry(void *context, const struct listfile_entry *read)
{
	struct line_reading *reading = context;
	const struct entry entry = entry_of(read);

	reading->same = same_words(&entry, reading->wanted);
	return 0;
}

/* The words come from command lines and other people's files: a newline or a
 * " #" in them would make another entry of the line. */
int
entry_format_new(const struct entry *entry, enum listfile_kind kind,
    size_t column, struct diagnostics *diagnostics, struct buffer *line)
{
	struct line_reading reading = {.wanted = entry};
	struct diagnostics own = {0};
	size_t before = line->len;

	add_words(entry, column, line);
	if (line->failed)
		diagnostics_add(diagnostics, entry->name, 0, "out of memory");
	else if (listfile_parse(entry->name, line->bytes + before,
		     line->len - before, kind, compare_entry, &reading,
		     &own) == 0 &&
		 reading.same)
		return 0;
	else
		diagnostics_add(diagnostics, entry->name, 0, "%s",
		    own.kept > 0
			? own.list[0].text
			: "would be read as another entry: a blank within a "
			  "word, a # after a blank, a line break?");
	diagnostics_clear(&own);
	line->len = before;
	return -1;
}

/* ---- two entries --------------------------------------------------------- */

const char *
entry_conflict(const struct entry *first, const struct entry *second)
{
	if (first->take_back != second->take_back)
		return "taken back";
	if (first->meant != NULL && second->meant != NULL &&
	    strcmp(first->meant, second->meant) != 0)
		return "meant";
	if (first->weight > 0 && second->weight > 0 &&
	    (first->weight > second->weight * WEIGHT_RATIO ||
		second->weight > first->weight * WEIGHT_RATIO))
		return "weight";
	for (size_t i = ENTRY_BELOW; i < ENTRY_TEXTS; i++)
		if (first->text[i] != NULL && second->text[i] != NULL &&
		    strcmp(first->text[i], second->text[i]) != 0)
			return entry_keys[i];
	return NULL;
}

const char *
entry_next_source(const char **rest, size_t *len_r)
{
	const char *source = *rest + strspn(*rest, ",");

	*len_r = strcspn(source, ",");
	*rest = source + *len_r;
	return *len_r > 0 ? source : NULL;
}

bool
entry_has_source(const char *sources, const char *source, size_t len)
{
	const char *rest = sources, *one;
	size_t one_len;

	while ((one = entry_next_source(&rest, &one_len)) != NULL)
		if (one_len == len && memcmp(one, source, len) == 0)
			return true;
	return false;
}

/* Adds the sources that are not there yet. */
static const char *
unite_sources(struct document *memory, const char *first, const char *second)
{
	struct buffer both = {0};
	const char *rest = second, *source;
	size_t len;

	buffer_add_text(&both, first);
	while ((source = entry_next_source(&rest, &len)) != NULL) {
		if (entry_has_source(first, source, len))
			continue;
		buffer_add_text(&both, ",");
		buffer_add(&both, source, len);
	}
	return document_keep_buffer(memory, &both);
}

static const char *
unite_notes(struct document *memory, const char *first, const char *second)
{
	struct buffer both = {0};

	/* After a blank a # would begin a comment. */
	if (*second == '#' || strstr(first, second) != NULL)
		return first;
	if (strstr(second, first) != NULL)
		return second;
	buffer_add_format(&both, "%s; %s", first, second);
	return document_keep_buffer(memory, &both);
}

int
entry_unite(struct document *memory, const struct entry *first,
    const struct entry *second, struct entry *both_r)
{
	struct entry both = *first;

	*both_r = both;
	if (entry_conflict(first, second) != NULL)
		return 0;
	for (size_t i = ENTRY_MEANT; i < ENTRY_TEXTS; i++)
		if (both.text[i] == NULL)
			both.text[i] = second->text[i];
	if (both.weight <= 0)
		both.weight = second->weight;
	if (second->since != NULL && strcmp(second->since, both.since) < 0)
		both.since = second->since;
	if (second->until != NULL && strcmp(second->until, both.until) > 0)
		both.until = second->until;
	if (first->source != NULL && second->source != NULL)
		both.source =
		    unite_sources(memory, first->source, second->source);
	if (first->note != NULL && second->note != NULL)
		both.note = unite_notes(memory, first->note, second->note);
	if ((both.source == NULL && first->source != NULL) ||
	    (both.note == NULL && first->note != NULL))
		return -1;
	*both_r = both;
	return 0;
}
