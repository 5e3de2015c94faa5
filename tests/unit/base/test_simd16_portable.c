// SPDX-License-Identifier: BSD-2-Clause
/* The same tests of what processors without SSE2 get. */
#undef __SSE2__
#define WIDE_SUITE wide_portable

#include "domains/base/simd16.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "tests/unit/base/simd16_tests.h"
