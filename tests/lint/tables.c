/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells tests/lint/run what the programs' own tables hold.
 *
 *     tables                    each name that a manual must explain
 *     tables domains|milter FILE   "given KEY" for each key of the table that
 *                               FILE gives; its faults, and exit 1
 */
#include <stdio.h>
#include <string.h>

#include "domains/engine/doppel.h"
#include "domains/settings/settings.h"
#include "domains/settings/milter.h"

static void
print_keys(const char *which, const struct setting_key *table)
{
	for (; table->path != NULL; table++)
		printf("%s-key %s\n", which, table->path);
}

static void
print_names(void)
{
	print_keys("domains", settings_domains_table);
	print_keys("milter", settings_milter_table);
	for (int i = VERDICT_NONE + 1; i < VERDICT_REASONS; i++)
		printf("reason %s\n",
		    verdict_reason_name((enum verdict_reason)i));
	for (int i = VERDICT_POSSIBLE; i < VERDICT_CONFIDENCES; i++)
		printf("confidence %s\n",
		    verdict_confidence_name((enum verdict_confidence)i));
	for (int i = 0; i < TYPO_CLASSES; i++)
		printf("slip %s\n", typo_class_name((enum typo_class)i));
	for (int i = 0; i < LISTFILE_KINDS; i++)
		printf("list %s.list\n",
		    listfile_kind_name((enum listfile_kind)i));
	printf("threshold possible = %.2f\n",
	    doppel_thresholds_default.possible);
	printf("threshold likely = %.2f\n", doppel_thresholds_default.likely);
	printf("threshold certain = %.2f\n", doppel_thresholds_default.certain);
}

/* Is the key given, or in the first group of a list of groups? */
static bool
is_given(const config_t *config, const char *path)
{
	size_t first = strcspn(path, ".");
	char in_list[128];

	snprintf(in_list, sizeof(in_list), "%.*s.[0]%s", (int)first, path,
	    path + first);
	return config_lookup(config, path) != NULL ||
	       config_lookup(config, in_list) != NULL;
}

static int
print_given(const struct setting_key *table, const char *path)
{
	struct diagnostics diagnostics = {0};
	config_t config;

	if (settings_read(path, table, &diagnostics, &config) < 0) {
		for (size_t i = 0; i < diagnostics.kept; i++) {
			char line[1024];

			diagnostic_format(&diagnostics.list[i], line,
			    sizeof(line));
			puts(line);
		}
		diagnostics_clear(&diagnostics);
		return 1;
	}
	for (; table->path != NULL; table++)
		if (is_given(&config, table->path))
			printf("given %s\n", table->path);
	config_destroy(&config);
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc == 3)
		return print_given(strcmp(argv[1], "milter") == 0
				       ? settings_milter_table
				       : settings_domains_table,
		    argv[2]);
	print_names();
	return 0;
}
