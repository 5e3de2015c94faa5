/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: domain names of tests. */
#ifndef TESTS_UNIT_NAMES_H
#define TESTS_UNIT_NAMES_H

#include "domains/engine/name/name.h"

/* The test fails when it is none. */
struct name
name_of(const char *text);

#endif
