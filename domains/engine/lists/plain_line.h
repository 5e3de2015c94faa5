/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain line: the line that nearly all entries of lists have, several times as
 * fast as by its words:
 *
 *     NAME  weight=0.31 source=isp-jp
 *
 * NAME is plain (domains/engine/name/plain.h), weight and source, in this
 * order, need not be there, and all bytes are printable ASCII.
 */
#ifndef DOMAINS_ENGINE_LISTS_PLAIN_LINE_H
#define DOMAINS_ENGINE_LISTS_PLAIN_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/lists/listfile.h"

/* A plain line is shorter.  So many bytes from its beginning on are readable.
 */
#define PLAIN_LINE_SIZE 64

/* Reads a line into an entry, whose weight, source and name it sets; the source
 * stands in buf.  Returns false for any other line, also one with an error; the
 * entry may have changed then. */
bool
plain_line_read(const char *bytes, size_t len, char buf[static PLAIN_LINE_SIZE],
    struct listfile_entry *entry);

#endif
