// SPDX-License-Identifier: BSD-2-Clause
/* The same tests of what processors without SSE2 get. */
#undef __SSE2__
#define WIDE_SUITE wide_portable

#include "domains/engine/wide.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "tests/unit/wide_tests.h"
