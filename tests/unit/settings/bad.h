/* SPDX-License-Identifier: BSD-2-Clause */
/* Bad: configurations that are refused, each with the lines about it. */
#ifndef TESTS_UNIT_SETTINGS_BAD_H
#define TESTS_UNIT_SETTINGS_BAD_H

#include <stddef.h>

#include "tests/unit/scratch.h"

/* Each is a domains.conf, x.conf in the scratch directory. */
void
bad_expect(const struct scratch_case *cases, size_t count);

#endif
