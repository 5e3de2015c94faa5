/* SPDX-License-Identifier: BSD-2-Clause */
/* Finder: the line of main.cf or master.cf at which something stands that
 * postconf(1) has printed, or that names in a value stood for.
 *
 *     always_bcc =
 *         archive@gmai.com      main_cf_find_line() of the address: 2
 */
#ifndef DOMAINS_READERS_MTA_MAIN_CF_FINDER_H
#define DOMAINS_READERS_MTA_MAIN_CF_FINDER_H

#include <stddef.h>

#include "domains/base/span.h"

/* Searches that found nothing in the setting itself go through the whole file:
 * so many, then the line of the setting has to do. */
#define MAIN_CF_SEARCHES_MAX 1000

/* Where the value of a setting stands. */
struct main_cf_finder {
	struct span text; /* of main.cf or master.cf */
	struct span row;  /* the setting's; empty: it has none */
	unsigned line;    /* of the row; 0 */
	size_t at;        /* in the row: what comes next is after it */
	unsigned searches;
};

/* setting is "always_bcc" or "smtp/inet/always_bcc"; the last one holds. */
struct main_cf_finder
main_cf_find_setting(struct span text, struct span setting);

/* The line of an address or a host of this setting; that of the setting when
 * it does not stand there as it is. */
unsigned
main_cf_find_line(struct main_cf_finder *finder, struct span what);

#endif
