/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the rows of a registrations file, with the checks that make the rest
 * safe, and looks recipients up in them. */
#include "domains/registrations/file.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/file.h"
#include "domains/base/hash_index.h"
#include "domains/base/xxh3.h"
#include "domains/registrations/file_rows.h"
#include "domains/registrations/file_text.h"

/* A wrong member, as its row says. */
struct file_wrong {
	const char *list, *member, *file;
	const char *cell; /* NULL: it is a line */
	const char *contact;
	unsigned line;
	unsigned rank;
	struct verdict verdict;
};

struct file_key {
	const char *text;
	uint64_t all;
	uint32_t first; /* of its numbers */
	uint32_t count;
};

struct registrations {
	_Atomic uint32_t references;
	uint64_t content; /* XXH3 of all rows but those with time and end */
	char *bytes;      /* of the file; the texts of the rest stand here */
	struct lookup_key_rules rules;
	struct registrations_counts counts;
	struct file_wrong *wrong;
	size_t wrong_count;
	struct file_key *keys;
	size_t key_count;
	struct hash_index index; /* of the keys */
	uint32_t *numbers;       /* of the wrong, for all keys */
	size_t number_count, number_room;
};

/* ---- the first rows ------------------------------------------------------ */

/* A name as name_parse() leaves it. */
static bool
take_name(const char *text, struct name *name_r)
{
	return name_parse(text, strlen(text), name_r, NULL) == 0 &&
	       strcmp(name_r->text, text) == 0;
}

static int
take_domains(struct file_rows *rows, struct lookup_key_rules *rules)
{
	struct name name;
	size_t count;

	rules->domains = file_rows_make_room(rows, "local-domain",
	    sizeof(*rules->domains), &count);
	if (rules->domains == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (file_rows_take(rows, "local-domain", 1) < 0)
			return -1;
		rules->domains[i] = rows->field[1];
		if (!take_name(rows->field[1], &name) ||
		    (i != 0 &&
			strcmp(rules->domains[i - 1], rows->field[1]) >= 0))
			return file_rows_refuse_row(rows);
	}
	rules->domain_count = count;
	return 0;
}

static int
take_rules(struct file_rows *rows, struct lookup_key_rules *rules)
{
	if (file_rows_take(rows, "delimiter", 1) < 0)
		return -1;
	rules->delimiter = rows->field[1];
	if (strlen(rules->delimiter) > REGISTRATIONS_DELIMITER_MAX)
		return file_rows_refuse_row(rows);
	return file_rows_take_bool(rows, "allow-percent-hack",
		   &rules->percent_hack) < 0 ||
	               file_rows_take_bool(rows, "swap-bangpath",
			   &rules->bang_path) < 0
	           ? -1
	           : take_domains(rows, rules);
}

static int
take_counts(struct file_rows *rows, struct registrations_counts *counts)
{
	if (file_rows_take(rows, "counts", 3) < 0)
		return -1;
	return file_rows_number(rows->field[1], UINT64_MAX, &counts->lists) &&
	               file_rows_number(rows->field[2], UINT64_MAX,
			   &counts->members) &&
	               file_rows_number(rows->field[3], UINT64_MAX,
			   &counts->wrong)
	           ? 0
	           : file_rows_refuse_row(rows);
}

/* ---- findings ------------------------------------------------------------ */

/* "omission+phonetic" */
static bool
take_slips(const char *text, struct typo *typo_r)
{
	struct span rest = span_of(text);

	*typo_r = (struct typo){.slips = 0};
	while (rest.len != 0) {
		struct span name = span_take_until(&rest, '+');
		enum typo_class class = 0;

		while (class < TYPO_CLASSES &&
		       !span_same(name, span_of(typo_class_name(class))))
			class ++;
		if (class == TYPO_CLASSES || typo_r->slips == TYPO_SLIPS_MAX)
			return false;
		typo_r->slip[typo_r->slips++].class = class;
	}
	return true;
}

static int
take_finding(struct file_rows *rows, struct file_wrong *wrong)
{
	char *const *field = rows->field;
	struct verdict *verdict = &wrong->verdict;

	if (file_rows_take(rows, "finding", 10) < 0)
		return -1;
	verdict_clear(verdict);
	if (!file_rows_place(field[4], &wrong->line, &wrong->cell) ||
	    !verdict_reason_parse(field[5], &verdict->reason) ||
	    !verdict_confidence_parse(field[6], &verdict->confidence) ||
	    verdict->reason == VERDICT_NONE ||
	    verdict->confidence == VERDICT_NO_CONFIDENCE ||
	    (*field[7] != '\0' && !take_name(field[7], &verdict->meant)) ||
	    !take_slips(field[8], &verdict->typo) ||
	    strlen(field[9]) >= FINDING_DETAIL_SIZE || *field[1] == '\0' ||
	    *field[10] == '\0')
		return file_rows_refuse_row(rows);
	verdict->detail = *field[9] != '\0' ? field[9] : NULL;
	wrong->list = field[1];
	wrong->member = field[2];
	wrong->file = field[3];
	wrong->contact = field[10];
	wrong->rank = finding_rank(verdict);
	return 0;
}

