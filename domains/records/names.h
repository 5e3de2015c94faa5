/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: texts, each kept once and known by a number: those of lists, users,
 * addresses and files, some hundred thousand of them.
 *
 *     uint32_t lab = names_add(names, span_of("lab"));
 *     names_text(names, lab)    "lab"
 */
#ifndef DOMAINS_RECORDS_NAMES_H
#define DOMAINS_RECORDS_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "domains/records/registration.h"

/* No number of a name. */
#define NAMES_NONE UINT32_MAX

struct names;

/* NULL when memory is out. */
struct names *
names_new(void);

/* The number of a text, which is taken in when it is new: numbers count from
 * 0.  A NUL ends the text.  NAMES_NONE when memory is out, or the texts are
 * over 4 GiB. */
uint32_t
names_add(struct names *names, struct span text);

/* NAMES_NONE when it is not there. */
uint32_t
names_find(const struct names *names, struct span text);

/* '\0'-terminated; it may move with the next names_add(). */
const char *
names_text(const struct names *names, uint32_t number);

size_t
names_count(const struct names *names);

/* Sets *names to NULL. */
void
names_free(struct names **names);

#endif
