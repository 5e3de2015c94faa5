/* SPDX-License-Identifier: BSD-2-Clause */
/* Relations: what a part of an OPC package (ECMA-376, part 2) leads to: the
 * workbook to its sheets, a sheet to its notes and to the addresses of its
 * links.
 *
 *     xl/worksheets/_rels/sheet1.xml.rels, of xl/worksheets/sheet1.xml:
 *     <Relationship Id="rId1" Type=".../hyperlink"
 *         Target="mailto:taro@gmai.com" TargetMode="External"/>
 *
 *     id rId1, type hyperlink, target mailto:taro@gmai.com
 */
#ifndef DOMAINS_WORKBOOKS_RELATIONS_H
#define DOMAINS_WORKBOOKS_RELATIONS_H

#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/base/interning.h"
#include "domains/workbooks/package.h"

/* A sheet has 65,530 links at most. */
#define RELATIONS_MAX 100000

struct relation {
	size_t type;   /* in the texts: the last word of its URI, */
	size_t target; /* and a part's name from the root, or a URI */
};

struct relations {
	struct interning *ids; /* their numbers are those of the list */
	struct relation *list;
	size_t count, room;
	struct buffer texts;
	const char *part;
	const char *why; /* they could not be kept; NULL */
};

/* Those of a part; none when it has no such file.  Returns 0, or -1 with a
 * diagnostic.  To be cleared in both cases. */
int
relations_read(struct package *package, const struct reader_text *text,
    const char *part, struct relations *relations_r);

void
relations_clear(struct relations *relations);

/* Targets, which hold until the relations are cleared; NULL when there is
 * none.  The first of a type. */
const char *
relations_by_id(const struct relations *relations, const char *id);
const char *
relations_by_type(const struct relations *relations, const char *type);

/* The type of an id; "" when there is none. */
const char *
relations_type(const struct relations *relations, const char *id);

#endif
