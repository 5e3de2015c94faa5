/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints how often similar contacts are found, and how often right new
 * addresses are taken for one: contacts NAMES [SHOWN].
 *
 * NAMES is a table as tests/cases/people.tsv.  Its names are parted in halves
 * by their hash: each half has a world of its own, in which hosts have a habit
 * of writing addresses, and people have names, the first of the table more
 * often.  The numbers were tuned on the first half; the second one counts: it
 * fails where less than 90 % of the slips are found, or where there are more
 * alarms than one in 1,000 new addresses, or any for another digit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/hash_index.h"
#include "domains/contacts/similar.h"
#include "domains/engine/typo/pairs.h"

#define NAMES_MAX 20000
#define SPELLINGS_MAX 6
/* At most half of all pairs of names: in a country two people of one name are
 * seldom contacts of one organisation, in a short table they would often be. */
#define CONTACTS 6000
#define HOSTS 700
#define PROVIDERS 10
#define NEW_ADDRESSES 100000
#define PAIRS 20000
#define LOCAL_SIZE 64

struct one_name {
	char spelling[SPELLINGS_MAX][24];
	size_t spellings;
};

struct names {
	struct one_name *list;
	size_t count;
};

struct person {
	const struct one_name *family, *given;
	size_t family_spelling, given_spelling;
	char digits[8];
};

struct member {
	struct contact contact;
	struct person person;
	size_t host;
	unsigned habit;
};

static struct world {
	struct names family, given;
	uint64_t state;
	struct member members[CONTACTS];
	size_t count;
	struct hash_index exact, near; /* by address, by keys */
	uint32_t *near_members;
	size_t near_count, near_room;
} world;

static size_t
pick(size_t below)
{
	uint64_t z = world.state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (size_t)((z ^ z >> 31) % below);
}

static double
fraction(void)
{
	return ((double)pick(1u << 30) + 1) / (double)(1u << 30);
}

/* A number below the limit; the first ones more often, as names are. */
static size_t
pick_often_first(size_t limit)
{
	return (size_t)((double)limit * pow(fraction(), 2.0)) % limit;
}

/* The commonest name of Japan is one of seventy: a short table is as that, the
 * names of a long one come after each other. */
static size_t
pick_name(size_t limit)
{
	return limit < 200 ? pick(limit) : pick_often_first(limit);
}

/* ---- names --------------------------------------------------------------- */

static void
take_name(struct names *names, char *spellings)
{
	struct one_name *name = &names->list[names->count];
	char *one;

	while (name->spellings < SPELLINGS_MAX &&
	       (one = strsep(&spellings, " \n")) != NULL)
		if (*one != '\0' && strlen(one) < sizeof(name->spelling[0]))
			memcpy(name->spelling[name->spellings++], one,
			    strlen(one) + 1);
	if (name->spellings != 0 && names->count < NAMES_MAX - 1)
		names->count++;
}

/* Reads the half of the names. */
static int
read_names(const char *path, unsigned half)
{
	FILE *file = fopen(path, "r");
	char line[512];

	if (file == NULL)
		return -1;
	world.family.list = calloc(NAMES_MAX, sizeof(struct one_name));
	world.given.list = calloc(NAMES_MAX, sizeof(struct one_name));
	if (world.family.list == NULL || world.given.list == NULL)
		abort();
	while (fgets(line, sizeof(line), file) != NULL) {
		char *rest = line, *kind = strsep(&rest, "\t");
		uint32_t hash = 0;

		strsep(&rest, "\t");
		char *reading = strsep(&rest, "\t");

		if (rest == NULL)
			continue;
		for (; *reading != '\0'; reading++)
			hash = hash * 31 + (unsigned char)*reading;
		if ((hash * 2654435761u >> 31) != half)
			continue;
		if (strcmp(kind, "family") == 0)
			take_name(&world.family, rest);
		else if (strcmp(kind, "given") == 0)
			take_name(&world.given, rest);
	}
	fclose(file);
	return world.family.count > 1 && world.given.count > 1 ? 0 : -1;
}

/* ---- people and their addresses ------------------------------------------ */

static struct person
make_person(void)
{
	struct person person = {
	    .family = &world.family.list[pick_name(world.family.count)],
	    .given = &world.given.list[pick_name(world.given.count)]};

	if (pick(5) == 0)
		person.family_spelling = pick(person.family->spellings);
	if (pick(5) == 0)
		person.given_spelling = pick(person.given->spellings);
	if (pick(3) == 0)
		snprintf(person.digits, sizeof(person.digits), "%zu",
		    pick(2) ? pick(100) : 1960 + pick(50));
	return person;
}

