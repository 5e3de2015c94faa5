/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts people and their local parts together: see people.h. */
#include "tests/unit/person/people.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/person/person.h"

#define NAMES_MAX 400
#define SPELLINGS_MAX 8
#define LOCAL_SIZE 128
#define LINE_SIZE 512
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

struct one_name {
	char kanji[32];
	char kana[48];
	char romaji[SPELLINGS_MAX][24];
	size_t spellings;
};

struct interning {
	struct one_name list[NAMES_MAX];
	size_t count;
};

struct people {
	struct interning family;
	struct interning given;
	char words[NAMES_MAX][32];
	size_t word_count;
	uint64_t state; /* of the numbers */
};

/* splitmix64 (S. Vigna, public domain). */
static size_t
pick(struct people *people, size_t below)
{
	uint64_t z = people->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (size_t)((z ^ z >> 31) % below);
}

/* ---- the table ----------------------------------------------------------- */

static void
copy(char *to, size_t size, const char *from)
{
	size_t len = from != NULL ? strlen(from) : 0;

	len = len < size ? len : size - 1;
	if (len != 0)
		memcpy(to, from, len);
	to[len] = '\0';
}

static void
take_name(struct interning *names, char *fields)
{
	struct one_name *name = &names->list[names->count];
	char *rest = fields, *spelling;

	if (++names->count > NAMES_MAX)
		abort();
	copy(name->kanji, sizeof(name->kanji), strsep(&rest, "\t"));
	copy(name->kana, sizeof(name->kana), strsep(&rest, "\t"));
	while (name->spellings < SPELLINGS_MAX &&
	       (spelling = strsep(&rest, " ")) != NULL)
		copy(name->romaji[name->spellings++], sizeof(name->romaji[0]),
		    spelling);
}

static int
people_read(const char *table, struct people *people)
{
	FILE *stream = fopen(table, "r");
	char line[LINE_SIZE];

	if (stream == NULL)
		return -1;
	while (fgets(line, sizeof(line), stream) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "family\t", 7) == 0)
			take_name(&people->family, line + 7);
		else if (strncmp(line, "given\t", 6) == 0)
			take_name(&people->given, line + 6);
		else if (strncmp(line, "word\t", 5) == 0 &&
			 people->word_count < NAMES_MAX)
			copy(people->words[people->word_count++],
			    sizeof(people->words[0]), line + 5);
	}
	fclose(stream);
	return people->family.count != 0 && people->given.count != 0 &&
	               people->word_count != 0
	           ? 0
	           : -1;
}

/* ---- a person and a local part ------------------------------------------- */

struct somebody {
	const struct one_name *family;
	const struct one_name *given;
};

static struct somebody
pick_somebody(struct people *people)
{
	return (struct somebody){
	    &people->family.list[pick(people, people->family.count)],
	    &people->given.list[pick(people, people->given.count)],
	};
}

/* F and G the names, f and g their initials, # digits. */
static const char *const styles[] = {"G.F", "F.G", "F.G", "G_F", "F-G", "FG",
    "GF", "F_G", "FG#", "F.G#", "g.F", "F.g", "gF", "Fg", "F-g", "f.G", "F",
    "G", "F#", "G#", "gF#"};

#define STYLE_COUNT (sizeof(styles) / sizeof(*styles))
#define STYLES_OF_BOTH ((size_t)10)

/* A local part, with which of its bytes belong to whole names. */
struct local {
	char text[LOCAL_SIZE];
	bool name[LOCAL_SIZE];
	size_t len;
};

static void
add(struct local *local, const char *text, size_t len, bool name)
{
	memcpy(local->text + local->len, text, len);
	for (size_t i = 0; i < len; i++)
		local->name[local->len + i] = name;
	local->len += len;
	local->text[local->len] = '\0';
}

static void
add_spelling(struct people *people, const struct one_name *name, bool whole,
    struct local *local)
{
	/* The usual spelling is that of half the people. */
	size_t which = pick(people, 2) != 0 ? 0 : pick(people, name->spellings);
	const char *text = name->romaji[which];

	add(local, text, whole ? strlen(text) : 1, whole);
}

