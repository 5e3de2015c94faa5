/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys. */
#include "domains/engine/lists/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"

/* Digits of a weight that are written, from the first one that is not 0. */
#define WEIGHT_DIGITS 6

static bool
two_digits(const char *at, unsigned *number_r)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return false;
	*number_r = (unsigned)(at[0] - '0') * 10 + (unsigned)(at[1] - '0');
	return true;
}

bool
value_is_date(const char *text)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30,
	    31, 30, 31};
	unsigned century, year, month, day;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    !two_digits(text, &century) || !two_digits(text + 2, &year) ||
	    !two_digits(text + 5, &month) || !two_digits(text + 8, &day))
		return false;
	year += 100 * century;
	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;

	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month != 2 || day < 29 || leap;
}

/* Not by strtod(), whose point depends on the locale. */
double
value_read_weight(const char *text)
{
	double value = 0, scale = 1;
	bool point = false, digit = false;

	for (; *text != '\0'; text++) {
		if (*text == '.' && !point) {
			point = true;
		} else if (ascii_is_digit(*text)) {
			digit = true;
			value = value * 10 + (*text - '0');
			scale = point ? scale * 10 : scale;
		} else {
			return 0;
		}
		if (scale > 1e15 || value > 1e15)
			return 0;
	}
	value /= scale;
	return digit && value > 0 && value <= 1 ? value : 0;
}

const char *
value_format_weight(double weight, char buf[static VALUE_WEIGHT_SIZE])
{
	int digits = WEIGHT_DIGITS - 1 - (int)floor(log10(weight));

	snprintf(buf, VALUE_WEIGHT_SIZE, "%.*f", digits < 15 ? digits : 15,
	    weight);
	for (char *end = buf + strlen(buf); end[-1] == '0' || end[-1] == '.';
	     end--) {
		bool point = end[-1] == '.';

		end[-1] = '\0';
		if (point)
			break;
	}
	return buf;
}