/* How a host writes its addresses: so often of a hundred. */
enum habit {
	FAMILY_GIVEN,   /* tanaka.taro */
	GIVEN_FAMILY,   /* taro.tanaka */
	INITIAL,        /* t.tanaka, t-tanaka */
	FAMILY,         /* tanaka */
	FAMILY_INITIAL, /* tanaka.t, tanakat */
	GLUED,          /* tanakataro, ttanaka */
	FREE            /* of providers: any, with digits */
};

static enum habit
pick_habit(void)
{
	size_t at = pick(100);

	return at < 30   ? FAMILY_GIVEN
	       : at < 50 ? GIVEN_FAMILY
	       : at < 68 ? INITIAL
	       : at < 83 ? FAMILY
	       : at < 88 ? FAMILY_INITIAL
	                 : GLUED;
}

static void
write_local(const struct person *person, unsigned habit,
    char local_r[static LOCAL_SIZE])
{
	static const char *const between[] = {".", ".", "-", "_"};
	const char *family = person->family->spelling[person->family_spelling];
	const char *given = person->given->spelling[person->given_spelling];
	const char *dot = between[habit / 16 % 4], *digits = "";
	unsigned form = habit % 16;

	if (form == FREE) {
		form = (unsigned)person->family->spelling[0][1] % FREE;
		digits = person->digits;
	}
	switch (form) {
	case FAMILY_GIVEN:
		snprintf(local_r, LOCAL_SIZE, "%s%s%s%s", family, dot, given,
		    digits);
		break;
	case GIVEN_FAMILY:
		snprintf(local_r, LOCAL_SIZE, "%s%s%s%s", given, dot, family,
		    digits);
		break;
	case INITIAL:
		snprintf(local_r, LOCAL_SIZE, "%c%s%s%s", given[0], dot, family,
		    digits);
		break;
	case FAMILY_INITIAL:
		snprintf(local_r, LOCAL_SIZE, "%s%s%c%s", family,
		    habit & 64 ? dot : "", given[0], digits);
		break;
	case GLUED:
		if (habit & 64)
			snprintf(local_r, LOCAL_SIZE, "%s%s%s", family, given,
			    digits);
		else
			snprintf(local_r, LOCAL_SIZE, "%c%s%s", given[0],
			    family, digits);
		break;
	default:
		snprintf(local_r, LOCAL_SIZE, "%s%s", family, digits);
	}
}

static void
write_host(size_t host, char host_r[static LOCAL_SIZE])
{
	static const char *const suffixes[] = {"co.jp", "co.jp", "ac.jp", "com",
	    "or.jp", "jp", "go.jp", "ne.jp"};

	if (host < PROVIDERS)
		snprintf(host_r, LOCAL_SIZE, "mail%zu.example.net", host);
	else
		snprintf(host_r, LOCAL_SIZE, "%s%zx.%s",
		    world.family.list[host % world.family.count].spelling[0],
		    host * 2654435761u % 4096, suffixes[host % 8]);
}

/* Hosts differ in size as partners do; one in four is a provider's. */
static void
make_member(struct member *member)
{
	static unsigned habits[HOSTS];
	char local[LOCAL_SIZE], host[LOCAL_SIZE];

	member->person = make_person();
	member->host = pick(4) == 0
	                   ? pick(PROVIDERS)
	                   : PROVIDERS + pick_often_first(HOSTS - PROVIDERS);
	if (habits[member->host] == 0)
		habits[member->host] =
		    (unsigned)(pick_habit() + 16 * (pick(8)) + 256);
	member->habit = member->host < PROVIDERS
	                    ? (unsigned)(FREE + 16 * pick(8))
	                    : habits[member->host];
	write_local(&member->person, member->habit, local);
	write_host(member->host, host);
	member->contact = (struct contact){0};
	member->contact.len = (uint32_t)snprintf(member->contact.address,
	    CONTACT_ADDRESS_SIZE, "%s@%s", local, host);
}

/* ---- the store ----------------------------------------------------------- */

static bool
is_contact(const char *address)
{
	size_t len = strlen(address);
	uint32_t hash = hash_index_hash(&world.exact, address, len), item;
	size_t at = hash;

	while ((item = hash_index_next(&world.exact, hash, &at)) !=
	       HASH_INDEX_NONE)
		if (strcmp(world.members[item].contact.address, address) == 0)
			return true;
	return false;
}

static void
add_contact(const struct member *member)
{
	uint64_t keys[CONTACT_KEYS_MAX];
	struct span address = {member->contact.address, member->contact.len};
	size_t count = similar_write_keys(address, keys);
	uint32_t number = (uint32_t)world.count;

	world.members[world.count++] = *member;
	if (hash_index_add(&world.exact,
		hash_index_hash(&world.exact, address.bytes, address.len),
		number) < 0)
		abort();
	for (size_t i = 0; i < count; i++)
		if (hash_index_add(&world.near, (uint32_t)keys[i],
			(uint32_t)world.near_count) < 0 ||
		    array_add(&world.near_members, &world.near_room,
			&world.near_count, &number, sizeof(number)) < 0)
			abort();
}

