/* SPDX-License-Identifier: BSD-2-Clause */
/* Groups: findings as a person reads them on a terminal, two short lines each,
 * file by file, the worst of a file first.
 *
 *     aliases:12: taro@gmai.com (Taro Yamada) for lab
 *         known doppelganger of gmail.com, did you mean taro@gmail.com?
 *
 * Findings come in the order of the lines, and from several threads.  Each
 * waits as a record until its file is over: the place, its line, its rank, its
 * text, with a control byte before each, which none of them has in it.
 */
#ifndef DOMAINS_REPORTS_GROUPS_H
#define DOMAINS_REPORTS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/reports/report.h"

/* Findings that wait take at most so much; then they are written as they are,
 * and their files in parts. */
#define GROUPS_MAX ((size_t)16 << 20)

/* As struct report_form has them. */
void
groups_add_place(const char *path, struct buffer *buffer);
void
groups_add_finding(const struct report *report, const struct finding *finding,
    struct buffer *buffer);

/* Moves what waits to out, in order: all, or all but the last file, of which
 * more may come.  apart: an empty line goes before the first.  Returns 0, or -1
 * when memory is out. */
int
groups_arrange(struct buffer *waiting, bool all, bool apart,
    struct buffer *out);

/* ---- for a form that has them in another order (findings_page.c) --------- */

struct groups_record {
	uint32_t file; /* in the order of their first findings */
	unsigned long rank;
	size_t number; /* in the order of coming */
	struct span place;
	struct span line;
	struct span text;
	struct span whole;
};

/* After the place and the line, before the text. */
void
groups_add_rank(const struct finding *finding, struct buffer *buffer);

/* Takes what waits apart.  NULL: there is nothing, or memory is out. */
struct groups_record *
groups_take_records(struct span rest, size_t *count_r);

/* The worst first, as qsort(3) has it. */
int
groups_by_rank(const void *a, const void *b);

#endif
