/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of far stems: that they are those which a look-up finds no name for,
 * and that no stem is far that one slip or two make of a name. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/engine/index/far.h"
#include "domains/engine/index/index.h"

static const char *const names[] = {"protonmail.com", "hotmail.com",
    "hotmail.co.uk", "softbank.ne.jp", "docomo.ne.jp", "t-online.de",
    "btinternet.com", "rocketmail.com", "education.gouv.fr", "seznam.cz",
    "blueyonder.co.uk", "earthlink.net", "gmail.com", "googlemail.com",
    "numericable.fr", "bigpond.net.au", "windowslive.com", "centurytel.net",
    "privaterelay.appleid.com"};
#define NAMES (sizeof(names) / sizeof(*names))
#define TEXT_ROOM 80

static char texts[NAMES][TEXT_ROOM];
static struct typo_side sides[NAMES];
static struct index *one;

static void
set_side(struct typo_side *side, char text[static TEXT_ROOM], const char *from)
{
	size_t len = strlen(from), suffix = strcspn(from, ".") + 1;

	/* The only one whose stem has a dot. */
	if (strcmp(from + suffix, "appleid.com") == 0)
		suffix = len - strlen("com");

	cr_assert(len + NAME_ROOM < TEXT_ROOM);
	memcpy(text, from, len + 1);
	*side = (struct typo_side){
	    .text = text,
	    .len = (uint8_t)len,
	    .suffix = (uint8_t)suffix,
	    .dot_in_suffix = strchr(from + suffix, '.') != NULL,
	};
}

static struct index *
fill(bool late)
{
	struct index *index = index_create(NAMES);

	cr_assert(index != NULL);
	cr_assert(index_fill(index, sides, NAMES, NAMES, late) == 0);
	return index;
}

static void
set_up(void)
{
	for (size_t i = 0; i < NAMES; i++)
		set_side(&sides[i], texts[i], names[i]);
	one = fill(false);
}

static void
tear_down(void)
{
	index_free(&one);
}

TestSuite(far, .init = set_up, .fini = tear_down);

static bool
is_far(const char *stem)
{
	char text[TEXT_ROOM];
	struct typo_side side;

	snprintf(text, sizeof(text), "%.50s.com", stem);
	set_side(&side, text, text);
	return index_is_far(one, side.text, typo_stem_len(&side), 0);
}

/* As index_each. */
static bool
note(void *context, size_t name)
{
	uint64_t *offered = context;

	*offered |= (uint64_t)1 << name;
	return true;
}

static uint64_t
offered_by(const struct index *index, const char *stem)
{
	char text[TEXT_ROOM];
	struct typo_side side;
	uint64_t offered = 0;

	snprintf(text, sizeof(text), "%.50s.com", stem);
	set_side(&side, text, text);
	index_near(index, &side, note, &offered);
	return offered;
}

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static char
letter(uint64_t *state)
{
	return "abcdefghijklmnopqrstuvwxyz-"[next(state) % 27];
}

/* One slip of letters at a place. */
static void
slip(uint64_t *state, unsigned kind, size_t at, char stem[static TEXT_ROOM])
{
	size_t len = strlen(stem);
	char swapped = stem[at];

	switch (kind) {
	case 0: /* one left out */
		memmove(stem + at, stem + at + 1, len - at);
		break;
	case 1: /* one too much */
		memmove(stem + at + 1, stem + at, len - at + 1);
		stem[at] = letter(state);
		break;
	case 2:
		stem[at] = letter(state);
		break;
	default: /* swapped, or around the next one */
		if (at + kind - 2 < len) {
			stem[at] = stem[at + kind - 2];
			stem[at + kind - 2] = swapped;
		}
	}
}
#define KINDS 5

static void
take_stem(size_t name, char stem[static TEXT_ROOM])
{
	size_t len = typo_stem_len(&sides[name]);

	memcpy(stem, names[name], len);
	stem[len] = '\0';
}

/* Is the name offered for the stem, which is far from none then? */
static void
expect_near(size_t name, const char *stem)
{
	cr_expect(!is_far(stem), "%s for %s", stem, names[name]);
	cr_expect((offered_by(one, stem) >> name & 1) != 0,
	    "%s is not offered for %s", names[name], stem);
}

Test(far, one_slip_makes_no_stem_far)
{
	uint64_t state = 1;
	char stem[TEXT_ROOM];

	for (size_t i = 0; i < NAMES; i++)
		for (unsigned kind = 0; kind < KINDS; kind++)
			for (size_t at = 0; at < typo_stem_len(&sides[i]);
			     at++) {
				take_stem(i, stem);
				slip(&state, kind, at, stem);
				expect_near(i, stem);
			}
}

