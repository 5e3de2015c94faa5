/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist stats: a list counted by what is meant, slip, source, age and,
 * with the DNS, mail exchanger. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/model/collection.h"
#include "domains/doppellist/model/unite.h"
#include "domains/doppellist/commands/stats_mx.h"
#include "domains/doppellist/model/tally.h"
#include "domains/text/console.h"

#define TOP_DEFAULT 10
#define TOP_MAX 1000000

/* A list of others may name odd slips. */
#define SLIP_COST_MAX 40.0f

struct stats {
	size_t top;
	bool dns, json, quiet;
	bool trouble; /* it was told, and what is known is shown */
	struct tally meant, slips, sources, years;
	struct stats_mx mx;
	size_t entries, expired;
	char today[DOPPELLIST_DAY_SIZE];
};

/* ---- counting ----------------------------------------------------------- */

/* A slip counts for its class where it is the only one. */
static const char *
slip_of(const struct document_entry *entry)
{
	struct name name, meant;
	enum name_error error;
	struct typo typo;

	if (name_parse(entry->name, strlen(entry->name), &name, &error) < 0 ||
	    name_parse(entry->meant, strlen(entry->meant), &meant, &error) <
		0 ||
	    !typo_explain(&meant, &name, SLIP_COST_MAX, &typo) ||
	    typo.slips == 0)
		return "not explained";
	return typo.slips > 1 ? "several slips"
	                      : typo_class_name(typo.slip[0].class);
}

static void
count_word(struct tally *words, const char *text)
{
	tally_add(words, text, strlen(text), NULL);
}

static void
count_entry(struct stats *stats, const struct document_entry *entry)
{
	const char *rest = entry->source != NULL ? entry->source : "";
	const char *source;
	size_t len;

	stats->entries++;
	if (entry->meant != NULL) {
		count_word(&stats->meant, entry->meant);
		count_word(&stats->slips, slip_of(entry));
	}
	if (entry->source == NULL)
		count_word(&stats->sources, "not said");
	while ((source = unite_next_source(&rest, &len)) != NULL)
		tally_add(&stats->sources, source, len, NULL);
	if (entry->since != NULL)
		tally_add(&stats->years, entry->since, 4, NULL);
	else
		count_word(&stats->years, "not said");
	if (entry->until != NULL && strcmp(entry->until, stats->today) < 0)
		stats->expired++;
}

/* ---- showing ------------------------------------------------------------ */

/* What is counted, in the order in which it is shown. */
struct group {
	const char *head;
	const char *key; /* in JSON */
	struct tally *words;
	bool by_count; /* the most frequent first; else by the alphabet */
	bool all;      /* whatever --top says */
};

#define GROUPS 5

static void
groups_of(struct stats *stats, struct group groups_r[static GROUPS])
{
	groups_r[0] =
	    (struct group){"Meant", "meant", &stats->meant, true, false};
	groups_r[1] = (struct group){"Slip", "slip", &stats->slips, true, true};
	groups_r[2] =
	    (struct group){"Source", "source", &stats->sources, true, false};
	groups_r[3] =
	    (struct group){"Since", "since", &stats->years, false, true};
	groups_r[4] = (struct group){"Mail exchanger", "mx", &stats->mx.words,
	    true, false};
}

static size_t
shown_of(const struct stats *stats, const struct group *group)
{
	return group->all || group->words->count < stats->top
	           ? group->words->count
	           : stats->top;
}

static void
add_word(const struct stats *stats, const struct tally_row *word,
    struct buffer *text)
{
	char number[48];

	snprintf(number, sizeof(number), "%9zu %5.1f %%  ", word->count,
	    100.0 * (double)word->count / (double)stats->entries);
	buffer_add_text(text, number);
	buffer_add_escaped(text, word->text, word->len);
	for (size_t i = 0; i < word->example_count; i++) {
		buffer_add_text(text, i == 0 ? ": " : " ");
		buffer_add_escaped(text, word->examples[i],
		    strlen(word->examples[i]));
	}
	if (word->example_count != 0 && word->count > word->example_count)
		buffer_add_text(text, " ...");
	buffer_add_text(text, "\n");
}

static void
add_group(const struct stats *stats, const struct group *group,
    struct buffer *text)
{
	size_t shown = shown_of(stats, group);

	if (group->words->count == 0)
		return;
	buffer_add_text(text, "\n");
	buffer_add_text(text, group->head);
	buffer_add_text(text, "\n");
	for (size_t i = 0; i < shown; i++)
		add_word(stats, &group->words->list[i], text);
	if (shown < group->words->count) {
		buffer_add_text(text, "          and ");
		buffer_add_number(text, group->words->count - shown);
		buffer_add_text(text, " more\n");
	}
}

static void
add_text(const struct stats *stats, const struct group groups[static GROUPS],
    struct buffer *text)
{
	buffer_add_number(text, stats->entries);
	buffer_add_text(text, stats->entries == 1 ? " entry, " : " entries, ");
	buffer_add_number(text, stats->expired);
	buffer_add_text(text, " expired\n");
	for (size_t i = 0; i < GROUPS; i++)
		add_group(stats, &groups[i], text);
}

static void
add_json_word(const struct tally_row *word, struct buffer *text)
{
	buffer_add_text(text, "{\"name\":");
	buffer_add_json(text, word->text, word->len);
	buffer_add_text(text, ",\"count\":");
	buffer_add_number(text, word->count);
	if (word->example_count != 0)
		buffer_add_text(text, ",\"examples\":[");
	for (size_t i = 0; i < word->example_count; i++) {
		buffer_add_text(text, i != 0 ? "," : "");
		buffer_add_json(text, word->examples[i],
		    strlen(word->examples[i]));
	}
	buffer_add_text(text, word->example_count != 0 ? "]}" : "}");
}

