/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields: what is kept of a mail's header, in its order: the fields that show
 * whose mail it is and what kind (kind_wants_field()).
 *
 *     struct fields fields = {.room = NULL};
 *     fields_add(&fields, "From", "Ann <ann@partner.example>")
 *     if (!fields.cut) ... fields_header(&fields)
 *     fields_clear(&fields);
 */
#ifndef MILTER_FIELDS_H
#define MILTER_FIELDS_H

#include <stdbool.h>

#include "domains/contacts/header.h"

/* A mail that went over fifty hosts and three verifiers has less.  Of one with
 * more nothing may be concluded. */
#define FIELDS_MAX 128
#define FIELDS_BYTES 65536

struct fields_room;

struct fields {
	struct fields_room *room; /* NULL: no field yet */
	bool cut; /* a field is missing: there were more, or no memory */
};

/* Keeps a copy of a field that matters. */
void
fields_add(struct fields *fields, const char *name, const char *value);

/* Holds until the next is added. */
struct header
fields_header(const struct fields *fields);

void
fields_clear(struct fields *fields);

#endif
