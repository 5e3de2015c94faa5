/* SPDX-License-Identifier: BSD-2-Clause */
/* Generate: the names within the slip catalogue of a name that somebody could
 * register, each with its slips and their cost.
 *
 *     struct generated generated = {0};
 *     generated_begin(&generated, &options);
 *     generated_add(&generated, &gmail_com);
 *     generated_rank(&generated);
 *     ... generated.names[0 .. generated.count) ...
 *     generated_clear(&generated);
 */
#ifndef DOMAINS_DOPPELLIST_GENERATE_GENERATE_H
#define DOMAINS_DOPPELLIST_GENERATE_GENERATE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/engine/name/name.h"
#include "domains/engine/lists/nameset.h"
#include "domains/engine/typo/typo.h"

/* All that two slips make of a long name is some millions of texts. */
#define GENERATE_SLIPS_MAX 2

struct generated_name {
	char *name;   /* canonical */
	size_t meant; /* number of the name it is a slip of */
	struct typo typo;
	double rank; /* nats; the likeliest is the smallest */
	bool idn;
	char *mail; /* where mail goes, when the DNS was asked */
};

struct generated {
	/* What the caller sets. */
	const char *const *suffixes; /* for other suffixes */
	size_t suffix_count;
	const struct nameset *excluded; /* not generated, nor what is below */
	unsigned slips_max;

	/* What comes of it. */
	struct name *meant;
	size_t meant_count;
	struct generated_name *names;
	size_t count;
	size_t passed; /* known ones that were left out */
	size_t silent; /* asked for in the DNS without an answer */
	bool failed;   /* out of memory */

	struct nameset tried, expanded;
	size_t room;
};

/* Adds the names near one.  Returns 0, or -1 when memory is out. */
int
generated_add(struct generated *generated, const struct name *meant);

/* Sorts by likelihood; of a name that is a slip of several the likeliest
 * stays. */
void
generated_rank(struct generated *generated);

/* However many names there are, the DNS is asked about so many. */
#define GENERATE_ASKED_MAX 20000

/* Keeps of the first count names, as far as they may be asked for, those that
 * take mail, and says in each where it goes.  Returns 0, 1 when not everything
 * could be asked, which was told, or -1 when memory is out. */
int
generated_keep_with_mx(struct generated *generated, size_t count,
    const struct doppel *doppel, struct dns *dns);

void
generated_clear(struct generated *generated);

#endif
