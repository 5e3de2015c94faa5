/* SPDX-License-Identifier: BSD-2-Clause */
/* Generate: the names that somebody could register and that are slips of a
 * given name, each with its slips and their cost.  names.c makes them,
 * with_mx.c asks the DNS about them.
 *
 *     struct generated generated = {.slips_max = 1, ...};
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

/* Two slips turn a long name into some millions of texts. */
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
	const char *const *suffixes; /* that a slip may put in */
	size_t suffix_count;
	const struct nameset *excluded; /* no names, nor those below */
	unsigned slips_max;

	/* The result. */
	struct name *meant;
	size_t meant_count, meant_room;
	struct generated_name *names;
	size_t count;
	size_t passed; /* names that were excluded */
	size_t silent; /* names about which the DNS gave no answer */
	bool failed;   /* out of memory */

	struct nameset tried, expanded;
	size_t room;
};

/* Adds the slips of a name.  Returns 0, or -1 when memory is out. */
int
generated_add(struct generated *generated, const struct name *meant);

/* Sorts by likelihood; a name that is a slip of several names stays once, as
 * the likeliest slip. */
void
generated_rank(struct generated *generated);

/* The DNS is asked about so many names at most. */
#define GENERATE_ASKED_MAX 20000

/* Keeps those of the first count names, and of the first GENERATE_ASKED_MAX,
 * that take mail, and notes where the mail of each goes.  Returns 0, 1 when
 * not everything could be asked, which is reported, or -1 when memory is
 * out. */
int
generated_keep_with_mx(struct generated *generated, size_t count,
    const struct doppel *doppel, struct dns *dns);

void
generated_clear(struct generated *generated);

#endif
