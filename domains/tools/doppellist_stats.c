/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist stats: a list counted by what is meant, source, slip and age. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/tools/doppellist_collection.h"
#include "domains/tools/doppellist_evidence.h"
#include "domains/tools/trouble.h"

#define TOP_DEFAULT 10
#define TOP_MAX 1000000

/* A list of others may name odd slips. */
#define SLIP_COST_MAX 40.0f

/* A text that is counted, and how often it was met. */
struct word {
	const char *text;
	size_t len;
	size_t count;
};

struct words {
	struct word *list;
	size_t count, room;
	bool failed;
};

struct stats {
	size_t top;
	struct words meant, sources, years;
	size_t slips[TYPO_CLASSES]; /* of one slip alone */
	size_t several, unexplained;
	size_t entries, expired;
	char today[DOPPELLIST_DAY_SIZE];
};

static void
add_word(struct words *words, const char *text, size_t len)
{
	if (words->count == words->room) {
		size_t room = words->room != 0 ? 2 * words->room : 1024;
		struct word *list =
		    reallocarray(words->list, room, sizeof(*list));

		if (list == NULL) {
			words->failed = true;
			return;
		}
		words->list = list;
		words->room = room;
	}
	words->list[words->count++] = (struct word){text, len, 1};
}

static int
compare_text(const void *a, const void *b)
{
	const struct word *one = a, *other = b;
	size_t len = one->len < other->len ? one->len : other->len;
	int order = memcmp(one->text, other->text, len);

	if (order != 0)
		return order;
	return one->len < other->len ? -1 : one->len > other->len;
}

static int
compare_count(const void *a, const void *b)
{
	const struct word *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return compare_text(a, b);
}

/* Brings equal words together, sorted by text. */
static void
gather(struct words *words)
{
	size_t kept = 0;

	if (words->count == 0)
		return;
	qsort(words->list, words->count, sizeof(*words->list), compare_text);
	for (size_t i = 1; i < words->count; i++) {
		if (compare_text(&words->list[kept], &words->list[i]) == 0)
			words->list[kept].count++;
		else
			words->list[++kept] = words->list[i];
	}
	words->count = kept + 1;
}

/* ---- counting ----------------------------------------------------------- */

static void
count_slip(struct stats *stats, const struct document_entry *entry)
{
	struct name name, meant;
	enum name_fault fault;
	struct typo typo;

	if (name_parse(entry->name, strlen(entry->name), &name, &fault) < 0 ||
	    name_parse(entry->meant, strlen(entry->meant), &meant, &fault) <
		0 ||
	    !typo_explain(&meant, &name, SLIP_COST_MAX, &typo) ||
	    typo.slips == 0)
		stats->unexplained++;
	else if (typo.slips > 1)
		stats->several++;
	else
		stats->slips[typo.slip[0].class]++;
}

static void
count_entry(struct stats *stats, const struct document_entry *entry)
{
	const char *rest = entry->source != NULL ? entry->source : "";
	const char *source;
	size_t len;

	stats->entries++;
	if (entry->meant != NULL) {
		add_word(&stats->meant, entry->meant, strlen(entry->meant));
		count_slip(stats, entry);
	}
	if (entry->source == NULL)
		add_word(&stats->sources, "not said", 8);
	while ((source = evidence_next_source(&rest, &len)) != NULL)
		add_word(&stats->sources, source, len);
	if (entry->since != NULL)
		add_word(&stats->years, entry->since, 4);
	else
		add_word(&stats->years, "not said", 8);
	if (entry->until != NULL && strcmp(entry->until, stats->today) < 0)
		stats->expired++;
}

/* ---- showing ------------------------------------------------------------ */

static void
show_row(const struct stats *stats, size_t count, const char *text, size_t len)
{
	struct buffer clean = {0};

	buffer_add_clean(&clean, text, len);
	printf("%9zu %5.1f %%  %.*s\n", count,
	    100.0 * (double)count / (double)stats->entries, (int)clean.len,
	    clean.bytes != NULL ? clean.bytes : "");
	buffer_clear(&clean);
}

static void
show_words(const struct stats *stats, const char *head, struct words *words,
    bool by_count)
{
	size_t shown;

	gather(words);
	if (by_count && words->count > 0)
		qsort(words->list, words->count, sizeof(*words->list),
		    compare_count);
	shown =
	    by_count && words->count > stats->top ? stats->top : words->count;
	printf("\n%s\n", head);
	for (size_t i = 0; i < shown; i++)
		show_row(stats, words->list[i].count, words->list[i].text,
		    words->list[i].len);
	if (shown < words->count)
		printf("          and %zu more\n", words->count - shown);
}

