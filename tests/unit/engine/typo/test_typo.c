// SPDX-License-Identifier: BSD-2-Clause
/* Tests of typo and of its tables. */
#include "domains/engine/typo/typo.h"

#include <assert.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/engine/typo/cost.h"
#include "domains/engine/typo/pairs.h"
#include "tests/unit/cases.h"
#include "tests/unit/names.h"

#define COST_MAX 14.0f

static void
join_classes(const struct typo *typo, char buf[static 128])
{
	size_t used = 0;

	buf[0] = '\0';
	for (unsigned i = 0; i < typo->slips; i++)
		used += (size_t)snprintf(buf + used, 128 - used, "%s%s",
		    i > 0 ? "+" : "", typo_class_name(typo->slip[i].class));
}

static void
check_row(const struct case_row *row)
{
	struct name meant = name_of(row->field[0]);
	struct name seen = name_of(row->field[1]);
	struct typo typo;
	char classes[128], words[128];
	float cost = 0;

	if (!typo_explain(&meant, &seen, COST_MAX, &typo)) {
		cr_expect_str_eq(row->field[2], "none", "%s:%u: %s", row->file,
		    row->line, row->field[1]);
		return;
	}
	join_classes(&typo, classes);
	cr_expect_str_eq(classes, row->field[2], "%s:%u: %s", row->file,
	    row->line, classes);
	typo_slip_format(&typo.slip[0], words, sizeof(words));
	if (row->len[3] > 0)
		cr_expect_str_eq(words, row->field[3], "%s:%u: %s", row->file,
		    row->line, words);
	for (unsigned i = 0; i < typo.slips; i++) {
		cost += typo.slip[i].cost;
		cr_expect_neq(typo_slip_kind(&typo.slip[i])[0], '\0');
		cr_expect_leq(typo.slip[i].at, seen.len);
	}
	cr_expect_float_eq(cost, typo.cost, 1e-3, "%s:%u", row->file,
	    row->line);
}

Test(typo, table)
{
	cases_each("tests/cases/typo.tsv", 4, check_row);
}

Test(typo, letters)
{
	cases_each("tests/cases/typo_letters.tsv", 4, check_row);
}

static struct typo
explain(const char *meant, const char *seen)
{
	struct name meant_name = name_of(meant), seen_name = name_of(seen);
	struct typo typo = {0};

	cr_assert(typo_explain(&meant_name, &seen_name, COST_MAX, &typo),
	    "%s for %s", seen, meant);
	return typo;
}

Test(typo, another_second_level_but_not_the_country_alone_nor_in_japan)
{
	cr_expect_eq(explain("muster.com.pl", "muster.net.pl").slip[0].kind,
	    KIND_SUFFIX_SWAP_SECOND);
	cr_expect_eq(explain("muster.fr", "muster.com.fr").slip[0].kind,
	    KIND_SUFFIX_SWAP_SECOND);
	cr_expect_eq(explain("muster.co.uk", "muster.uk").slip[0].kind,
	    KIND_SUFFIX_SWAP_KIN);
	cr_expect_eq(explain("muster.ne.jp", "muster.co.jp").slip[0].kind,
	    KIND_SUFFIX_SWAP_KIN);
}

/* The suffix of one's own country is a habit. */
Test(typo, a_slip_and_the_suffix_of_a_country_are_not_two_slips)
{
	float country = explain("muster.com", "mustr.fr").cost;
	float other = explain("muster.com", "mustr.info").cost;

	cr_expect_float_eq(other - country,
	    TYPO_COST_FURTHER - TYPO_COST_FURTHER_COUNTRY, 1e-3);
	cr_expect_float_eq(explain("muster.com", "muster.fr").cost,
	    explain("muster.com", "muster.info").cost, 1e-3);
}

Test(typo, a_name_is_itself_without_slips)
{
	struct name name = name_of("docomo.ne.jp");
	struct typo typo;

	cr_assert(typo_explain(&name, &name, COST_MAX, &typo));
	cr_expect_eq(typo.slips, 0);
	cr_expect_eq(typo.cost, 0);
}

