/* SPDX-License-Identifier: BSD-2-Clause */
/* Escape: hostile bytes made fit for a log line, a reply or a header.
 *
 * What comes out is printable ASCII in one line, so nothing that a client
 * sends can end a line, begin a field or drive a terminal.
 *
 *     ESCAPE_FIELD   a value between < and > in a log line: blank, comma,
 *                   quotes, <, >, backslash become \xNN
 *     ESCAPE_PROSE   an address within a sentence (SMTP reply): blank, quotes
 *                   and comma may stay
 *     ESCAPE_HOST    a host name: what cannot stand in one becomes '?', as
 *                   Postfix does
 */
#ifndef DOMAINS_BASE_ESCAPE_H
#define DOMAINS_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

enum escape_for {
	ESCAPE_FIELD,
	ESCAPE_PROSE,
	ESCAPE_HOST,
};

/* Writes at most size bytes, '\0' included (size >= 8).  What does not fit is
 * cut between two characters and "..." says so.  Returns the length. */
size_t
escape_bytes(const char *bytes, size_t len, enum escape_for what, char *buf,
    size_t size);

/* The bytes of a path without blanks around it and without <>. */
void
escape_path(const char **bytes, size_t *len);

/* Would escape_bytes() leave them as they are? */
bool
escape_already(const char *bytes, size_t len, enum escape_for what);

#endif
