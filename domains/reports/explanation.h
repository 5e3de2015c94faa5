/* SPDX-License-Identifier: BSD-2-Clause */
/* Explain: everything the engine thought about one address, in columns that a
 * person can check: the name in all its forms, the rule that decided, each
 * near name with its slips and the sum of its odds, the thresholds. */
#ifndef DOMAINS_REPORTS_EXPLANATION_H
#define DOMAINS_REPORTS_EXPLANATION_H

#include <stdbool.h>
#include <stdio.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/registrations/memory.h"
#include "domains/settings/settings.h"

/* text: an address, or a domain alone; settings: those the engine was opened
 * with, and what is local; dns: asked too when it is not NULL; memory: the
 * contacts, or NULL.  Returns 0 with
 * *found_r: is anything against it?  -1 when memory is out. */
int
explain_address(const struct doppel *doppel, const struct settings *settings,
    struct dns *dns, const struct memory *memory, const char *text, bool colour,
    FILE *out, bool *found_r);

#endif
