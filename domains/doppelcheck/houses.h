/* SPDX-License-Identifier: BSD-2-Clause */
/* Houses: which domain's own host takes the mail of another domain, as an
 * organisation's first name does for its second.
 *
 *     example.jp     MX  mx.example.ac.jp
 *     example.ac.jp  MX  mx.example.ac.jp     the house of both
 */
#ifndef DOMAINS_DOPPELCHECK_HOUSES_H
#define DOMAINS_DOPPELCHECK_HOUSES_H

#include <stddef.h>
#include <stdint.h>

#include "domains/dns/batch.h"
#include "domains/engine/doppel.h"
#include "domains/engine/name/name.h"

#define HOUSES_NONE UINT32_MAX

struct houses_domain {
	struct name name;
	uint32_t house;       /* another of the domains; or HOUSES_NONE */
	char host[NAME_SIZE]; /* of the house, which takes its mail */
};

/* Asks the DNS about the domains, the heaviest first, and sets house and host.
 * A hoster's hosts do not count.  It reports what was not asked about.  Returns
 * 0, or -1 when memory is out. */
int
houses_find(const struct doppel *doppel, struct dns_batch *batch,
    struct houses_domain *domains, size_t count);

#endif
