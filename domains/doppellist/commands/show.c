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

struct name_page {
	struct name name;
	bool dns;      /* --dns */
	size_t listed; /* entries for the name or one above it */
	size_t meant;  /* doppelgangers of it */
};

static void
print_line(const struct document *document, unsigned line)
{
	fputs("  ", stdout);
	document_print_line(document, line);
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
print_listed(struct name_page *page, const struct document *document)
{
	unsigned line = withdrawn_find(document, page->name.text);

	for (size_t i = 0; i < document->entry_count; i++) {
		if (!covers(document->entries[i].name, &page->name))
			continue;
		print_line(document, document->entries[i].line);
		page->listed++;
	}
	if (line > 0)
		print_line(document, line);
}

static void
print_meant(struct name_page *page, const struct document *document)
{
	for (size_t i = 0; i < document->entry_count; i++) {
		const struct entry *entry = &document->entries[i];

		if (entry->meant == NULL ||
		    strcmp(entry->meant, page->name.text) != 0)
			continue;
		if (page->meant++ == 0)
			puts("\nKnown doppelgangers of it");
		if (page->meant <= MEANT_SHOWN_MAX)
			print_line(document, entry->line);
	}
}

static void
print_lists(struct name_page *page, const struct collection *collection)
{
	puts("Lists");
	for (size_t i = 0; i < collection->count; i++)
		print_listed(page, collection->documents[i]);
	if (page->listed == 0)
		puts("  no entry covers it");
	for (size_t i = 0; i < collection->count; i++)
		print_meant(page, collection->documents[i]);
	if (page->meant > MEANT_SHOWN_MAX)
		printf("  and %zu more\n", page->meant - MEANT_SHOWN_MAX);
	puts("");
}

/* A mail host, and the entry of a known collector. */
static void
print_host(const struct doppel *doppel, const struct collection *collection,
    const char *host)
{
	struct doppel_listing listing;
	char shown[4 * NAME_SIZE];

	escape_bytes(host, strlen(host), ESCAPE_TEXT, shown, sizeof(shown));
	printf("  %s\n", shown);
	if (!doppel_listed(doppel, LISTFILE_COLLECTORS, host, strlen(host),
		&listing))
		return;
	for (size_t i = 0; i < collection->count; i++)
		if (strcmp(collection->documents[i]->path, listing.file) == 0)
			print_line(collection->documents[i], listing.line);
}

/* Where the mail of a name goes now: the engine does not ask about names that
 * lists decide about. */
static void
print_mail(struct name_page *page, const struct doppel *doppel,
    const struct collection *collection, struct dns *dns)
{
	struct dns_facts facts;
	const char *bounces;

	dns_ask(dns, &page->name, DNS_WANT_MAIL, ASK_MS, &facts);
	bounces = dns_status_bounces(facts.status);
	puts("Mail, according to the DNS");
	if (facts.status == DNS_UNKNOWN)
		puts("  no answer");
	if (bounces != NULL)
		printf("  would bounce: %s\n", bounces);
	for (size_t i = 0; i < facts.mx_count; i++)
		print_host(doppel, collection, dns_facts_mx(&facts, i));
	if (facts.status == DNS_TAKES_MAIL && facts.mx_count == 0)
		print_host(doppel, collection, page->name.text);
	puts("");
}

static int
explain(struct doppellist *list, const struct doppel *doppel,
    const struct collection *collection, struct dns *dns,
    struct name_page *page)
{
	bool found = false;

	print_lists(page, collection);
	if (dns != NULL && page->listed > 0) {
		print_mail(page, doppel, collection, dns);
		dns = NULL;
	}
	puts("Engine");
	if (explain_address(doppel, &list->settings, dns, NULL, page->name.text,
		console_wants_colour(STDOUT_FILENO), stdout, &found) < 0)
		return DOPPELLIST_ERROR;
	return found || page->listed > 0 ? DOPPELLIST_FOUND
	                                 : DOPPELLIST_NOTHING;
}

static int
show(struct doppellist *list, struct name_page *page)
{
	struct collection collection = {0};
	struct doppel *doppel = NULL;
	struct dns *dns = NULL;
	int status = DOPPELLIST_ERROR;

	if (collection_read_whole(list, &collection, NULL, LISTFILE_KINDS) ==
		0 &&
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
	struct name_page page = {0};
	char **names = doppellist_parse(list, argc, argv, &page);

	if (names == NULL)
		return list->status;
	if (change_take_name(names[0], &page.name) < 0)
		return DOPPELLIST_ERROR;
	return show(list, &page);
}

static const struct option_row rows[] = {
    {"dns", 'd', OPTION_FLAG, NULL, "ask the DNS where its mail goes",
	.offset = offsetof(struct name_page, dns)},
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
