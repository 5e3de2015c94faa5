/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings text: a configuration and what it includes as one text, in which
 * each line still knows its file.
 *
 * Stands between a hostile file and libconfig 1.5, which opens a FIFO and
 * waits, follows an include of itself without end, takes 99999999999 for some
 * other integer, cuts a string at \x00 and nests until memory is out.  Each of
 * these is a fault as file:line here, before libconfig sees a byte.
 *
 *     @include "actions.conf"
 *
 * stands on a line of its own, in the file named on the command line but not
 * in an included one; the name is relative to the directory of that file.
 */
#ifndef DOMAINS_SETTINGS_TEXT_H
#define DOMAINS_SETTINGS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"

/* A configuration is a page or two; longer is another file by mistake. */
#define SETTINGS_FILE_MAX ((size_t)1 << 20)
/* Ours need three. */
#define SETTINGS_NESTING_MAX 16
#define SETTINGS_INCLUDES_MAX 32

struct settings_piece {
	unsigned first; /* line of the text where it begins */
	char *file;
	unsigned line; /* which line of the file that is */
};

struct settings_text {
	char *bytes; /* '\0'-terminated, no other '\0' */
	size_t len;
	unsigned lines;
	struct settings_piece *pieces; /* by first, from 1 */
	size_t piece_count;
	size_t include_count;
	bool faulty; /* a fault was added; what there is can be read on */
};

/* Takes the bytes of the file at path, which is for messages and for what it
 * includes.
 * Returns 0 with *text_r to be freed, or -1 with the faults added.  After a
 * fault that leaves the rest readable (an include that is missing) the text
 * is faulty and not refused, so that one run shows the other faults too. */
int
settings_text_parse(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics, struct settings_text *text_r);

/* The file and line that a line of the text came from. */
const char *
settings_text_origin(const struct settings_text *text, unsigned line,
    unsigned *line_r);

/* A line of the text, without its end; len 0 when there is no such line. */
const char *
settings_text_line(const struct settings_text *text, unsigned line,
    size_t *len_r);

void
settings_text_free(struct settings_text *text);

#endif
