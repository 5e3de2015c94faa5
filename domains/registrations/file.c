/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks recipients up in a registrations file. */
#include "domains/registrations/file.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/registrations/file_parser.h"
#include "domains/registrations/file_text.h"

static void
free_all(struct registrations *registrations)
{
	hash_index_clear(&registrations->index);
	free(registrations->rules.domains);
	free(registrations->wrong);
	free(registrations->keys);
	free(registrations->numbers);
	free(registrations->bytes);
	free(registrations);
}

int
registrations_parse(const char *path, char *bytes, size_t len,
    struct registrations *before, struct diagnostics *diagnostics,
    struct registrations **registrations_r, time_t *time_r)
{
	struct registrations *new = calloc(1, sizeof(*new));
	struct file_rows rows = {
	    .form = &registrations_form,
	    .path = path,
	    .diagnostics = diagnostics,
	    .at = bytes,
	    .end = bytes + len,
	};
	time_t when = 0;
	int result;

	if (new == NULL) {
		free(bytes);
		return file_rows_refuse(&rows, strerror(ENOMEM));
	}
	new->bytes = bytes;
	new->references = 1;
	result = file_parser_take(&rows, before, new, &when);
	if (result == 0 && before != NULL && before->content == new->content)
		*registrations_r = registrations_share(before);
	else if (result == 0)
		*registrations_r = new;
	if (result == 0)
		*time_r = when;
	if (result < 0 || *registrations_r != new)
		free_all(new);
	return result;
}

int
registrations_read(const char *path, struct registrations *before,
    struct diagnostics *diagnostics, struct registrations **registrations_r,
    time_t *time_r)
{
	char *bytes;
	size_t len;

	if (file_read(path, REGISTRATIONS_FILE_MAX, diagnostics, &bytes, &len) <
	    0)
		return -1;
	return registrations_parse(path, bytes, len, before, diagnostics,
	    registrations_r, time_r);
}

struct registrations *
registrations_share(struct registrations *registrations)
{
	atomic_fetch_add(&registrations->references, 1);
	return registrations;
}

void
registrations_release(struct registrations **registrations)
{
	struct registrations *gone = *registrations;

	*registrations = NULL;
	if (gone != NULL && atomic_fetch_sub(&gone->references, 1) == 1)
		free_all(gone);
}

/* ---- looking up ---------------------------------------------------------- */

/* The numbers of what a recipient leads to, the worst first. */
struct picked {
	uint32_t number[REGISTRATIONS_FOUND_MAX];
	size_t count;
	uint64_t all;
};

/* After those that are as bad; the last one of a full array goes. */
static void
pick(const struct registrations *from, uint32_t number, struct picked *picked)
{
	size_t at = picked->count;

	for (size_t i = 0; i < picked->count; i++)
		if (picked->number[i] == number) {
			picked->all--;
			return;
		}
	while (at > 0 && from->wrong[picked->number[at - 1]].rank <
			     from->wrong[number].rank)
		at--;
	if (at == REGISTRATIONS_FOUND_MAX)
		return;
	if (picked->count < REGISTRATIONS_FOUND_MAX)
		picked->count++;
	memmove(&picked->number[at + 1], &picked->number[at],
	    (picked->count - 1 - at) * sizeof(*picked->number));
	picked->number[at] = number;
}

static void
fill(const struct file_wrong *wrong, struct registered *found)
{
	const struct member member = {
	    .target = MEMBER_ADDRESS,
	    .list = span_of(wrong->list),
	    .address = span_of(wrong->member),
	    .file = wrong->file,
	    .line = wrong->line,
	    .cell = span_of(wrong->cell != NULL ? wrong->cell : ""),
	};

	finding_begin(&member, &found->finding);
	found->finding.verdict = wrong->verdict;
	found->contact = wrong->contact;
}

/* Under all keys, for the order in which systems take them differs; but a
 * whole domain is redirected only where there is nothing for the address. */
static void
pick_all(const struct registrations *from, const struct lookup_keys *keys,
    struct picked *picked)
{
	bool any = false;

	for (size_t i = 0; i < LOOKUP_KEY_KINDS; i++) {
		const struct file_key *key = NULL;

		if (keys->key[i][0] != '\0' && (i != LOOKUP_KEY_DOMAIN || !any))
			key = file_parser_find_key(from, keys->key[i]);
		if (key == NULL)
			continue;
		any = true;
		picked->all += key->all;
		for (size_t at = 0; at < key->count; at++)
			pick(from, from->numbers[key->first + at], picked);
	}
}

size_t
registrations_find(const struct registrations *registrations, const char *path,
    size_t len, struct registered found_r[static REGISTRATIONS_FOUND_MAX],
    size_t *all_r)
{
	struct picked picked = {.count = 0};
	struct lookup_keys keys;

	*all_r = 0;
	if (registrations->key_count == 0 ||
	    !lookup_key_find(&registrations->rules, path, len, &keys))
		return 0;
	pick_all(registrations, &keys, &picked);
	for (size_t i = 0; i < picked.count; i++)
		fill(&registrations->wrong[picked.number[i]], &found_r[i]);
	*all_r = (size_t)picked.all;
	return picked.count;
}

struct registrations_counts
registrations_count(const struct registrations *registrations)
{
	return registrations->counts;
}

const struct lookup_key_rules *
registrations_rules(const struct registrations *registrations)
{
	return &registrations->rules;
}
