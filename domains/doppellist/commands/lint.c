/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist lint: everything wrong with lists, as file:line. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppellist/commands/dead.h"
#include "domains/doppellist/model/rules.h"
#include "domains/text/console.h"

struct lint {
	struct doppellist *list;
	enum listfile_kind kind;
	bool kind_given;
	const char *dead; /* --dns: the file of names without mail */
	bool quiet;
	bool ignored[RULES];
	bool trouble;
	struct collection collection;
	bool *wanted; /* of each document: show what is found there */
	struct lint_findings findings;
};

static int
take_ignored(struct lint *lint, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, ",");
		enum rule rule;

		if (!rule_parse(text, len, &rule)) {
			console_say(text, "no such rule");
			return -1;
		}
		lint->ignored[rule] = true;
		text += len + (text[len] == ',');
	}
	return 0;
}

/* A list of unknown kind is most likely one that others publish. */
static enum listfile_kind
kind_of(const struct lint *lint, const char *path)
{
	enum listfile_kind kind = LISTFILE_DOPPELGANGERS;

	if (lint->kind_given)
		return lint->kind;
	document_kind_of(path, &kind);
	return kind;
}

/* Faults of a list that is looked at are findings, others are trouble. */
static void
take_diagnostics(struct lint *lint, const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		const struct diagnostic *diagnostic = &diagnostics->list[i];
		const struct diagnostics one = {
		    .list = (struct diagnostic *)diagnostic,
		    .kept = 1,
		    .count = 1,
		};
		bool taken = false;

		for (size_t k = 0;
		     diagnostic->line != 0 && k < lint->collection.count; k++) {
			if (!lint->wanted[k] ||
			    strcmp(lint->collection.documents[k]->path,
				diagnostic->file) != 0)
				continue;
			lint_findings_add(&lint->findings, k, diagnostic->line,
			    RULE_DIAGNOSTIC, "%s", diagnostic->text);
			taken = true;
			break;
		}
		if (!taken) {
			console_faults(&one);
			lint->trouble = true;
		}
	}
	if (diagnostics->count > diagnostics->kept)
		lint->findings.failed = true;
}

/* Without files the lists in force are looked at; with files only these. */
static void
read_lists(struct lint *lint, char **paths, int count)
{
	struct diagnostics diagnostics = {.limit = SIZE_MAX};

	if (collection_read_in_force(lint->list, &diagnostics,
		&lint->collection) < 0)
		lint->trouble = true;
	lint->wanted = calloc(lint->collection.count + (size_t)count + 1,
	    sizeof(*lint->wanted));
	for (size_t i = 0; lint->wanted != NULL && i < lint->collection.count;
	     i++)
		lint->wanted[i] = count == 0;
	for (int i = 0; lint->wanted != NULL && i < count; i++) {
		long number = collection_read(&lint->collection, paths[i],
		    kind_of(lint, paths[i]), &diagnostics);

		if (number < 0)
			lint->trouble = true;
		else
			lint->wanted[number] = true;
	}
	if (lint->wanted != NULL)
		take_diagnostics(lint, &diagnostics);
	else
		console_say("lint", strerror(ENOMEM));
	diagnostics_clear(&diagnostics);
}

/* "# lint-ignore listed,target" behind an entry: somebody looked at it. */
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
		buffer_add_escaped(&line, document->path,
		    strlen(document->path));
		buffer_add_text(&line, ":");
		buffer_add_number(&line, finding->line);
		buffer_add_text(&line, ": ");
		buffer_add_escaped(&line, finding->text, strlen(finding->text));
		buffer_add_text(&line, " [");
		buffer_add_text(&line, rule_name(finding->rule));
		buffer_add_text(&line, "]\n");
		buffer_print(&line, stdout);
		shown++;
	}
	if (line.failed || lint->findings.failed) {
		console_say("lint", strerror(ENOMEM));
		lint->trouble = true;
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

static int
check(struct lint *lint, char **paths, int count)
{
	struct rules rules;
	size_t shown = 0;

	read_lists(lint, paths, count);
	if (lint->wanted == NULL)
		return DOPPELLIST_TROUBLE;
	if (lint->list->loaded && rules_open(lint->list, &lint->collection,
				      &lint->findings, &rules) == 0) {
		for (size_t i = 0; i < lint->collection.count; i++)
			if (lint->wanted[i])
				rules_check(&rules, i, &lint->findings);
		if (lint->dead != NULL &&
		    dead_check(lint->list, lint->dead, &rules, lint->wanted,
			lint->quiet, &lint->findings) < 0)
			lint->trouble = true;
		rules_close(&rules);
	} else {
		lint->trouble = true;
	}
	shown = show(lint);
	if (!lint->quiet)
		summarise(lint, shown);
	if (lint->trouble)
		return DOPPELLIST_TROUBLE;
	return shown > 0 ? DOPPELLIST_FOUND : DOPPELLIST_NOTHING;
}

static int
lint_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {{"dns", required_argument, NULL,
						    'd'},
	    {"ignore", required_argument, NULL, 'i'},
	    {"kind", required_argument, NULL, 'k'},
	    {"quiet", no_argument, NULL, 'q'}, DOPPELLIST_COMMON_OPTIONS};
	struct lint lint = {.list = list};
	int option, status;

	while ((option = doppellist_option(list, argc, argv, "d:i:k:q",
		    options)) != -1) {
		if (option == '?')
			return list->status;
		if (option == 'd')
			lint.dead = optarg;
		else if (option == 'q')
			lint.quiet = true;
		else if ((option == 'i' ? take_ignored(&lint, optarg)
					: doppellist_take_kind(optarg,
					      &lint.kind)) < 0)
			return DOPPELLIST_TROUBLE;
		lint.kind_given = lint.kind_given || option == 'k';
	}
	status = check(&lint, argv + optind, argc - optind);
	lint_findings_clear(&lint.findings);
	collection_clear(&lint.collection);
	free(lint.wanted);
	return status;
}

const struct doppellist_command doppellist_lint = {
    .name = "lint",
    .brief = "show everything wrong with lists, as file:line",
    .usage = "[FILE ...]",
    .options =
	"  -d, --dns FILE     ask the DNS which doppelgangers take no mail;\n"
	"                     FILE remembers since when\n"
	"  -i, --ignore RULE,...\n"
	"                     leave out what these rules find\n"
	"  -k, --kind KIND    of the files: doppelgangers, "
	"providers, ...\n"
	"                     (default: as the file's name begins)\n"
	"  -q, --quiet        no summary\n",
    .run = lint_run,
};
