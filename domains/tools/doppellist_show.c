/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist show: what the lists and the engine know about a name. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domains/tools/doppellist_change.h"
#include "domains/tools/doppellist_withdrawn.h"
#include "domains/tools/explain.h"
#include "domains/tools/terminal.h"
#include "domains/tools/trouble.h"

/* Of a name that is meant by thousands some are shown. */
#define MEANT_SHOWN_MAX 20

struct page {
	struct buffer text;
	struct name name;
	size_t listed; /* entries for the name or one above it */
	size_t meant;  /* doppelgangers of it */
};

static void
add_line(struct page *page, const struct document *document, unsigned number)
{
	const struct document_line *line = &document->lines[number - 1];
	size_t len = line->len;

	while (len > 0 &&
	       (line->bytes[len - 1] == '\n' || line->bytes[len - 1] == '\r'))
		len--;
	buffer_add_text(&page->text, "  ");
	buffer_add_clean(&page->text, document->path, strlen(document->path));
	buffer_add_text(&page->text, ":");
	buffer_add_number(&page->text, number);
	buffer_add_text(&page->text, ": ");
	buffer_add_clean(&page->text, line->bytes, len);
	buffer_add_text(&page->text, "\n");
}

/* Is it the name, or one above it? */
static bool
covers(const char *listed, const struct name *name)
{
	size_t len = strlen(listed);

	return len <= name->len &&
	       memcmp(name->text + name->len - len, listed, len) == 0 &&
	       (len == name->len || name->text[name->len - len - 1] == '.');
}

static void
add_listed(struct page *page, const struct document *document)
{
	unsigned line = withdrawn_find(document, page->name.text);

	for (size_t i = 0; i < document->entry_count; i++) {
		if (!covers(document->entries[i].name, &page->name))
			continue;
		add_line(page, document, document->entries[i].line);
		page->listed++;
	}
	if (line > 0)
		add_line(page, document, line);
}

static void
add_meant(struct page *page, const struct document *document)
{
	for (size_t i = 0; i < document->entry_count; i++) {
		const struct document_entry *entry = &document->entries[i];

		if (entry->meant == NULL ||
		    strcmp(entry->meant, page->name.text) != 0)
			continue;
		if (page->meant++ == 0)
			buffer_add_text(
			    &page->text, "\nKnown doppelgangers of it\n");
		if (page->meant <= MEANT_SHOWN_MAX)
			add_line(page, document, entry->line);
	}
}

static void
add_lists(struct page *page, const struct collection *collection)
{
	buffer_add_text(&page->text, "Lists\n");
	for (size_t i = 0; i < collection->count; i++)
		add_listed(page, collection->documents[i]);
	if (page->listed == 0)
		buffer_add_text(&page->text, "  no entry covers it\n");
	for (size_t i = 0; i < collection->count; i++)
		add_meant(page, collection->documents[i]);
	if (page->meant > MEANT_SHOWN_MAX) {
		buffer_add_text(&page->text, "  and ");
		buffer_add_number(&page->text, page->meant - MEANT_SHOWN_MAX);
		buffer_add_text(&page->text, " more\n");
	}
	buffer_add_text(&page->text, "\nEngine\n");
}

/* The page is written before the engine writes its own. */
static int
show(struct doppellist *list, struct page *page)
{
	struct collection collection = {0};
	struct faults faults = {0};
	struct doppel *doppel = NULL;
	bool found = false;
	int status = DOPPELLIST_TROUBLE;

	if (collection_read_in_force(list, &faults, &collection) == 0 &&
	    faults.count == 0 && doppellist_open(list, true, &doppel) == 0) {
		add_lists(page, &collection);
		if (page->text.failed)
			trouble_say("show", strerror(ENOMEM));
		fwrite(page->text.bytes, 1, page->text.len, stdout);
		if (!page->text.failed &&
		    explain_address(doppel, &list->settings.engine.thresholds,
			NULL, page->name.text,
			terminal_wants_colour(STDOUT_FILENO), stdout,
			&found) == 0)
			status = found || page->listed > 0 ? DOPPELLIST_FOUND
							   : DOPPELLIST_NOTHING;
	}
	trouble_faults(&faults);
	faults_clear(&faults);
	doppel_close(&doppel);
	collection_clear(&collection);
	return status;
}

static int
show_run(struct doppellist *list, int argc, char **argv)
{
	static const struct option options[] = {DOPPELLIST_COMMON_OPTIONS};
	struct page page = {0};
	int status;

	if (doppellist_option(list, argc, argv, "", options) != -1)
		return list->status;
	if (argc - optind != 1)
		return doppellist_misused(list, "one name is wanted");
	if (change_take_name(argv[optind], &page.name) < 0)
		return DOPPELLIST_TROUBLE;
	status = show(list, &page);
	buffer_clear(&page.text);
	return status;
}

const struct doppellist_command doppellist_show = {
    .name = "show",
    .brief = "what the lists and the engine know about a name",
    .usage = "NAME",
    .options = "",
    .run = show_run,
};
