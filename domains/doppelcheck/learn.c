/* SPDX-License-Identifier: BSD-2-Clause */
/* A protected.list, with weights, from the organisation's own addresses. */
#include "domains/doppelcheck/learn.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "domains/base/xxh3.h"
#include "domains/base/array.h"
#include "domains/base/interning.h"
#include "domains/doppelcheck/houses.h"
#include "domains/doppelcheck/owners.h"
#include "domains/doppelcheck/scan.h"
#include "domains/doppelcheck/source.h"
#include "domains/engine/lists/value.h"
#include "domains/readers/list_line.h"
#include "domains/text/console.h"

/* What becomes of a domain. */
enum fate { FATE_RARE, FATE_FLAGGED, FATE_LEARNT, FATES };

/* A domain, how often it was met, and who is there. */
struct learnt {
	uint64_t count;
	uint32_t name; /* its number */
	struct persons persons;
	enum fate fate;
	struct owners_domain owners; /* main: of learning.list */
	char *host; /* of the main one, which takes its mail; or NULL */
};

struct learning {
	const struct doppel *doppel;
	struct dns_batch *batch; /* NULL: the DNS is not asked */
	struct interning *names;
	struct learnt *list; /* by the numbers of the names, until sorted */
	size_t count, size;
	uint64_t addresses;
	uint64_t malformed;
	bool failed;
};

/* RFC 2142, and what is as usual: they are no persons. */
static bool
is_role(const char *local, size_t len)
{
#define ROLE(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}
	static const struct {
		const char *text;
		size_t len;
	} roles[] = {ROLE("abuse"), ROLE("admin"), ROLE("contact"), ROLE("ftp"),
	    ROLE("hostmaster"), ROLE("info"), ROLE("mail"), ROLE("marketing"),
	    ROLE("news"), ROLE("noc"), ROLE("office"), ROLE("postmaster"),
	    ROLE("root"), ROLE("sales"), ROLE("security"), ROLE("support"),
	    ROLE("usenet"), ROLE("uucp"), ROLE("webmaster"), ROLE("www")};
#undef ROLE

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (roles[i].len == len &&
		    strncasecmp(local, roles[i].text, len) == 0)
			return true;
	return false;
}

/* The entry of a name; NULL when memory is out. */
static struct learnt *
learning_find(struct learning *learning, struct span name)
{
	uint32_t number;

	if (array_reserve(&learning->list, &learning->size, learning->count,
		sizeof(*learning->list)) < 0)
		return NULL;
	number = interning_add(learning->names, name);
	if (number == INTERNING_NONE)
		return NULL;
	if (number == learning->count)
		learning->list[learning->count++] =
		    (struct learnt){.name = number, .owners.main = OWNERS_NONE};
	return &learning->list[number];
}

static void
learning_add(struct learning *learning, const struct address *address,
    const char *name, size_t len)
{
	struct learnt *learnt =
	    learning_find(learning, (struct span){name, len});
	uint64_t hash;

	if (learnt == NULL) {
		learning->failed = true;
		return;
	}
	learnt->count++;
	hash = XXH3_64bits(address->local, address->local_len);
	/* A role of another domain is somebody else. */
	if (is_role(address->local, address->local_len))
		hash ^= XXH3_64bits(name, len);
	learning->failed |= persons_add(&learnt->persons, hash) < 0;
}

/* Every name is parsed: what is written must be a list entry. */
static void
learning_take(struct learning *learning, const struct address *address)
{
	struct name name;
	enum name_error error;

	if (name_parse(address->domain, address->domain_len, &name, &error) < 0)
		learning->malformed++;
	/* A literal or a host of one label is nothing that people mean. */
	else if (!name.literal && name.labels >= 2)
		learning_add(learning, address, name.text, name.len);
}

/* As member_take. */
static int
take_member(void *context, const struct member *member)
{
	struct learning *learning = context;

	learning->addresses++;
	if (member->error == ADDRESS_FINE)
		learning_take(learning, &member->parsed);
	else
		learning->malformed++;
	return 0;
}

static void
take_item(struct learning *learning, const struct scan_item *item)
{
	const struct address address = {
	    .local = item->bytes,
	    .local_len = item->local_len,
	    .domain = item->bytes + item->local_len + 1,
	    .domain_len = item->domain_len,
	};
	const struct reader_text text = {
	    .file = "",
	    .text = {item->bytes, item->len},
	    .take = take_member,
	    .context = learning,
	};
	const struct destination_place place = {
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = item->continues,
	};

	if (item->kind == SCAN_LINE) {
		(void)list_line_take(&text, &place, text.text);
		return;
	}
	learning->addresses++;
	if (item->kind == SCAN_ADDRESS)
		learning_take(learning, &address);
	else
		learning->malformed++;
}

static void
complain(void *context, const char *path, const char *text)
{
	(void)context;
	console_say(path, text);
}

