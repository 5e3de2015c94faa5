/* SPDX-License-Identifier: BSD-2-Clause */
/* Value: what the keys of a list's entry have for values, whatever the locale
 * is. */
#ifndef DOMAINS_ENGINE_LISTS_VALUE_H
#define DOMAINS_ENGINE_LISTS_VALUE_H

#include <stdbool.h>

/* YYYY-MM-DD, a day of the Gregorian calendar. */
bool
value_is_date(const char *text);

/* Reads a decimal fraction, 0 < weight <= 1; returns 0 for other texts. */
double
value_read_weight(const char *text);

/* Writes a weight as it is read, 0.000041 and never 4.1e-05.  Returns buf. */
#define VALUE_WEIGHT_SIZE 32

const char *
value_format_weight(double weight, char buf[static VALUE_WEIGHT_SIZE]);

#endif
