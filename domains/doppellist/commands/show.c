/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist show: shows what the lists and the engine know about a name. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppellist/model/change.h"
#include "domains/doppellist/model/withdrawn.h"
#include "domains/reports/explanation.h"
#include "domains/text/console.h"

/* A name may have thousands of doppelgangers. */
#define MEANT_SHOWN_MAX 20

/* A person waits for this answer. */
#define ASK_MS 5000

struct page {
	struct buffer text;
	struct name name;
	bool dns;      /* --dns */
	size_t listed; /* entries for the name or one above it */
	size_t meant;  /* doppelgangers of it */
};

static void
add_line(struct page *page, const struct document *document, unsigned number)
{
	buffer_add_text(&page->text, "  ");
	document_add_line(document, number, &page->text);
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
		const struct entry *entry = &document->entries[i];

		if (entry->meant == NULL ||
		    strcmp(entry->meant, page->name.text) != 0)
			continue;
		if (page->meant++ == 0)
			buffer_add_text(&page->text,
			    "\nKnown doppelgangers of it\n");
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
	buffer_add_text(&page->text, "\n");
}

/* A mail host, and the entry of a known collector. */
static void
add_host(struct page *page, const struct doppel *doppel,
    const struct collection *collection, const char *host)
{
	struct doppel_listing listing;

	buffer_add_text(&page->text, "  ");
	buffer_add_escaped(&page->text, host, strlen(host));
	buffer_add_text(&page->text, "\n");
	if (!doppel_listed(doppel, LISTFILE_COLLECTORS, host, strlen(host),
		&listing))
		return;
	for (size_t i = 0; i < collection->count; i++)
		if (strcmp(collection->documents[i]->path, listing.file) == 0)
			add_line(page, collection->documents[i], listing.line);
}

/* Where the mail of a name goes now: the engine does not ask about names that
 * lists decide about. */
static void
add_mail(struct page *page, const struct doppel *doppel,
    const struct collection *collection, struct dns *dns)
{
	struct dns_facts facts;
	const char *bounces;

	dns_ask(dns, &page->name, DNS_WANT_MAIL, ASK_MS, &facts);
	bounces = dns_status_bounces(facts.status);
	buffer_add_text(&page->text, "Mail, according to the DNS\n");
	if (facts.status == DNS_UNKNOWN)
		buffer_add_text(&page->text, "  no answer\n");
	if (bounces != NULL) {
		buffer_add_text(&page->text, "  would bounce: ");
		buffer_add_text(&page->text, bounces);
		buffer_add_text(&page->text, "\n");
	}
	for (size_t i = 0; i < facts.mx_count; i++)
		add_host(page, doppel, collection, dns_facts_mx(&facts, i));
	if (facts.status == DNS_TAKES_MAIL && facts.mx_count == 0)
		add_host(page, doppel, collection, page->name.text);
	buffer_add_text(&page->text, "\n");
}

/* The page is written before the engine writes its own. */
static int
explain(struct doppellist *list, const struct doppel *doppel,
    const struct collection *collection, struct dns *dns, struct page *page)
{
	bool found = false;

	add_lists(page, collection);
	if (dns != NULL && page->listed > 0) {
		add_mail(page, doppel, collection, dns);
		dns = NULL;
	}
	buffer_add_text(&page->text, "Engine\n");
	if (page->text.failed) {
		doppellist_no_memory(list);
		return DOPPELLIST_TROUBLE;
	}
	buffer_print(&page->text, stdout);
	if (explain_address(doppel, &list->settings.engine.thresholds, dns,
		page->name.text, console_wants_colour(STDOUT_FILENO), stdout,
		&found) < 0)
		return DOPPELLIST_TROUBLE;
	return found || page->listed > 0 ? DOPPELLIST_FOUND
	                                 : DOPPELLIST_NOTHING;
}

static int
show(struct doppellist *list, struct page *page)
{
	char *no_paths[] = {NULL};
	struct collection collection = {0};
	struct doppel *doppel = NULL;
	struct dns *dns = NULL;
	int status = DOPPELLIST_TROUBLE;

	if (collection_read_whole(list, &collection, no_paths,
		LISTFILE_KINDS) == 0 &&
	    doppellist_open(list, &doppel) == 0) {
		if (page->dns && dns_open(&list->settings.dns, &dns) < 0)
			console_say("--dns", strerror(errno));
		else
			status = explain(list, doppel, &collection, dns, page);
	}
	dns_close(&dns);
	doppel_close(&doppel);
	collection_clear(&collection);
	return status;
}

static int
show_run(struct doppellist *list, int argc, char **argv)
{
	struct page page = {0};
	char **names = doppellist_parse(list, argc, argv, &page);
	int status;

	if (names == NULL)
		return list->status;
	if (change_take_name(names[0], &page.name) < 0)
		return DOPPELLIST_TROUBLE;
	status = show(list, &page);
	buffer_clear(&page.text);
	return status;
}

static const struct option_row rows[] = {
    {"dns", 'd', OPTION_FLAG, NULL, "ask the DNS where its mail goes",
	.offset = offsetof(struct page, dns)},
    {NULL},
};

const struct doppellist_command doppellist_show = {
    .name = "show",
    .brief = "show what the lists and the engine know about a name",
    .usage = "[options] NAME",
    .rows = rows,
    .least = 1,
    .most = 1,
    .wanted = "needs one name",
    .run = show_run,
};