Test(typo, what_costs_too_much_leaves_the_result_alone)
{
	struct name meant = name_of("gmail.com"), seen = name_of("gmal.com");
	struct typo typo = {.slips = 77};

	cr_expect_not(typo_explain(&meant, &seen, 0.05f, &typo));
	cr_expect_eq(typo.slips, 77);
}

/* The order by volume: transposition, omission, then the rest. */
Test(typo, frequent_slips_are_cheap)
{
	static const char *const by_cost[] = {"gamil.com", "gmal.com",
	    "gmsil.com", "gmqil.com"};
	struct name meant = name_of("gmail.com");
	struct typo typo;
	float before = 0;

	for (size_t i = 0; i < 3; i++) {
		struct name seen = name_of(by_cost[i]);
		cr_assert(typo_explain(&meant, &seen, COST_MAX, &typo));
		cr_expect_gt(typo.cost, before, "%s", by_cost[i]);
		before = typo.cost;
	}
}

/* Hostile names: all alike, all dots, as long as can be. */
static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static const float kind_costs[] = {
#define KIND(kind, class, words, cost) cost##f,
    TYPO_KINDS(KIND)
#undef KIND
};

/* One slip at a byte of a name; returns what its kind costs at most. */
static float
make_slip(uint64_t *state, char name[static 64], size_t at)
{
	char *p = name + at;
	char first = *p;

	switch (next(state) % 4) {
	case 0:
		memmove(p, p + 1, strlen(p));
		return kind_costs[KIND_OMISSION];
	case 1:
		p[0] = p[1];
		p[1] = first;
		return kind_costs[KIND_TRANSPOSITION];
	case 2: /* the letter before it again */
		memmove(p + 1, p, strlen(p) + 1);
		*p = p[-1];
		return kind_costs[KIND_DOUBLING];
	default:
		do
			*p = (char)('a' + next(state) % 26);
		while (*p == first || *p == p[1]);
		return kind_costs[KIND_SUBSTITUTION];
	}
}

/* A search that left a way too soon would find a dearer one or none.  From
 * right to left, so that places stay; not two beside each other, and in names
 * without doubles, so that each slip is read where it was made. */
Test(typo, no_explanation_is_dearer_than_what_happened)
{
	static const char *const names[] = {"softbank.ne.jp", "hotmail.com",
	    "comcast.net", "biglobe.ne.jp", "earthlink.net",
	    "mail.ustc.edu.cn"};
	uint64_t state = 9;

	for (unsigned i = 0; i < 30000; i++) {
		const char *name = names[next(&state) % 6];
		size_t at = strcspn(name, ".") - 2;
		struct name meant = name_of(name), seen;
		enum name_error error;
		struct typo typo = {0};
		char text[64];
		float cost = 0;
		snprintf(text, sizeof(text), "%s", name);
		for (unsigned slips = 0; slips < 3 && at > 0 && at < 64;
		     slips++, at -= 3 + next(&state) % 2)
			cost += make_slip(&state, text, at) +
			        (slips > 0 ? (float)TYPO_COST_FURTHER : 0);
		if (name_parse(text, strlen(text), &seen, &error) < 0)
			continue;
		cr_assert(typo_explain(&meant, &seen, cost + 0.01f, &typo),
		    "%s for %s at %f", text, name, (double)cost);
		cr_assert_leq(typo.cost, cost + 0.01f, "%s for %s", text, name);
	}
}

Test(typo, long_names_end)
{
	char text[2][260];
	struct typo typo;

	for (unsigned i = 0; i < 2; i++) {
		for (size_t k = 0; k < 250; k++)
			text[i][k] = k % 60 == 59 ? '.' : 'a';
		snprintf(text[i] + 240, 20, "%s",
		    i == 0 ? "aaaaa.com" : "aa.com");
	}
	struct name meant = name_of(text[0]), seen = name_of(text[1]);
	cr_expect(typo_explain(&meant, &seen, 30.0f, &typo));
	cr_expect_eq(typo.slips, 3);
}

