/* SPDX-License-Identifier: BSD-2-Clause */
/* Markup: XML, element by element, as the parts of a package or a text have
 * it.  Only user of expat.
 *
 *     static void
 *     open_element(void *context, struct markup_element element)
 *     {
 *             if (strcmp(element.name, "sheet") == 0)
 *                     ... markup_attribute(element, "name") ...
 *     }
 *
 * Names come without their prefix, for writers choose those as they like, and
 * no two elements of a spreadsheet that matter differ in it alone.  A document
 * type (DOCTYPE) is refused, for no spreadsheet has one and entities are what
 * it could bring; so are elements within each other over 200 deep, and an
 * element of over 2 MiB.
 */
#ifndef DOMAINS_WORKBOOKS_MARKUP_H
#define DOMAINS_WORKBOOKS_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/workbooks/package.h"

/* A shared string in a sheet is five deep, a note's text twelve. */
#define MARKUP_DEPTH_MAX 200

/* An element with its attributes: the longest formula and the longest text of a
 * cell are 32,767 characters each. */
#define MARKUP_ELEMENT_MAX ((size_t)2 * 1024 * 1024)

/* Twice what a cell of Excel or LibreOffice may hold, in bytes. */
#define MARKUP_TEXT_MAX ((size_t)256 * 1024)

struct markup_element {
	const char *name;
	const char **attributes; /* names and values in turn; NULL ends them */
};

struct markup;

/* Each is called with the context, and only open() must be there.  Text comes
 * in any number of pieces, with "\n" for each end of a line.  stop() is asked
 * after each piece of input whether that is enough. */
struct markup_events {
	void (*open)(void *context, struct markup_element element);
	void (*close)(void *context, const char *name);
	void (*text)(void *context, const char *bytes, size_t len);
	bool (*stop)(void *context);
};

/* NULL when the element has none of that name. */
const char *
markup_attribute(struct markup_element element, const char *name);

/* "1" or "true" */
bool
markup_is_true(struct markup_element element, const char *name);

/* Reads a part.  Returns 0 when it was read to its end or stop() ended it; -1
 * with a diagnostic. */
int
markup_read(struct package *package, const struct reader_text *text,
    const char *part, const struct markup_events *events, void *context);

#endif
