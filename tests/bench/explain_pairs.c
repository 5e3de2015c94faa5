/* SPDX-License-Identifier: BSD-2-Clause */
/* Explain pairs: for each line "MEANT SEEN" of standard input a line "SEEN
 * SLIPS CLASSES": how the engine explains one as the other, 0 and "-" when it
 * cannot.  For tests/bench/generate_coverage. */
#include <stdio.h>
#include <string.h>

#include "domains/engine/typo/typo.h"

#define LINE_SIZE 1024
/* Three slips of the dearest kinds. */
#define COST_MAX 30.0f

static void
explain(const char *meant, const char *seen)
{
	struct name a, b;
	enum name_error why;
	struct typo typo;

	if (name_parse(meant, strlen(meant), &a, &why) < 0 ||
	    name_parse(seen, strlen(seen), &b, &why) < 0 ||
	    !typo_explain(&a, &b, COST_MAX, &typo)) {
		printf("%s 0 -\n", seen);
		return;
	}
	printf("%s %u ", seen, typo.slips);
	for (unsigned i = 0; i < typo.slips; i++)
		printf("%s%s", i > 0 ? "+" : "",
		    typo_class_name(typo.slip[i].class));
	puts(typo.slips == 0 ? "-" : "");
}

int
main(void)
{
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *blank = strchr(line, ' ');

		line[strcspn(line, "\n")] = '\0';
		if (blank == NULL)
			continue;
		*blank = '\0';
		explain(line, blank + 1);
	}
	return 0;
}
