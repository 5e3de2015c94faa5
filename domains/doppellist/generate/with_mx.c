/* SPDX-License-Identifier: BSD-2-Clause */
/* doppellist generate --with-mx: keeps the generated names that take mail, and
 * notes where it goes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/dns/evidence.h"
#include "domains/dns/batch.h"
#include "domains/doppellist/generate/generate.h"
#include "domains/doppellist/model/entry.h"

/* Asks about all names.  Returns 0, 1 when not everything could
 * be asked, or -1 when memory is out. */
static int
ask(const struct generated *generated, enum dns_want want,
    struct dns_batch *batch)
{
	FILE *progress = isatty(STDERR_FILENO) ? stderr : NULL;

	if (batch == NULL)
		return -1;
	for (size_t i = 0; i < generated->count; i++) {
		struct name name = entry_name(generated->names[i].name);

		if (dns_batch_add(batch, &name, want) < 0)
			return -1;
	}
	if (want == DNS_WANT_NS)
		for (size_t i = 0; i < generated->meant_count; i++)
			if (dns_batch_add(batch, &generated->meant[i], want) <
			    0)
				return -1;
	return dns_batch_run_and_report(batch, progress, want == DNS_WANT_NS) <
	       0;
}

static void
keep_those_that_take_mail(struct generated *generated, struct dns_batch *batch)
{
	struct dns_facts facts;
	size_t kept = 0;

	for (size_t i = 0; i < generated->count; i++) {
		struct name name = entry_name(generated->names[i].name);

		dns_batch_facts(batch, &name, &facts);
		if (facts.status == DNS_TAKES_MAIL)
			generated->names[kept++] = generated->names[i];
		else
			free(generated->names[i].name);
		generated->silent += facts.status == DNS_UNKNOWN;
	}
	generated->count = kept;
}

/* "mail goes to mail.h-email.net, a known collector" */
static int
describe(struct generated *generated, struct generated_name *one,
    const struct doppel *doppel, struct dns_batch *batch)
{
	const struct name *meant = &generated->meant[one->meant];
	const struct name name = entry_name(one->name);
	char text[2 * NAME_SIZE + 128];
	struct dns_facts seen, real;
	struct evidence evidence;

	dns_batch_facts(batch, &name, &seen);
	if (evidence_weigh(doppel, &seen, &evidence)) {
		dns_batch_facts(batch, meant, &real);
		evidence_compare(doppel, &seen, &real, meant, &evidence);
	}
	evidence_phrase(&evidence, text, sizeof(text));
	one->mail = strdup(text);
	return one->mail != NULL ? 0 : -1;
}

/* Name servers are asked for only where mail is taken: these are few. */
static int
describe_all(struct generated *generated, const struct doppel *doppel,
    struct dns *dns)
{
	struct dns_batch *batch = dns_batch_new(NULL, dns, false);
	int result = ask(generated, DNS_WANT_NS, batch);

	for (size_t i = 0; result >= 0 && i < generated->count; i++)
		if (describe(generated, &generated->names[i], doppel, batch) <
		    0)
			result = -1;
	dns_batch_free(&batch);
	return result;
}

int
generated_keep_with_mx(struct generated *generated, size_t count,
    const struct doppel *doppel, struct dns *dns)
{
	struct dns_batch *batch = dns_batch_new(NULL, dns, false);
	int result;

	if (count > GENERATE_ASKED_MAX)
		count = GENERATE_ASKED_MAX;
	while (generated->count > count)
		free(generated->names[--generated->count].name);
	result = ask(generated, DNS_WANT_MAIL, batch);
	if (result >= 0)
		keep_those_that_take_mail(generated, batch);
	dns_batch_free(&batch);
	if (result < 0)
		return result;
	return describe_all(generated, doppel, dns) < 0 ? -1 : result;
}