static void
write_local(struct people *people, const struct somebody *somebody,
    size_t style_count, struct local *local_r)
{
	char digits[8];

	local_r->len = 0;
	for (const char *c = styles[pick(people, style_count)]; *c; c++)
		switch (*c) {
		case 'F':
		case 'f':
			add_spelling(people, somebody->family, *c == 'F',
			    local_r);
			break;
		case 'G':
		case 'g':
			add_spelling(people, somebody->given, *c == 'G',
			    local_r);
			break;
		case '#':
			snprintf(digits, sizeof(digits), "%zu",
			    pick(people, 100));
			add(local_r, digits, strlen(digits), false);
			break;
		default:
			add(local_r, c, 1, false);
		}
}

/* ---- slips --------------------------------------------------------------- */

static char
key_beside(struct people *people, char letter)
{
	static const char *const rows[] = {"qwertyuiop", "asdfghjkl",
	    "zxcvbnm"};

	for (size_t i = 0; i < 3; i++) {
		const char *at = strchr(rows[i], letter);

		if (at == NULL || *at == '\0')
			continue;
		if (at == rows[i] || (at[1] != '\0' && pick(people, 2) != 0))
			return at[1];
		return at[-1];
	}
	return 'x';
}

static void
insert(struct local *local, size_t at, char letter)
{
	memmove(local->text + at + 1, local->text + at, local->len + 1 - at);
	memmove(local->name + at + 1, local->name + at,
	    (local->len - at) * sizeof(bool));
	local->text[at] = letter;
	local->name[at] = true;
	local->len++;
}

static void
leave_out(struct local *local, size_t at)
{
	memmove(local->text + at, local->text + at + 1, local->len - at);
	memmove(local->name + at, local->name + at + 1,
	    (local->len - at - 1) * sizeof(bool));
	local->len--;
}

/* About as often as people slip: most leave out, swap or strike beside. */
static void
slip(struct people *people, struct local *local)
{
	size_t at, kind = pick(people, 100);
	char letter;

	do
		at = pick(people, local->len);
	while (!local->name[at]);
	letter = local->text[at];
	if (kind < 30) {
		leave_out(local, at);
	} else if (kind < 45) {
		insert(local, at, letter);
	} else if (kind < 65 && at + 1 < local->len && local->name[at + 1]) {
		local->text[at] = local->text[at + 1];
		local->text[at + 1] = letter;
	} else if (kind < 85) {
		local->text[at] = key_beside(people, letter);
	} else if (kind < 92) {
		insert(local, at + 1, key_beside(people, letter));
	} else {
		local->text[at] = LETTERS[pick(people, 26)];
	}
}

/* ---- pairs --------------------------------------------------------------- */

/* What the matcher is given. */
struct pair {
	char name[128];
	char reading[128];
	char row[2 * LOCAL_SIZE + 32];
	char address[LOCAL_SIZE + 16];
	struct local local;
	struct local meant;
};

static void
write_name(struct people *people, const struct somebody *somebody,
    struct pair *pair)
{
	const char *space = pick(people, 4) != 0 ? " " : "";

	pair->name[0] = pair->reading[0] = '\0';
	if (pick(people, 2) != 0) {
		snprintf(pair->name, sizeof(pair->name), "%s %s",
		    somebody->family->kanji, somebody->given->kanji);
		snprintf(pair->reading, sizeof(pair->reading), "%s%s%s",
		    somebody->family->kana, space, somebody->given->kana);
	} else {
		snprintf(pair->name, sizeof(pair->name), "%s %s",
		    somebody->given->romaji[0], somebody->family->romaji[0]);
	}
}

static void
write_right(struct people *people, struct somebody somebody, unsigned slips,
    size_t style_count, struct pair *pair)
{
	write_local(people, &somebody, style_count, &pair->meant);
	pair->local = pair->meant;
	while (slips-- > 0)
		slip(people, &pair->local);
}

