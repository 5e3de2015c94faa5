/* SPDX-License-Identifier: BSD-2-Clause */
/* Bench: what an audit of a list cannot be faster than: the bytes read, the
 * domain of each line hashed, and looked up in a set of all that are there.
 *
 *     bench_floors read|hash|set FILE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppelcheck/domain_set.h"

#define PIECE ((size_t)1 << 20)

enum floor { FLOOR_READ, FLOOR_HASH, FLOOR_SET, FLOORS };

static const char *const names[FLOORS] = {"read", "hash", "set"};

struct counts {
	size_t lines;
	size_t distinct;
	uint64_t sum; /* so that no hash can be left out */
};

static void
take_line(enum floor floor, struct domain_set *set, const char *line,
    size_t len, struct counts *counts)
{
	const char *at = memchr(line, '@', len);
	const char *domain = at != NULL ? at + 1 : line;
	uint64_t hash =
	    domain_set_hash(set, domain, (size_t)(line + len - domain));

	counts->lines++;
	counts->sum += hash;
	if (floor == FLOOR_SET &&
	    domain_set_find(set, hash) == DOMAIN_SET_NEVER)
		counts->distinct +=
		    domain_set_add(set, hash, DOMAIN_SET_FINE) == 1;
}

/* Takes the whole lines; returns how many bytes of another are left. */
static size_t
take_lines(enum floor floor, struct domain_set *set, const char *bytes,
    size_t len, struct counts *counts)
{
	const char *line = bytes, *end = bytes + len, *stop;

	while ((stop = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		take_line(floor, set, line, (size_t)(stop - line), counts);
		line = stop + 1;
	}
	return (size_t)(end - line);
}

static int
go_through(enum floor floor, FILE *file)
{
	static char bytes[2 * PIECE];
	struct domain_set *set = domain_set_new();
	struct counts counts = {0};
	size_t kept = 0, got;

	if (set == NULL)
		return EXIT_FAILURE;
	while ((got = fread(bytes + kept, 1, PIECE, file)) > 0) {
		size_t len = kept + got;

		if (floor == FLOOR_READ)
			continue;
		kept = take_lines(floor, set, bytes, len, &counts);
		if (kept > PIECE)
			return EXIT_FAILURE; /* no list has such a line */
		memmove(bytes, bytes + len - kept, kept);
	}
	printf("%zu lines, %zu domains, %llx\n", counts.lines, counts.distinct,
	    (unsigned long long)counts.sum);
	domain_set_free(&set);
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	enum floor floor = FLOOR_READ;
	FILE *file;
	int status;

	if (argc != 3) {
		puts("tests/bench/doppelcheck says which file");
		return EXIT_SUCCESS;
	}
	while (floor < FLOORS && strcmp(argv[1], names[floor]) != 0)
		floor++;
	file = fopen(argv[2], "re");
	if (floor == FLOORS || file == NULL) {
		fprintf(stderr, "bench_floors: %s %s?\n", argv[1], argv[2]);
		return EXIT_FAILURE;
	}
	setvbuf(file, NULL, _IONBF, 0);
	status = go_through(floor, file);
	fclose(file);
	return status;
}
