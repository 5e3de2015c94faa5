/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the DNS where the mail of a list's names goes. */
#include "domains/doppellist/commands/stats_mx.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/dns/batch.h"
#include "domains/text/console.h"

/* A domain and a few words. */
#define TEXT_SIZE (NAME_SIZE + 64)

static bool
name_of(const struct collection_entry *entry, struct name *name_r)
{
	enum name_error error;

	return name_parse(entry->entry->name, strlen(entry->entry->name),
		   name_r, &error) == 0;
}

/* The mail host that is tried first, in one line. */
static void
describe_host(const struct doppel *doppel, const struct name *seen,
    const char *host, char text[static TEXT_SIZE])
{
	struct doppel_listing listing;
	struct name name;
	enum name_error error;
	const char *owner = host, *own;

	if (name_parse(host, strlen(host), &name, &error) == 0) {
		size_t at = name_registrable(&name);

		owner = name.text + (at < name.len ? at : 0);
	}
	own = seen->text + name_registrable(seen);
	if (*own != '\0' && strcmp(owner, own) == 0)
		snprintf(text, TEXT_SIZE, "the domain's own host");
	else if (doppel_listed(doppel, LISTFILE_COLLECTORS, host, strlen(host),
		     &listing))
		snprintf(text, TEXT_SIZE, "%s, a known collector", owner);
	else
		snprintf(text, TEXT_SIZE, "%s", owner);
}

static void
describe(const struct doppel *doppel, const struct name *name,
    const struct dns_facts *facts, char text[static TEXT_SIZE])
{
	const char *why = dns_status_bounces(facts->status);

	if (why != NULL)
		snprintf(text, TEXT_SIZE, "no mail: %s", why);
	else if (facts->status == DNS_UNKNOWN)
		snprintf(text, TEXT_SIZE, "no answer");
	else if (facts->mx_count == 0)
		snprintf(text, TEXT_SIZE, "the domain's own host");
	else
		describe_host(doppel, name, dns_facts_mx(facts, 0), text);
}

static int
add(const struct doppel *doppel, struct dns_batch *batch,
    const struct collection_entry *entry, struct stats_mx *mx)
{
	char text[TEXT_SIZE];
	struct dns_facts facts;
	struct name name;
	char *copy;

	if (!name_of(entry, &name))
		return 0;
	dns_batch_facts(batch, &name, &facts);
	describe(doppel, &name, &facts, text);
	copy = strdup(text);
	if (copy == NULL)
		return -1;
	mx->texts[mx->count++] = copy;
	tally_add(&mx->hosts, copy, strlen(copy), entry->entry->name);
	return 0;
}

static int
ask(const struct doppel *doppel, struct dns_batch *batch,
    const struct collection_entry *entries, size_t count, bool quiet,
    struct stats_mx *mx)
{
	FILE *progress = isatty(STDERR_FILENO) && !quiet ? stderr : NULL;
	int result = 0, asked;

	for (size_t i = 0; i < count && result == 0; i++) {
		struct name name;

		if (name_of(&entries[i], &name))
			result = dns_batch_add(batch, &name, DNS_WANT_MAIL);
	}
	if (result < 0)
		return -1;
	asked = dns_batch_run_and_report(batch, progress, quiet);
	mx->texts = calloc(count + 1, sizeof(*mx->texts));
	if (mx->texts == NULL)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add(doppel, batch, &entries[i], mx) < 0)
			mx->hosts.failed = true;
	return asked;
}

int
stats_mx_ask(struct doppellist *list, const struct collection_entry *entries,
    size_t count, bool quiet, struct stats_mx *mx_r)
{
	struct doppel *doppel = NULL;
	struct dns *dns = NULL;
	struct dns_batch *batch = NULL;
	int result = -1;

	*mx_r = (struct stats_mx){0};
	if (count > STATS_ASKED_MAX) {
		console_format("--dns", "%zu names, at most %zu are asked for",
		    count, STATS_ASKED_MAX);
		return -1;
	}
	if (doppellist_open(list, &doppel) < 0)
		return -1;
	if (dns_open(&list->settings.dns, &dns) == 0) {
		batch = dns_batch_new(NULL, dns, true);
		if (batch != NULL)
			result =
			    ask(doppel, batch, entries, count, quiet, mx_r);
		if (batch == NULL || mx_r->hosts.failed)
			console_say("--dns", strerror(ENOMEM));
	} else {
		console_say("--dns", strerror(errno));
	}
	/* First: until then answers may come. */
	dns_close(&dns);
	dns_batch_free(&batch);
	doppel_close(&doppel);
	return result;
}

void
stats_mx_clear(struct stats_mx *mx)
{
	tally_clear(&mx->hosts);
	for (size_t i = 0; i < mx->count; i++)
		free(mx->texts[i]);
	free(mx->texts);
	*mx = (struct stats_mx){0};
}
