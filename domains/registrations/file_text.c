/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the registrations file as text. */
#include "domains/registrations/file_text.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/span.h"
#include "domains/base/translation.h"

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

const struct file_rows_form registrations_form = {
    .name = N_("registrations file"),
    .title = "doppelcheck registrations ",
    .version = "1",
};

static void
add_row(struct buffer *rows, const char *name, const char *value)
{
	buffer_add_text(rows, name);
	file_rows_add_text(rows, value);
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
	file_rows_add_number(rows, counts.lists);
	file_rows_add_number(rows, counts.members);
	file_rows_add_number(rows, counts.wrong);
	buffer_add(rows, "\n", 1);
}

static void
add_finding(struct text *text, const struct directory_found *found)
{
	const struct wrong_member *wrong = found->wrong;
	struct buffer *rows = text->findings;
	struct span member = wrong->address;

	if (member.len > REGISTRATIONS_MEMBER_MAX)
		member.len = REGISTRATIONS_MEMBER_MAX;
	buffer_add_text(rows, "finding");
	file_rows_add_text(rows, found->list);
	file_rows_add(rows, member);
	file_rows_add_text(rows, wrong->file);
	file_rows_add_place(rows, wrong->line, span_of(wrong->cell));
	file_rows_add_text(rows, verdict_reason_name(wrong->reason));
	file_rows_add_text(rows, verdict_confidence_name(wrong->confidence));
	file_rows_add_text(rows, wrong->meant);
	file_rows_add_text(rows, wrong->slips);
	file_rows_add_text(rows, wrong->detail);
	file_rows_add_text(rows, text->contact(text->context, found->list));
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
	file_rows_add_text(&text->keys, directory_key(text->directory, number));
	file_rows_add_number(&text->keys, all < UINT32_MAX ? all : UINT32_MAX);
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
registrations_seal(const struct buffer *rows, time_t time, struct buffer *file)
{
	file_rows_seal(&registrations_form, rows, time, file);
}
