/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds doppelgangers without mail: see dead.h. */
#include "domains/doppellist/commands/dead.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/dns/batch.h"
#include "domains/base/replacement.h"
#include "domains/text/console.h"

/* The file has the form of a list without meanings. */
#define FILE_KIND LISTFILE_EXEMPT

static const char head[] =
    "# Doppelgangers without mail, and since when; doppellist lint --dns\n"
    "# writes it.\n";

struct dead {
	const struct rules *rules;
	const bool *wanted;
	struct dns_batch *batch;
	struct replacement *store;
	struct document *old;                /* what the file says */
	struct collection_entry *remembered; /* its entries, by name */
	size_t remembered_count;
	bool *judged; /* of each of them: it was asked about */
	struct document_entry *entries; /* what it shall say */
	size_t count, room;
	char year_ago[DOPPELLIST_DAY_SIZE];
	struct lint_findings *findings;
	struct diagnostics diagnostics;
};

/* The same day a year before.  Of 29 February there was none: no matter, for
 * days are compared as text. */
static void
set_year_ago(struct dead *dead)
{
	const char *today = dead->rules->today;
	int year = (today[0] - '0') * 1000 + (today[1] - '0') * 100 +
	           (today[2] - '0') * 10 + (today[3] - '0') - 1;

	memcpy(dead->year_ago, today, sizeof(dead->year_ago));
	for (int i = 3; i >= 0; i--, year /= 10)
		dead->year_ago[i] = (char)('0' + year % 10);
}

/* Locks and reads the file, which need not exist. */
static int
read_file(struct dead *dead, const char *path)
{
	struct collection one = {.documents = &dead->old, .count = 1};
	int result;

	if (replacement_open(path, NULL, &dead->diagnostics, &dead->store) < 0)
		return -1;
	if (replacement_exists(dead->store))
		result = document_read(path, FILE_KIND, &dead->diagnostics,
		    &dead->old);
	else
		result = document_parse(path, "", 0, FILE_KIND,
		    &dead->diagnostics, &dead->old);
	if (result < 0 || !dead->old->sound)
		return -1;
	if (collection_sorted(&one, &dead->remembered,
		&dead->remembered_count) < 0)
		return -1;
	dead->judged =
	    calloc(dead->remembered_count + 1, sizeof(*dead->judged));
	return dead->judged != NULL ? 0 : -1;
}

static int
compare_name(const void *name, const void *entry)
{
	return strcmp(name,
	    ((const struct collection_entry *)entry)->entry->name);
}

/* What the file says about a name that is judged now, or NULL. */
static const struct document_entry *
take_known(struct dead *dead, const char *name)
{
	struct collection_entry *remembered = NULL;

	if (dead->remembered_count > 0)
		remembered =
		    bsearch(name, dead->remembered, dead->remembered_count,
			sizeof(*dead->remembered), compare_name);
	if (remembered == NULL)
		return NULL;
	dead->judged[remembered - dead->remembered] = true;
	return remembered->entry;
}

/* Calls each() for every name to be asked; -1 from it ends that. */
static int
walk(struct dead *dead,
    int (*each)(struct dead *, size_t, const struct document_entry *))
{
	const struct collection *collection = dead->rules->collection;

	for (size_t i = 0; i < collection->count; i++) {
		const struct document *document = collection->documents[i];

		if (!dead->wanted[i] ||
		    document->kind != LISTFILE_DOPPELGANGERS)
			continue;
		for (size_t k = 0; k < document->entry_count; k++)
			if (!document->entries[k].take_back &&
			    each(dead, i, &document->entries[k]) < 0)
				return -1;
	}
	return 0;
}

static int
collect(struct dead *dead, size_t number, const struct document_entry *entry)
{
	struct name name;
	enum name_error error;

	(void)number;
	if (name_parse(entry->name, strlen(entry->name), &name, &error) < 0)
		return 0;
	return dns_batch_add(dead->batch, &name, DNS_WANT_MAIL);
}

