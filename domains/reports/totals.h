/* SPDX-License-Identifier: BSD-2-Clause */
/* Totals: where mail goes, instead of what is wrong: how many addresses and
 * lists lead to each domain outside.
 *
 *     addresses  lists  domain
 *           120     34  gmail.com
 *             3      3  gmai.com   known doppelganger of gmail.com
 *
 * With the most addresses first.  Also as JSON, an object a line, and as CSV.
 */
#ifndef DOMAINS_REPORTS_TOTALS_H
#define DOMAINS_REPORTS_TOTALS_H

#include "domains/base/buffer.h"
#include "domains/engine/doppel.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/registrations/member.h"
#include "domains/reports/report.h"

struct totals;

/* NULL when memory is out.  What is local by the rules is not counted; rules
 * may be NULL. */
struct totals *
totals_new(const struct lookup_key_rules *rules);

/* Counts a member, if it is an address that can be one.  Returns 0, or -1 when
 * memory is out. */
int
totals_add(struct totals *totals, const struct member *member);

/* Was nothing added to them? */
bool
totals_are_empty(const struct totals *totals);

/* Adds the table, in a form other than SARIF.  Returns 0, or -1 when memory is
 * out. */
int
totals_write(const struct totals *totals, const struct doppel *doppel,
    enum report_format format, struct buffer *out);

/* Sets *totals to NULL. */
void
totals_free(struct totals **totals);

#endif
