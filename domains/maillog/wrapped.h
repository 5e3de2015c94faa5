/* SPDX-License-Identifier: BSD-2-Clause */
/* Wrapped: what one line, or one entry of the journal, has within its wrapper;
 * only for wrapper.c. */
#ifndef DOMAINS_MAILLOG_WRAPPED_H
#define DOMAINS_MAILLOG_WRAPPED_H

#include <stdbool.h>

#include "domains/maillog/fields.h"
#include "domains/maillog/wrapper.h"

/* Takes a line, without its newline; false when its form is not known, or it
 * is a part of one that goes on. */
bool
wrapped_take_line(struct wrapper *wrapper, struct span line,
    struct maillog_line *line_r);

/* The same for what an object or entry says, by its fields. */
bool
wrapped_take_fields(struct wrapper *wrapper, const struct fields *fields,
    struct maillog_line *line_r);

#endif
