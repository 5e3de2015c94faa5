/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps texts in a list. */
#include "domains/base/strings.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

int
strings_add(struct strings *strings, char *text)
{
	if (text != NULL && array_add(&strings->list, &strings->room,
				&strings->count, &text, sizeof(text)) == 0)
		return 0;
	free(text);
	return -1;
}

int
strings_compare(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

void
strings_clear(struct strings *strings)
{
	for (size_t i = 0; i < strings->count; i++)
		free(strings->list[i]);
	free(strings->list);
	*strings = (struct strings){0};
}
