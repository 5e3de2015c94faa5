/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints how often the matcher of persons finds slips and cries wolf:
 * person TABLE [SHOWN]. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/person/people.h"

#define COUNT 20000

static double
share(size_t part, size_t whole)
{
	return whole != 0 ? 100.0 * (double)part / (double)whole : 0;
}

int
main(int argc, char **argv)
{
	size_t shown = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

	if (argc < 2)
		return 2;
	printf("%-20s %7s %9s %9s %9s %9s %9s\n", "of each 100 pairs", "pairs",
	    "possible+", "likely+", "certain", "meant", "misled");
	for (enum people_pair pair = 0; pair < PEOPLE_PAIRS; pair++) {
		struct people_figures figures;
		size_t whole;

		if (people_measure(argv[1], pair, COUNT, shown, &figures) < 0) {
			fprintf(stderr, "%s: cannot be read\n", argv[1]);
			return 2;
		}
		/* A letter swapped with itself is no slip. */
		whole = figures.count;
		if (figures.unchanged < figures.count)
			whole -= figures.unchanged;
		printf("%-20s %7zu %9.2f %9.2f %9.2f %9.2f %9.2f\n",
		    people_pair_name(pair), whole,
		    share(figures.possible, whole),
		    share(figures.likely, whole), share(figures.certain, whole),
		    share(figures.meant, whole), share(figures.wrong, whole));
	}
	return 0;
}
