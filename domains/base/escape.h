/* SPDX-License-Identifier: BSD-2-Clause */
/* Escape: hostile bytes made fit for where they are shown or kept.  What comes
 * out is one line: no byte that others choose ends a line, begins a field or
 * drives a terminal.
 *
 *     ESCAPE_TEXT    a terminal, a message, a mail: printable ASCII and
 *                    printable UTF-8 stand; the rest, also what turns the
 *                    direction of a text or takes no room, becomes \xnn
 *     ESCAPE_CSV     the same within a quoted field: " is doubled
 *     ESCAPE_JSON    the inside of a JSON string (RFC 8259 7): what does not
 *                    stand in a text is \unnnn, so that a parser finds it again
 *                    and a terminal does not; a byte that is not UTF-8 becomes
 *                    \ufffd
 *     ESCAPE_HTML    a text or a quoted attribute of a page: as ESCAPE_TEXT,
 *                    and what means something in HTML is &#xnn;
 *     ESCAPE_LINE    a line of a file of ours that is read again: only control
 *                    characters and the backslash become \xnn
 *     ESCAPE_URI     a path as a reference (RFC 3986): the rest becomes %NN
 *     ESCAPE_FIELD   a value between < and > in a log line: printable ASCII,
 *                    but not blank, comma, quotes, <, >, backslash; the rest
 *                    becomes \xNN
 *     ESCAPE_PROSE   an address within a sentence (SMTP reply): blank, quotes
 *                    and comma may stand, too
 *     ESCAPE_HOST    a host name: what cannot stand in one becomes '?', as
 *                    Postfix does
 */
#ifndef DOMAINS_BASE_ESCAPE_H
#define DOMAINS_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

enum escape_for {
	ESCAPE_TEXT,
	ESCAPE_CSV,
	ESCAPE_JSON,
	ESCAPE_HTML,
	ESCAPE_LINE,
	ESCAPE_URI,
	ESCAPE_FIELD,
	ESCAPE_PROSE,
	ESCAPE_HOST,
};

/* The longest that stands for a character: \ud834\udd73. */
#define ESCAPE_PIECE_MAX 12

/* Writes what stands for the first character; len is not 0.  Returns its
 * length, and in taken_r how many bytes it stands for. */
size_t
escape_character(const char *bytes, size_t len, enum escape_for what,
    char piece[static ESCAPE_PIECE_MAX], size_t *taken_r);

/* How many bytes at the beginning are ASCII that stands as it is. */
size_t
escape_count_plain(const char *bytes, size_t len, enum escape_for what);

/* Would a spreadsheet take the field for a formula (CWE-1236)?  It is one that
 * begins, after blanks, with one of = + - @ or its full-width form.  Of these
 * LibreOffice Calc 7.4.7 (Debian 12, in Japanese) takes only an ASCII = that
 * nothing stands before; other programs take more. */
bool
escape_is_formula(const char *bytes, size_t len);

/* Writes at most size bytes, '\0' included (size >= 8).  What does not fit is
 * cut between two characters and "..." says so.  Returns the length. */
size_t
escape_bytes(const char *bytes, size_t len, enum escape_for what, char *buf,
    size_t size);

/* Undoes ESCAPE_LINE, in place. */
void
escape_undo(char *line);

/* The bytes of a path without blanks around it and without <>. */
void
escape_path(const char **bytes, size_t *len);

#endif
