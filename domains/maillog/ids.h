/* SPDX-License-Identifier: BSD-2-Clause */
/* Ids: the time that mail systems put into the names that they give mails.
 *
 *     22A72A7A27E: message-id=<20261129030144.22A72A7A27E@mx>  Postfix
 *     4fPqyz3Zk1z2s5        Postfix, long ids: base 52, microseconds
 *     6AT36Iln027258        Sendmail: year modulo 60, month, day
 *     1xXVBm-00051P-2Y      Exim: base 62, seconds since 1970
 */
#ifndef DOMAINS_MAILLOG_IDS_H
#define DOMAINS_MAILLOG_IDS_H

#include <stdbool.h>

#include "domains/base/simd16.h"
#include "domains/base/span.h"

/* Shorter ids have no time in them. */
#define IDS_TIMED 12

/* May the ids of a text say a year?  A short one needs a Message-ID after it.
 * It is inlined, for of a log without years each line is asked. */
static inline bool
ids_may_say_year(struct span text)
{
	unsigned blanks;

	if (text.len < SIMD16_SIZE)
		return false;
	blanks = simd16_bits(simd16_is(simd16_load(text.bytes), ' '));
	return (blanks & ((1U << (IDS_TIMED + 1)) - 1)) == 0 ||
	       text.bytes[__builtin_ctz(blanks) + 1] == 'm';
}

/* The year of a line whose stamp has this month and day, as the ids in its text
 * say; 0 when they say nothing, or something later than the latest year. */
int
ids_find_year(struct span text, int month, int day, int latest);

#endif
