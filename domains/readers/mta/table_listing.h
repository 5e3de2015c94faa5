/* SPDX-License-Identifier: BSD-2-Clause */
/* Table listing: the types of Postfix's lookup tables, and what postmap(1)
 * prints of one.
 *
 * postmap(1) opens a table by its name, with our rights.  A user may put a link
 * to what root alone can read in the place of a table of theirs, and what they
 * wrote to it is theirs to answer for: postmap(1) is given a copy of what was
 * opened.  (postmap(1), DATABASE_README)
 */
#ifndef DOMAINS_READERS_MTA_TABLE_LISTING_H
#define DOMAINS_READERS_MTA_TABLE_LISTING_H

#include "domains/base/rights.h"
#include "domains/registrations/budget.h"

/* How a type keeps its entries. */
enum table_kind {
	TABLE_MADE, /* from a text file, by postmap(1) or postalias(1) */
	TABLE_TEXT, /* the text file itself */
	TABLE_ASKED /* it answers one key after the other, and lists none */
};

struct table_type {
	const char *name; /* with its colon */
	enum table_kind kind;
	const char *ending; /* of the file after the table's name */
	const char *lister; /* what lists it where postmap(1) does not */
};

/* "hash:/etc/aliases" for "proxy:hash:/etc/aliases". */
const char *
table_without_proxy(const char *table);

/* NULL: one that is in no file, or that we do not know. */
const struct table_type *
table_type_of(const char *table);

struct table_listing {
	const char *table;       /* without "proxy:" */
	const char *config_dir;  /* Postfix's; NULL: the usual one */
	struct budgets *budgets; /* begun with the owner's rights */
	struct diagnostics *diagnostics;
};

/* What postmap -s prints of a table, to be freed, and the rights to open what
 * it names with: those of the owner of a file, as local(8) has it.  Returns 0,
 * or -1 with a diagnostic. */
int
table_list(const struct table_listing *listing, struct rights *rights_r,
    char **bytes_r, size_t *len_r);

#endif
