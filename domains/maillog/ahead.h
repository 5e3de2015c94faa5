/* SPDX-License-Identifier: BSD-2-Clause */
/* Ahead: what is compressed is expanded by a thread of its own, a little ahead
 * of who reads the lines, so that both go on at the same time.
 *
 *     ahead = ahead_begin(&input)              NULL: read the input itself
 *     while ((len = ahead_read(ahead, room, size)) > 0) ...
 *     ahead_end(&ahead)                        the input is the caller's again
 */
#ifndef DOMAINS_MAILLOG_AHEAD_H
#define DOMAINS_MAILLOG_AHEAD_H

#include <stddef.h>
#include <stdint.h>

#include "domains/maillog/input.h"

/* So many pieces are ahead at most, each of so many bytes. */
#define AHEAD_PIECES 8
#define AHEAD_PIECE ((size_t)128 * 1024)

struct ahead;

/* NULL: there is no thread for it, or no memory. */
struct ahead *
ahead_begin(struct input *input);

/* As input_read(). */
size_t
ahead_read(struct ahead *ahead, char *room, size_t size);

/* Bytes of the file for what was read. */
uint64_t
ahead_total(const struct ahead *ahead);

/* Stops the thread wherever it is.  *ahead may be NULL. */
void
ahead_end(struct ahead **ahead);

#endif
