/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds doppelgangers without mail, and remembers them. */
#include "domains/doppellist/commands/dead.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/replacement.h"
#include "domains/dns/batch.h"
#include "domains/doppellist/model/change.h"
#include "domains/text/console.h"

/* The file has the form of a list without meanings. */
#define FILE_KIND LISTFILE_EXEMPT

static const char head[] =
    "# Doppelgangers without mail, and since when; doppellist lint --dns\n"
    "# writes it.\n";

struct dead {
	struct doppellist *list;
	const struct rules *rules;
	struct dns_batch *batch;
	struct replacement *store;
	struct document *old; /* what the file says */
	struct buffer text;   /* what it shall say */
	char year_ago[DOPPELLIST_DAY_SIZE];
	struct lint_findings *findings;
};

/* The same day a year before.  Of 29 February there was none: no matter, for
 * days are compared as text. */
static void
set_year_ago(struct dead *dead)
{
	int year = 0, day = 0;

	sscanf(dead->rules->today, "%d%n", &year, &day);
	snprintf(dead->year_ago, sizeof(dead->year_ago), "%04d%s",
	    (year - 1) % 10000, dead->rules->today + day);
}

static int
write_entry(struct dead *dead, const struct entry *entry)
{
	if (entry_format(entry, 0, &dead->list->diagnostics, &dead->text) < 0)
		return -1;
	buffer_add_text(&dead->text, "\n");
	return 0;
}

static size_t
number_of(const struct dead *dead, const struct document *document)
{
	size_t i = 0;

	while (dead->rules->collection->documents[i] != document)
		i++;
	return i;
}

/* Judges a name by its entries, count of them, and by what the file says about
 * it, or NULL.  Without an answer what the file says stays. */
static int
judge(struct dead *dead, const struct collection_entry *entries, size_t count,
    const struct entry *said)
{
	struct entry news = {
	    .name = entries->entry->name,
	    .since = said != NULL ? said->since : NULL,
	};
	const struct name name = entry_name(entries->entry->name);
	struct dns_facts facts;

	dns_batch_facts(dead->batch, &name, &facts);
	news.note = dns_status_bounces(facts.status);
	if (facts.status == DNS_UNKNOWN)
		return said != NULL ? write_entry(dead, said) : 0;
	if (news.note == NULL)
		return 0;
	if (news.since == NULL)
		news.since = dead->rules->today;
	for (size_t i = 0; i < count && strcmp(news.since, dead->year_ago) <= 0;
	     i++)
		lint_findings_add(dead->findings,
		    number_of(dead, entries[i].document), entries[i].entry,
		    RULE_DEAD, "takes no mail, since %s: %s", news.since,
		    news.note);
	return write_entry(dead, &news);
}

/* Judges what was asked about; what else the file says stays. */
static int
judge_all(struct dead *dead, const struct collection_entries *asked,
    const struct collection_entries *said)
{
	size_t i = 0, k = 0, same;
	int result = 0;

	while (result == 0 && (i < asked->count || k < said->count)) {
		int order = i == asked->count ? 1
		            : k == said->count
		                ? -1
		                : strcmp(asked->list[i].entry->name,
				      said->list[k].entry->name);

		if (order > 0) {
			result = write_entry(dead, said->list[k++].entry);
			continue;
		}
		same = collection_same_name(asked, i);
		result = judge(dead, &asked->list[i], same,
		    order == 0 ? said->list[k].entry : NULL);
		i += same;
		k += order == 0;
	}
	return result;
}

/* The doppelgangers of the wanted lists. */
static int
sort_wanted(struct dead *dead, const bool *wanted,
    struct collection_entries *asked_r)
{
	const struct collection *all = dead->rules->collection;
	struct collection some = {
	    .documents = calloc(all->count + 1, sizeof(*some.documents)),
	};
	size_t kept = 0;
	int result = -1;

	for (size_t i = 0; some.documents != NULL && i < all->count; i++)
		if (wanted[i])
			some.documents[some.count++] = all->documents[i];
	if (some.documents != NULL)
		result =
		    collection_sort(&some, LISTFILE_DOPPELGANGERS, asked_r);
	free(some.documents);
	for (size_t i = 0; i < asked_r->count; i++)
		if (!asked_r->list[i].entry->take_back)
			asked_r->list[kept++] = asked_r->list[i];
	asked_r->count = kept;
	return result;
}

static int
ask(struct dead *dead, const struct collection_entries *asked, bool quiet)
{
	FILE *progress = isatty(STDERR_FILENO) && !quiet ? stderr : NULL;

	for (size_t i = 0; i < asked->count; i++) {
		const struct name name = entry_name(asked->list[i].entry->name);

		if (dns_batch_add(dead->batch, &name, DNS_WANT_MAIL) < 0)
			return -1;
	}
	return dns_batch_run_and_report(dead->batch, progress, quiet);
}

/* Returns 0, or -1 when not all is known. */
static int
bring_up_to_date(struct dead *dead, const char *path, const bool *wanted,
    bool quiet)
{
	struct diagnostics *diagnostics = &dead->list->diagnostics;
	struct collection_entries asked = {0}, said = {0};
	int result = -1, complete = -1;

	if (replacement_open(path, NULL, diagnostics, &dead->store) == 0 &&
	    change_read(dead->store, path, FILE_KIND, diagnostics,
		&dead->old) == 0 &&
	    dead->old->sound && sort_wanted(dead, wanted, &asked) == 0 &&
	    collection_sort_document(dead->old, &said) == 0) {
		buffer_add_text(&dead->text, head);
		complete = ask(dead, &asked, quiet);
		result = judge_all(dead, &asked, &said);
	}
	if (result == 0)
		result = dead->text.failed
		             ? -1
		             : replacement_save(dead->store, dead->text.bytes,
				   dead->text.len, diagnostics);
	free(asked.list);
	free(said.list);
	return result < 0 ? result : complete;
}

int
dead_check(struct doppellist *list, const char *path, const struct rules *rules,
    const bool *wanted, bool quiet, struct lint_findings *findings)
{
	struct dead dead = {
	    .list = list,
	    .rules = rules,
	    .findings = findings,
	};
	struct dns *dns = NULL;
	int result = -1;

	set_year_ago(&dead);
	if (dns_open(&list->settings.dns, &dns) < 0)
		return console_say("--dns", strerror(errno));
	dead.batch = dns_batch_new(NULL, dns, true);
	if (dead.batch != NULL)
		result = bring_up_to_date(&dead, path, wanted, quiet);
	if (result < 0)
		console_say("--dns", "the result is incomplete");
	/* First: until then answers may come. */
	dns_close(&dns);
	dns_batch_free(&dead.batch);
	replacement_close(&dead.store);
	buffer_clear(&dead.text);
	document_free(&dead.old);
	return result;
}
