/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the DNS where the mail of a list's names goes. */
#include "domains/doppellist/commands/stats_mx.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domains/dns/batch.h"
#include "domains/text/console.h"

/* A domain and a few words. */
#define TEXT_SIZE (NAME_SIZE + 64)

/* The mail host that is tried first, in one line. */
static void
describe_host(const struct doppel *doppel, const struct name *seen,
    const char *host, char text[static TEXT_SIZE])
{
	struct doppel_listing listing;
	const struct name name = entry_name(host);
	const char *owner = host, *own;

	if (name.len > 0) {
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
ask(const struct doppel *doppel, struct dns_batch *batch,
    const struct stats_mx *mx)
{
	FILE *progress = isatty(STDERR_FILENO) && !mx->quiet ? stderr : NULL;
	int asked;

	for (size_t i = 0; i < mx->entries.count; i++) {
		const struct name name =
		    entry_name(mx->entries.list[i].entry->name);

		if (dns_batch_add(batch, &name, DNS_WANT_MAIL) < 0)
			return -1;
	}
	asked = dns_batch_run_and_report(batch, progress, mx->quiet);
	for (size_t i = 0; i < mx->entries.count; i++) {
		const char *seen = mx->entries.list[i].entry->name, *kept;
		const struct name name = entry_name(seen);
		char text[TEXT_SIZE];
		struct dns_facts facts;

		dns_batch_facts(batch, &name, &facts);
		describe(doppel, &name, &facts, text);
		kept = document_keep(mx->memory, text);
		if (kept != NULL)
			tally_add(mx->hosts, kept, strlen(kept), seen);
		else
			mx->hosts->failed = true;
	}
	return asked;
}

int
stats_mx_ask(struct doppellist *list, const struct stats_mx *mx)
{
	struct doppel *doppel = NULL;
	struct dns *dns = NULL;
	struct dns_batch *batch = NULL;
	int result = -1;

	if (mx->entries.count > STATS_ASKED_MAX) {
		console_format("--dns",
		    "%zu names; the DNS is asked about %zu at most",
		    mx->entries.count, STATS_ASKED_MAX);
		return -1;
	}
	if (doppellist_open(list, &doppel) < 0)
		return -1;
	if (dns_open(&list->settings.dns, &dns) < 0)
		console_say("--dns", strerror(errno));
	else if ((batch = dns_batch_new(NULL, dns, true)) == NULL)
		doppellist_no_memory(list);
	else
		result = ask(doppel, batch, mx);
	/* First: until then answers may come. */
	dns_close(&dns);
	dns_batch_free(&batch);
	doppel_close(&doppel);
	return result;
}
