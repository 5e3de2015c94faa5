/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares the mail hosts of domains with the domains. */
#include "domains/doppelcheck/houses.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/interning.h"

struct search {
	const struct doppel *doppel;
	struct dns_batch *batch;
	struct houses_domain *domains;
	struct interning *own; /* registrable domains, by number: */
	uint32_t *first;       /* the first of the domains that has it */
};

static struct span
registrable_of(const struct name *name)
{
	size_t at = name_registrable(name);

	return (struct span){name->text + at, name->len - at};
}

static bool
has_host(const struct dns_facts *facts, const char *host)
{
	for (size_t i = 0; i < facts->mx_count; i++)
		if (strcmp(dns_facts_mx(facts, i), host) == 0)
			return true;
	return false;
}

/* The first mail host of a domain, where it is another domain's own. */
static void
find_house(const struct search *search, struct houses_domain *domain)
{
	struct dns_facts facts;
	struct doppel_listing listing;
	struct name host;
	const char *text;
	uint32_t own;

	dns_batch_facts(search->batch, &domain->name, &facts);
	if (facts.status != DNS_TAKES_MAIL || facts.mx_count == 0)
		return;
	text = dns_facts_mx(&facts, 0);
	if (name_parse(text, strlen(text), &host, NULL) < 0 ||
	    doppel_listed(search->doppel, LISTFILE_HOSTERS, host.text, host.len,
		&listing))
		return;
	own = interning_find(search->own, registrable_of(&host));
	if (own == INTERNING_NONE ||
	    own == interning_find(search->own, registrable_of(&domain->name)))
		return;
	dns_batch_facts(search->batch,
	    &search->domains[search->first[own]].name, &facts);
	if (!has_host(&facts, text))
		return;
	domain->house = search->first[own];
	memcpy(domain->host, host.text, host.len + 1u);
}

/* Returns whether there was memory for it. */
static bool
open_search(struct search *search, size_t count)
{
	search->own = interning_new();
	search->first = calloc(count + 1, sizeof(*search->first));
	if (search->own == NULL || search->first == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct houses_domain *domain = &search->domains[i];
		size_t known = interning_count(search->own);
		uint32_t own =
		    interning_add(search->own, registrable_of(&domain->name));

		if (own == INTERNING_NONE ||
		    dns_batch_add(search->batch, &domain->name, DNS_WANT_MAIL) <
			0)
			return false;
		domain->house = HOUSES_NONE;
		if (own == known)
			search->first[own] = (uint32_t)i;
	}
	return true;
}

int
houses_find(const struct doppel *doppel, struct dns_batch *batch,
    struct houses_domain *domains, size_t count)
{
	struct search search = {
	    .doppel = doppel,
	    .batch = batch,
	    .domains = domains,
	};
	bool open = open_search(&search, count);

	if (open)
		(void)dns_batch_run_and_report(batch, NULL, false);
	for (size_t i = 0; open && i < count; i++)
		find_house(&search, &domains[i]);
	interning_free(&search.own);
	free(search.first);
	return open ? 0 : -1;
}
