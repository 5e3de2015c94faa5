/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist stats: counts the entries of lists by name meant, slip, source,
 * age and, with the DNS, mail exchanger. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/model/collection.h"
#include "domains/doppellist/commands/stats_mx.h"
#include "domains/doppellist/model/tally.h"
#include "domains/text/console.h"

#define TOP_DEFAULT 10
#define TOP_MAX 1000000

#define NOT_SAID "not said"

/* A list of others may name odd slips. */
#define SLIP_COST_MAX 40.0f

/* What is counted, in the order in which it is shown. */
enum { MEANT, SLIP, SOURCE, SINCE, MX, GROUPS };

static const struct group {
	const char *head;
	const char *key; /* in JSON */
	bool by_count;   /* the most frequent first; else by the alphabet */
	bool all;        /* whatever --top says */
} groups[GROUPS] = {
    [MEANT] = {"Meant", "meant", true, false},
    [SLIP] = {"Slip", "slip", true, true},
    [SOURCE] = {"Source", "source", true, false},
    [SINCE] = {"Since", "since", false, true},
    [MX] = {"Mail exchanger", "mx", true, false},
};

enum format { FORMAT_TEXT, FORMAT_JSON };

struct stats {
	struct doppellist *list;
	unsigned top;
	enum listfile_kind kind; /* LISTFILE_KINDS: as the first is called */
	enum format format;
	bool dns, quiet;
	struct tally tallies[GROUPS];
	size_t entries, expired;
};

/* ---- counting ----------------------------------------------------------- */

/* The class of a slip, if it is the only one. */
static const char *
slip_of(const struct entry *entry)
{
	const struct name name = entry_name(entry->name);
	const struct name meant = entry_name(entry->meant);
	struct typo typo;

	if (!typo_explain(&meant, &name, SLIP_COST_MAX, &typo) ||
	    typo.slips == 0)
		return "not explained";
	return typo.slips > 1 ? "several slips"
	                      : typo_class_name(typo.slip[0].class);
}

static void
count_entry(struct stats *stats, const struct entry *entry)
{
	const char *year = entry->since != NULL ? entry->since : NOT_SAID;
	const char *rest = entry->source != NULL ? entry->source : NOT_SAID;
	const char *source;
	size_t len;

	stats->entries++;
	if (entry->meant != NULL) {
		const char *slip = slip_of(entry);

		tally_add(&stats->tallies[MEANT], entry->meant,
		    strlen(entry->meant), NULL);
		tally_add(&stats->tallies[SLIP], slip, strlen(slip), NULL);
	}
	while ((source = entry_next_source(&rest, &len)) != NULL)
		tally_add(&stats->tallies[SOURCE], source, len, NULL);
	tally_add(&stats->tallies[SINCE], year, strcspn(year, "-"), NULL);
	if (entry->until != NULL &&
	    strcmp(entry->until, stats->list->today) < 0)
		stats->expired++;
}

/* ---- showing ------------------------------------------------------------ */

static size_t
shown_of(const struct stats *stats, size_t group)
{
	size_t count = stats->tallies[group].count;

	return groups[group].all || count < stats->top ? count : stats->top;
}

static void
add_row(const struct stats *stats, const struct tally_row *row,
    struct buffer *text)
{
	char number[48];

	snprintf(number, sizeof(number), "%9zu %5.1f %%  ", row->count,
	    100.0 * (double)row->count / (double)stats->entries);
	buffer_add_text(text, number);
	buffer_add_escaped(text, row->text, row->len);
	for (size_t i = 0; i < row->example_count; i++) {
		buffer_add_text(text, i == 0 ? ": " : " ");
		buffer_add_escaped(text, row->examples[i],
		    strlen(row->examples[i]));
	}
	if (row->example_count != 0 && row->count > row->example_count)
		buffer_add_text(text, " ...");
	buffer_add_text(text, "\n");
}

static void
add_group(const struct stats *stats, size_t group, struct buffer *text)
{
	const struct tally *tally = &stats->tallies[group];
	size_t shown = shown_of(stats, group);

	if (tally->count == 0)
		return;
	buffer_add_format(text, "\n%s\n", groups[group].head);
	for (size_t i = 0; i < shown; i++)
		add_row(stats, &tally->list[i], text);
	if (shown < tally->count)
		buffer_add_format(text, "          and %zu more\n",
		    tally->count - shown);
}

static void
show_text(const struct stats *stats)
{
	struct buffer text = {0};

	printf("%zu %s, %zu expired\n", stats->entries,
	    stats->entries == 1 ? "entry" : "entries", stats->expired);
	for (size_t i = 0; i < GROUPS; i++)
		add_group(stats, i, &text);
	buffer_print(&text, stdout);
	buffer_clear(&text);
}

