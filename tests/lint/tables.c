/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells tests/lint/run what the programs' own tables hold.
 *
 *     tables                    each name that a manual must explain
 *     tables domains|milter FILE   "given KEY" for each key of the table that
 *                               FILE gives; its errors, and exit 1
 */
#include <libconfig.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "domains/engine/doppel.h"
#include "domains/settings/settings.h"
#include "domains/settings/milter.h"

/* group is "" or ends in ".". */
static void
print_keys(const char *what, const char *group, const struct setting_key *key)
{
	char path[128];

	for (; key->name != NULL; key++) {
		if (key->keys == NULL) {
			printf("%s %s%s\n", what, group, key->name);
			continue;
		}
		snprintf(path, sizeof(path), "%s%s.", group, key->name);
		print_keys(what, path, key->keys);
	}
}

static void
print_names(void)
{
	print_keys("domains-key", "", settings_domains_table);
	print_keys("milter-key", "", settings_milter_table);
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

/* Each key that a file gives; of a list of groups those of the first. */
static void
print_given(const char *group, const config_setting_t *setting)
{
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *one =
		    config_setting_get_elem(setting, (unsigned)i);
		char path[128];

		printf("given %s%s\n", group, config_setting_name(one));
		snprintf(path, sizeof(path), "%s%s.", group,
		    config_setting_name(one));
		if (config_setting_is_list(one) &&
		    config_setting_length(one) != 0)
			one = config_setting_get_elem(one, 0);
		if (config_setting_is_group(one))
			print_given(path, one);
	}
}

static int
print_diagnostics(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		char line[1024];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		puts(line);
	}
	return 1;
}

/* What the program says of the file, and what stands in it. */
static int
read_file(bool milter, const char *path)
{
	struct settings_milter milter_settings;
	struct settings settings;
	struct diagnostics diagnostics = {0};
	config_t config;

	if ((milter ? settings_milter_load(path, &diagnostics, &milter_settings)
		    : settings_load(path, NULL, &diagnostics, &settings)) < 0)
		return print_diagnostics(&diagnostics);
	config_init(&config);
	if (config_read_file(&config, path) != CONFIG_TRUE)
		return 1;
	print_given("", config_root_setting(&config));
	return 0;
}

int
main(int argc, char *argv[])
{
	if (argc == 3)
		return read_file(strcmp(argv[1], "milter") == 0, argv[2]);
	print_names();
	return 0;
}
