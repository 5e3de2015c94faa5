/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a configuration by its table of keys. */
#include "domains/settings/table.h"

#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/file.h"
#include "domains/base/library.h"
#include "domains/base/strings.h"
#include "domains/settings/renamed.h"
#include "domains/settings/text.h"

/* ---- the library -------------------------------------------------------- */

#define FUNCTIONS(F)                              \
	F(libconfig, config_, destroy)            \
	F(libconfig, config_, init)               \
	F(libconfig, config_, read_string)        \
	F(libconfig, config_, setting_get_bool)   \
	F(libconfig, config_, setting_get_elem)   \
	F(libconfig, config_, setting_get_float)  \
	F(libconfig, config_, setting_get_int64)  \
	F(libconfig, config_, setting_get_member) \
	F(libconfig, config_, setting_get_string) \
	F(libconfig, config_, setting_length)

LIBRARY(libconfig, DOPPEL_LIBCONFIG, FUNCTIONS)

/* The paths in the tables are a fraction of it; a longer one is unknown. */
#define PATH_SIZE 256

/* An error: "key: what", with the value before what where there is one. */
#define TEXT_SIZE 512

static const char no_memory[] = "out of memory";

/* libconfig's types, as bits. */
#define BIT(type) (1u << CONFIG_TYPE_##type)
#define INTEGERS (BIT(INT) | BIT(INT64))
#define LISTS (BIT(ARRAY) | BIT(LIST))

/* What may stand for a type: alone, and as elements of which lists. */
static const struct type_form {
	const char *text;
	unsigned alone;
	unsigned lists;
} forms[] = {
    [SETTING_GROUP] = {"a group { ... }", BIT(GROUP), 0},
    [SETTING_GROUPS] = {"a list of groups ( { ... }, { ... } )", BIT(GROUP),
	BIT(LIST)},
    [SETTING_STRING] = {"a string in quotes", BIT(STRING), 0},
    [SETTING_FILE] = {"a string in quotes", BIT(STRING), 0},
    [SETTING_STRING_LIST] = {"a string or a list of strings", BIT(STRING),
	LISTS},
    [SETTING_FILE_LIST] = {"a string or a list of strings", BIT(STRING), LISTS},
    [SETTING_INT] = {"an integer", INTEGERS, 0},
    [SETTING_FLOAT] = {"a number", INTEGERS | BIT(FLOAT), 0},
    [SETTING_BOOL] = {"true or false", BIT(BOOL), 0},
    [SETTING_CHOICE] = {"a string in quotes", BIT(STRING), 0},
};

static const char *const given_texts[] = {
    [CONFIG_TYPE_NONE] = "nothing",
    [CONFIG_TYPE_GROUP] = "a group",
    [CONFIG_TYPE_INT] = "an integer",
    [CONFIG_TYPE_INT64] = "an integer",
    [CONFIG_TYPE_FLOAT] = "a number with a fraction",
    [CONFIG_TYPE_STRING] = "a string",
    [CONFIG_TYPE_BOOL] = "true or false",
    [CONFIG_TYPE_ARRAY] = "a list",
    [CONFIG_TYPE_LIST] = "a list",
};

