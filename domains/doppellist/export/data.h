/* SPDX-License-Identifier: BSD-2-Clause */
/* Data: forms for people and programs of their own: CSV (RFC 4180) and JSON,
 * with all that the lists say. */
#ifndef DOMAINS_DOPPELLIST_EXPORT_DATA_H
#define DOMAINS_DOPPELLIST_EXPORT_DATA_H

#include "domains/doppellist/export/export.h"

/* Return 0, or -1 when it is reported that memory is out. */
int
export_csv(const struct export_job *job);
int
export_json(const struct export_job *job);

#endif
