/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo pairs: which letters stand beside each other on a keyboard, look alike,
 * or sound alike to a Japanese ear.  All relations are symmetric. */
#ifndef DOMAINS_ENGINE_TYPO_PAIRS_H
#define DOMAINS_ENGINE_TYPO_PAIRS_H

#include <stdbool.h>

/* Beside each other on a QWERTY or JIS keyboard. */
bool
typo_pair_key(char a, char b);

/* 0/o, 1/l/i, ... */
bool
typo_pair_look(char a, char b);

/* l/r, e/a, c/k, b/v, ... */
bool
typo_pair_sound(char a, char b);

#endif
