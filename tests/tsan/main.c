/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs the tests that tests/tsan/criterion/criterion.h has collected. */
#include "tests/tsan/criterion/criterion.h"

static struct tsan_test *first;

void
tsan_add(struct tsan_test *test)
{
	test->next = first;
	first = test;
}

/* One that fails leaves the rest without sense. */
void
tsan_fail(const char *file, int line, const char *what)
{
	printf("%s:%d: %s\n", file, line, what);
	exit(1);
}

int
main(void)
{
	unsigned passed = 0;

	for (; first != NULL; first = first->next, passed++) {
		printf("%s::%s\n", first->suite, first->name);
		fflush(stdout);
		first->run();
	}
	printf("%u passed, 0 failed\n", passed);
	return passed == 0;
}
