/* SPDX-License-Identifier: BSD-2-Clause */
/* Text: what a reader gave, written down to be compared with a table's row, and
 * files for it to read. */
#ifndef TESTS_UNIT_TEXT_H
#define TESTS_UNIT_TEXT_H

#include <stddef.h>

/* Writes after the *len bytes of text and counts them; the test fails when
 * size bytes are too few. */
void
text_put(char *text, size_t size, size_t *len, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Makes a file of a text; the test fails when it cannot. */
void
text_write(const char *path, const char *text);

#endif
