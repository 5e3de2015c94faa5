/* SPDX-License-Identifier: BSD-2-Clause */
/* List line: a line of a list of addresses, as people keep them and as mail
 * headers have them.
 *
 *     taro@gmai.com                        an address
 *     "Yamada" <taro@gmai.com>, j@c.jp     two, the first with a name
 *     # comment                            nothing
 *     taro@gmai.com  # left in March       an address
 *     taro                                 malformed: no @
 *     a@b.jp NUL c@d.jp NUL                two, as find -print0 has them
 */
#ifndef DOMAINS_READERS_LIST_LINE_H
#define DOMAINS_READERS_LIST_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/registrations/destinations.h"

/* Does a line begin as a comment? */
bool
list_line_is_comment(const char *line, size_t len);

/* Where the text after the last separator of addresses (a comma or semicolon
 * outside quotes, comments and angle brackets) begins; 0 when there is none.
 * line must not begin within quotes. */
size_t
list_line_last_separator(const char *line, size_t len);

/* Hands on the addresses of a line, without the end of it.  Returns 0, or -1
 * when take() ended it. */
int
list_line_take(const struct reader_text *text,
    const struct destination_place *place, struct span line);

#endif
