/* SPDX-License-Identifier: BSD-2-Clause */
/* Part lists: by which lists a recipient came to a mail that a host of another
 * report took over; for leak_parts.c.
 *
 *     part_lists_add(&lists, next, before, list)
 *     count = part_lists_find(&lists, id, found)
 *
 * A recipient of a mail is known by a hash of both.  Hosts may hand a mail on
 * one after the other.
 */
#ifndef DOMAINS_REPORTS_PART_LISTS_H
#define DOMAINS_REPORTS_PART_LISTS_H

#include <stddef.h>
#include <stdint.h>

#include "domains/base/hash_index.h"

/* By more lists no mail comes to a recipient; and so many hosts at most hand it
 * on.  What is over is not looked at. */
#define PART_LISTS_FOUND_MAX 100
#define PART_LISTS_HOSTS_MAX 16

struct part_list {
	uint64_t next;   /* the recipient of the mail that goes on, */
	uint64_t before; /*   of the one that was handed on, */
	uint32_t list;   /*   and its list; INTERNING_NONE */
};

struct part_lists {
	struct part_list *list;
	size_t count, room;
	struct hash_index by_next;
};

/* Returns 0, or -1 when memory is out. */
int
part_lists_add(struct part_lists *lists, const struct part_list *added);

/* The lists of a recipient, each once.  Returns how many. */
size_t
part_lists_find(const struct part_lists *lists, uint64_t recipient,
    uint32_t found[static PART_LISTS_FOUND_MAX]);

void
part_lists_clear(struct part_lists *lists);

#endif
