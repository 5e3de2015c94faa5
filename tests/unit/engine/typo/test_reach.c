// SPDX-License-Identifier: BSD-2-Clause
/* Tests of reach: of all pairs of slips none is lost. */
#include "domains/engine/typo/reach.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/engine/typo/pairs.h"

#define SLIPS_MAX 600
#define TEXT_SIZE 64

/* Bytes of a name and what is typed for them. */
struct made {
	size_t at, len;
	char text[8];
	float cost; /* of this slip alone */
	bool last;  /* no slip comes after one of its kind */
};

struct all_made {
	const char *name;
	size_t count;
	struct made slip[SLIPS_MAX];
};

static bool
explain(const char *meant, const char *seen, struct typo *typo_r)
{
	struct name a, b;
	enum name_error error;

	return name_parse(meant, strlen(meant), &a, &error) == 0 &&
	       name_parse(seen, strlen(seen), &b, &error) == 0 &&
	       typo_explain(&a, &b, 40.0f, typo_r);
}

static void
apply(const struct made *slip, char text[static TEXT_SIZE])
{
	char rest[TEXT_SIZE];

	snprintf(rest, sizeof(rest), "%s", text + slip->at + slip->len);
	snprintf(text + slip->at, TEXT_SIZE - slip->at, "%s%s", slip->text,
	    rest);
}

/* Adds a slip that alone is one. */
static void
add(struct all_made *all, size_t at, size_t len, const char *text)
{
	struct made *slip = &all->slip[all->count];
	char seen[TEXT_SIZE];
	struct typo typo;

	*slip = (struct made){.at = at, .len = len};
	snprintf(slip->text, sizeof(slip->text), "%s", text);
	snprintf(seen, sizeof(seen), "%s", all->name);
	apply(slip, seen);
	if (!explain(all->name, seen, &typo) || typo.slips != 1)
		return;
	slip->cost = typo.cost;
	slip->last = typo.slip[0].kind == KIND_TRANSPOSITION_FAR;
	all->count++;
	cr_assert_lt(all->count, (size_t)SLIPS_MAX);
}

static void
add_letters(struct all_made *all, size_t at)
{
	static const char others[] = "xnae1-.";
	const char *name = all->name + at;
	char text[8];

	add(all, at, 1, "");
	snprintf(text, sizeof(text), "%c%c", name[1], name[0]);
	add(all, at, 2, text);
	snprintf(text, sizeof(text), "%c%c%c", name[2], name[1], name[0]);
	add(all, at, 3, text);
	for (const char *other = others; *other != '\0'; other++) {
		snprintf(text, sizeof(text), "%c", *other);
		add(all, at, 0, text);
		add(all, at, 1, text);
	}
	snprintf(text, sizeof(text), "%c", name[0]);
	add(all, at, 0, text);
}

static void
add_groups(struct all_made *all, size_t at)
{
	size_t len = strlen(all->name + at), next = 0;
	const struct typo_group *group;

	while ((group = typo_group_from(all->name + at, len, &next)) != NULL)
		add(all, at, group->meant_len, group->seen);
}

static void
add_parts(struct all_made *all, size_t suffix)
{
	static const char *const before[] = {"www", "59", "ab"};
	static const char *const ends[] = {"net", "co.jp", "co", "cm", "de"};
	static const char *const after[] = {".jp", "com", ".com", ".org"};
	size_t len = strlen(all->name);

	for (size_t i = 0; i < 3; i++)
		add(all, 0, 0, before[i]);
	for (size_t i = 0; i < 5; i++)
		add(all, suffix, len - suffix, ends[i]);
	for (size_t i = 0; i < 4; i++)
		add(all, len, 0, after[i]);
	add(all, suffix - 1, len - suffix + 1, "");
}

/* Do three bytes or more stay between the two? */
static bool
stand_apart(const struct made *left, const struct made *right)
{
	return !left->last && left->at + left->len + 3 <= right->at;
}

Test(reach, two_slips_of_any_kinds_are_found)
{
	static const char *const names[] = {"gmail.com", "softbank.ne.jp",
	    "hotmail.com", "chubufox.net", "mail.kupha.ac.jp"};
	static struct all_made all;
	size_t tried = 0;

	for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
		all = (struct all_made){.name = names[n]};
		for (size_t at = 0; at + 2 < strlen(names[n]); at++) {
			add_letters(&all, at);
			add_groups(&all, at);
		}
		add_parts(&all, strcspn(names[n], ".") + 1);
		for (size_t i = 0; i < all.count * all.count; i++) {
			const struct made *left = &all.slip[i % all.count];
			const struct made *right = &all.slip[i / all.count];
			float most = left->cost + right->cost +
			             (float)TYPO_COST_FURTHER +
			             (float)TYPO_COST_SUFFIX_MORE;
			char text[TEXT_SIZE];
			struct typo typo;

			if (!stand_apart(left, right))
				continue;
			snprintf(text, sizeof(text), "%s", names[n]);
			apply(right, text);
			apply(left, text);
			cr_assert(explain(names[n], text, &typo), "%s for %s",
			    text, names[n]);
			cr_assert(typo.slips <= 2 || typo.cost <= most,
			    "%s for %s: %u slips, %f", text, names[n],
			    typo.slips, (double)typo.cost);
			tried++;
		}
	}
	cr_expect_gt(tried, 20000u);
}