Test(typo, pairs_are_symmetric)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

	for (const char *a = letters; *a != '\0'; a++) {
		cr_expect_not(typo_pair_key(*a, *a), "%c", *a);
		cr_expect_not(typo_pair_look(*a, *a), "%c", *a);
		cr_expect_not(typo_pair_sound(*a, *a), "%c", *a);
		for (const char *b = letters; *b != '\0'; b++) {
			cr_expect_eq(typo_pair_key(*a, *b),
			    typo_pair_key(*b, *a), "%c %c", *a, *b);
			cr_expect_eq(typo_pair_look(*a, *b),
			    typo_pair_look(*b, *a), "%c %c", *a, *b);
		}
	}
}

/* What explains a from b explains b from a, and the first letters differ: the
 * search reads on over equal letters. */
Test(typo, groups_go_both_ways)
{
	for (char c = 'a'; c <= 'z'; c++) {
		size_t count, same_count;
		const struct typo_group *group = typo_groups_of(c, &count);
		bool begins[128] = {false};
		for (const struct typo_group *end = group + count; group < end;
		     group++) {
			cr_expect_eq(group->meant[0], c);
			cr_expect_neq(group->seen[0], c);
			begins[(unsigned char)group->seen[0]] = true;
			cr_expect_eq(group->meant_len, strlen(group->meant));
			cr_expect_eq(group->seen_len, strlen(group->seen));
			cr_expect_leq(group->meant_len, TYPO_GROUP_MAX);
			cr_expect_leq(group->seen_len, TYPO_GROUP_MAX);
			cr_expect_leq(abs(group->meant_len - group->seen_len),
			    TYPO_GROUP_APART);
			bool back = false;
			const struct typo_group *same =
			    typo_groups_of(group->seen[0], &same_count);
			for (size_t i = 0; i < same_count; i++)
				back |=
				    strcmp(same[i].meant, group->seen) == 0 &&
				    strcmp(same[i].seen, group->meant) == 0;
			cr_expect(back, "%s/%s", group->meant, group->seen);
		}
		for (int seen = 0; seen < 128; seen++)
			cr_expect_eq(typo_group_begins(c, (char)seen),
			    begins[seen], "%c/%c", c, seen);
	}
}

/* Where the Public Suffix List is not asked it would say the same. */
Test(typo, plain_suffixes_are_those_of_the_list)
{
	static const char *const names[] = {"gmail.com", "comcast.net",
	    "example.org", "mail.ru", "web.de", "a.b.info", "hotmail.nl",
	    "x.eu", "gmx.ch", "seznam.cz", "yahoo.co.jp", "docomo.ne.jp",
	    "orange.fr", "gmail.con"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct name name = name_of(names[i]);
		struct typo_side side;
		typo_side_of(&name, NULL, &side);
		cr_expect_eq(side.suffix, name_public_suffix(&name), "%s",
		    names[i]);
	}
}

static void
check_suffix(const char *text)
{
	struct name name;
	struct typo_side side;

	/* Of two labels the second is taken for the suffix in any case, and
	 * nine towns of Norway stand in provinces that are no suffixes. */
	if (name_parse(text, strlen(text), &name, NULL) < 0 ||
	    name.labels < 3 ||
	    !name_is_suffix_from(&name, strcspn(name.text, ".") + 1))
		return;
	typo_side_of(&name, NULL, &side);
	cr_expect_eq(side.suffix, name_public_suffix(&name), "%s", text);
}

/* Of names below each rule of the list, and at it, the same suffix comes out
 * as when the list is asked about all labels. */
Test(typo, suffixes_are_those_of_the_list)
{
	const char *path = "/usr/share/publicsuffix/public_suffix_list.dat";
	FILE *file = fopen(path, "r");
	char line[256], text[300];
	size_t rules = 0;

	cr_assert(file != NULL, "%s", path);
	while (fgets(line, sizeof(line), file) != NULL &&
	       strstr(line, "===END ICANN") == NULL) {
		const char *rule = line + (line[0] == '!');

		line[strcspn(line, " \n")] = '\0';
		if (line[0] == '\0' || strncmp(line, "//", 2) == 0)
			continue;
		rules++;
		snprintf(text, sizeof(text), "%s%s",
		    rule[0] == '*' ? "foo" : "", rule + (rule[0] == '*'));
		check_suffix(text);
		snprintf(line, sizeof(line), "bar.%.250s", text);
		check_suffix(line);
	}
	fclose(file);
	cr_expect_gt(rules, 5000u);
}

