/* SPDX-License-Identifier: BSD-2-Clause */
/* Script: a filter that a property test makes, with what is to be read from it.
 */
#ifndef TESTS_UNIT_FILTERS_SCRIPT_H
#define TESTS_UNIT_FILTERS_SCRIPT_H

#include "domains/base/buffer.h"
#include "domains/readers/type.h"
#include "tests/unit/property.h"

#define SCRIPT_MEMBERS_MAX 256

struct script_member {
	char address[128];
	unsigned line;
	bool placed; /* --fix must find it */
};

struct script {
	struct property *random;
	struct buffer text;
	struct script_member members[SCRIPT_MEMBERS_MAX];
	size_t count;
	size_t diagnostics;
	unsigned number; /* of what is made next */
};

void
script_begin(struct script *script, struct property *random);

void
script_add(struct script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The line at which the text is. */
unsigned
script_line(const struct script *script);

void
script_expect(struct script *script, unsigned line, const char *address,
    bool placed);

/* Another address each time. */
void
script_make_address(struct script *script, char address_r[static 64]);

/* Reads it and compares. */
void
script_check(struct script *script, enum reader_type type);

#endif
