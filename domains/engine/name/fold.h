/* SPDX-License-Identifier: BSD-2-Clause */
/* Fold: what an internationalised name looks like in ASCII.
 *
 *     xn--yndex-4ve.ru  (y, Cyrillic a, ndex)     yandex.ru
 *     xn--gmal-nza.com  (dotless i)               gmail.com
 *     xn--mller-kva.de  (u with diaeresis)        muller.de
 *     xn--fiq228c.com   (a Chinese word)          false
 *
 * Letters that look like ASCII (UTS 39 skeletons) become ASCII, accents,
 * strokes and hooks fall away, and so do symbols (emoji); small capitals become
 * their letters.
 * Look-alikes within ASCII (rn and m, 1 and l) stay: typo.h has them as
 * slips. */
#ifndef DOMAINS_ENGINE_NAME_FOLD_H
#define DOMAINS_ENGINE_NAME_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/engine/name/name.h"

/* What a code point beyond ASCII looks like, "" for a mark or a symbol; NULL
 * when it looks like no ASCII text. */
const char *
fold_looks(uint32_t code);

/* Returns true with the canonical ASCII name in *folded_r; false, *folded_r
 * untouched, when the name is in ASCII already, when some character looks like
 * no ASCII text, or when the result is not a name. */
bool
fold_name(const struct name *name, struct name *folded_r);

#endif