/* Bytes that stand in no name, but in an address literal or in what somebody
 * sends, are nobody's neighbours. */
Test(typo, pairs_of_any_bytes)
{
	for (int a = -128; a < 128; a++)
		for (int b = -128; b < 128; b++) {
			bool known = (b >= 'a' && b <= 'z') ||
			             (b >= '0' && b <= '9') || b == '-' ||
			             b == '.';

			cr_expect(known || !typo_pair_key((char)a, (char)b),
			    "%d %d", a, b);
		}
	cr_expect(typo_pair_key('a', 's'));
	cr_expect(typo_pair_key('0', '-'));
	cr_expect(typo_pair_key('l', '.'));
	cr_expect_not(typo_pair_key('0', ':'));
}

/* The search leaves slips out that the cheapest of their sort is too dear
 * for: it must be the cheapest, whatever is fitted. */
Test(typo, cheapest_kinds_are_the_cheapest)
{
	static const struct {
		enum typo_kind first, last;
		float (*cheapest)(void);
	} sorts[] = {
	    {KIND_OMISSION, KIND_OMISSION, typo_cheapest_usual},
	    {KIND_OMISSION_FIRST, KIND_HOMOGRAPH, typo_cheapest_usual},
	    {KIND_HOMOGRAPH, KIND_DOT_MISSING, typo_cheapest_usual},
	    {KIND_DOT_MOVED, KIND_GLUED_TAIL, typo_cheapest_usual},
	    {KIND_INSERTION_KEY, KIND_INSERTION_ECHO, typo_cheapest_insertion},
	    {KIND_KEY, KIND_VOWEL, typo_cheapest_substitution},
	    {KIND_LOOK, KIND_LOOK, typo_cheapest_substitution},
	    {KIND_BIT, KIND_SUBSTITUTION, typo_cheapest_substitution},
	    {KIND_DOT_KEY, KIND_DOT_KEY, typo_cheapest_substitution},
	    {KIND_HYPHEN_DOT, KIND_HYPHEN_DOT, typo_cheapest_substitution},
	    {KIND_SOUND_GROUP, KIND_SOUND_GROUP, typo_cheapest_group},
	    {KIND_LOOK_GROUP, KIND_LOOK_GROUP, typo_cheapest_group},
	};

	static_assert(TYPO_KINDS_COUNT == KIND_GLUED_TAIL + 1,
	    "a new kind belongs to one of these sorts");
	for (size_t i = 0; i < sizeof(sorts) / sizeof(*sorts); i++)
		for (unsigned kind = sorts[i].first; kind <= sorts[i].last;
		     kind++)
			cr_expect_geq(typo_kinds[kind].cost,
			    sorts[i].cheapest(), "kind %u", kind);
}

/* One of the ways in which names go wrong, at random. */
static void
go_wrong(uint64_t *state, char text[static 128])
{
	static const char letters[] = "aaeeilmnor.-1";
	static const char *const ends[] = {"com", "co.jp", "ne.jp", "con", "fr",
	    "co", "com.com", "comm"};
	size_t len = strlen(text), at = next(state) % len;
	char letter = letters[next(state) % (sizeof(letters) - 1)];
	char *dot = strchr(text, '.');

	switch (next(state) % 8) {
	case 0:
		memmove(text + at, text + at + 1, len - at);
		break;
	case 1:
		letter = text[at];
		/* fallthrough */
	case 2:
		memmove(text + at + 1, text + at, len - at + 1);
		text[at] = letter;
		break;
	case 3:
		text[at] = letter;
		break;
	case 4:
		for (char wrong = text[at]; *text != '\0'; text++)
			*text = *text == wrong ? letter : *text;
		break;
	case 5:
		letter = text[at];
		text[at] = text[at > 0 ? at - 1 : 0];
		text[at > 0 ? at - 1 : 0] = letter;
		break;
	case 6:
		if (dot != NULL)
			snprintf(dot + 1, 16, "%s", ends[next(state) % 8]);
		break;
	default:
		memmove(text + 3, text, len + 1);
		memcpy(text, next(state) % 2 ? "www" : "ma1", 3);
	}
}