static void
write_pair(struct people *people, enum people_pair kind, struct pair *pair)
{
	struct somebody somebody = pick_somebody(people), other;
	const char *word;

	write_name(people, &somebody, pair);
	pair->row[0] = '\0';
	other = pick_somebody(people);
	switch (kind) {
	case PEOPLE_RIGHT:
	case PEOPLE_ROW_RIGHT:
		write_right(people, somebody, 0, STYLE_COUNT, pair);
		break;
	case PEOPLE_ONE_SLIP:
	case PEOPLE_ROW_SLIP:
		write_right(people, somebody, 1, STYLE_COUNT, pair);
		break;
	case PEOPLE_ONE_BOTH:
		write_right(people, somebody, 1, STYLES_OF_BOTH, pair);
		break;
	case PEOPLE_TWO_SLIPS:
		write_right(people, somebody, 2, STYLE_COUNT, pair);
		break;
	case PEOPLE_TWO_BOTH:
		write_right(people, somebody, 2, STYLES_OF_BOTH, pair);
		break;
	case PEOPLE_RELATIVE:
		other.family = somebody.family;
		write_right(people, other, 0, STYLE_COUNT, pair);
		break;
	case PEOPLE_STRANGER:
		write_right(people, other, 0, STYLE_COUNT, pair);
		break;
	case PEOPLE_WORD:
		word = people->words[pick(people, people->word_count)];
		add(&pair->local, word, strlen(word), false);
		pair->meant = pair->local;
		break;
	case PEOPLE_PAIRS:
		break;
	}
	snprintf(pair->address, sizeof(pair->address), "%s@example.com",
	    pair->local.text);
	if (kind == PEOPLE_ROW_RIGHT || kind == PEOPLE_ROW_SLIP) {
		pair->name[0] = pair->reading[0] = '\0';
		snprintf(pair->row, sizeof(pair->row), "%s@example.go.jp,%s",
		    pair->meant.text, pair->address);
	}
}

static struct span
span(const char *text)
{
	return (struct span){text, strlen(text)};
}

static bool
judge(const struct pair *pair, struct person_near *near_r)
{
	const struct person person = {
	    .name = span(pair->name),
	    .reading = span(pair->reading),
	    .row = span(pair->row),
	};

	near_r->confidence = VERDICT_NO_CONFIDENCE;
	near_r->meant[0] = '\0';
	return person_near(&person, span(pair->local.text), span(pair->address),
	    near_r);
}

static void
count_pair(const struct pair *pair, struct people_figures *figures,
    size_t *shown)
{
	struct person_near near;
	bool found = judge(pair, &near);
	bool slipped = strcmp(pair->local.text, pair->meant.text) != 0;

	figures->count++;
	figures->unchanged += !slipped;
	figures->possible += found;
	figures->likely += found && near.confidence >= VERDICT_LIKELY;
	figures->certain += found && near.confidence >= VERDICT_CERTAIN;
	figures->meant += found && strcmp(near.meant, pair->meant.text) == 0;
	figures->wrong += found && near.meant[0] != '\0' &&
	                  strcmp(near.meant, pair->meant.text) != 0;
	if (*shown == 0 || found == slipped)
		return;
	--*shown;
	printf("  %s, %s: %s of %s: %s %s\n", pair->name, pair->reading,
	    pair->local.text, pair->meant.text,
	    verdict_confidence_name(near.confidence), near.meant);
}

const char *
people_pair_name(enum people_pair pair)
{
	static const char *const names[PEOPLE_PAIRS] = {"right", "one slip",
	    "one, both names", "two slips", "two, both names", "a relative's",
	    "a stranger's", "no name", "same in the row",
	    "one slip in the row"};

	return names[pair];
}

int
people_measure(const char *table, enum people_pair pair, size_t count,
    size_t shown, struct people_figures *figures_r)
{
	struct people *people = calloc(1, sizeof(*people));
	struct pair one;

	*figures_r = (struct people_figures){0};
	if (people == NULL || people_read(table, people) < 0) {
		free(people);
		return -1;
	}
	people->state = (uint64_t)pair;
	for (size_t i = 0; i < count; i++) {
		memset(&one, 0, sizeof(one));
		write_pair(people, pair, &one);
		count_pair(&one, figures_r, &shown);
	}
	free(people);
	return 0;
}
