/* SPDX-License-Identifier: BSD-2-Clause */
/* Constants: the variables of a filter, with the values that it has set them
 * to, as far as it says.
 *
 *     A=x@b.jp
 *     if ... { A=y@b.jp }       $A: y@b.jp in the block, either after it
 *
 * A value keeps where its bytes stand in the filter, and which nobody knows.
 */
#ifndef DOMAINS_FILTERS_CONSTANTS_H
#define DOMAINS_FILTERS_CONSTANTS_H

#include "domains/filters/decoded.h"

/* More variables than anybody writes; others are not known. */
#define CONSTANTS_MAX 256

/* That one block gives one; with more it is not known. */
#define CONSTANT_VALUES_MAX 8

/* Of all values at once; more are not known. */
#define CONSTANTS_BYTES_MAX ((size_t)1024 * 1024)

struct constants;

/* NULL when memory is out. */
struct constants *
constants_new(void);
void
constants_free(struct constants **constants);

/* The variable has this value from here on, or, with another, that one, too.
 * What has no room is not known. */
void
constants_set(struct constants *constants, struct span name,
    const struct decoded *value);
void
constants_add(struct constants *constants, struct span name,
    const struct decoded *value);

/* The variable has the values of another one from here on, which loses them. */
void
constants_move(struct constants *constants, struct span name, struct span from);

/* How many values it may have here; 0: the filter has set none. */
unsigned
constants_count(const struct constants *constants, struct span name);

/* Adds one of them, the last one where it has fewer. */
void
constants_expand(const struct constants *constants, struct span name,
    unsigned which, struct decoded *to);

/* A block begins that need not be gone through, and ends. */
void
constants_open_block(struct constants *constants);
void
constants_close_block(struct constants *constants);

/* Adds "$NAME", which nobody knows, as it stands or not. */
void
constants_add_unknown(struct decoded *to, struct span name);

#endif
