/* SPDX-License-Identifier: BSD-2-Clause */
/* Persons: the table, and how often the matcher is right. */
#include "domains/person/person.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/person/romaji.h"
#include "tests/unit/cases.h"
#include "tests/unit/person/people.h"

#define PEOPLE "tests/cases/people.tsv"
#define PAIRS 5000

static struct span
field(const struct case_row *row, size_t i)
{
	return (struct span){row->field[i], row->len[i]};
}

static void
check_row(const struct case_row *row)
{
	char address[256], all[512], slips[128] = "";
	const struct person person = {
	    .name = field(row, 0),
	    .reading = field(row, 1),
	    .row = {all, 0},
	    .list = field(row, 3),
	};
	struct person here = person;
	struct person_near near = {.confidence = VERDICT_NO_CONFIDENCE};
	struct verdict verdict = {0};
	bool found;

	snprintf(address, sizeof(address), "%s@gmail.com", row->field[4]);
	snprintf(all, sizeof(all), "%s,%s", row->field[2], address);
	here.row.len = row->len[2] != 0 ? strlen(all) : 0;
	found = person_near(&here, field(row, 4),
	    (struct span){address, strlen(address)}, &near);
	if (found) {
		verdict.typo = near.typo;
		verdict_slip_names(&verdict, slips, sizeof(slips));
	}
	cr_expect_str_eq(verdict_confidence_name(near.confidence),
	    row->field[5], "%s:%u: %s: %s", row->file, row->line, row->field[4],
	    verdict_confidence_name(near.confidence));
	cr_expect_str_eq(slips, row->field[6], "%s:%u: %s: %s", row->file,
	    row->line, row->field[4], slips);
	cr_expect_str_eq(found ? near.meant : "", row->field[7],
	    "%s:%u: %s: %s", row->file, row->line, row->field[4], near.meant);
}

Test(person, table)
{
	cases_each("tests/cases/person.tsv", 8, check_row);
}

/* The least that is found of 1,000 and the most that may be flagged. */
static const struct {
	enum people_pair pair;
	unsigned least;
	unsigned most;
	unsigned likely_most;
	unsigned wrong_most;
} goals[] = {
    {PEOPLE_RIGHT, 0, 0, 0, 0},
    {PEOPLE_ONE_SLIP, 690, 1000, 1000, 3},
    {PEOPLE_ONE_BOTH, 850, 1000, 1000, 3},
    {PEOPLE_TWO_SLIPS, 300, 1000, 1000, 60},
    {PEOPLE_TWO_BOTH, 450, 1000, 1000, 80},
    {PEOPLE_RELATIVE, 0, 5, 1, 1000},
    {PEOPLE_STRANGER, 0, 1, 0, 1000},
    {PEOPLE_WORD, 0, 0, 0, 0},
    {PEOPLE_ROW_RIGHT, 0, 0, 0, 0},
    {PEOPLE_ROW_SLIP, 680, 1000, 1000, 3},
};

Test(person, figures)
{
	for (size_t i = 0; i < sizeof(goals) / sizeof(*goals); i++) {
		const char *name = people_pair_name(goals[i].pair);
		struct people_figures figures;
		size_t whole;

		cr_assert_eq(people_measure(PEOPLE, goals[i].pair, PAIRS, 0,
				 &figures),
		    0);
		whole = figures.count;
		if (figures.unchanged < figures.count)
			whole -= figures.unchanged;
		cr_expect(figures.possible * 1000 >= goals[i].least * whole,
		    "%s: %zu of %zu found", name, figures.possible, whole);
		cr_expect(figures.possible * 1000 <= goals[i].most * whole,
		    "%s: %zu of %zu flagged", name, figures.possible, whole);
		cr_expect(figures.likely * 1000 <= goals[i].likely_most * whole,
		    "%s: %zu of %zu likely", name, figures.likely, whole);
		cr_expect(figures.wrong * 1000 <= goals[i].wrong_most * whole,
		    "%s: %zu of %zu misled", name, figures.wrong, whole);
	}
}

/* Every way to write 230 names that the table of people knows. */
Test(person, spellings)
{
	FILE *stream = fopen(PEOPLE, "r");
	char line[512];
	size_t count = 0;

	cr_assert(stream != NULL);
	while (fgets(line, sizeof(line), stream) != NULL) {
		char *rest = line, *kind, *kana, *spelling;

		line[strcspn(line, "\n")] = '\0';
		kind = strsep(&rest, "\t");
		if (strcmp(kind, "family") != 0 && strcmp(kind, "given") != 0)
			continue;
		strsep(&rest, "\t");
		kana = strsep(&rest, "\t");
		while ((spelling = strsep(&rest, " ")) != NULL) {
			const struct person person = {
			    .reading = {kana, strlen(kana)},
			};
			struct person_near near;

			cr_expect(!person_near(&person,
				      (struct span){spelling, strlen(spelling)},
				      (struct span){NULL, 0}, &near),
			    "%s: %s is near, not right", kana, spelling);
			cr_expect(romaji_is_possible(spelling,
				      strlen(spelling)),
			    "%s is no Japanese word", spelling);
			count++;
		}
	}
	fclose(stream);
	cr_expect(count > 400, "%zu spellings", count);
}

Test(person, no_japanese_word)
{
	static const char *const words[] = {"yamda", "tarp", "smith", "ymada",
	    "takshi", "sst", "jyynko", "q", "", "satot"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		cr_expect(!romaji_is_possible(words[i], strlen(words[i])), "%s",
		    words[i]);
}

/* The longest names that are read, in the widest spellings. */
Test(person, long_names)
{
	static const char *const names[] = {
	    "しょうしょうしょうしょうしょうしょうしょうしょうしょうしょうしょう"
	    "しょう "
	    "しょうしょうしょうしょうしょうしょうしょうしょうしょうしょう",
	    "っじょうっじょうっじょうっじょうっじょうっじょうっじょうっじょう"
	    "っじょうっじょう",
	    "Abcdefghijklmnopqrstuvwx Abcdefghijklmnopqrstuvwx a b c d e f g h",
	    "ooooooooooooooooooooooooooooooooooooooooooooooooooooooo",
	};
	static const char local[] =
	    "syousyousyousyousyousyousyousyoushoushoushousho";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct person person = {
		    .name = {names[i], strlen(names[i])},
		};
		struct person_near near;

		(void)person_near(&person,
		    (struct span){local, sizeof(local) - 1},
		    (struct span){NULL, 0}, &near);
	}
}