static void
diagnostic(const struct setting_value *place, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
diagnostic(const struct setting_value *place, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	diagnostics_add(place->diagnostics, place->file, place->line, "%s: %s",
	    place->path, text);
}

void
setting_diagnostic(const struct setting_value *group, const char *key,
    const char *format, ...)
{
	const config_setting_t *member =
	    libconfig.setting_get_member(group->setting, key);
	unsigned line =
	    member != NULL ? config_setting_source_line(member) : group->line;
	char text[TEXT_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	diagnostics_add(group->diagnostics, group->file, line, "%s.%s: %s",
	    group->path, key, text);
}

/* ---- strings ------------------------------------------------------------- */

char *
settings_resolve(const char *config_path, const char *name)
{
	const char *slash = strrchr(config_path, '/');

	return name[0] == '/' || slash == NULL
	           ? strdup(name)
	           : strings_format("%.*s/%s", (int)(slash - config_path),
			 config_path, name);
}

const char *
setting_add_string(const struct setting_value *value, char *text)
{
	return strings_add(value->to, text) < 0 ? no_memory : NULL;
}

const char *
setting_copy(const struct setting_value *value)
{
	enum setting_type type = value->key->type;
	bool file = type == SETTING_FILE || type == SETTING_FILE_LIST;
	char *copy = file ? settings_resolve(value->file, value->text)
	                  : strdup(value->text);

	if (forms[type].lists != 0)
		return setting_add_string(value, copy);
	*(char **)value->to = copy;
	return copy != NULL ? NULL : no_memory;
}

/* ---- one value ----------------------------------------------------------- */

/* Gives a string or a group to who takes it. */
static void
call_take(const struct setting_value *place, const char *text)
{
	struct setting_value value = *place;
	const char *why;
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	value.text = text;
	why = value.key->take != NULL ? value.key->take(&value)
	                              : setting_copy(&value);
	if (why != NULL && text != NULL && *text != '\0')
		diagnostic(place, "%s: %s",
		    diagnostic_quote(text, strlen(text), quoted), why);
	else if (why != NULL)
		diagnostic(place, "%s", why);
}

static void
take_string(const struct setting_value *place)
{
	const char *text = libconfig.setting_get_string(place->setting);

	if (*text == '\0' && !place->key->may_be_empty)
		diagnostic(place, "is empty");
	else if (place->key->size != 0)
		call_take(place, text);
}

static void
take_number(const struct setting_value *place)
{
	const struct setting_key *key = place->key;
	int type = config_setting_type(place->setting);
	double value =
	    type == CONFIG_TYPE_FLOAT
		? libconfig.setting_get_float(place->setting)
		: (double)libconfig.setting_get_int64(place->setting);

	/* libconfig reads 1e999 as infinity. */
	if (value - value != 0)
		diagnostic(place, "not a finite number");
	else if ((key->min != 0 || key->max != 0) &&
		 (value < key->min || value > key->max))
		diagnostic(place, "%g, should be %g to %g", value, key->min,
		    key->max);
	else if (key->size != 0 && key->type == SETTING_FLOAT)
		*(double *)place->to = value;
	else if (key->size != 0)
		*(unsigned *)place->to = (unsigned)(long long)value;
}

/* Into a bool, or into all the enums that there is room for. */
static void
store_choice(const struct setting_value *place, unsigned number)
{
	unsigned *to = place->to;

	if (place->key->size == sizeof(bool))
		*(bool *)place->to = number != 0;
	else
		for (size_t i = 0; i < place->key->size / sizeof(*to); i++)
			to[i] = number;
}

static void
take_choice(const struct setting_value *place)
{
	const char *const *choices = place->key->choices;
	const char *value = libconfig.setting_get_string(place->setting);
	char quoted[DIAGNOSTIC_QUOTE_SIZE], all[256] = "";

	for (unsigned i = 0; choices[i] != NULL; i++) {
		size_t len = strlen(all);

		if (strcmp(choices[i], value) == 0) {
			store_choice(place, i);
			if (place->key->take != NULL)
				call_take(place, value);
			return;
		}
		snprintf(all + len, sizeof(all) - len, "%s%s",
		    len == 0 ? "" : ", ", choices[i]);
	}
	diagnostic(place, "%s, should be one of %s",
	    diagnostic_quote(value, strlen(value), quoted), all);
}

static void
take_group(const struct setting_value *group, const struct setting_key *keys,
    char *target);

static void
take_groups(const struct setting_value *place)
{
	const struct setting_key *key = place->key;
	struct setting_value group = *place;

	if (key->append != NULL)
		group.to = key->append(place->to);
	if (group.to == NULL) {
		diagnostic(place, "%s", no_memory);
		return;
	}
	take_group(&group, key->keys, group.to);
	if (key->take != NULL)
		call_take(&group, NULL);
}

static void
take_value(const struct setting_value *place)
{
	switch (place->key->type) {
	case SETTING_GROUP:
	case SETTING_GROUPS:
		take_groups(place);
		break;
	case SETTING_STRING:
	case SETTING_FILE:
	case SETTING_STRING_LIST:
	case SETTING_FILE_LIST:
		take_string(place);
		break;
	case SETTING_INT:
	case SETTING_FLOAT:
		take_number(place);
		break;
	case SETTING_BOOL:
		if (place->key->size != 0)
			*(bool *)place->to =
			    libconfig.setting_get_bool(place->setting) != 0;
		break;
	case SETTING_CHOICE:
		take_choice(place);
		break;
	}
}

/* ---- the tree ------------------------------------------------------------ */

static bool
has_form(const config_setting_t *setting, const struct type_form *form)
{
	unsigned bit = 1u << config_setting_type(setting);

	if ((bit & form->lists) == 0)
		return (bit & form->alone) != 0;
	for (int i = 0; i < libconfig.setting_length(setting); i++) {
		const config_setting_t *element =
		    libconfig.setting_get_elem(setting, (unsigned)i);

		if ((1u << config_setting_type(element) & form->alone) == 0)
			return false;
	}
	return true;
}

/* An element of a list, a setting of a group. */
static void
set_element(struct setting_value *place, int i)
{
	place->setting =
	    libconfig.setting_get_elem(place->setting, (unsigned)i);
	place->line = config_setting_source_line(place->setting);
}

static void
take_list(const struct setting_value *list)
{
	const struct setting_key *key = list->key;
	int count = libconfig.setting_length(list->setting);

	if (key->max != 0 && count > key->max) {
		diagnostic(list, "%d of them, at most %g", count, key->max);
		return;
	}
	for (int i = 0; i < count; i++) {
		struct setting_value element = *list;

		set_element(&element, i);
		take_value(&element);
	}
}

static void
take_setting(const struct setting_value *place)
{
	const struct type_form *form = &forms[place->key->type];
	int type = config_setting_type(place->setting);

	if (!has_form(place->setting, form)) {
		diagnostic(place, "%s, should be %s", given_texts[type],
		    form->text);
		return;
	}
	if (place->key->size == sizeof(struct strings) &&
	    form->lists == LISTS && place->key->take == NULL) {
		struct strings *strings = place->to;

		if (array_reserve(&strings->list, &strings->room,
			strings->count, sizeof(*strings->list)) < 0) {
			diagnostic(place, "%s", no_memory);
			return;
		}
	}
	if ((1u << type & form->lists) != 0)
		take_list(place);
	else
		take_value(place);
}

static void
refuse_unknown(const struct setting_value *place)
{
	const struct renamed *renamed =
	    renamed_find(config_setting_name(place->setting));

	if (renamed == NULL)
		diagnostic(place, "unknown key");
	else
		diagnostic(place, "%s is called %s since %s", renamed->old,
		    renamed->now, renamed->since);
}

static void
take_group(const struct setting_value *group, const struct setting_key *keys,
    char *target)
{
	for (int i = 0; i < libconfig.setting_length(group->setting); i++) {
		char path[PATH_SIZE];
		struct setting_value place = *group;
		const char *name;

		set_element(&place, i);
		name = config_setting_name(place.setting);
		snprintf(path, sizeof(path), "%s%s%s", group->path,
		    *group->path == '\0' ? "" : ".", name);
		place.path = path;
		place.key = keys;
		while (place.key->name != NULL &&
		       strcmp(place.key->name, name) != 0)
			place.key++;
		if (place.key->name == NULL) {
			refuse_unknown(&place);
			continue;
		}
		place.to = target + place.key->offset;
		take_setting(&place);
	}
}

/* libconfig knows the line where it could not go on, and no more. */
static void
add_syntax_diagnostic(const struct setting_value *file, const config_t *config,
    const char *text)
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
	diagnostics_add(file->diagnostics, file->file,
	    line > 0 ? (unsigned)line : 1, "%s %sbefore %s",
	    config_error_text(config), len == 0 ? "" : "at or ",
	    len == 0 ? "this line" : diagnostic_quote(text, len, quoted));
}

int
settings_parse(const char *path, const char *bytes, size_t len,
    const struct setting_key *table, void *target,
    struct diagnostics *diagnostics)
{
	struct setting_value root = {
	    .file = path,
	    .target = target,
	    .path = "",
	    .diagnostics = diagnostics,
	};
	size_t before = diagnostics->count;
	char *text = settings_text_prepare(path, bytes, len, diagnostics);
	const char *why;
	config_t config;

	if (text == NULL)
		return -1;
	if (library_load(&library, &why) < 0) {
		free(text);
		return diagnostics_add(diagnostics, path, 0, "%s", why);
	}
	libconfig.init(&config);
	if (libconfig.read_string(&config, text) == CONFIG_TRUE) {
		root.setting = config_root_setting(&config);
		take_group(&root, table, target);
	} else {
		add_syntax_diagnostic(&root, &config, text);
	}
	libconfig.destroy(&config);
	free(text);
	return diagnostics->count == before ? 0 : -1;
}

int
settings_read(const char *path, const struct setting_key *table, void *target,
    struct diagnostics *diagnostics)
{
	char *bytes;
	size_t len;
	int result;

	if (file_read(path, SETTINGS_FILE_MAX, diagnostics, &bytes, &len) < 0)
		return -1;
	result = settings_parse(path, bytes, len, table, target, diagnostics);
	free(bytes);
	return result;
}
