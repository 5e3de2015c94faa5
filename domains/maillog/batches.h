/* SPDX-License-Identifier: BSD-2-Clause */
/* Batches: the lines of a block are taken by a thread of their own, while those
 * of the next block are framed.  They are taken one by one, in their order.
 *
 *     batches = batches_begin(size, take, context)     NULL: take them yourself
 *     batches_block(batches)                    of size bytes, to be filled
 *     batches_take(batches, &line)              of this block
 *     block = batches_pass(batches, rest)       the next one, with what is left
 *     batches_end(&batches)                     all are taken
 */
#ifndef DOMAINS_MAILLOG_BATCHES_H
#define DOMAINS_MAILLOG_BATCHES_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"
#include "domains/maillog/line.h"

/* One is filled, one taken, and the others are between them. */
#define BATCHES 8

struct batches;

/* NULL: there is no thread for it, or no memory. */
struct batches *
batches_begin(size_t size, maillog_take take, void *context);

char *
batches_block(const struct batches *batches);

/* Takes a line later; one whose texts are not in the block at once, after all
 * before it, and so the others from then on.  Returns whether more are wanted.
 */
bool
batches_take(struct batches *batches, const struct maillog_line *line);

/* The block to go on with, which begins with what is left of the one at hand.
 */
char *
batches_pass(struct batches *batches, struct span rest);

/* Returns whether more are wanted. */
bool
batches_end(struct batches **batches);

#endif
