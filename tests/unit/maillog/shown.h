/* SPDX-License-Identifier: BSD-2-Clause */
/* Shown: a line of a mail log with the number of its last line in the file,
 * written down to be compared:
 *
 *     12 cut mx|postfix/smtp|18116|1795921304|4A0001: removed
 */
#ifndef TESTS_UNIT_MAILLOG_SHOWN_H
#define TESTS_UNIT_MAILLOG_SHOWN_H

#include "domains/base/buffer.h"
#include "domains/maillog/line.h"

void
shown_add_line(struct buffer *shown, size_t number,
    const struct maillog_line *line);

#endif
