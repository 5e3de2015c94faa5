/* SPDX-License-Identifier: BSD-2-Clause */
/* Cloud: forms for Exchange (Online and Server 2013 or later) and Google
 * Workspace, cut into pieces that they take. */
#ifndef DOMAINS_DOPPELLIST_EXPORT_CLOUD_H
#define DOMAINS_DOPPELLIST_EXPORT_CLOUD_H

#include "domains/doppellist/export/export.h"

/* A word of a rule of Exchange. */
#define EXPORT_EXCHANGE_NAME_MAX 128

/* Return 0, or -1 when it is reported: memory is out, or these are more names
 * than the system takes.  Without job->out they only find out. */
int
export_exchange(const struct export_job *job);
int
export_google(const struct export_job *job);

#endif
