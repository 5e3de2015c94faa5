/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a configuration and holds it against a table of keys. */
#include "domains/settings/settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/file.h"
#include "domains/settings/renamed.h"
#include "domains/settings/text.h"

/* The paths in the tables are a fraction of it; a longer one is unknown. */
#define PATH_SIZE 256

struct check {
	const config_t *config;
	const struct setting_key *table;
	struct diagnostics *diagnostics;
};

static void
add_diagnostic(const config_t *config, const config_setting_t *setting,
    const char *path, const char *what, struct diagnostics *diagnostics)
{
	const char *file = config_setting_get_hook(config_root_setting(config));

	diagnostics_add(diagnostics, file,
	    setting == NULL ? 0 : config_setting_source_line(setting), "%s: %s",
	    path, what);
}

void
settings_diagnostic(const config_t *config, const char *path,
    struct diagnostics *diagnostics, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	add_diagnostic(config, config_lookup(config, path), path, text,
	    diagnostics);
}

static void
check_diagnostic(struct check *check, const config_setting_t *setting,
    const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void
check_diagnostic(struct check *check, const config_setting_t *setting,
    const char *path, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	add_diagnostic(check->config, setting, path, text, check->diagnostics);
}

static const char *
given_type_text(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_GROUP:
		return "a group";
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return "an integer";
	case CONFIG_TYPE_FLOAT:
		return "a number with a fraction";
	case CONFIG_TYPE_STRING:
		return "a string";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return "a list";
	default:
		return "nothing";
	}
}

static const char *
wanted_type_text(enum setting_type type)
{
	switch (type) {
	case SETTING_GROUP:
		return "a group { ... }";
	case SETTING_GROUPS:
		return "a list of groups ( { ... }, { ... } )";
	case SETTING_STRING:
	case SETTING_CHOICE:
		return "a string in quotes";
	case SETTING_STRING_LIST:
		return "a string or a list of strings";
	case SETTING_INT:
		return "an integer";
	case SETTING_FLOAT:
		return "a number";
	case SETTING_BOOL:
		return "true or false";
	}
	return "";
}

static bool
is_string_list(const config_setting_t *setting)
{
	int type = config_setting_type(setting);

	if (type == CONFIG_TYPE_STRING)
		return true;
	if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST)
		return false;
	for (int i = 0; i < config_setting_length(setting); i++) {
		const config_setting_t *element =
		    config_setting_get_elem(setting, (unsigned)i);

		if (config_setting_type(element) != CONFIG_TYPE_STRING)
			return false;
	}
	return true;
}

static bool
is_group_list(const config_setting_t *setting)
{
	int type = config_setting_type(setting);

	if (type == CONFIG_TYPE_GROUP)
		return true;
	if (type != CONFIG_TYPE_LIST)
		return false;
	for (int i = 0; i < config_setting_length(setting); i++)
		if (!config_setting_is_group(
			config_setting_get_elem(setting, (unsigned)i)))
			return false;
	return true;
}

static bool
has_type(const config_setting_t *setting, enum setting_type type)
{
	int given = config_setting_type(setting);
	bool integer = given == CONFIG_TYPE_INT || given == CONFIG_TYPE_INT64;

	switch (type) {
	case SETTING_GROUP:
		return given == CONFIG_TYPE_GROUP;
	case SETTING_GROUPS:
		return is_group_list(setting);
	case SETTING_STRING:
	case SETTING_CHOICE:
		return given == CONFIG_TYPE_STRING;
	case SETTING_STRING_LIST:
		return is_string_list(setting);
	case SETTING_INT:
		return integer;
	case SETTING_FLOAT:
		return integer || given == CONFIG_TYPE_FLOAT;
	case SETTING_BOOL:
		return given == CONFIG_TYPE_BOOL;
	}
	return false;
}

static void
check_range(struct check *check, const config_setting_t *setting,
    const char *path, const struct setting_key *key)
{
	int type = config_setting_type(setting);
	double value = type == CONFIG_TYPE_FLOAT
	                   ? config_setting_get_float(setting)
	                   : (double)config_setting_get_int64(setting);

	/* libconfig reads 1e999 as infinity. */
	if (value - value != 0)
		check_diagnostic(check, setting, path, "not a finite number");
	else if ((key->min != 0 || key->max != 0) &&
		 (value < key->min || value > key->max))
		check_diagnostic(check, setting, path, "%g, should be %g to %g",
		    value, key->min, key->max);
}

static void
check_choice(struct check *check, const config_setting_t *setting,
    const char *path, const struct setting_key *key)
{
	const char *value = config_setting_get_string(setting);
	char quoted[DIAGNOSTIC_QUOTE_SIZE], choices[256] = "";

	for (const char *const *choice = key->choices; *choice != NULL;
	     choice++) {
		size_t len = strlen(choices);

		if (strcmp(*choice, value) == 0)
			return;
		snprintf(choices + len, sizeof(choices) - len, "%s%s",
		    len == 0 ? "" : ", ", *choice);
	}
	check_diagnostic(check, setting, path, "%s, should be one of %s",
	    diagnostic_quote(value, strlen(value), quoted), choices);
}

static void
check_value(struct check *check, const config_setting_t *setting,
    const char *path, const struct setting_key *key)
{
	if (!has_type(setting, key->type))
		check_diagnostic(check, setting, path, "%s, should be %s",
		    given_type_text(setting), wanted_type_text(key->type));
	else if (key->type == SETTING_INT || key->type == SETTING_FLOAT)
		check_range(check, setting, path, key);
	else if (key->type == SETTING_CHOICE)
		check_choice(check, setting, path, key);
}

static const struct setting_key *
find_key(const struct setting_key *table, const char *path)
{
	for (; table->path != NULL; table++)
		if (strcmp(table->path, path) == 0)
			return table;
	return NULL;
}

