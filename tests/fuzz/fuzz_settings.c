/* SPDX-License-Identifier: BSD-2-Clause */
/* Fuzz target: a configuration, held against a table with every type. */
#include "domains/settings/table.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* What libconfig says of an include that it cannot open. */
#define INCLUDE_DIAGNOSTIC "cannot open include file"

struct values {
	char *name;
	struct strings names;
	unsigned colour, count;
	double share;
	bool on;
};

#define AT(member) SETTING_AT(struct values, member)

static const char *const colours[] = {"red", "green", NULL};

static const struct setting_key b_keys[] = {
    {"share", SETTING_FLOAT, AT(share), .max = 0.5},
    {"on", SETTING_BOOL, AT(on)},
    {NULL},
};

static const struct setting_key a_keys[] = {
    {"count", SETTING_INT, AT(count), .min = 1, .max = 10},
    {"b", SETTING_GROUP, .keys = b_keys},
    {NULL},
};

static const struct setting_key table[] = {
    {"name", SETTING_STRING, AT(name)},
    {"names", SETTING_STRING_LIST, AT(names)},
    {"colour", SETTING_CHOICE, AT(colour), .choices = colours},
    {"any", SETTING_INT, .size = 0},
    {"a", SETTING_GROUP, .keys = a_keys},
    {NULL},
};

/* What was taken is what the table says. */
static void
check_values(const struct values *values)
{
	FUZZ_CHECK(values->name == NULL || *values->name != '\0');
	FUZZ_CHECK(values->colour <= 1);
	FUZZ_CHECK(values->count <= 10);
	FUZZ_CHECK(values->share >= 0 && values->share <= 0.5);
	for (size_t i = 0; i < values->names.count; i++)
		FUZZ_CHECK(*values->names.list[i] != '\0');
}

/* Errors are fit for a log; and libconfig itself never came to an include,
 * where it would have opened whatever it is. */
static void
check_diagnostics(const struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < diagnostics->kept; i++) {
		const char *text = diagnostics->list[i].text;

		FUZZ_CHECK(strncmp(text, INCLUDE_DIAGNOSTIC,
			       sizeof(INCLUDE_DIAGNOSTIC) - 1) != 0);
		fuzz_check_printable(text, strlen(text), 0);
	}
}

int
fuzz_settings(const uint8_t *data, size_t size)
{
	struct diagnostics diagnostics = {0};
	struct values values = {0};

	if (settings_parse("fuzz.conf", (const char *)data, size, table,
		&values, &diagnostics) == 0)
		FUZZ_CHECK(diagnostics.count == 0);
	else
		FUZZ_CHECK(diagnostics.count > 0);
	check_values(&values);
	free(values.name);
	strings_clear(&values.names);
	check_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return 0;
}

#ifdef FUZZ_WITH_LIBFUZZER
/* libconfig 1.5 loses the string before a syntax error; not ours, and
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