static int
keep(struct dead *dead, const struct document_entry *entry)
{
	if (dead->count == dead->room) {
		size_t room = dead->room != 0 ? 2 * dead->room : 64;
		struct document_entry *entries =
		    reallocarray(dead->entries, room, sizeof(*entries));

		if (entries == NULL)
			return -1;
		dead->entries = entries;
		dead->room = room;
	}
	dead->entries[dead->count++] = *entry;
	return 0;
}

static int
judge(struct dead *dead, size_t number, const struct document_entry *entry)
{
	const struct document_entry *remembered = take_known(dead, entry->name);
	struct document_entry news = {.name = entry->name};
	struct dns_facts facts;
	struct name name;
	enum name_error error;
	const char *why;

	if (name_parse(entry->name, strlen(entry->name), &name, &error) < 0)
		return 0;
	dns_batch_facts(dead->batch, &name, &facts);
	why = dns_status_bounces(facts.status);
	if (facts.status == DNS_UNKNOWN)
		return remembered != NULL ? keep(dead, remembered) : 0;
	if (why == NULL)
		return 0;
	news.since = remembered != NULL && remembered->since != NULL
	                 ? remembered->since
	                 : dead->rules->today;
	news.note = why;
	if (strcmp(news.since, dead->year_ago) <= 0)
		lint_findings_add(dead->findings, number, entry->line,
		    RULE_DEAD, "%s: takes no mail, since %s: %s", entry->name,
		    news.since, why);
	return keep(dead, &news);
}

static int
compare(const void *a, const void *b)
{
	const struct document_entry *one = a, *other = b;

	return strcmp(one->name, other->name);
}

/* Names of lists that were not asked about stay as they were. */
static int
keep_others(struct dead *dead)
{
	for (size_t i = 0; i < dead->remembered_count; i++)
		if (!dead->judged[i] &&
		    keep(dead, dead->remembered[i].entry) < 0)
			return -1;
	return 0;
}

static int
write_file(struct dead *dead)
{
	struct buffer text = {0};
	int result = 0;

	if (dead->count > 0)
		qsort(dead->entries, dead->count, sizeof(*dead->entries),
		    compare);
	buffer_add_text(&text, head);
	for (size_t i = 0; i < dead->count && result == 0; i++) {
		/* A name may stand in several lists. */
		if (i > 0 && strcmp(dead->entries[i].name,
				 dead->entries[i - 1].name) == 0)
			continue;
		result = document_format_known(&dead->entries[i], 0,
		    &dead->diagnostics, &text);
		buffer_add_text(&text, "\n");
	}
	if (result == 0 && !text.failed)
		result = replacement_save(dead->store, text.bytes, text.len,
		    &dead->diagnostics);
	if (text.failed)
		result = -1;
	buffer_clear(&text);
	return result;
}

static int
ask(struct dead *dead, bool quiet)
{
	FILE *progress = isatty(STDERR_FILENO) && !quiet ? stderr : NULL;
	int asked;

	if (walk(dead, collect) < 0)
		return -1;
	asked = dns_batch_run_and_report(dead->batch, progress, quiet);
	if (walk(dead, judge) < 0 || keep_others(dead) < 0 ||
	    write_file(dead) < 0)
		return -1;
	return asked;
}

int
dead_check(struct doppellist *list, const char *path, const struct rules *rules,
    const bool *wanted, bool quiet, struct lint_findings *findings)
{
	struct dead dead = {
	    .rules = rules,
	    .wanted = wanted,
	    .findings = findings,
	};
	struct dns *dns = NULL;
	int result = -1;

	set_year_ago(&dead);
	if (dns_open(&list->settings.dns, &dns) < 0) {
		console_say("--dns", strerror(errno));
		return -1;
	}
	dead.batch = dns_batch_new(NULL, dns, true);
	if (dead.batch != NULL && read_file(&dead, path) == 0)
		result = ask(&dead, quiet);
	if (result < 0)
		console_say("--dns", "not all is known");
	console_faults(&dead.diagnostics);
	/* First: until then answers may come. */
	dns_close(&dns);
	dns_batch_free(&dead.batch);
	replacement_close(&dead.store);
	diagnostics_clear(&dead.diagnostics);
	free(dead.remembered);
	free(dead.judged);
	free(dead.entries);
	document_free(&dead.old);
	return result;
}
