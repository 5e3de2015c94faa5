/* SPDX-License-Identifier: BSD-2-Clause */
/* Terminal: what the reader of an output can bear. */
#ifndef DOMAINS_TEXT_TERMINAL_H
#define DOMAINS_TEXT_TERMINAL_H

#include <stdbool.h>

/* Shall text be coloured that goes to the descriptor?  Only on a terminal,
 * and not when NO_COLOR (no-color.org) is set. */
bool
terminal_wants_colour(int fd);

#endif
