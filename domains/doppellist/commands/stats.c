/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist stats: a list counted by what is meant, slip, source, age and,
 * with the DNS, mail exchanger. */
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

/* A list of others may name odd slips. */
#define SLIP_COST_MAX 40.0f

enum format { FORMAT_TEXT, FORMAT_JSON };

struct stats {
	unsigned top;
	enum listfile_kind kind; /* LISTFILE_KINDS: as the first is called */
	enum format format;
	bool dns, quiet;
	struct tally meant, slips, sources, years;
	struct stats_mx mx;
	size_t entries, expired;
	char today[DOPPELLIST_DAY_SIZE];
};

/* ---- counting ----------------------------------------------------------- */

/* A slip counts for its class where it is the only one. */
static const char *
slip_of(const struct entry *entry)
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
count_row(struct tally *tally, const char *text)
{
	tally_add(tally, text, strlen(text), NULL);
}

static void
count_entry(struct stats *stats, const struct entry *entry)
{
	const char *rest = entry->source != NULL ? entry->source : "";
	const char *source;
	size_t len;

	stats->entries++;
	if (entry->meant != NULL) {
		count_row(&stats->meant, entry->meant);
		count_row(&stats->slips, slip_of(entry));
	}
	if (entry->source == NULL)
		count_row(&stats->sources, "not said");
	while ((source = entry_next_source(&rest, &len)) != NULL)
		tally_add(&stats->sources, source, len, NULL);
	if (entry->since != NULL)
		tally_add(&stats->years, entry->since, 4, NULL);
	else
		count_row(&stats->years, "not said");
	if (entry->until != NULL && strcmp(entry->until, stats->today) < 0)
		stats->expired++;
}

/* ---- showing ------------------------------------------------------------ */

/* What is counted, in the order in which it is shown. */
struct group {
	const char *head;
	const char *key; /* in JSON */
	struct tally *tally;
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
	groups_r[4] = (struct group){"Mail exchanger", "mx", &stats->mx.hosts,
	    true, false};
}

static size_t
shown_of(const struct stats *stats, const struct group *group)
{
	return group->all || group->tally->count < stats->top
	           ? group->tally->count
	           : stats->top;
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
add_group(const struct stats *stats, const struct group *group,
    struct buffer *text)
{
	size_t shown = shown_of(stats, group);

	if (group->tally->count == 0)
		return;
	buffer_add_text(text, "\n");
	buffer_add_text(text, group->head);
	buffer_add_text(text, "\n");
	for (size_t i = 0; i < shown; i++)
		add_row(stats, &group->tally->list[i], text);
	if (shown < group->tally->count) {
		buffer_add_text(text, "          and ");
		buffer_add_number(text, group->tally->count - shown);
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

static json_t *
make_row(const struct tally_row *row)
{
	json_t *object = json_object(), *examples = json_array();

	json_object_set_new(object, "name", json_stringn(row->text, row->len));
	json_object_set_new(object, "count", json_integer((long)row->count));
	for (size_t i = 0; i < row->example_count; i++)
		json_array_append_new(examples, json_string(row->examples[i]));
	if (row->example_count != 0)
		json_object_set(object, "examples", examples);
	json_decref(examples);
	return object;
}

static void
show_json(const struct stats *stats, const struct group groups[static GROUPS])
{
	json_t *object = json_object();

	json_object_set_new(object, "entries",
	    json_integer((long)stats->entries));
	json_object_set_new(object, "expired",
	    json_integer((long)stats->expired));
	for (size_t i = 0; i < GROUPS; i++) {
		json_t *rows = json_array();

		for (size_t k = 0; k < shown_of(stats, &groups[i]); k++)
			json_array_append_new(rows,
			    make_row(&groups[i].tally->list[k]));
		if (groups[i].tally->count != 0)
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
	struct group groups[GROUPS];
	struct buffer text = {0};
	bool failed = false;

	groups_of(stats, groups);
	for (size_t i = 0; i < GROUPS; i++) {
		tally_gather(groups[i].tally);
		if (groups[i].by_count)
			tally_sort_by_count(groups[i].tally);
		failed = failed || groups[i].tally->failed;
	}
	if (!failed && stats->format == FORMAT_JSON)
		show_json(stats, groups);
	else if (!failed)
		add_text(stats, groups, &text);
	failed = failed || text.failed;
	if (!failed)
		buffer_print(&text, stdout);
	buffer_clear(&text);
	return failed ? -1 : 0;
}

/* ---- the command line ---------------------------------------------------- */

static int
count_lists(struct doppellist *list, struct stats *stats, char **paths)
{
	struct collection collection = {0};
	struct collection_entry *entries = NULL;
	size_t count = 0;
	int status = DOPPELLIST_TROUBLE;

	if (stats->kind == LISTFILE_KINDS)
		stats->kind = document_guess_kind(*paths != NULL ? *paths : "");
	doppellist_today(stats->today);
	if (collection_read_whole(list, &collection, paths, stats->kind) < 0)
		goto end;
	if (collection_in_force(&collection, stats->kind, &entries, &count) < 0)
		stats->meant.failed = true;
	for (size_t i = 0; i < count; i++)
		count_entry(stats, entries[i].entry);
	status = DOPPELLIST_NOTHING;
	if (stats->dns &&
	    stats_mx_ask(list, entries, count, stats->quiet, &stats->mx) < 0)
		status = DOPPELLIST_TROUBLE;
	if (show(stats) < 0) {
		doppellist_no_memory(list);
		status = DOPPELLIST_TROUBLE;
	}
end:
	free(entries);
	collection_clear(&collection);
	return status;
}

static int
stats_run(struct doppellist *list, int argc, char **argv)
{
	struct stats stats = {.top = TOP_DEFAULT, .kind = LISTFILE_KINDS};
	char **paths = doppellist_parse(list, argc, argv, &stats);
	int status;

	if (paths == NULL)
		return list->status;
	status = count_lists(list, &stats, paths);
	tally_clear(&stats.meant);
	tally_clear(&stats.slips);
	tally_clear(&stats.sources);
	tally_clear(&stats.years);
	stats_mx_clear(&stats.mx);
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
    .brief = "count a list by what is meant, slip, source, age and MX",
    .usage = "[options] [FILE ...]",
    .rows = rows,
    .run = stats_run,
};