static json_t *
make_row(const struct tally_row *row)
{
	json_t *object = json_pack("{s:s%,s:I}", "name", row->text, row->len,
	    "count", (json_int_t)row->count);
	json_t *examples = json_array();

	for (size_t i = 0; i < row->example_count; i++)
		json_array_append_new(examples, json_string(row->examples[i]));
	if (row->example_count != 0)
		json_object_set(object, "examples", examples);
	json_decref(examples);
	return object;
}

static void
show_json(const struct stats *stats)
{
	json_t *object = json_pack("{s:I,s:I}", "entries",
	    (json_int_t)stats->entries, "expired", (json_int_t)stats->expired);

	for (size_t i = 0; i < GROUPS; i++) {
		json_t *rows = json_array();

		for (size_t k = 0; k < shown_of(stats, i); k++)
			json_array_append_new(rows,
			    make_row(&stats->tallies[i].list[k]));
		if (stats->tallies[i].count != 0)
			json_object_set(object, groups[i].key, rows);
		json_decref(rows);
	}
	if (json_dumpf(object, stdout, JSON_COMPACT) == 0)
		puts("");
	json_decref(object);
}

static int
show(struct stats *stats)
{
	for (size_t i = 0; i < GROUPS; i++) {
		tally_gather(&stats->tallies[i]);
		if (groups[i].by_count)
			tally_sort_by_count(&stats->tallies[i]);
		if (stats->tallies[i].failed)
			return -1;
	}
	if (stats->format == FORMAT_JSON)
		show_json(stats);
	else
		show_text(stats);
	return 0;
}

/* ---- the command line ---------------------------------------------------- */

static int
count_lists(struct doppellist *list, struct stats *stats, char **paths)
{
	struct collection collection = {0};
	struct collection_entries entries = {0};
	int status = DOPPELLIST_ERROR;

	if (stats->kind == LISTFILE_KINDS)
		stats->kind = document_guess_kind(*paths != NULL ? *paths : "");
	if (collection_read_whole(list, &collection, paths, stats->kind) < 0)
		goto end;
	if (collection_in_force(&collection, stats->kind, &entries) < 0)
		stats->tallies[MEANT].failed = true;
	for (size_t i = 0; i < entries.count; i++)
		count_entry(stats, entries.list[i].entry);
	status = DOPPELLIST_NOTHING;
	if (stats->dns && entries.count > 0 &&
	    stats_mx_ask(list,
		&(struct stats_mx){entries, stats->quiet,
		    collection.documents[0], &stats->tallies[MX]}) < 0)
		status = DOPPELLIST_ERROR;
	if (show(stats) < 0) {
		doppellist_no_memory(list);
		status = DOPPELLIST_ERROR;
	}
end:
	free(entries.list);
	collection_clear(&collection);
	return status;
}

static int
stats_run(struct doppellist *list, int argc, char **argv)
{
	struct stats stats = {.list = list,
	    .top = TOP_DEFAULT,
	    .kind = LISTFILE_KINDS};
	char **paths = doppellist_parse(list, argc, argv, &stats);
	int status;

	if (paths == NULL)
		return list->status;
	status = count_lists(list, &stats, paths);
	for (size_t i = 0; i < GROUPS; i++)
		tally_clear(&stats.tallies[i]);
	return status;
}

static const char *const formats[] = {"text", "json", NULL};

static const struct option_row rows[] = {
    {"dns", 'd', OPTION_FLAG, NULL,
	"ask the DNS who gets the mail of each name",
	.offset = offsetof(struct stats, dns)},
    {"format", 'f', OPTION_CHOICE, "FORMAT", "of the output:",
	.offset = offsetof(struct stats, format), .choices = formats},
    {"kind", 'k', OPTION_CALL, "KIND",
	"of the lists (default: as the first is called)",
	.offset = offsetof(struct stats, kind), .take = doppellist_take_kind},
    {"quiet", 'q', OPTION_FLAG, NULL, "report nothing about the DNS",
	.offset = offsetof(struct stats, quiet)},
    {"top", 't', OPTION_NUMBER, "N", "show the N most frequent (default 10)",
	.offset = offsetof(struct stats, top), .max = TOP_MAX},
    {NULL},
};

const struct doppellist_command doppellist_stats = {
    .name = "stats",
    .brief = "count a list by name meant, slip, source, age and MX",
    .usage = "[options] [FILE ...]",
    .rows = rows,
    .run = stats_run,
};
