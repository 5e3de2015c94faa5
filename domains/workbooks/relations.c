/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the relations of a part. */
#include "domains/workbooks/relations.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/workbooks/markup.h"

static size_t
add_text(struct relations *relations, const char *bytes, size_t len)
{
	size_t at = relations->texts.len;

	buffer_add(&relations->texts, bytes, len);
	buffer_add(&relations->texts, "", 1);
	return at;
}

/* "../comments1.xml" from the folder of the part, "/xl/comments1.xml" from the
 * root: both are xl/comments1.xml. */
static size_t
add_part_name(struct relations *relations, const char *target)
{
	const char *slash = strrchr(relations->part, '/');
	size_t folder = slash != NULL ? (size_t)(slash - relations->part) : 0;
	struct buffer name = {0};
	size_t at;

	if (*target != '/')
		buffer_add(&name, relations->part, folder);
	while (*target != '\0') {
		size_t len = strcspn(target, "/");

		if (len == 2 && strncmp(target, "..", 2) == 0) {
			while (name.len > 0 && name.bytes[name.len - 1] != '/')
				name.len--;
			name.len -= name.len > 0;
		} else if (len != 0 && (len != 1 || *target != '.')) {
			if (name.len != 0)
				buffer_add(&name, "/", 1);
			buffer_add(&name, target, len);
		}
		target += len + (target[len] == '/');
	}
	at = add_text(relations, name.bytes, name.len);
	relations->texts.failed |= name.failed;
	buffer_clear(&name);
	return at;
}

static void
open_element(void *context, struct markup_element element)
{
	struct relations *relations = context;
	const char *id = markup_attribute(element, "Id");
	const char *type = markup_attribute(element, "Type");
	const char *target = markup_attribute(element, "Target");
	const char *mode = markup_attribute(element, "TargetMode"), *slash;
	struct relation relation;
	uint32_t number;

	if (strcmp(element.name, "Relationship") != 0 || id == NULL ||
	    type == NULL || target == NULL || relations->why != NULL)
		return;
	slash = strrchr(type, '/');
	type = slash != NULL ? slash + 1 : type;
	relation.type = add_text(relations, type, strlen(type));
	relation.target = mode != NULL && strcmp(mode, "External") == 0
	                      ? add_text(relations, target, strlen(target))
	                      : add_part_name(relations, target);
	number = interning_add(relations->ids, span_of(id));
	if (number < relations->count)
		return; /* the first one holds */
	if (relations->count == RELATIONS_MAX)
		relations->why = "over 100,000 relations";
	else if (number == INTERNING_NONE || relations->texts.failed ||
		 array_reserve(&relations->list, &relations->room,
		     relations->count, sizeof(relation)) < 0)
		relations->why = strerror(ENOMEM);
	else
		relations->list[relations->count++] = relation;
}

static bool
has_enough(void *context)
{
	const struct relations *relations = context;

	return relations->why != NULL;
}

int
relations_read(struct package *package, const struct reader_text *text,
    const char *part, struct relations *relations_r)
{
	static const struct markup_events events = {
	    .open = open_element,
	    .stop = has_enough,
	};
	const char *slash = strrchr(part, '/');
	int folder = slash != NULL ? (int)(slash + 1 - part) : 0, result = 0;
	char *name;

	*relations_r = (struct relations){
	    .part = part,
	    .ids = interning_new(),
	};
	if (asprintf(&name, "%.*s_rels/%s.rels", folder, part, part + folder) <
	    0)
		name = NULL;
	if (name == NULL || relations_r->ids == NULL)
		relations_r->why = strerror(ENOMEM);
	else if (package_has(package, name))
		result = markup_read(package, text, name, &events, relations_r);
	if (relations_r->why != NULL)
		result = reader_text_report(text, 0, relations_r->why);
	free(name);
	return result;
}

void
relations_clear(struct relations *relations)
{
	interning_free(&relations->ids);
	free(relations->list);
	buffer_clear(&relations->texts);
	*relations = (struct relations){0};
}

static const struct relation *
find(const struct relations *relations, const char *id)
{
	uint32_t number = id != NULL && relations->ids != NULL
	                      ? interning_find(relations->ids, span_of(id))
	                      : INTERNING_NONE;

	return number < relations->count ? &relations->list[number] : NULL;
}

const char *
relations_by_id(const struct relations *relations, const char *id)
{
	const struct relation *found = find(relations, id);

	return found != NULL ? relations->texts.bytes + found->target : NULL;
}

const char *
relations_type(const struct relations *relations, const char *id)
{
	const struct relation *found = find(relations, id);

	return found != NULL ? relations->texts.bytes + found->type : "";
}

const char *
relations_by_type(const struct relations *relations, const char *type)
{
	const char *texts = relations->texts.bytes;

	for (size_t i = 0; i < relations->count; i++)
		if (strcmp(texts + relations->list[i].type, type) == 0)
			return texts + relations->list[i].target;
	return NULL;
}
