/* SPDX-License-Identifier: BSD-2-Clause */
/* Demands: which lists an audit needs for what it demands of addresses. */
#ifndef DOMAINS_DOPPELCHECK_DEMANDS_H
#define DOMAINS_DOPPELCHECK_DEMANDS_H

#include <stdbool.h>

#include "domains/doppelcheck/auditor.h"
#include "domains/engine/doppel.h"
#include "domains/settings/settings.h"

/* Leaves out the lists that nothing asks for. */
void
demands_leave_out_lists(const struct audit_demands *demands, bool dns,
    struct settings *settings);

/* Is there what says which addresses are private, where none is wanted?
 * Returns 0, or -1 with a diagnostic. */
int
demands_check(const struct audit_demands *demands, const struct doppel *doppel,
    struct diagnostics *diagnostics);

#endif
