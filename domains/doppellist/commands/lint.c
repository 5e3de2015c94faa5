/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist lint: reports what is wrong with lists, as file:line. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/commands/dead.h"
#include "domains/doppellist/model/rules.h"

struct lint {
	struct doppellist *list;
	enum listfile_kind kind; /* of the files; LISTFILE_KINDS: by name */
	const char *dead;        /* --dns: the file of names without mail */
	bool quiet;
	bool ignored[RULES];
	bool failed;
	struct collection collection;
	bool *wanted; /* of each document: show what is found there */
	struct lint_findings findings;
};

static const char *
take_ignored(const char *text, void *value)
{
	bool *ignored = value;

	while (*text != '\0') {
		size_t len = strcspn(text, ",");
		enum rule rule;

		if (len == strlen("fault") && memcmp(text, "fault", len) == 0)
			return "the rule fault is called error now";
		if (!rule_parse(text, len, &rule))
			return "no such rule; doppellist(1) lists them";
		ignored[rule] = true;
		text += len + (text[len] == ',');
	}
	return NULL;
}

/* The number of the wanted list that a diagnostic is about, or -1. */
static long
find_wanted(const struct lint *lint, const struct diagnostic *diagnostic)
{
	for (size_t i = 0; diagnostic->line != 0 && i < lint->collection.count;
	     i++)
		if (lint->wanted[i] &&
		    strcmp(lint->collection.documents[i]->path,
			diagnostic->file) == 0)
			return (long)i;
	return -1;
}

/* Makes findings of the diagnostics of the wanted lists; the others mean that
 * lint has not seen all. */
static void
take_diagnostics(struct lint *lint)
{
	struct diagnostics all = lint->list->diagnostics;

	lint->list->diagnostics = (struct diagnostics){0};
	for (size_t i = 0; i < all.kept; i++) {
		const struct diagnostic *one = &all.list[i];
		long number = find_wanted(lint, one);

		if (number >= 0)
			lint_findings_add(&lint->findings, (size_t)number,
			    &(struct entry){.line = one->line}, RULE_DIAGNOSTIC,
			    "%s", one->text);
		else
			diagnostics_add(&lint->list->diagnostics, one->file,
			    one->line, "%s", one->text);
	}
	if (all.count > all.kept)
		lint->findings.failed = true;
	diagnostics_clear(&all);
}

/* Without files the lists in force are wanted; with files only these.
 * Returns 0, or -1 when memory is out. */
static int
read_lists(struct lint *lint, char **paths, size_t count)
{
	struct collection *collection = &lint->collection;

	lint->list->diagnostics.limit = SIZE_MAX;
	collection_read_in_force(lint->list, collection);
	lint->wanted =
	    calloc(collection->count + count + 1, sizeof(*lint->wanted));
	if (lint->wanted == NULL)
		return doppellist_no_memory(lint->list);
	for (size_t i = 0; i < collection->count; i++)
		lint->wanted[i] = count == 0;
	for (size_t i = 0; i < count; i++) {
		long number = collection_read(lint->list, collection, paths[i],
		    lint->kind);

		if (number >= 0)
			lint->wanted[number] = true;
	}
	take_diagnostics(lint);
	return 0;
}

/* "# lint-ignore listed,target" after an entry: somebody looked at it. */
static bool
is_excepted(const struct document *document, const struct lint_finding *finding)
{
	static const char key[] = "# lint-ignore ";
	const struct document_line *line;
	const char *at, *end;

	if (finding->line == 0 || finding->line > document->line_count)
		return false;
	line = &document->lines[finding->line - 1];
	at = memmem(line->bytes, line->len, key, sizeof(key) - 1);
	if (at == NULL)
		return false;
	end = line->bytes + line->len;
	for (at += sizeof(key) - 1; at < end; at++) {
		size_t len = 0;
		enum rule rule;

		while (at + len < end && strchr(" ,\t\r\n", at[len]) == NULL)
			len++;
		if (rule_parse(at, len, &rule) && rule == finding->rule)
			return true;
		at += len;
	}
	return false;
}

