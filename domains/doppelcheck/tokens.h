/* SPDX-License-Identifier: BSD-2-Clause */
/* Tokens: what --redact does to all that a run writes, messages included. */
#ifndef DOMAINS_DOPPELCHECK_TOKENS_H
#define DOMAINS_DOPPELCHECK_TOKENS_H

#include <stdbool.h>

#include "domains/doppelcheck/command_line.h"

/* Sets the command's redaction.  Returns 0, or -1 with a message. */
int
tokens_begin(struct command *command);

/* Of what is read from now on: are the paths in messages somebody's?  Those of
 * the configuration and of the lists are not, and stand as they are. */
void
tokens_hide_paths(bool hide);

/* Messages are as they were; without a redaction nothing. */
void
tokens_end(struct command *command);

#endif
