/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at the environment and the descriptor: see terminal.h. */
#include "domains/text/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
terminal_wants_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(fd) && (no_color == NULL || *no_color == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}