/* Returns whether all of it was read. */
static bool
learning_read(struct learning *learning, const char *const *paths,
    size_t path_count)
{
	struct source *source = source_new(paths, path_count, complain, NULL);
	char *bytes = malloc(SOURCE_CHUNK_SIZE);
	struct source_chunk chunk;
	struct scan scan;
	struct scan_item item;
	bool whole;

	learning->failed = source == NULL || bytes == NULL;
	while (!learning->failed && source_next(source, bytes, &chunk)) {
		scan_begin(&scan, &chunk);
		while (scan_next(&scan, &item))
			take_item(learning, &item);
	}
	whole = source != NULL && source_was_whole(source);
	free(bytes);
	source_free(&source);
	return whole;
}

/* The most frequent first; equal ones by name, so that the file is the same
 * in each run. */
static int
compare_learnt(const void *a, const void *b, void *names)
{
	const struct learnt *first = a, *second = b;

	if (first->count != second->count)
		return first->count < second->count ? 1 : -1;
	return strcmp(interning_text(names, first->name),
	    interning_text(names, second->name));
}

static void
write_entry(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	char weight[VALUE_WEIGHT_SIZE];

	fprintf(out, "%-30s  weight=%s  note=%" PRIu64 " addresses\n",
	    interning_text(learning->names, learnt->name),
	    value_format_weight((double)learnt->count /
				    (double)learning->addresses,
		weight),
	    learnt->count);
}

static void
write_flagged(const struct learning *learning, const struct learnt *learnt,
    const struct verdict *verdict, FILE *out)
{
	char phrase[1024];

	verdict_phrase(verdict, phrase, sizeof(phrase));
	fprintf(out, "# not learnt: %s, %" PRIu64 " %s: %s [%s]\n",
	    interning_text(learning->names, learnt->name), learnt->count,
	    learnt->count == 1 ? "address" : "addresses", phrase,
	    verdict_confidence_name(verdict->confidence));
}

/* A slip is likely; or it is none that somebody makes. */
#define SLIP_COST_MAX 6.0f
#define SLIP_SIZE 128

/* ---- owners -------------------------------------------------------------- */

static const char *
name_of(const struct learning *learning, const struct learnt *learnt)
{
	return interning_text(learning->names, learnt->name);
}

static void
judge_names(struct learning *learning)
{
	for (size_t i = 0; i < learning->count; i++) {
		struct learnt *at = &learning->list[i];
		const char *name = name_of(learning, at);
		struct verdict verdict;

		doppel_judge_domain(learning->doppel, name, strlen(name),
		    &verdict);
		at->fate = verdict.reason != VERDICT_NONE ? FATE_FLAGGED
		           : at->persons.count < LEARN_ADDRESSES_MIN
		               ? FATE_RARE
		               : FATE_LEARNT;
	}
}

/* May somebody here say who owns it?  Of those that everybody knows it is
 * known. */
static bool
may_have_owner(const struct learning *learning, const struct learnt *learnt)
{
	static const enum listfile_kind known[] = {LISTFILE_PROVIDERS,
	    LISTFILE_INNOCENT, LISTFILE_DOPPELGANGERS};
	const char *name = name_of(learning, learnt);
	struct doppel_listing listing;

	if (learnt->persons.count < OWNERS_SHARED_MIN)
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (doppel_listed(learning->doppel, known[i], name,
			strlen(name), &listing))
			return false;
	return true;
}

/* Is it below the other, or are both in a list as one owner's? */
static bool
is_known_of(const struct learning *learning, const struct learnt *learnt,
    const struct learnt *main)
{
	const char *text = name_of(learning, learnt);
	const char *main_text = name_of(learning, main);
	enum name_error error;
	struct name name;

	return name_parse(main_text, strlen(main_text), &name, &error) < 0 ||
	       doppel_same_owner(learning->doppel, &name, text, strlen(text));
}

/* The same by the DNS, of the domains with these numbers. */
static int
find_houses(struct learning *learning, const uint32_t *numbers, size_t count)
{
	struct houses_domain *domains = calloc(count + 1, sizeof(*domains));
	enum name_error error;
	int result = -1;

	for (size_t i = 0; domains != NULL && i < count; i++) {
		const char *name =
		    name_of(learning, &learning->list[numbers[i]]);

		(void)name_parse(name, strlen(name), &domains[i].name, &error);
	}
	if (domains != NULL)
		result = houses_find(learning->doppel, learning->batch, domains,
		    count);
	for (size_t i = 0; result == 0 && i < count; i++) {
		struct learnt *learnt = &learning->list[numbers[i]];
		uint32_t house = domains[i].house;

		if (house == HOUSES_NONE ||
		    is_known_of(learning, learnt,
			&learning->list[numbers[house]]))
			continue;
		learnt->owners.main = numbers[house];
		learnt->host = strdup(domains[i].host);
		result = learnt->host != NULL ? 0 : -1;
	}
	free(domains);
	return result;
}