static size_t
show(struct lint *lint)
{
	struct buffer line = {0};
	size_t shown = 0;

	lint_findings_sort(&lint->findings);
	for (size_t i = 0; i < lint->findings.count; i++) {
		const struct lint_finding *finding = &lint->findings.list[i];
		const struct document *document =
		    lint->collection.documents[finding->document];

		if (lint->ignored[finding->rule] ||
		    !lint->wanted[finding->document] ||
		    is_excepted(document, finding))
			continue;
		line.len = 0;
		document_add_place(document, finding->line, &line);
		buffer_add_escaped(&line, finding->text, strlen(finding->text));
		buffer_add_format(&line, " [%s]\n", rule_name(finding->rule));
		buffer_print(&line, stdout);
		shown++;
	}
	if (line.failed || lint->findings.failed) {
		doppellist_no_memory(lint->list);
		lint->failed = true;
	}
	buffer_clear(&line);
	return shown;
}

static void
summarise(const struct lint *lint, size_t shown)
{
	size_t lists = 0, entries = 0;

	for (size_t i = 0; i < lint->collection.count; i++) {
		if (!lint->wanted[i])
			continue;
		lists++;
		entries += lint->collection.documents[i]->entry_count;
	}
	fprintf(stderr, "%zu %s, %zu %s, %zu %s\n", lists,
	    lists == 1 ? "list" : "lists", entries,
	    entries == 1 ? "entry" : "entries", shown,
	    shown == 1 ? "finding" : "findings");
}

static void
check(struct lint *lint)
{
	struct rules rules;

	if (!lint->list->loaded || rules_open(lint->list, &lint->collection,
				       &lint->findings, &rules) < 0) {
		lint->failed = true;
		return;
	}
	for (size_t i = 0; i < lint->collection.count; i++)
		if (lint->wanted[i])
			rules_check(&rules, i, &lint->findings);
	if (lint->dead != NULL &&
	    dead_check(lint->list, lint->dead, &rules, lint->wanted,
		lint->quiet, &lint->findings) < 0)
		lint->failed = true;
	rules_close(&rules);
}

static int
check_and_show(struct lint *lint, char **paths, size_t count)
{
	size_t shown;

	if (read_lists(lint, paths, count) < 0)
		return DOPPELLIST_ERROR;
	check(lint);
	shown = show(lint);
	if (!lint->quiet)
		summarise(lint, shown);
	if (lint->failed || lint->list->diagnostics.count > 0)
		return DOPPELLIST_ERROR;
	return shown > 0 ? DOPPELLIST_FOUND : DOPPELLIST_NOTHING;
}

static int
lint_run(struct doppellist *list, int argc, char **argv)
{
	struct lint lint = {.list = list, .kind = LISTFILE_KINDS};
	char **paths = doppellist_parse(list, argc, argv, &lint);
	int status;

	if (paths == NULL)
		return list->status;
	status = check_and_show(&lint, paths, (size_t)(argv + argc - paths));
	lint_findings_clear(&lint.findings);
	collection_clear(&lint.collection);
	free(lint.wanted);
	return status;
}

static const struct option_row rows[] = {
    {"dns", 'd', OPTION_TEXT, "FILE",
	"ask the DNS which doppelgangers take no mail; FILE remembers since "
	"when",
	.offset = offsetof(struct lint, dead)},
    {"ignore", 'i', OPTION_CALL, "RULE,...", "leave out what these rules find",
	.offset = offsetof(struct lint, ignored), .take = take_ignored},
    {"kind", 'k', OPTION_CALL, "KIND",
	"of the files: doppelgangers, providers, ... (default: as the file's "
	"name begins)",
	.offset = offsetof(struct lint, kind), .take = doppellist_take_kind},
    {"quiet", 'q', OPTION_FLAG, NULL, "no summary",
	.offset = offsetof(struct lint, quiet)},
    {NULL},
};

const struct doppellist_command doppellist_lint = {
    .name = "lint",
    .brief = "report what is wrong with lists, as file:line",
    .usage = "[options] [FILE ...]",
    .rows = rows,
    .run = lint_run,
};
