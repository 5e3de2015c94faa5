/* SPDX-License-Identifier: BSD-2-Clause */
/* Interning: texts, each kept once and known by a number: those of lists,
 * users, addresses and files, some hundred thousand of them.
 *
 *     uint32_t lab = interning_add(texts, span_of("lab"));
 *     interning_text(texts, lab)    "lab"
 */
#ifndef DOMAINS_BASE_INTERNING_H
#define DOMAINS_BASE_INTERNING_H

#include <stddef.h>
#include <stdint.h>

#include "domains/base/hash_index.h"
#include "domains/base/span.h"

/* No number of a text. */
#define INTERNING_NONE HASH_INDEX_NONE

struct interning;

/* NULL when memory is out. */
struct interning *
interning_new(void);

/* The number of a text, which is taken in when it is new: numbers count from
 * 0.  A NUL ends the text.  INTERNING_NONE when memory is out, or the texts are
 * over 4 GiB. */
uint32_t
interning_add(struct interning *texts, struct span text);

/* The row of a text in an array that has one for each number; that of a new
 * text is all zeros.  *texts is made when it is NULL; rows and room are as
 * array_reserve() has them.  NULL when memory is out. */
void *
interning_row(struct interning **texts, struct span text, void *rows,
    size_t *room, size_t size);

/* INTERNING_NONE when it is not there. */
uint32_t
interning_find(const struct interning *texts, struct span text);

/* '\0'-terminated; it may move with the next interning_add(). */
const char *
interning_text(const struct interning *texts, uint32_t number);

size_t
interning_count(const struct interning *texts);

/* Sets *texts to NULL. */
void
interning_free(struct interning **texts);

#endif
