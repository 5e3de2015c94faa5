/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a configuration, held against a table with every type. */
#include "domains/settings/settings.h"

#include <string.h>

#include "domains/base/utf8.h"
#include "tests/fuzz/fuzz.h"

/* What libconfig says of an include that it follows and that is not there. */
#define INCLUDE_DIAGNOSTIC "cannot open include file"

static const char *const colours[] = {"red", "green", NULL};

static const struct setting_key table[] = {
    {"name", SETTING_STRING, 0, 0, NULL},
    {"names", SETTING_STRING_LIST, 0, 0, NULL},
    {"colour", SETTING_CHOICE, 0, 0, colours},
    {"any", SETTING_INT, 0, 0, NULL},
    {"a.count", SETTING_INT, 1, 10, NULL},
    {"a.b.share", SETTING_FLOAT, 0, 0.5, NULL},
    {"a.b.on", SETTING_BOOL, 0, 0, NULL},
    {NULL, SETTING_GROUP, 0, 0, NULL},
};

/* What was taken is what the table says. */
static void
check_values(const config_t *config)
{
	const char *text;
	double share;
	int count;

	if (config_lookup(config, "name") != NULL)
		FUZZ_CHECK(config_lookup_string(config, "name", &text));
	if (config_lookup(config, "colour") != NULL)
		FUZZ_CHECK(
		    config_lookup_string(config, "colour", &text) &&
		    (strcmp(text, "red") == 0 || strcmp(text, "green") == 0));
	if (config_lookup(config, "a.count") != NULL)
		FUZZ_CHECK(config_lookup_int(config, "a.count", &count) &&
			   count >= 1 && count <= 10);
	if (config_lookup(config, "a.b.share") != NULL)
		FUZZ_CHECK(config_lookup_float(config, "a.b.share", &share) &&
			   share >= 0 && share <= 0.5);
	for (size_t i = settings_string_count(config, "names"); i-- > 0;)
		FUZZ_CHECK(settings_string_at(config, "names", i) != NULL);
}

/* Faults are fit for a log; and libconfig itself never came to an include,
 * where it would have opened whatever it is. */
static void
check_diagnostics(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		const char *text = diagnostics->list[i].text;

		FUZZ_CHECK(strncmp(text, INCLUDE_DIAGNOSTIC,
			       sizeof(INCLUDE_DIAGNOSTIC) - 1) != 0);
		for (size_t left = strlen(text); left > 0;) {
			uint32_t code = 0;
			size_t size = utf8_decode(text, left, &code);

			FUZZ_CHECK(size > 0 && utf8_printable(code));
			text += size;
			left -= size;
		}
	}
}

int
fuzz_settings(const uint8_t *data, size_t size)
{
	struct diagnostics diagnostics = {0};
	config_t config;

	if (settings_parse("tests/fuzz/corpus/settings/fuzz.conf",
		(const char *)data, size, table, &diagnostics, &config) == 0) {
		FUZZ_CHECK(diagnostics.count == 0);
		check_values(&config);
		config_destroy(&config);
	} else {
		FUZZ_CHECK(diagnostics.count > 0);
	}
	check_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return 0;
}

#ifdef FUZZ_WITH_LIBFUZZER
/* libconfig 1.5 loses the string before a fault of syntax; not ours, and
 * bounded by SETTINGS_FILE_MAX a reading. */
const char *
__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:strbuf_append\nleak:libconfig_yylex";
}
#endif

FUZZ_ENTRY(fuzz_settings)