static int
take_findings(struct file_rows *rows, struct registrations *into)
{
	size_t count;

	into->wrong =
	    file_rows_make_room(rows, "finding", sizeof(*into->wrong), &count);
	if (into->wrong == NULL)
		return -1;
	for (; into->wrong_count < count; into->wrong_count++)
		if (take_finding(rows, &into->wrong[into->wrong_count]) < 0)
			return -1;
	return 0;
}

/* ---- keys ---------------------------------------------------------------- */

/* NULL when there is none. */
static const struct file_key *
find_key(const struct registrations *in, const char *text)
{
	uint32_t hash = hash_index_hash(&in->index, text, strlen(text)), item;
	size_t at = hash;

	while (
	    (item = hash_index_next(&in->index, hash, &at)) != HASH_INDEX_NONE)
		if (strcmp(in->keys[item].text, text) == 0)
			return &in->keys[item];
	return NULL;
}

/* Each number of a finding, once. */
static int
take_numbers(struct file_rows *rows, struct registrations *into,
    struct file_key *key)
{
	char *rest = rows->field[3], *text;

	key->first = (uint32_t)into->number_count;
	while ((text = strsep(&rest, " ")) != NULL && *rows->field[3] != '\0') {
		uint64_t number;

		if (key->count == REGISTRATIONS_FOUND_MAX ||
		    !file_rows_number(text, UINT32_MAX, &number) ||
		    number >= into->wrong_count)
			return file_rows_refuse_row(rows);
		for (size_t i = key->first; i < into->number_count; i++)
			if (into->numbers[i] == number)
				return file_rows_refuse_row(rows);
		if (array_reserve(&into->numbers, &into->number_room,
			into->number_count, sizeof(*into->numbers)) < 0)
			return file_rows_refuse(rows, strerror(ENOMEM));
		into->numbers[into->number_count++] = (uint32_t)number;
		key->count++;
	}
	return key->all >= key->count && (key->count != 0 || key->all == 0)
	           ? 0
	           : file_rows_refuse_row(rows);
}

static int
take_key(struct file_rows *rows, struct registrations *into)
{
	struct file_key *key = &into->keys[into->key_count];
	uint32_t hash;

	if (file_rows_take(rows, "key", 3) < 0)
		return -1;
	key->text = rows->field[1];
	if (*key->text == '\0' || strlen(key->text) >= LOOKUP_KEY_SIZE ||
	    !file_rows_number(rows->field[2], UINT32_MAX, &key->all) ||
	    find_key(into, key->text) != NULL)
		return file_rows_refuse_row(rows);
	if (take_numbers(rows, into, key) < 0)
		return -1;
	hash = hash_index_hash(&into->index, key->text, strlen(key->text));
	if (hash_index_add(&into->index, hash, (uint32_t)into->key_count) < 0)
		return file_rows_refuse(rows, strerror(ENOMEM));
	into->key_count++;
	return 0;
}

static int
take_keys(struct file_rows *rows, struct registrations *into)
{
	size_t count;

	hash_index_seed(&into->index);
	into->keys =
	    file_rows_make_room(rows, "key", sizeof(*into->keys), &count);
	if (into->keys == NULL)
		return -1;
	while (into->key_count < count)
		if (take_key(rows, into) < 0)
			return -1;
	return file_rows_finish(rows);
}

/* ---- the whole ----------------------------------------------------------- */

/* Takes all rows.  before as for registrations_read(): when its content is the
 * same no more is taken than that.  Returns 0, or -1 with the diagnostic; what
 * was taken is to be freed in both cases. */
static int
take_all(struct file_rows *rows, const struct registrations *before,
    struct registrations *into, time_t *time_r)
{
	if (file_rows_open(rows, time_r) < 0)
		return -1;
	into->content = XXH3_64bits(rows->at, (size_t)(rows->end - rows->at));
	if (before != NULL && before->content == into->content)
		return 0;
	return take_rules(rows, &into->rules) < 0 ||
	               take_counts(rows, &into->counts) < 0 ||
	               take_findings(rows, into) < 0 ||
	               take_keys(rows, into) < 0
	           ? -1
	           : 0;
}

/* ---- the file ------------------------------------------------------------ */

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
	result = take_all(&rows, before, new, &when);
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
			key = find_key(from, keys->key[i]);
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