static void
add_json(const struct stats *stats, const struct group groups[static GROUPS],
    struct buffer *text)
{
	buffer_add_text(text, "{\"entries\":");
	buffer_add_number(text, stats->entries);
	buffer_add_text(text, ",\"expired\":");
	buffer_add_number(text, stats->expired);
	for (size_t i = 0; i < GROUPS; i++) {
		size_t shown = shown_of(stats, &groups[i]);

		if (groups[i].words->count == 0)
			continue;
		buffer_add_text(text, ",\"");
		buffer_add_text(text, groups[i].key);
		buffer_add_text(text, "\":[");
		for (size_t k = 0; k < shown; k++) {
			buffer_add_text(text, k != 0 ? "," : "");
			add_json_word(&groups[i].words->list[k], text);
		}
		buffer_add_text(text, "]");
	}
	buffer_add_text(text, "}\n");
}

static int
show(struct stats *stats)
{
	struct group groups[GROUPS];
	struct buffer text = {0};
	bool failed = false;

	groups_of(stats, groups);
	for (size_t i = 0; i < GROUPS; i++) {
		tally_gather(groups[i].words);
		if (groups[i].by_count)
			tally_sort_by_count(groups[i].words);
		failed = failed || groups[i].words->failed;
	}
	if (!failed && stats->json)
		add_json(stats, groups, &text);
	else if (!failed)
		add_text(stats, groups, &text);
	failed = failed || text.failed;
	if (failed)
		console_say("stats", strerror(ENOMEM));
	else
		buffer_print(&text, stdout);
	buffer_clear(&text);
	return failed ? DOPPELLIST_TROUBLE : DOPPELLIST_NOTHING;
}

/* ---- the command line --------------------------------------------------- */

static int
read_lists(struct doppellist *list, struct collection *collection,
    enum listfile_kind kind, char **paths, int count)
{
	struct diagnostics diagnostics = {0};
	int result = 0;

	if (count == 0)
		result =
		    collection_read_in_force(list, &diagnostics, collection);
	for (int i = 0; i < count; i++)
		if (collection_read(collection, paths[i], kind, &diagnostics) <
		    0)
			result = -1;
	console_faults(&diagnostics);
	if (diagnostics.count > 0)
		result = -1;
	diagnostics_clear(&diagnostics);
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
		if (collection_in_force(&collection, kind, &entries,
			&entry_count) < 0)
			stats->meant.failed = true;
		for (size_t i = 0; i < entry_count; i++)
			count_entry(stats, entries[i].entry);
		if (stats->dns && stats_mx_ask(list, entries, entry_count,
				      stats->quiet, &stats->mx) < 0)
			stats->trouble = true;
		status = show(stats);
	}
	if (stats->trouble)
		status = DOPPELLIST_TROUBLE;
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
		console_say("--top", "must be a number");
		return -1;
	}
	*top_r = top;
	return 0;
}

static int
take_format(const char *text, bool *json_r)
{
	*json_r = strcmp(text, "json") == 0;
	if (*json_r || strcmp(text, "text") == 0)
		return 0;
	console_say("--format", "must be text or json");
	return -1;
}

static int
take_option(int option, struct stats *stats, enum listfile_kind *kind_r)
{
	switch (option) {
	case 'd':
		stats->dns = true;
		return 0;
	case 'f':
		return take_format(optarg, &stats->json);
	case 'k':
		return doppellist_take_kind(optarg, kind_r);
	case 'q':
		stats->quiet = true;
		return 0;
	default:
		return take_top(optarg, &stats->top);
	}
}

static int
stats_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"dns", no_argument, NULL, 'd'},
	    {"format", required_argument, NULL, 'f'},
	    {"kind", required_argument, NULL, 'k'},
	    {"quiet", no_argument, NULL, 'q'},
	    {"top", required_argument, NULL, 't'}, DOPPELLIST_COMMON_OPTIONS};
	enum listfile_kind kind = LISTFILE_DOPPELGANGERS;
	struct stats stats = {.top = TOP_DEFAULT};
	bool kind_given = false;
	int option, status;

	while ((option = doppellist_option(list, argc, argv,
		    "df:k:qt:", options)) != -1) {
		if (option == '?')
			return list->status;
		if (take_option(option, &stats, &kind) < 0)
			return DOPPELLIST_TROUBLE;
		kind_given = kind_given || option == 'k';
	}
	if (!kind_given && optind < argc)
		document_kind_of(argv[optind], &kind);
	status = count_lists(list, &stats, kind, argv + optind, argc - optind);
	tally_clear(&stats.meant);
	tally_clear(&stats.slips);
	tally_clear(&stats.sources);
	tally_clear(&stats.years);
	stats_mx_clear(&stats.mx);
	return status;
}

const struct doppellist_command doppellist_stats = {
    .name = "stats",
    .brief = "count a list by what is meant, slip, source, age and MX",
    .usage = "[FILE ...]",
    .options = "  -d, --dns          ask the DNS who gets the mail of each "
	       "name\n"
	       "  -f, --format text|json\n"
	       "  -k, --kind KIND    of the lists (default: as the first is "
	       "called)\n"
	       "  -q, --quiet        say nothing about the asking\n"
	       "  -t, --top N        show the N most frequent (default 10)\n",
    .run = stats_run,
};
