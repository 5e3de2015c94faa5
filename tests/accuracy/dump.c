/* SPDX-License-Identifier: BSD-2-Clause */
/* Dump: what the engine thinks of each domain on standard input, a line a
 * near name, tab-separated, for tests/accuracy/fit to read.
 *
 *     DOMAIN RULE [NAME PRIOR SLIPS REAL ODDS CONFIDENCE CAP]
 *
 * SLIPS and REAL are lists of KIND:CLASS:SEEN:MEANT:AT and WORDS=VALUE joined
 * by "|".  Names far below the thresholds are shown too.  With "most" as first
 * argument CONFIDENCE is the highest that any odds could give; with "near", it
 * is `possible` only where a cap allows these odds no more.  CAP says why. */
#include <stdio.h>
#include <string.h>

#include "domains/engine/doppel.h"

#define LINE_SIZE 2048

/* So low that every name the index offers is weighed. */
#define POSSIBLE -25.0

static void
print_near(const struct doppel_thoughts *thoughts,
    const struct doppel_near *near, bool most)
{
	printf("\t%s\t%.4f\t", near->name, near->prior);
	for (unsigned i = 0; i < near->typo.slips; i++) {
		const struct typo_slip *slip = &near->typo.slip[i];
		printf("%s%s:%s:%s:%s:%u", i ? "|" : "", typo_slip_kind(slip),
		    typo_class_name(slip->class), slip->seen, slip->meant,
		    slip->at_meant);
	}
	printf("\t");
	for (size_t i = 0; i < thoughts->real_count; i++)
		printf("%s%s=%.4f", i ? "|" : "", thoughts->real[i].what,
		    thoughts->real[i].value);
	bool none = !most && near->odds < doppel_thresholds_default.possible;
	printf("\t%.4f\t%s\t%s\n", near->odds,
	    verdict_confidence_name(
		none ? VERDICT_NO_CONFIDENCE : near->confidence),
	    near->cap != NULL ? near->cap : "");
}

static void
dump(const struct doppel *doppel, const char *domain, bool most)
{
	struct name name;
	enum name_error error;
	static struct doppel_thoughts thoughts;

	if (name_parse(domain, strlen(domain), &name, &error) < 0) {
		printf("%s\tmalformed\n", domain);
		return;
	}
	doppel_explain_name(doppel, &name, &thoughts);
	if (thoughts.near_count == 0)
		printf("%s\t%s\n", domain, thoughts.rule);
	for (size_t i = 0; i < thoughts.near_count; i++) {
		printf("%s\t%s", domain, thoughts.rule);
		print_near(&thoughts, &thoughts.near[i], most);
	}
}

int
main(int argc, char **argv)
{
	struct doppel_list lists[8];
	struct doppel_options options = {
	    .lists = lists,
	    .thresholds = doppel_thresholds_default,
	};
	struct diagnostics diagnostics = {0};
	struct doppel *doppel;
	char line[LINE_SIZE];
	bool any = argc > 1 && strcmp(argv[1], "most") == 0;
	bool most = any || (argc > 1 && strcmp(argv[1], "near") == 0);

	options.thresholds.possible = POSSIBLE;
	if (most)
		options.thresholds.likely = POSSIBLE;
	if (any)
		options.thresholds.certain = POSSIBLE;
	/* kind=path ... */
	for (int i = 1; i < argc && options.list_count < 8; i++) {
		const char *path = strchr(argv[i], '=');
		for (int k = 0; path != NULL && k < LISTFILE_KINDS; k++) {
			const char *kind =
			    listfile_kind_name((enum listfile_kind)k);
			if (strncmp(kind, argv[i], strlen(kind)) == 0)
				lists[options.list_count++] =
				    (struct doppel_list){
					.kind = (enum listfile_kind)k,
					.path = path + 1};
		}
	}
	if (doppel_open(&options, &diagnostics, &doppel) < 0) {
		for (size_t i = 0; i < diagnostics.kept; i++)
			fprintf(stderr, "%s:%u: %s\n", diagnostics.list[i].file,
			    diagnostics.list[i].line, diagnostics.list[i].text);
		return 2;
	}
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		dump(doppel, line, most);
	}
	doppel_close(&doppel);
	return 0;
}
