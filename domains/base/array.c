/* SPDX-License-Identifier: BSD-2-Clause */
/* Grows arrays by doubling. */
#include "domains/base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 64

int
array_reserve(void *list, size_t *room, size_t count, size_t size)
{
	size_t more = *room != 0 ? 2 * *room : ROOM_MIN;
	void *elements;

	if (count < *room)
		return 0;
	if (*room > SIZE_MAX / 2 / size)
		return -1;
	memcpy(&elements, list, sizeof(elements));
	elements = reallocarray(elements, more, size);
	if (elements == NULL)
		return -1;
	memcpy(list, &elements, sizeof(elements));
	*room = more;
	return 0;
}

int
array_add(void *list, size_t *room, size_t *count, const void *element,
    size_t size)
{
	char *elements;

	if (array_reserve(list, room, *count, size) < 0)
		return -1;
	memcpy(&elements, list, sizeof(elements));
	memcpy(elements + (*count)++ * size, element, size);
	return 0;
}