Test(far, nor_do_two)
{
	uint64_t state = 2;
	char stem[TEXT_ROOM];

	for (unsigned tries = 0; tries < 20000; tries++) {
		size_t i = next(&state) % NAMES;

		take_stem(i, stem);
		for (unsigned n = 0; n < 2; n++)
			slip(&state, (unsigned)(next(&state) % 4),
			    next(&state) % strlen(stem), stem);
		expect_near(i, stem);
	}
}

Test(far, letters_before_a_name_make_no_stem_far)
{
	expect_near(0, "myprotonmail");
	expect_near(1, "newhotmail");
	expect_near(1, "wwwhotmial");
	expect_near(4, "xxxxxxdocomo");
	expect_near(12, "xxxxxxgmail");
}

Test(far, what_stands_twice_makes_no_stem_far)
{
	expect_near(1, "hotmailhotmail");
	expect_near(1, "hotmailxhotmail");
	expect_near(1, "hotmailmail");
	expect_near(3, "softbanksotfbank");
}

Test(far, a_suffix_joined_to_it_makes_no_stem_far)
{
	expect_near(0, "protonmailcom");
	expect_near(0, "protonmialcom");
	expect_near(3, "softbank-ne");
	expect_near(2, "hotmailxco");
	expect_near(8, "education-gouv");
	expect_near(8, "edcation-gouv");
	expect_near(9, "seznamxcz");
}

Test(far, a_lost_dot_leaves_the_labels_before_another_one)
{
	char text[TEXT_ROOM];
	struct typo_side side;
	uint64_t offered = 0;

	cr_expect(!is_far("privaterelay"));
	set_side(&side, text, "privaterelay.appleidjcom");
	index_near(one, &side, note, &offered);
	cr_expect(offered == (uint64_t)1 << (NAMES - 1));
}

Test(far, what_sounds_alike_makes_no_stem_far)
{
	expect_near(3, "sohutobanku");
}

/* Syllables, some of them of the names, so that many stems are half near. */
static void
make_stem(uint64_t *state, char stem[static TEXT_ROOM])
{
	static const char *const parts[] = {"mail", "hot", "soft", "bank",
	    "net", "on", "line", "pro", "ton", "ka", "ru", "tek", "land", "gu",
	    "blue", "si", "star", "ve", "king", "com", "co", "mo", "-", "x"};
	size_t len = 0;

	for (size_t n = 3 + next(state) % 3; n > 0; n--) {
		const char *part =
		    parts[next(state) % (sizeof(parts) / sizeof(*parts))];

		memcpy(stem + len, part, strlen(part) + 1);
		len += strlen(part);
	}
}

Test(far, of_far_stems_a_look_up_finds_no_name)
{
	uint64_t state = 3;
	unsigned far = 0, tries = 50000;
	char stem[TEXT_ROOM];

	for (unsigned i = 0; i < tries; i++) {
		make_stem(&state, stem);
		if (!is_far(stem))
			continue;
		far++;
		cr_expect(offered_by(one, stem) == 0, "%s", stem);
	}
	/* They are common, and not all. */
	cr_expect(far > tries / 10 && far < tries, "%u", far);
}

Test(far, what_is_offered_does_not_depend_on_the_table)
{
	uint64_t state = 4;
	char stem[TEXT_ROOM];

	for (unsigned i = 0; i < 300; i++) {
		struct index *late = fill(true);

		for (unsigned scans = 0; scans < INDEX_SCANS_MAX; scans++) {
			if (scans % 2 == 0) {
				make_stem(&state, stem);
			} else {
				take_stem(next(&state) % NAMES, stem);
				for (unsigned n = 0; n < 3; n++)
					slip(&state,
					    (unsigned)(next(&state) % KINDS),
					    next(&state) % strlen(stem), stem);
			}
			cr_expect(offered_by(late, stem) ==
				      offered_by(one, stem),
			    "%s", stem);
		}
		index_free(&late);
	}
}

Test(far, short_and_other_stems_are_not_asked_about)
{
	cr_expect(!is_far("xkcdxkcd"));
	cr_expect(is_far("quarkwizjux"));
	cr_expect(!is_far("1quarkwizjux"));
	cr_expect(!is_far("quarkwizjuxquarkwizjuxquarkwizjuxquarkwizjux"));
}

/* Its end is shorter than what ends leave: `make check-san` sees what is read
 * before it. */
Test(far, a_short_name_with_a_first_label_of_its_suffix_leaves_no_end)
{
	struct index *index = index_create(1);
	char text[TEXT_ROOM], other[TEXT_ROOM] = "quarkwizjux.com";
	struct typo_side side;

	set_side(&side, text, "a.tm.fr");
	cr_assert(index != NULL);
	cr_assert(index_fill(index, &side, 1, 1, false) == 0);
	cr_expect(index_is_far(index, other, 11, 0));
	index_free(&index);
}
