/* SPDX-License-Identifier: BSD-2-Clause */
/* XLSX links: the links of a worksheet that lead to addresses, by their cells.
 * They stand after the cells in the file, and are wanted before. */
#ifndef DOMAINS_WORKBOOKS_XLSX_LINKS_H
#define DOMAINS_WORKBOOKS_XLSX_LINKS_H

#include "domains/workbooks/relations.h"

struct xlsx_link {
	uint64_t row;
	size_t column;
	const char *target; /* mailto:... */
	bool used;
};

struct xlsx_links {
	const struct relations *relations;
	struct xlsx_link *list; /* by row and column */
	size_t count, room;
	bool failed; /* memory is out */
};

/* Those of a part.  The part is only read for them when its relations have
 * any.  Returns 0, or -1 with a diagnostic.  To be freed in both cases. */
int
xlsx_links_read(struct package *package, const struct reader_text *text,
    const char *part, const struct relations *relations,
    struct xlsx_links *links_r);

void
xlsx_links_free(struct xlsx_links *links);

/* The target for a cell, which is used then; NULL. */
const char *
xlsx_links_take(struct xlsx_links *links, uint64_t row, size_t column);

#endif