static void
show_slips(const struct stats *stats)
{
	printf("\nSlip\n");
	for (unsigned i = 0; i < TYPO_CLASSES; i++) {
		const char *name = typo_class_name((enum typo_class)i);

		if (stats->slips[i] > 0)
			show_row(stats, stats->slips[i], name, strlen(name));
	}
	if (stats->several > 0)
		show_row(stats, stats->several, "several slips", 13);
	if (stats->unexplained > 0)
		show_row(stats, stats->unexplained, "not explained", 13);
}

static int
show(struct stats *stats)
{
	if (stats->meant.failed || stats->sources.failed ||
	    stats->years.failed) {
		trouble_say("stats", strerror(ENOMEM));
		return DOPPELLIST_TROUBLE;
	}
	printf("%zu %s, %zu expired\n", stats->entries,
	    stats->entries == 1 ? "entry" : "entries", stats->expired);
	if (stats->entries == 0)
		return DOPPELLIST_NOTHING;
	if (stats->meant.count > 0) {
		show_words(stats, "Meant", &stats->meant, true);
		show_slips(stats);
	}
	show_words(stats, "Source", &stats->sources, true);
	show_words(stats, "Since", &stats->years, false);
	return DOPPELLIST_NOTHING;
}

/* ---- the command line --------------------------------------------------- */

static int
read_lists(struct doppellist *list, struct collection *collection,
    enum listfile_kind kind, char **paths, int count)
{
	struct faults faults = {0};
	int result = 0;

	if (count == 0)
		result = collection_read_in_force(list, &faults, collection);
	for (int i = 0; i < count; i++)
		if (collection_read(collection, paths[i], kind, &faults) < 0)
			result = -1;
	trouble_faults(&faults);
	if (faults.count > 0)
		result = -1;
	faults_clear(&faults);
	return result;
}

static int
count_lists(struct doppellist *list, struct stats *stats,
    enum listfile_kind kind, char **paths, int count)
{
	struct collection collection = {0};
	struct collection_entry *entries = NULL;
	size_t entry_count = 0;
	int status = DOPPELLIST_TROUBLE;

	doppellist_today(stats->today);
	if (read_lists(list, &collection, kind, paths, count) == 0) {
		if (collection_in_force(
			&collection, kind, &entries, &entry_count) < 0)
			stats->meant.failed = true;
		for (size_t i = 0; i < entry_count; i++)
			count_entry(stats, entries[i].entry);
		status = show(stats);
	}
	free(entries);
	collection_clear(&collection);
	return status;
}

static int
take_top(const char *text, size_t *top_r)
{
	char *end;
	unsigned long top;

	errno = 0;
	top = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 ||
	    top > TOP_MAX) {
		trouble_say("--top", "must be a number");
		return -1;
	}
	*top_r = top;
	return 0;
}

static int
stats_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {
	    {"kind", required_argument, NULL, 'k'},
	    {"top", required_argument, NULL, 't'}, DOPPELLIST_COMMON_OPTIONS};
	enum listfile_kind kind = LISTFILE_DOPPELGANGERS;
	struct stats stats = {.top = TOP_DEFAULT};
	bool kind_given = false;
	int option, status;

	while ((option = doppellist_option(
		    list, argc, argv, "k:t:", options)) != -1) {
		if (option == '?')
			return list->status;
		if ((option == 'k' ? doppellist_take_kind(optarg, &kind)
				   : take_top(optarg, &stats.top)) < 0)
			return DOPPELLIST_TROUBLE;
		kind_given = kind_given || option == 'k';
	}
	if (!kind_given && optind < argc)
		document_kind_of(argv[optind], &kind);
	status = count_lists(list, &stats, kind, argv + optind, argc - optind);
	free(stats.meant.list);
	free(stats.sources.list);
	free(stats.years.list);
	return status;
}

const struct doppellist_command doppellist_stats = {
    .name = "stats",
    .brief = "count a list by what is meant, slip, source and age",
    .usage = "[FILE ...]",
    .options = "  -k, --kind KIND    of the lists (default: as the first is "
	       "called)\n"
	       "  -t, --top N        show the N most frequent (default 10)\n",
    .run = stats_run,
};
