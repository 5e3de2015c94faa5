/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms' names. */
#include "domains/readers/type.h"

#include <string.h>

#include "domains/base/strings.h"

#define NAME(type, name) name,

const char *const reader_type_names[READER_TYPES + 1] = {
    READER_TYPES_ALL(NAME)};

const char *
reader_type_name(enum reader_type type)
{
	return reader_type_names[type];
}

bool
reader_type_parse(const char *text, enum reader_type *type_r)
{
	return strings_find(reader_type_names, READER_TYPES, text, type_r);
}

bool
reader_type_is_table(const char *text)
{
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');

	return colon != NULL && colon != text &&
	       (slash == NULL || colon < slash);
}
