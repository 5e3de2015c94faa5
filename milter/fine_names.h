/* SPDX-License-Identifier: BSD-2-Clause */
/* Fine names: the domains that the engine had nothing against last, of one
 * session: the recipients of a list share few, and a name that is near others
 * costs some microseconds each time.  Nothing is shared between sessions. */
#ifndef MILTER_FINE_NAMES_H
#define MILTER_FINE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

#define FINE_NAMES_MAX 8

/* All zero is empty. */
struct fine_names {
	uint64_t number; /* of the snapshot that they were judged by */
	unsigned next;   /* to be replaced */
	struct {
		uint8_t len; /* 0: free */
		char text[NAME_SIZE];
	} names[FINE_NAMES_MAX];
};

/* Forgets them unless they were judged by the snapshot of that number. */
void
fine_names_begin(struct fine_names *fine, uint64_t number);

bool
fine_names_have(const struct fine_names *fine, const struct name *name);

/* Adds one that is not there, in the place of the oldest. */
void
fine_names_add(struct fine_names *fine, const struct name *name);

#endif
