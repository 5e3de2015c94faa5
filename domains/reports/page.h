/* SPDX-License-Identifier: BSD-2-Clause */
/* Page: a report as one HTML page that loads nothing, reads well without its
 * script and on paper, and stays under 2 MB whatever was read: browsers of
 * telephones show more only after a while, and mail takes it.
 *
 *     struct page page = {0};
 *     page_begin_section(&page, _("Mail logs"));
 *     table = page_begin_table(&page, _("Wrong domains"), "tn", titles);
 *     if (page_begin_row(&table)) {
 *             page_add_cell(&page, ...) ...;
 *             page_end_row(&table);
 *     }
 *     page_end_table(&table);
 *     page_end_section(&page);
 *     page_write(&page, true, stdout);
 *
 * What others wrote comes in by page_add() only, which escapes it (escape.h,
 * ESCAPE_HTML) and cuts it; our own words do so, too.  The policy of the page
 * (Content-Security-Policy) allows its one script and its one style by their
 * hashes, and nothing else: what slipped in would not run.
 */
#ifndef DOMAINS_REPORTS_PAGE_H
#define DOMAINS_REPORTS_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/base/span.h"
#include "domains/reports/cell.h"

/* Characters of a text.  An address has 254 bytes at most. */
#define PAGE_TEXT_MAX 256

/* Rows of a table, and after how many bytes of it, or of all tables, no row
 * begins: with the findings (findings_page.h) and the rest below 2 MB. */
#define PAGE_ROWS_MAX 1000
#define PAGE_TABLE_MAX ((size_t)350 * 1000)
#define PAGE_TABLES_MAX ((size_t)1200 * 1000)

struct redaction;

struct page {
	struct buffer body;
	struct buffer notes;               /* items of a list */
	const struct redaction *redaction; /* of the notes; NULL */
	size_t table_bytes;                /* of tables by page_begin_row() */
};

/* A table that grows until it is full. */
struct page_table {
	struct page *page;
	size_t begin; /* in the page's bytes */
	size_t rows;
	size_t left; /* rows that had no room */
};

void
page_add(struct page *page, const char *bytes, size_t len);
void
page_add_text(struct page *page, const char *text);

/* As they are: tags, which are ours. */
void
page_add_tags(struct page *page, const char *tags);

/* <p class="lead">, <li> ... with a text in it. */
void
page_add_element(struct page *page, const char *name, const char *class,
    const char *text);

/* What to do next: a numbered list with a title.  NULL is no step. */
void
page_add_steps(struct page *page, const char *title, const char *const *steps,
    size_t count);

void
page_begin_section(struct page *page, const char *title);
void
page_end_section(struct page *page);

/* The caption is unique on the page.  kinds has a letter for each column, as
 * titles have a text: 't' for texts, 'n' for numbers, which stand at the
 * right. */
struct page_table
page_begin_table(struct page *page, const char *caption, const char *kinds,
    const char *const *titles);

/* Below it: "12 more rows are left out: --format json has all." */
void
page_end_table(struct page_table *table);

/* false: the table is full, and the row is left out. */
bool
page_begin_row(struct page_table *table);
void
page_end_row(struct page_table *table);

void
page_add_cell(struct page *page, const char *text);

/* Three: reason, confidence and action. */
void
page_add_decision(struct page *page, const struct cell *cell);

/* A cell of a text of others; heads: it names the row. */
void
page_add_span(struct page *page, bool heads, struct span text);

/* Two cells, a day in each; empty when first is after last. */
void
page_add_days(struct page *page, int64_t first, int64_t last);

void
page_add_number(struct page *page, uint64_t number);

/* What the reader should know of the input, at the end: the first
 * DIAGNOSTICS_KEPT_MAX of them, and how many more there are. */
void
page_add_notes(struct page *page, const struct diagnostics *notes);

/* Writes all of it, and frees it.  complete: all that was asked for was read.
 * Returns 0, or -1 with errno. */
int
page_write(struct page *page, bool complete, FILE *out);

#endif
