/* SPDX-License-Identifier: BSD-2-Clause */
/* Conflicts: which options of doppelcheck do not go together. */
#ifndef DOMAINS_DOPPELCHECK_CONFLICTS_H
#define DOMAINS_DOPPELCHECK_CONFLICTS_H

#include "domains/doppelcheck/command_line.h"

/* OPTIONS_GO_ON, or OPTIONS_WRONG with a message about the first one. */
enum options_result
conflicts_check(const struct options *options, const struct command *command);

#endif
