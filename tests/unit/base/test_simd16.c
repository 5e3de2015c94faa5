// SPDX-License-Identifier: BSD-2-Clause
/* Tests of wide: each operation against a loop over the bytes. */
#include "domains/base/simd16.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "tests/unit/base/simd16_tests.h"