static void
make_world(void)
{
	struct member member;

	size_t contacts = world.family.count * world.given.count / 2;

	while (world.count < (contacts < CONTACTS ? contacts : CONTACTS)) {
		make_member(&member);
		if (is_contact(member.contact.address))
			continue;
		member.contact.sent.count =
		    (uint64_t)(1 + 60 * pow(fraction(), 4) / fraction() / 4);
		if (pick(2) == 0)
			member.contact.heard.count =
			    1 + pick(member.contact.sent.count);
		add_contact(&member);
	}
}

/* What the rule makes of an address. */
static bool
judge(const char *address, bool provider, bool known_domain,
    struct similar *best)
{
	uint64_t keys[CONTACT_KEYS_MAX];
	struct similar_asked asked;
	size_t count = similar_write_keys(span_of(address), keys);

	*best = (struct similar){.odds = 0};
	if (!similar_begin(span_of(address), &asked))
		return false;
	asked.provider = provider;
	asked.known_domain = known_domain;
	for (size_t i = 0; i < count; i++) {
		uint32_t hash = (uint32_t)keys[i], item;
		size_t at = hash;

		while ((item = hash_index_next(&world.near, hash, &at)) !=
		       HASH_INDEX_NONE)
			similar_judge(&asked,
			    &world.members[world.near_members[item]].contact,
			    best);
	}
	return best->confidence != VERDICT_NO_CONFIDENCE;
}

/* ---- pairs --------------------------------------------------------------- */

enum pair {
	PAIR_KEY,
	PAIR_OMISSION,
	PAIR_DOUBLING,
	PAIR_TRANSPOSITION,
	PAIR_SPELLING,
	PAIR_DOT,
	PAIR_SUFFIX,
	PAIR_SLIPS, /* so many are slips */
	PAIR_DIGIT = PAIR_SLIPS,
	PAIR_INITIAL,
	PAIR_GIVEN, /* another given name, or family name */
	PAIRS_COUNT
};

static const char *const pair_names[PAIRS_COUNT] = {"neighbour key", "omission",
    "doubling", "transposition", "another spelling", "dot left out", "suffix",
    "another digit", "another initial", "another name"};

/* A place of the local part with a letter, whose word is no initial. */
static bool
pick_letter(const char *local, size_t *at_r)
{
	for (unsigned tries = 0; tries < 40; tries++) {
		size_t at = pick(strlen(local)), from = at, to = at;

		while (from > 0 && local[from - 1] >= 'a' &&
		       local[from - 1] <= 'z')
			from--;
		while (local[to] >= 'a' && local[to] <= 'z')
			to++;
		*at_r = at;
		if (to > at && to - from >= 3)
			return true;
	}
	return false;
}

static bool
slip_letter(enum pair pair, char local[LOCAL_SIZE])
{
	size_t at, len = strlen(local);

	if (!pick_letter(local, &at))
		return false;
	switch (pair) {
	case PAIR_KEY:
		for (unsigned tries = 0; tries < 200; tries++) {
			char key = (char)('a' + pick(26));

			if (key != local[at] && typo_pair_key(key, local[at])) {
				local[at] = key;
				return true;
			}
		}
		return false;
	case PAIR_OMISSION:
		memmove(local + at, local + at + 1, len - at);
		return true;
	case PAIR_DOUBLING:
		memmove(local + at + 1, local + at, len - at + 1);
		return true;
	default: {
		char next = local[at + 1];

		if (next < 'a' || next > 'z' || next == local[at])
			return false;
		local[at + 1] = local[at];
		local[at] = next;
		return true;
	}
	}
}

static bool
change_spelling(struct person *person)
{
	const struct one_name *name = pick(2) ? person->family : person->given;
	size_t *spelling = name == person->family ? &person->family_spelling
	                                          : &person->given_spelling;
	size_t other = pick(name->spellings);

	if (other == *spelling)
		return false;
	*spelling = other;
	return true;
}

