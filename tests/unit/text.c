/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows to a limit. */
#include "tests/unit/text.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>

void
text_put(char *text, size_t size, size_t *len, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int more = vsnprintf(text + *len, size - *len, format, arguments);
	va_end(arguments);
	cr_assert(more >= 0 && (size_t)more < size - *len);
	*len += (size_t)more;
}

void
text_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "%s", path);
	cr_assert(fputs(text, file) >= 0 && fclose(file) == 0, "%s", path);
}
