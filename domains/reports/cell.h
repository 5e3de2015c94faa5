/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell: what a report has a row for, of all that may be decided.
 *
 *     struct cell cell = {0};
 *
 *     while (cell_next(&cell))
 *             ... counts[cell.reason][cell.confidence][cell.action] ...
 */
#ifndef DOMAINS_REPORTS_CELL_H
#define DOMAINS_REPORTS_CELL_H

#include <stdbool.h>

#include "domains/engine/verdict.h"
#include "domains/settings/actions.h"

struct cell {
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	enum action action;
};

/* The next one: by reason, the surest first, of them the hardest action; false
 * after the last. */
static inline bool
cell_next(struct cell *cell)
{
	if (cell->action-- == 0) {
		cell->action = ACTION_ACTIONS - 1;
		if (cell->confidence-- == 0) {
			cell->confidence = VERDICT_CONFIDENCES - 1;
			cell->reason++;
		}
	}
	return cell->reason < VERDICT_REASONS;
}

#endif
