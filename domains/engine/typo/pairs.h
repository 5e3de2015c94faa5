/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo pairs: which letters stand beside each other on a keyboard, look alike,
 * or sound alike to a Japanese ear.  Relations are symmetric where
 * nothing else is said; letters are
 * those of a canonical name (a-z, 0-9, hyphen, dot). */
#ifndef DOMAINS_ENGINE_TYPO_PAIRS_H
#define DOMAINS_ENGINE_TYPO_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Beside each other on a QWERTY or JIS keyboard. */
bool
typo_pair_key(char a, char b);

/* In the same row of keys: a finger goes astray there more easily than to the
 * row above or below. */
bool
typo_pair_row(char a, char b);

/* The letters whose keys stand beside a letter's in its row, a bit each from
 * a. */
uint32_t
typo_row_beside(char letter);

/* 0/o, 1/l/i, u/v, b/d, ... */
bool
typo_pair_look(char a, char b);

/* l/r, c/k, b/v, f/h, ..., and any two vowels. */
bool
typo_pair_sound(char a, char b);

/* Does the second letter stand on another keyboard where the first stands on
 * QWERTY: z and y (QWERTZ), w and z (AZERTY); or where a Russian keyboard shows
 * a letter of the same form, as E does the one like y?  Not symmetric. */
bool
typo_pair_layout(char meant, char seen);

/* One bit of the byte differs. */
bool
typo_pair_bit(char a, char b);

bool
typo_is_vowel(char c);

/* Does the second letter change the sound little or not at all: ck, sh, ph, ts,
 * and the vowel that Japanese puts after a consonant (softobank)? */
bool
typo_pair_echo(char first, char second);

/* The longest side of a group, and by how much the sides differ at most. */
#define TYPO_GROUP_MAX 3
#define TYPO_GROUP_APART 1

/* Groups of letters that stand for each other: rn/m, ai/ei, ph/f. */
struct typo_group {
	const char *meant; /* the two differ in their first letter */
	const char *seen;
	uint8_t meant_len;
	uint8_t seen_len;
	bool look; /* they look alike; else they sound alike */
};

/* The groups whose meant side begins with a letter from a to z. */
const struct typo_group *
typo_groups_of(char first, size_t *count_r);

/* Does any group have a meant and a seen side that begin so? */
bool
typo_group_begins(char meant, char seen);

/* Do the two sides stand at the beginnings of meant and seen? */
bool
typo_group_stands(const struct typo_group *group, const char *meant,
    size_t meant_len, const char *seen, size_t seen_len);

/* The next group that stands at the beginning of meant, whatever was seen; *at
 * is 0 before the first.  NULL at the end. */
const struct typo_group *
typo_group_from(const char *meant, size_t meant_len, size_t *at);

#endif
