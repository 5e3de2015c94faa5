/* SPDX-License-Identifier: BSD-2-Clause */
/* Sizes as a person reads them. */
#include <criterion/criterion.h>

#include "domains/reports/leak_format.h"

static const struct {
	uint64_t bytes;
	const char *text;
} sizes[] = {
    {0, "0 bytes"},
    {1, "1 byte"},
    {2, "2 bytes"},
    {999, "999 bytes"},
    {1000, "1.0 kB"},
    {9949, "9.9 kB"},
    {9950, "10 kB"},
    {999499, "999 kB"},
    {999500, "1.0 MB"},
    {12345678, "12 MB"},
    {UINT64_MAX, "18446744 TB"},
};

Test(leak_format, sizes)
{
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char text[LEAK_NUMBER_SIZE];

		leak_format_size(sizes[i].bytes, text);
		cr_expect_str_eq(text, sizes[i].text, "%s, not %s", text,
		    sizes[i].text);
	}
}
