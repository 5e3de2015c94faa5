/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the links of a worksheet. */
#include "domains/workbooks/xlsx_links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/workbooks/markup.h"
#include "domains/workbooks/reference.h"
#include "domains/base/translation.h"

static bool
is_address(const char *target)
{
	return target != NULL && span_begins(span_of(target), "mailto:");
}

static void
open_element(void *context, struct markup_element element)
{
	struct xlsx_links *links = context;
	struct xlsx_link link = {.used = false};
	const char *reference;

	if (strcmp(element.name, "hyperlink") != 0)
		return;
	reference = markup_attribute(element, "ref");
	link.target =
	    relations_by_id(links->relations, markup_attribute(element, "id"));
	/* Of a range the first cell has the address. */
	if (!is_address(link.target) || reference == NULL ||
	    reference_parse(reference, &link.column, &link.row) == 0)
		return;
	if (links->failed || array_reserve(&links->list, &links->room,
				 links->count, sizeof(link)) < 0)
		links->failed = true;
	else
		links->list[links->count++] = link;
}

/* Sheets have no more links than relations can. */
static bool
has_enough(void *context)
{
	const struct xlsx_links *links = context;

	return links->failed || links->count > RELATIONS_MAX;
}

static int
compare(const void *a, const void *b)
{
	const struct xlsx_link *one = a, *other = b;

	if (one->row != other->row)
		return one->row < other->row ? -1 : 1;
	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	return 0;
}

static bool
has_any(const struct relations *relations)
{
	for (size_t i = 0; i < relations->count; i++)
		if (is_address(
			relations->texts.bytes + relations->list[i].target))
			return true;
	return false;
}

int
xlsx_links_read(struct package *package, const struct reader_text *text,
    const char *part, const struct relations *relations,
    struct xlsx_links *links_r)
{
	static const struct markup_events events = {
	    .open = open_element,
	    .stop = has_enough,
	};

	*links_r = (struct xlsx_links){.relations = relations};
	if (!has_any(relations))
		return 0;
	if (markup_read(package, text, part, &events, links_r) < 0)
		return -1;
	if (links_r->failed || links_r->count > RELATIONS_MAX)
		return reader_text_report(text, 0,
		    links_r->failed ? strerror(ENOMEM)
				    : N_("over 100,000 links in a sheet"));
	if (links_r->count != 0)
		qsort(links_r->list, links_r->count, sizeof(*links_r->list),
		    compare);
	return 0;
}

void
xlsx_links_free(struct xlsx_links *links)
{
	free(links->list);
	*links = (struct xlsx_links){0};
}

const char *
xlsx_links_take(struct xlsx_links *links, uint64_t row, size_t column)
{
	const struct xlsx_link wanted = {.row = row, .column = column};
	struct xlsx_link *found =
	    links->count != 0 ? bsearch(&wanted, links->list, links->count,
				    sizeof(wanted), compare)
			      : NULL;

	if (found == NULL)
		return NULL;
	found->used = true;
	return found->target;
}