/* What bounds the search loses nothing: an explanation that is found when
 * anything may cost is found when nothing dearer may, and nothing below it. */
Test(typo, bounds_lose_nothing)
{
	static const char *const names[] = {"gmail.com", "hotmail.co.jp",
	    "hello-world.com", "anna.ne.jp", "se.ibm.com", "aol.com",
	    "googlemail.com", "banana.fr"};
	uint64_t state = 3;
	unsigned found = 0;

	for (unsigned try = 0; try < 60000; try++) {
		struct name meant = name_of(names[next(&state) % 8]), seen;
		struct typo any, bounded;
		enum name_error error;
		char text[128];

		memcpy(text, meant.text, meant.len + 1u);
		for (unsigned i = 0; i <= next(&state) % 3; i++)
			go_wrong(&state, text);
		if (text[0] == '\0' ||
		    name_parse(text, strlen(text), &seen, &error) < 0 ||
		    !typo_explain(&meant, &seen, 40.0f, &any))
			continue;
		found++;
		cr_assert(typo_explain(&meant, &seen, any.cost + 0.01f,
			      &bounded),
		    "%s/%s: %.3f", meant.text, seen.text, (double)any.cost);
		cr_assert_float_eq(bounded.cost, any.cost, 2e-3, "%s/%s",
		    meant.text, seen.text);
		cr_assert(any.cost < 0.02f || !typo_explain(&meant, &seen,
						  any.cost - 0.01f, &bounded),
		    "%s/%s: %.3f", meant.text, seen.text, (double)bounded.cost);
	}
	cr_expect_gt(found, 20000u);
}

/* Of a name that is all suffix nothing stands before it, nor of one whose stem
 * was left out: what stands before the text is none of it. */
Test(typo, a_suffix_at_the_beginning_is_none)
{
	static const char *const names[][2] = {{"chiyoda.tokyo.jp", "co.jp"},
	    {"t.co", "com.co"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct name meant = name_of(names[i][0]);
		const struct name seen = name_of(names[i][1]);
		char text[NAME_SIZE + NAME_ROOM] = {0};
		struct typo_side a, b;
		struct typo typo;
		bool found;

		typo_side_of(&meant, NULL, &a);
		typo_side_of_seen(&seen, typo_plain_suffix(&seen), NULL, &b);
		memcpy(text + 1, seen.text, seen.len);
		b.text = text + 1;
		found = typo_search(&a, &b, COST_MAX, &typo);
		text[0] = '.';
		cr_expect_eq(typo_search(&a, &b, COST_MAX, &typo), found, "%s",
		    meant.text);
	}
}

/* What is known without the Public Suffix List is what its registries say. */
Test(typo, known_suffixes_are_those_of_the_list)
{
	static const char *const tops[] = {"com", "net", "org", "ru", "de",
	    "info", "nl", "eu", "ch", "cz", "jp", "uk", "br", "au", "cn", "tw",
	    "mx", "ar", "tr", "kr", "in", "nz", "za", "fr", "it", "pl", "se"};
	static const char *const seconds[] = {"co", "com", "ne", "net", "or",
	    "org", "ac", "edu", "go", "gov", "lg", "ed", "gr", "ad", "mil"};
	size_t plain = 0;

	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++)
		for (size_t k = 0; k < sizeof(seconds) / sizeof(*seconds);
		     k++) {
			char text[32];
			struct typo_side side;
			struct name name;

			snprintf(text, sizeof(text), "x.%s.%s", seconds[k],
			    tops[i]);
			name = name_of(text);
			typo_side_of(&name, NULL, &side);
			if (!side.plain)
				continue;
			plain++;
			name = name_of(text + 2);
			cr_expect_eq(name_is_registry(&name), side.suffix == 2,
			    "%s", text + 2);
		}
	cr_expect_gt(plain, 100u);
}
