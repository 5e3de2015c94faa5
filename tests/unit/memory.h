/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory: makes malloc() fail for a while, for tests of what follows then. */
#ifndef TESTS_UNIT_MEMORY_H
#define TESTS_UNIT_MEMORY_H

#include <stdbool.h>

/* AddressSanitizer has an allocator of its own that ends the program. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_CAN_FAIL false
#else
#define MEMORY_CAN_FAIL true
#endif

/* Until memory_restore() no allocation succeeds, Criterion's own included:
 * keep results in variables and judge them after it. */
void
memory_exhaust(void);

void
memory_restore(void);

#endif
