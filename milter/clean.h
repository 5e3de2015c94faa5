/* SPDX-License-Identifier: BSD-2-Clause */
/* Clean: hostile bytes made fit for a log line, a reply or a header.
 *
 * What comes out is printable ASCII in one line, so nothing that a client
 * sends can end a line, begin a field or drive a terminal.
 *
 *     CLEAN_FIELD   a value between < and > in a log line: blank, comma,
 *                   quotes, <, >, backslash become \xNN
 *     CLEAN_PROSE   an address within a sentence (SMTP reply): blank, quotes
 *                   and comma may stay
 *     CLEAN_HOST    a host name: what cannot stand in one becomes '?', as
 *                   Postfix does
 */
#ifndef MILTER_CLEAN_H
#define MILTER_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

enum clean_for {
	CLEAN_FIELD,
	CLEAN_PROSE,
	CLEAN_HOST,
};

/* Writes at most size bytes, '\0' included (size >= 8).  What does not fit is
 * cut between two characters and "..." says so.  Returns the length. */
size_t
clean_bytes(const char *bytes, size_t len, enum clean_for what, char *buf,
    size_t size);

/* The bytes of a path without blanks around it and without <>. */
void
clean_path(const char **bytes, size_t *len);

/* Would clean_bytes() leave them as they are? */
bool
clean_already(const char *bytes, size_t len, enum clean_for what);

#endif
