/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets: the members of a file of registrations, judged by an engine. */
#ifndef TESTS_UNIT_REGISTRATIONS_SETS_H
#define TESTS_UNIT_REGISTRATIONS_SETS_H

#include "domains/readers/type.h"
#include "domains/registrations/member_set.h"

struct member_set *
sets_read(const struct doppel *engine, enum reader_type type, const char *path,
    const char *text);

#endif
