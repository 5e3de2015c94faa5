/* SPDX-License-Identifier: BSD-2-Clause */
/* Array: elements in one piece of memory, which is doubled when it is full.
 *
 *     if (array_add(&lines, &room, &count, &line, sizeof(line)) < 0) ...
 */
#ifndef DOMAINS_BASE_ARRAY_H
#define DOMAINS_BASE_ARRAY_H

#include <stddef.h>

/* Makes room for one more element.  list is the address of the pointer to the
 * first one, which is NULL at the beginning; room counts elements.  Returns 0,
 * or -1 when memory is out: then all is as it was. */
int
array_reserve(void *list, size_t *room, size_t count, size_t size);

/* Adds a copy of an element, and counts it.  Returns as array_reserve(). */
int
array_add(void *list, size_t *room, size_t *count, const void *element,
    size_t size);

#endif
