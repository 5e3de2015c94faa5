/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the tables, addresses and next hops out of the settings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/readers/mta/postfix_query.h"

static int
add_source(struct postfix_query *query, const struct parameter *parameter,
    struct span setting, struct span text)
{
	struct postfix *postfix = &query->postfix;
	struct span type = query->value[POSTFIX_DEFAULT_DATABASE_TYPE];
	/* A file without a type has the default one. */
	bool bare = parameter->tables && text.len != 0 && text.bytes[0] == '/';
	struct postfix_source source = {
	    .setting = strndup(setting.bytes, setting.len),
	    .table = parameter->tables,
	    .keys = parameter->keys,
	    .type = parameter->type,
	};

	if (asprintf(&source.text, "%.*s%s%.*s", bare ? (int)type.len : 0,
		type.bytes, bare ? ":" : "", (int)text.len, text.bytes) < 0)
		source.text = NULL;
	if (source.setting == NULL || source.text == NULL ||
	    array_reserve(&postfix->sources, &query->source_room,
		postfix->source_count, sizeof(*postfix->sources)) < 0) {
		free(source.setting);
		free(source.text);
		return postfix_query_out_of_memory(query);
	}
	postfix->sources[postfix->source_count++] = source;
	return 0;
}

static int
add_restrictions(struct postfix_query *query, struct span setting,
    struct span rest)
{
	struct parameter parameter = {
	    .tables = true,
	    .type = READER_ACCESS,
	};
	struct span table;
	bool recipients;

	while (parameter_next_access(&rest, &table, &recipients)) {
		parameter.keys = recipients ? PARAMETER_ONCE : PARAMETER_OTHERS;
		if (table.len != 0 &&
		    add_source(query, &parameter, setting, table) < 0)
			return -1;
	}
	return 0;
}

int
postfix_query_add_sources(struct postfix_query *query, struct span setting,
    struct span value)
{
	struct span service = setting, name = span_take_last(&service, '/');
	const struct parameter *parameter = parameter_find(name);
	struct span entry;

	if (parameter_restricts(name,
		query->value[POSTFIX_RESTRICTION_CLASSES]))
		return add_restrictions(query, setting, value);
	if (parameter == NULL || value.len == 0)
		return 0;
	if (!parameter->tables)
		return add_source(query, parameter, setting, value);
	while (parameter_next_entry(&value, &entry))
		if (entry.len != 0 &&
		    add_source(query, parameter, setting, entry) < 0)
			return -1;
	return 0;
}
