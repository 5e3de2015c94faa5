/* SPDX-License-Identifier: BSD-2-Clause */
/* Ordered: the findings of chunks, which several threads make, written in the
 * order of the input.
 *
 *     slot = ordered_take_slot(ordered, number, &chunk)
 *     ordered_add(ordered, slot, &finding)            finding.member.line:
 *                                                     newlines before it
 *     ordered_finish_slot(ordered, slot, lines)
 *
 * Memory: ORDERED_FINDINGS_MAX for each chunk in work and for one more that
 * waits to be written.
 */
#ifndef DOMAINS_DOPPELCHECK_ORDERED_H
#define DOMAINS_DOPPELCHECK_ORDERED_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/doppelcheck/source.h"
#include "domains/reports/report.h"

/* A thread with this many bytes of findings waits until it may write them.
 * The findings of a chunk are fewer even when each of its lines is one, unless
 * somebody makes them so. */
#define ORDERED_FINDINGS_MAX ((size_t)4 * 1024 * 1024)

struct ordered;
struct ordered_slot;

/* paths: as the findings name the files.  NULL when memory is out. */
struct ordered *
ordered_new(struct report *report, const char *const *paths, unsigned jobs);

/* Waits until there is a slot for a chunk: only jobs chunks and as many that
 * are done have one.  Chunks are numbered from 0. */
struct ordered_slot *
ordered_take_slot(struct ordered *ordered, uint64_t number,
    const struct source_chunk *chunk);

void
ordered_add(struct ordered *ordered, struct ordered_slot *slot,
    const struct finding *finding);

/* lines: newlines of the chunk. */
void
ordered_finish_slot(struct ordered *ordered, struct ordered_slot *slot,
    uint64_t lines);

/* Is it of no use to go on?  No finding can be written. */
bool
ordered_is_stopped(const struct ordered *ordered);

void
ordered_stop(struct ordered *ordered);

/* Sets *ordered to NULL. */
void
ordered_free(struct ordered **ordered);

#endif
