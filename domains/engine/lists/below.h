/* SPDX-License-Identifier: BSD-2-Clause */
/* Below: at which of its subdomains a provider gives out addresses.
 *
 *     ocn.ne.jp  below=any         mail1.ocn.ne.jp: those of all its customers
 *     qq.com     below=vip,foxmail vip.qq.com, and no other
 *     mail.com                     none: hot.mail.com is no address of its
 */
#ifndef DOMAINS_ENGINE_LISTS_BELOW_H
#define DOMAINS_ENGINE_LISTS_BELOW_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/name.h"

/* Is a value of below= right for the entry of a name: "any", or labels (with
 * dots, "on.ca") with commas between? */
bool
below_is_valid(const char *below, const struct name *name);

/* Does the value, NULL for none, have what stands before the entry's name in a
 * name: "vip", or what is below that, "x.vip"? */
bool
below_has(const char *below, const char *before, size_t len);

#endif
