/* SPDX-License-Identifier: BSD-2-Clause */
/* Stray marks: quotes, brackets and punctuation at the ends of an address that
 * came along when somebody copied it from a text.
 *
 *     "taro@gmai.com        before: "
 *     taro@gmai.com>;       after:  >;
 *     「taro@gmai.com」     both
 *     1) taro@gmai.com      before: 1)
 *
 * ASCII, typographic and full-width ones.
 */
#ifndef DOMAINS_REGISTRATIONS_STRAY_H
#define DOMAINS_REGISTRATIONS_STRAY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"

/* More marks than this at one end are no slip. */
#define STRAY_MAX 8

struct stray {
	struct span before; /* empty when there are none */
	struct span rest;
	struct span after;
};

/* Takes the marks off a text that cannot be read with them.  Returns whether
 * there are any and something is left. */
bool
stray_strip(struct span text, struct stray *stray_r);

/* Takes off only what stands before the text and a local part may begin with
 * but hardly does: quotes, the bullet or number of an item ("・taro@gmai.com",
 * "①taro@gmai.com", "1.taro@gmai.com"). */
bool
stray_strip_begin(struct span text, struct stray *stray_r);

/* Is it nothing but marks, bullets and numbers? */
bool
stray_is_all(struct span text);

/* Is a number of ASCII among the marks? */
bool
stray_has_digit(struct span marks);

/* "a stray \"<\" at its beginning, a stray \">\" at its end"; as snprintf. */
int
stray_format(const struct stray *stray, char *buf, size_t size);

#endif
