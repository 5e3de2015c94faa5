/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts names into rules and address lists. */
#include "domains/doppellist/export/cloud.h"

#include <stdlib.h>
#include <string.h>

#include "domains/text/console.h"

/* Exchange Online limits, "Journal, transport, and inbox rule limits". */
#define RULES_MAX 300
/* More rules than this are not made only to name what is meant in each: the
 * organisation has rules of its own. */
#define NAMING_RULES_MAX 100
#define RULE_SIZE_MAX 8192
/* RejectMessageReasonText takes 1024. */
#define REASON_MAX 1024

/* Gmail settings size limits, support.google.com/a/answer/9050120: addresses
 * of a list, lists, and bytes of all settings together. */
#define GOOGLE_LIST_MAX 100000
#define GOOGLE_BYTES_MAX 5000000

/* ---- Exchange ------------------------------------------------------------ */

/* Rules are made twice: to count them, then to write them. */
struct cloud_rules {
	FILE *out;                    /* NULL: only count */
	const struct entry **entries; /* by what is meant, then name */
	size_t count;
	unsigned made;
};

static const char *
meant_of(const struct entry *entry)
{
	return entry->meant != NULL ? entry->meant : "";
}

static int
compare_meant(const void *a, const void *b)
{
	const struct entry *one = *(const struct entry *const *)a;
	const struct entry *other = *(const struct entry *const *)b;
	int meant = strcmp(meant_of(one), meant_of(other));

	return meant != 0 ? meant : strcmp(one->name, other->name);
}

/* The text of a rule for entries that mean up to three names; a rule for more
 * says none.  Without quotes. */
static void
write_reason(const struct cloud_rules *rules, size_t from, size_t to,
    char reason[static REASON_MAX])
{
	size_t at, kinds = 0;
	const char *last = NULL;
	int n;

	n = snprintf(reason, REASON_MAX,
	    "The domain of the recipient is a "
	    "known doppelganger");
	for (size_t i = from; i < to; i++) {
		const char *meant = rules->entries[i]->meant;

		if (meant == NULL || (last != NULL && strcmp(last, meant) == 0))
			continue;
		if (++kinds > 3)
			break;
		last = meant;
		at = (size_t)n;
		n += snprintf(reason + at, REASON_MAX - at, "%s%s",
		    kinds == 1 ? ". Did you mean " : " or ", meant);
	}
	at = kinds > 3 ? strcspn(reason, ".") : (size_t)n;
	snprintf(reason + at, REASON_MAX - at,
	    kinds == 0  ? ": the test name."
	    : kinds > 3 ? " of another. Please check its spelling."
			: "?");
}

static const char rule_begin[] =
    "New-TransportRule -Name 'doppelcheck %03u' -RecipientDomainIs ";
static const char rule_end[] =
    " -RejectMessageEnhancedStatusCode '5.7.1' -RejectMessageReasonText '%s'"
    "\n";

/* Makes a rule of some entries. */
static void
make_rule(struct cloud_rules *rules, size_t from, size_t to)
{
	char reason[REASON_MAX];

	rules->made++;
	if (rules->out == NULL)
		return;
	fprintf(rules->out, rule_begin, rules->made);
	for (size_t i = from; i < to; i++)
		fprintf(rules->out, "%s'%s'", i > from ? "," : "",
		    rules->entries[i]->name);
	write_reason(rules, from, to, reason);
	fprintf(rules->out, rule_end, reason);
}

/* Makes rules of the entries, each of one meaning; mixed: of what is left
 * over of each meaning, too. */
static unsigned
make_rules(struct cloud_rules *rules, bool mixed)
{
	/* What a rule has besides names; a reason is at most this long. */
	const size_t besides =
	    sizeof(rule_begin) + sizeof(rule_end) + REASON_MAX;
	size_t from = 0, size = besides;

	rules->made = 0;
	for (size_t i = 0; i < rules->count; i++) {
		size_t more = strlen(rules->entries[i]->name) + 3;
		bool other =
		    i > from && strcmp(meant_of(rules->entries[i]),
				    meant_of(rules->entries[from])) != 0;

		if (size + more > RULE_SIZE_MAX || (other && !mixed)) {
			make_rule(rules, from, i);
			from = i;
			size = besides;
		}
		size += more;
	}
	if (rules->count > from)
		make_rule(rules, from, rules->count);
	return rules->made;
}

/* Returns 0 with the entries to be freed, or -1 when it is reported. */
static int
sort_rules(const struct export_job *job, struct cloud_rules *rules)
{
	rules->entries = calloc(job->count + 1, sizeof(*rules->entries));
	if (rules->entries == NULL)
		return console_say("exchange", "out of memory");
	rules->count = job->count;
	for (size_t i = 0; i < job->count; i++)
		rules->entries[i] = job->entries[i].entry;
	qsort(rules->entries, job->count, sizeof(*rules->entries),
	    compare_meant);
	return 0;
}

int
export_exchange(const struct export_job *job)
{
	struct cloud_rules rules = {0};
	unsigned needed;
	bool mixed;

	if (sort_rules(job, &rules) < 0)
		return -1;
	needed = make_rules(&rules, true);
	mixed = make_rules(&rules, false) > NAMING_RULES_MAX;
	rules.out = job->out;
	if (needed <= RULES_MAX && rules.out != NULL)
		make_rules(&rules, mixed);
	free(rules.entries);
	if (needed <= RULES_MAX)
		return 0;
	return console_format("exchange",
	    "%zu names need %u rules, Exchange takes at most %d", job->count,
	    needed, RULES_MAX);
}

/* ---- Google -------------------------------------------------------------- */

int
export_google(const struct export_job *job)
{
	size_t bytes = 0;

	for (size_t i = 0; i < job->count; i++)
		bytes += strlen(job->entries[i].entry->name) + 1;
	if (bytes > GOOGLE_BYTES_MAX)
		return console_format("google",
		    "%zu names are %zu bytes, Google takes at most %d in all "
		    "settings",
		    job->count, bytes, GOOGLE_BYTES_MAX);
	for (size_t i = 0; job->out != NULL && i < job->count; i++) {
		bool last =
		    i + 1 == job->count || (i + 1) % GOOGLE_LIST_MAX == 0;

		if (i % GOOGLE_LIST_MAX == 0)
			fprintf(job->out, "# address list doppelcheck %zu\n",
			    i / GOOGLE_LIST_MAX + 1);
		fprintf(job->out, "%s%s", job->entries[i].entry->name,
		    last ? "\n" : ",");
	}
	return 0;
}