/* Makes an address that is a slip of the member's, or another person's. */
static bool
make_pair(enum pair pair, const struct member *member, char *address_r)
{
	char local[LOCAL_SIZE], host[LOCAL_SIZE];
	struct person person = member->person;
	char *dot;

	write_host(member->host, host);
	write_local(&person, member->habit, local);
	switch (pair) {
	case PAIR_SPELLING:
		if (!change_spelling(&person))
			return false;
		write_local(&person, member->habit, local);
		break;
	case PAIR_DOT:
		dot = strpbrk(local, ".-_");
		if (dot == NULL)
			return false;
		memmove(dot, dot + 1, strlen(dot));
		break;
	case PAIR_SUFFIX:
		dot = strstr(host, ".co.jp");
		if (dot == NULL)
			return false;
		memcpy(dot, ".ne.jp", 6);
		break;
	case PAIR_DIGIT:
		snprintf(local + strlen(local), 8, "%zu", pick(100));
		break;
	case PAIR_INITIAL: {
		static struct one_name other;

		other = *person.given;
		for (size_t i = 0; i < other.spellings; i++)
			other.spelling[i][0] = (char)('a' + pick(26));
		unsigned form = member->habit % 16;

		if (form != INITIAL && form != FAMILY_INITIAL &&
		    (form != GLUED || member->habit & 64))
			return false;
		person.given = &other;
		write_local(&person, member->habit, local);
		break;
	}
	case PAIR_GIVEN:
		if (pick(2))
			person.given =
			    &world.given.list[pick(world.given.count)];
		else
			person.family =
			    &world.family.list[pick(world.family.count)];
		person.given_spelling = person.family_spelling = 0;
		write_local(&person, member->habit, local);
		break;
	default:
		if (!slip_letter(pair, local))
			return false;
	}
	snprintf(address_r, CONTACT_ADDRESS_SIZE, "%s@%s", local, host);
	return true;
}

/* How many of them are found. */
static size_t
measure_pairs(enum pair pair, size_t shown, size_t *sum)
{
	size_t count = 0, found = 0, right = 0, likely = 0;

	for (size_t tries = 0; tries < PAIRS * 20 && count < PAIRS; tries++) {
		const struct member *member = &world.members[pick(world.count)];
		char address[CONTACT_ADDRESS_SIZE];
		struct similar similar;

		if (member->contact.sent.count + member->contact.heard.count <
			SIMILAR_MAILS_MIN ||
		    !make_pair(pair, member, address) || is_contact(address))
			continue;
		count++;
		bool is_found = judge(address, member->host < PROVIDERS,
		    pair != PAIR_SUFFIX, &similar);

		found += is_found;
		likely += is_found && similar.confidence == VERDICT_LIKELY;
		right += is_found &&
		         strcmp(similar.meant, member->contact.address) == 0;
		if (shown > 0 && is_found == (pair >= PAIR_SLIPS)) {
			printf("    %s %s\n", member->contact.address, address);
			shown--;
		}
	}
	printf(
	    "  %-18s %6zu pairs: found %6.2f %%, likely %6.2f, right %6.2f\n",
	    pair_names[pair], count, 100.0 * (double)found / (double)count,
	    100.0 * (double)likely / (double)count,
	    100.0 * (double)right / (double)(found != 0 ? found : 1));
	*sum += count;
	return found;
}

/* How many alarms there are. */
static size_t
measure_new(size_t shown)
{
	size_t count = 0, alarms = 0, likely = 0;

	while (count < NEW_ADDRESSES) {
		struct member member;
		struct similar similar;

		make_member(&member);
		if (is_contact(member.contact.address))
			continue;
		count++;
		if (!judge(member.contact.address, member.host < PROVIDERS,
			true, &similar))
			continue;
		alarms++;
		likely += similar.confidence == VERDICT_LIKELY;
		if (shown > 0) {
			printf("    %s (%s, %.1f)\n", member.contact.address,
			    similar.meant, similar.odds);
			shown--;
		}
	}
	printf("  right new addresses: %zu, alarms %zu: %.2f in 1,000; likely "
	       "%.2f\n",
	    count, alarms, 1000.0 * (double)alarms / (double)count,
	    1000.0 * (double)likely / (double)count);
	return alarms;
}

/* Does a world hold what is promised? */
static bool
measure(size_t shown)
{
	size_t found = 0, sum = 0, others = 0, digits;
	bool enough;

	for (enum pair pair = 0; pair < PAIR_SLIPS; pair++)
		found += measure_pairs(pair, shown, &sum);
	enough = found * 10 >= sum * 9;
	printf("  one slip: found %.2f %%\n",
	    100.0 * (double)found / (double)sum);
	digits = measure_pairs(PAIR_DIGIT, shown, &others);
	measure_pairs(PAIR_INITIAL, shown, &others);
	measure_pairs(PAIR_GIVEN, shown, &others);
	return measure_new(shown) * 1000 <= NEW_ADDRESSES && enough &&
	       digits == 0;
}

int
main(int argc, char **argv)
{
	size_t shown = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	bool holds = false;

	if (argc < 2)
		return 2;
	for (unsigned half = 0; half < 2; half++) {
		world = (struct world){.state = half + 1};
		if (read_names(argv[1], half) < 0) {
			fprintf(stderr, "%s: no names\n", argv[1]);
			return 2;
		}
		make_world();
		printf("%s: %zu family names, %zu given names, %zu contacts\n",
		    half == 0 ? "tuned on" : "held out", world.family.count,
		    world.given.count, world.count);
		holds = measure(shown);
	}
	return holds ? 0 : 1;
}
