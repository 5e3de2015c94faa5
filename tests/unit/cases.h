/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases: the rows of a table in tests/cases, for Criterion tests.
 *
 * Fields are separated by tabs; # begins a comment line.  In a field \t, \n,
 * \r, \\ and \xNN stand for bytes; "-" alone is an empty field.
 */
#ifndef TESTS_UNIT_CASES_H
#define TESTS_UNIT_CASES_H

#include <stddef.h>

#define CASE_FIELDS_MAX 12

struct case_row {
	const char *file;
	unsigned line;
	size_t count;
	const char *field[CASE_FIELDS_MAX]; /* '\0'-terminated */
	size_t len[CASE_FIELDS_MAX];        /* may have '\0' inside */
};

/* Calls check for each row that has at least least fields; a shorter row, an
 * unreadable file and a table without rows fail the test. */
void
cases_each(const char *file, size_t least,
    void (*check)(const struct case_row *row));

#endif
