/* SPDX-License-Identifier: BSD-2-Clause */
/* As much of Criterion as the tests with threads need, for ThreadSanitizer:
 * Criterion itself cannot start under it.  Each test runs in this process. */
#ifndef TESTS_TSAN_CRITERION_CRITERION_H
#define TESTS_TSAN_CRITERION_CRITERION_H

/* Macros that are called without a text, as Criterion's may be. */
#pragma GCC system_header

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tsan_test {
	const char *suite, *name;
	void (*run)(void);
	struct tsan_test *next;
};

void
tsan_add(struct tsan_test *test);
void
tsan_fail(const char *file, int line, const char *what);

#define Test(suite_, name_)                                               \
	static void test_##suite_##_##name_(void);                        \
	static struct tsan_test test_##suite_##_##name_##_row = {#suite_, \
	    #name_, test_##suite_##_##name_, NULL};                       \
	__attribute__((                                                   \
	    constructor)) static void test_##suite_##_##name_##_add(void) \
	{                                                                 \
		tsan_add(&test_##suite_##_##name_##_row);                 \
	}                                                                 \
	static void test_##suite_##_##name_(void)

#define TSAN_CHECK(what, is) \
	((is) ? (void)0 : tsan_fail(__FILE__, __LINE__, what))

#define cr_expect(is, ...) TSAN_CHECK(#is, is)
#define cr_expect_not(is, ...) TSAN_CHECK("not " #is, !(is))
#define cr_expect_eq(a, b, ...) TSAN_CHECK(#a " == " #b, (a) == (b))
#define cr_expect_null(a, ...) TSAN_CHECK(#a " == NULL", (a) == NULL)
#define cr_expect_str_eq(a, b, ...) TSAN_CHECK(#a " is " #b, strcmp(a, b) == 0)
#define cr_assert(is, ...) TSAN_CHECK(#is, is)
#define cr_assert_eq(a, b, ...) TSAN_CHECK(#a " == " #b, (a) == (b))

#endif
