/* SPDX-License-Identifier: BSD-2-Clause */
/* Replay run: what doppelcheck --replay does: a configuration of the gate over
 * mail logs. */
#ifndef DOMAINS_DOPPELCHECK_REPLAY_RUN_H
#define DOMAINS_DOPPELCHECK_REPLAY_RUN_H

#include "domains/doppelcheck/command_line.h"

/* command->replay is milter.conf's path, command->paths are the logs.  Errors
 * of the configuration are those of doppelmilter -n.  Returns an exit code:
 * 0, 1 when more would be done than a line in a log, or 2 after messages. */
int
replay_run(const struct command *command);

#endif
