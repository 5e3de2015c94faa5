/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields of messages between our programs: bytes up to a separator, and
 * numbers as printf() writes them.  Every byte is hostile.
 */
#ifndef DOMAINS_CONTACTS_FIELDS_H
#define DOMAINS_CONTACTS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"

/* Takes off what stands before the byte, and the byte; false when it is not
 * there. */
bool
fields_take(struct span *rest, char end, struct span *field_r);

/* Takes the first line of a message off, which is max bytes long at most and
 * begins with a title: what stands after that.  Returns NULL, or in words why
 * not. */
const char *
fields_take_title(struct span *message, size_t max, const char *title,
    struct span *rest_r);

/* More digits than 18 do not fit. */
#define FIELDS_DIGITS_MAX 18

/* A whole field: 0, 17. */
bool
fields_take_number(struct span field, size_t digits_max, int64_t *number_r);

#endif
