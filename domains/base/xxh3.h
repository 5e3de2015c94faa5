/* SPDX-License-Identifier: BSD-2-Clause */
/* XXH3: the hash of this tree, inlined: what is hashed is mostly short, so that
 * a call would cost as much as the hash, and a library more than all calls. */
#ifndef DOMAINS_BASE_XXH3_H
#define DOMAINS_BASE_XXH3_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#endif
