/* SPDX-License-Identifier: BSD-2-Clause */
/* Wrong: sums for which every address at gmai.com is wrong, and no other. */
#ifndef TESTS_UNIT_MAILLOG_WRONG_H
#define TESTS_UNIT_MAILLOG_WRONG_H

#include "domains/maillog/leaks.h"

extern const struct leaks_options wrong_options;

#endif
