/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the registrations file as text. */
#include "domains/registrations/file_text.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "domains/base/span.h"
#include "domains/registrations/file_rows.h"

/* It may give up between so many keys; each may lead to 256 lists. */
#define KEYS_AT_ONCE 64

struct text {
	const struct directory *directory;
	registrations_contact contact;
	void *context;
	struct buffer *findings; /* rows */
	struct buffer keys;
	uint32_t *given; /* by the number of a finding here, its number in the
	                    file plus 1; 0: none yet */
	uint32_t count;
};

static void
add_field(struct buffer *rows, struct span text)
{
	buffer_add(rows, "\t", 1);
	if (text.len > FILE_ROWS_FIELD_MAX)
		text.len = FILE_ROWS_FIELD_MAX;
	/* What cannot be in a field as it is. */
	for (size_t i = 0; i < text.len; i++)
		if (text.bytes[i] == '\0')
			text.len = i;
	buffer_add_escaped_for(rows, ESCAPE_LINE, text.bytes, text.len);
}

static void
add_text(struct buffer *rows, const char *text)
{
	add_field(rows, span_of(text));
}

static void
add_number(struct buffer *rows, uint64_t number)
{
	buffer_add(rows, "\t", 1);
	buffer_add_number(rows, number);
}

static void
add_row(struct buffer *rows, const char *name, const char *value)
{
	buffer_add_text(rows, name);
	add_text(rows, value);
	buffer_add(rows, "\n", 1);
}

static void
add_rules(struct buffer *rows, const struct lookup_key_rules *rules)
{
	add_row(rows, "delimiter", rules->delimiter);
	add_row(rows, "allow-percent-hack", rules->percent_hack ? "yes" : "no");
	add_row(rows, "swap-bangpath", rules->bang_path ? "yes" : "no");
	for (size_t i = 0; i < rules->domain_count; i++)
		if (i == 0 ||
		    strcmp(rules->domains[i - 1], rules->domains[i]) != 0)
			add_row(rows, "local-domain", rules->domains[i]);
}

static void
add_counts(struct buffer *rows, const struct directory *directory)
{
	struct directory_counts counts = directory_count(directory);

	buffer_add_text(rows, "counts");
	add_number(rows, counts.lists);
	add_number(rows, counts.members);
	add_number(rows, counts.wrong);
	buffer_add(rows, "\n", 1);
}

static void
add_finding(struct text *text, const struct directory_found *found)
{
	const struct finding *finding = found->finding;
	const struct verdict *verdict = &finding->verdict;
	struct buffer *rows = text->findings;
	struct span member = finding->member.address;
	char slips[128];

	if (member.len > REGISTRATIONS_MEMBER_MAX)
		member.len = REGISTRATIONS_MEMBER_MAX;
	(void)verdict_slip_names(verdict, slips, sizeof(slips));
	buffer_add_text(rows, "finding");
	add_text(rows, found->list);
	add_field(rows, member);
	add_text(rows, finding->member.file);
	add_number(rows, finding->member.line);
	add_text(rows, verdict_reason_name(verdict->reason));
	add_text(rows, verdict_confidence_name(verdict->confidence));
	add_text(rows, verdict->meant.len != 0 ? verdict->meant.text : "");
	add_text(rows, slips);
	add_text(rows,
	    verdict->detail != NULL ? verdict->detail : finding->detail);
	add_text(rows, text->contact(text->context, found->list));
	buffer_add(rows, "\n", 1);
}

static void
add_key(struct text *text, uint32_t number)
{
	struct directory_found found[DIRECTORY_FOUND_MAX];
	size_t all,
	    count = directory_find_key(text->directory, number, found, &all);

	if (count == 0 && !directory_shadows(text->directory, number))
		return;
	for (size_t i = 0; i < count; i++) {
		uint32_t *given = &text->given[found[i].number];

		if (*given != 0)
			continue;
		add_finding(text, &found[i]);
		*given = ++text->count;
	}
	buffer_add_text(&text->keys, "key");
	add_text(&text->keys, directory_key(text->directory, number));
	add_number(&text->keys, all < UINT32_MAX ? all : UINT32_MAX);
	buffer_add(&text->keys, "\t", 1);
	for (size_t i = 0; i < count; i++) {
		buffer_add(&text->keys, " ", i != 0);
		buffer_add_number(&text->keys,
		    text->given[found[i].number] - 1);
	}
	buffer_add(&text->keys, "\n", 1);
}

int
registrations_format(const struct directory *directory,
    registrations_contact contact, void *context, bool (*give_up)(void),
    struct buffer *rows)
{
	struct text text = {
	    .directory = directory,
	    .contact = contact,
	    .context = context,
	    .findings = rows,
	    .given = calloc(directory_finding_count(directory) + 1,
		sizeof(*text.given)),
	};
	size_t count = directory_count(directory).lists;
	bool given_up = false;

	if (text.given == NULL)
		return -1;
	add_rules(rows, directory_rules(directory));
	add_counts(rows, directory);
	for (uint32_t i = 0; i < count && !given_up; i++) {
		add_key(&text, i);
		given_up =
		    i % KEYS_AT_ONCE == 0 && give_up != NULL && give_up();
	}
	buffer_add(rows, text.keys.bytes, text.keys.len);
	rows->failed |= text.keys.failed;
	buffer_clear(&text.keys);
	free(text.given);
	return rows->failed || given_up ? -1 : 0;
}

void
registrations_format_end(const char *bytes, size_t len,
    char mark_r[static REGISTRATIONS_END_SIZE])
{
	uint64_t count = 0;

	for (const char *at = bytes, *end = bytes + len;
	     at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL;
	     at++)
		count++;
	snprintf(mark_r, REGISTRATIONS_END_SIZE,
	    "end\t%" PRIu64 "\t%016" PRIx64 "\n", count,
	    (uint64_t)XXH3_64bits(bytes, len));
}

void
registrations_seal(const struct buffer *rows, time_t time, struct buffer *file)
{
	char mark[REGISTRATIONS_END_SIZE];

	buffer_add_text(file, REGISTRATIONS_HEAD);
	buffer_add_text(file, "time");
	add_number(file, (uint64_t)time);
	buffer_add(file, "\n", 1);
	buffer_add(file, rows->bytes, rows->len);
	if (file->failed)
		return;
	registrations_format_end(file->bytes, file->len, mark);
	buffer_add_text(file, mark);
}
