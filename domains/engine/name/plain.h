/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain: a fast path of name_parse() for the usual domains, sixteen bytes at a
 * time.  Private to name.c.
 *
 * A plain name has letters, digits, dots and single hyphens, fewer than 64
 * bytes and a last byte that is neither digit nor dot:
 *
 *     "GMAI.com"          gmai.com
 *     "gmail.com."        false, and so are all that follow
 *     "xn--bcher-kva.ch"
 *     "a..b"
 *     "192.0.2.1" */
#ifndef DOMAINS_ENGINE_NAME_PLAIN_H
#define DOMAINS_ENGINE_NAME_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/name.h"

/* Returns false, *name_r untouched, when the name is not plain; it may be right
 * all the same. */
bool
name_plain_parse(const char *bytes, size_t len, struct name *name_r);

#endif
