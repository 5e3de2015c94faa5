/* SPDX-License-Identifier: BSD-2-Clause */
/* ODS cell: the text of a cell of OpenDocument, put together from its
 * elements, and what else is in it: links, a note, a reading. */
#ifndef DOMAINS_WORKBOOKS_ODS_CELL_H
#define DOMAINS_WORKBOOKS_ODS_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/workbooks/markup.h"

struct ods_cell {
	bool open;
	uint64_t count; /* how often it is repeated */
	bool covered;   /* by one that was merged with it */
	bool unknown;   /* a formula without a value */
	struct buffer text, reading, note;
	struct buffer links; /* addresses, commas between them */
	bool valued;         /* an attribute has the text */
	size_t paragraphs, note_paragraphs;
	size_t in_paragraph, in_note, in_reading; /* elements within these */
	bool blank; /* the last byte of the text is a blank that stands for
	               some */
};

/* An element of a cell, which is open then. */
void
ods_cell_begin(struct ods_cell *cell, struct markup_element element);

/* What is in it. */
void
ods_cell_open(struct ods_cell *cell, struct markup_element element);
void
ods_cell_close(struct ods_cell *cell, const char *name);
void
ods_cell_add(struct ods_cell *cell, const char *bytes, size_t len);

/* Its text, with the addresses of its links.  Holds until the next one. */
struct span
ods_cell_end(struct ods_cell *cell);

void
ods_cell_clear(struct ods_cell *cell);

#endif
