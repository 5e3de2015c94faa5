/* SPDX-License-Identifier: BSD-2-Clause */
/* Taken: what a reader of a workbook hands on, as text: a line each, first the
 * members, then the diagnostics.
 *
 *     S!B2 taro@gmai.com Taro
 *     S!B3 jiro@gmai.com Jiro (hidden)
 *     book.xlsx:S!C4: ...
 */
#ifndef TESTS_UNIT_READERS_BOOKS_TAKEN_H
#define TESTS_UNIT_READERS_BOOKS_TAKEN_H

#include "tests/fuzz/archive.h"
#include "tests/unit/property.h"

/* The result is the reader's: 0 or -1.  Room for 64 KiB. */
#define TAKEN_SIZE ((size_t)64 * 1024)

/* Reads bytes as a spreadsheet. */
int
taken_of(const char *bytes, size_t len, char text_r[static TAKEN_SIZE]);

/* Reads an archive, which is ended and cleared. */
int
taken_of_archive(struct archive *archive, char text_r[static TAKEN_SIZE]);

/* Checks that an archive, which is ended and cleared, says these lines, in any
 * order; parts of it are shown when it does not. */
void
taken_check(const struct property *random, struct archive *archive, char *want,
    const char *parts);

#endif