/* Finds the owner of each domain, where the same people have another. */
static int
find_owners(struct learning *learning)
{
	struct owners_domain *domains =
	    calloc(learning->count + 1, sizeof(*domains));
	uint32_t *numbers = calloc(learning->count + 1, sizeof(*numbers));
	size_t count = 0;
	int result = -1;

	for (size_t i = 0;
	     domains != NULL && numbers != NULL && i < learning->count; i++) {
		if (!may_have_owner(learning, &learning->list[i]))
			continue;
		domains[count].persons = &learning->list[i].persons;
		numbers[count++] = (uint32_t)i;
	}
	if (domains != NULL && numbers != NULL)
		result = owners_find(domains, count);
	for (size_t i = 0; result == 0 && i < count; i++) {
		struct learnt *learnt = &learning->list[numbers[i]];

		if (domains[i].main == OWNERS_NONE ||
		    is_known_of(learning, learnt,
			&learning->list[numbers[domains[i].main]]))
			continue;
		learnt->owners = domains[i];
		learnt->owners.main = numbers[domains[i].main];
	}
	if (result == 0 && learning->batch != NULL)
		result = find_houses(learning, numbers, count);
	free(domains);
	free(numbers);
	return result;
}

/* How the one may be a slip of the other; "" when it is none. */
static void
format_slip(const char *meant_text, const char *seen_text,
    char buf[static SLIP_SIZE])
{
	char slip[SLIP_SIZE / 2];
	struct name meant, seen;
	enum name_error error;
	struct typo typo;

	buf[0] = '\0';
	if (name_parse(meant_text, strlen(meant_text), &meant, &error) < 0 ||
	    name_parse(seen_text, strlen(seen_text), &seen, &error) < 0 ||
	    !typo_explain(&meant, &seen, SLIP_COST_MAX, &typo) ||
	    typo.slips != 1)
		return;
	(void)typo_slip_format(&typo.slip[0], slip, sizeof(slip));
	snprintf(buf, SLIP_SIZE, ", or a slip (%s)", slip);
}

/* A comment: that it is so is for a person to say. */
static void
write_owner(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	const char *name = name_of(learning, learnt), *main;
	char slip[SLIP_SIZE];

	if (learnt->owners.main == OWNERS_NONE)
		return;
	main = name_of(learning, &learning->list[learnt->owners.main]);
	format_slip(main, name, slip);
	fprintf(out, "# one owner%s?  ", slip);
	if (learnt->host != NULL)
		fprintf(out, "Mail for %s goes to %s, as for %s.", name,
		    learnt->host, main);
	else
		fprintf(out, "Of %u local parts at %s, %u are at %s too.",
		    learnt->owners.of, name, learnt->owners.shared, main);
	fprintf(out, "  If so:\n#%s  owner=%s\n", name, main);
}

/* ---- the list ------------------------------------------------------------ */

static void
write_domain(const struct learning *learning, const struct learnt *learnt,
    FILE *out)
{
	const char *name = name_of(learning, learnt);
	struct verdict verdict;

	if (learnt->fate == FATE_RARE)
		return;
	if (learnt->fate == FATE_LEARNT) {
		write_entry(learning, learnt, out);
	} else {
		doppel_judge_domain(learning->doppel, name, strlen(name),
		    &verdict);
		write_flagged(learning, learnt, &verdict, out);
	}
	write_owner(learning, learnt, out);
}

static void
learning_write(const struct learning *learning, FILE *out)
{
	size_t counts[FATES] = {0};

	fprintf(out,
	    "# Domains that people here mean, learnt by doppelcheck --learn:\n"
	    "# NAME and its share of %" PRIu64 " addresses.  Read it before\n"
	    "# you put it in force as protected.list.\n\n",
	    learning->addresses);
	for (size_t i = 0; i < learning->count; i++) {
		counts[learning->list[i].fate]++;
		write_domain(learning, &learning->list[i], out);
	}
	fprintf(stderr,
	    "%" PRIu64 " addresses read, %" PRIu64 " malformed, %zu distinct "
	    "domains: %zu learnt, %zu with fewer than %d different addresses, "
	    "%zu flagged\n",
	    learning->addresses, learning->malformed, learning->count,
	    counts[FATE_LEARNT], counts[FATE_RARE], LEARN_ADDRESSES_MIN,
	    counts[FATE_FLAGGED]);
}

int
learn_run(const struct doppel *doppel, struct dns_batch *batch,
    const char *const *paths, size_t path_count, FILE *out)
{
	struct learning learning = {
	    .doppel = doppel,
	    .batch = batch,
	    .names = interning_new(),
	};
	bool whole = learning.names != NULL &&
	             learning_read(&learning, paths, path_count);

	if (learning.names != NULL && learning.count != 0)
		qsort_r(learning.list, learning.count, sizeof(*learning.list),
		    compare_learnt, learning.names);
	judge_names(&learning);
	if (learning.names == NULL || learning.failed ||
	    find_owners(&learning) < 0) {
		whole = false;
		console_say("learn", strerror(ENOMEM));
	} else {
		learning_write(&learning, out);
	}
	for (size_t i = 0; i < learning.count; i++) {
		persons_clear(&learning.list[i].persons);
		free(learning.list[i].host);
	}
	free(learning.list);
	interning_free(&learning.names);
	return whole ? 0 : -1;
}
