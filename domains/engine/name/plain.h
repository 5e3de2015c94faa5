/* SPDX-License-Identifier: BSD-2-Clause */
/* Name plain: the usual domain, taken sixteen bytes at once.
 *
 * Only a quick way to what name_parse() comes to for most names; it is name's
 * own.  Plain is a name of letters, digits, dots and single hyphens, of fewer
 * than 64 bytes, whose last byte is no digit and no dot:
 *
 *     "GMAI.com"          gmai.com
 *     "gmail.com."        false, and so is all that follows
 *     "xn--bcher-kva.ch"
 *     "a..b"
 *     "192.0.2.1"
 */
#ifndef DOMAINS_ENGINE_NAME_PLAIN_H
#define DOMAINS_ENGINE_NAME_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/name.h"

/* false, *name_r untouched, when the name is not plain, which does not say
 * that it is wrong. */
bool
name_plain_parse(const char *bytes, size_t len, struct name *name_r);

#endif
