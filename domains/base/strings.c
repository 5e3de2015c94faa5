/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps texts in a list. */
#include "domains/base/strings.h"

#include <stdio.h>
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

char *
strings_format(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = strings_format_list(format, arguments);
	va_end(arguments);
	return text;
}

char *
strings_format_list(const char *format, va_list arguments)
{
	char *text;

	return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

int
strings_compare(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

bool
strings_find(const char *const *names, size_t count, const char *text,
    unsigned *number_r)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(text, names[i]) == 0) {
			*number_r = i;
			return true;
		}
	return false;
}

void
strings_clear(struct strings *strings)
{
	for (size_t i = 0; i < strings->count; i++)
		free(strings->list[i]);
	free(strings->list);
	*strings = (struct strings){0};
}