static bool
is_group_of(const struct setting_key *table, const char *path)
{
	size_t len = strlen(path);

	for (; table->path != NULL; table++)
		if (strncmp(table->path, path, len) == 0 &&
		    table->path[len] == '.')
			return true;
	return false;
}

static void
check_group(struct check *check, const config_setting_t *group,
    const char *prefix);

/* Each group of a list has the keys of the table below the list's path. */
static void
check_groups(struct check *check, const config_setting_t *setting,
    const char *path, const struct setting_key *key)
{
	if (!has_type(setting, SETTING_GROUPS)) {
		check_value(check, setting, path, key);
		return;
	}
	if (config_setting_is_group(setting)) {
		check_group(check, setting, path);
		return;
	}
	for (int i = 0; i < config_setting_length(setting); i++)
		check_group(check,
		    config_setting_get_elem(setting, (unsigned)i), path);
}

static void
check_unknown(struct check *check, const config_setting_t *setting,
    const char *path)
{
	const struct renamed *renamed =
	    renamed_find(config_setting_name(setting));

	if (renamed == NULL)
		check_diagnostic(check, setting, path, "unknown key");
	else
		check_diagnostic(check, setting, path,
		    "%s is called %s since %s", renamed->old, renamed->now,
		    renamed->since);
}

/* Goes down only where the table does. */
static void
check_group(struct check *check, const config_setting_t *group,
    const char *prefix)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting =
		    config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(setting);
		char path[PATH_SIZE];

		snprintf(path, sizeof(path), "%s%s%s", prefix,
		    *prefix == '\0' ? "" : ".", name);

		const struct setting_key *key = find_key(check->table, path);
		bool above = is_group_of(check->table, path);

		if (key == NULL && !above)
			check_unknown(check, setting, path);
		else if (key != NULL && key->type == SETTING_GROUPS)
			check_groups(check, setting, path, key);
		else if (above &&
			 config_setting_type(setting) != CONFIG_TYPE_GROUP)
			check_diagnostic(check, setting, path,
			    "%s, should be %s", given_type_text(setting),
			    wanted_type_text(SETTING_GROUP));
		else if (above)
			check_group(check, setting, path);
		else
			check_value(check, setting, path, key);
	}
}

/* libconfig knows the line where it could not go on, and no more. */
static void
add_syntax_diagnostic(const config_t *config, const char *path,
    const char *text, struct diagnostics *diagnostics)
{
	int line = config_error_line(config);
	char quoted[DIAGNOSTIC_QUOTE_SIZE];
	size_t len;

	for (int at = 1; at < line && *text != '\0'; at++) {
		text += strcspn(text, "\n");
		text += *text != '\0';
	}
	text += strspn(text, " \t");
	len = strcspn(text, "\r\n");
	diagnostics_add(diagnostics, path, line > 0 ? (unsigned)line : 1,
	    "%s %sbefore %s", config_error_text(config),
	    len == 0 ? "" : "at or ",
	    len == 0 ? "this line" : diagnostic_quote(text, len, quoted));
}

/* The path goes with the configuration: errors found later need it too. */
static int
parse(const char *path, const char *text, struct diagnostics *diagnostics,
    config_t *config)
{
	char *copy;

	config_set_auto_convert(config, CONFIG_TRUE);
	if (config_read_string(config, text) != CONFIG_TRUE) {
		add_syntax_diagnostic(config, path, text, diagnostics);
		return -1;
	}
	copy = strdup(path);
	if (copy == NULL) {
		diagnostics_add(diagnostics, path, 0, "out of memory");
		return -1;
	}
	config_set_destructor(config, free);
	config_setting_set_hook(config_root_setting(config), copy);
	return 0;
}

int
settings_parse(const char *path, const char *bytes, size_t len,
    const struct setting_key *table, struct diagnostics *diagnostics,
    config_t *config_r)
{
	size_t before = diagnostics->count;
	char *text = settings_text_prepare(path, bytes, len, diagnostics);
	struct check check = {
	    .config = config_r,
	    .table = table,
	    .diagnostics = diagnostics,
	};

	if (text == NULL)
		return -1;
	/* In place: each setting points back to the struct it came into. */
	config_init(config_r);
	if (parse(path, text, diagnostics, config_r) == 0)
		check_group(&check, config_root_setting(config_r), "");
	free(text);
	if (diagnostics->count == before)
		return 0;
	config_destroy(config_r);
	return -1;
}

int
settings_read(const char *path, const struct setting_key *table,
    struct diagnostics *diagnostics, config_t *config_r)
{
	char *bytes;
	size_t len;

	if (file_read(path, SETTINGS_FILE_MAX, diagnostics, &bytes, &len) < 0)
		return -1;

	int result =
	    settings_parse(path, bytes, len, table, diagnostics, config_r);

	free(bytes);
	return result;
}

size_t
settings_string_count(const config_t *config, const char *path)
{
	const config_setting_t *setting = config_lookup(config, path);

	if (setting == NULL)
		return 0;
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		return 1;
	return (size_t)config_setting_length(setting);
}

const char *
settings_string_at(const config_t *config, const char *path, size_t at)
{
	const config_setting_t *setting = config_lookup(config, path);

	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		return config_setting_get_string(setting);
	return config_setting_get_string_elem(setting, (int)at);
}

char *
settings_resolve(const char *config_path, const char *name)
{
	const char *slash = strrchr(config_path, '/');
	char *path;

	if (name[0] == '/' || slash == NULL)
		return strdup(name);
	if (asprintf(&path, "%.*s/%s", (int)(slash - config_path), config_path,
		name) < 0)
		return NULL;
	return path;
}
