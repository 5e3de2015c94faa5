/* SPDX-License-Identifier: BSD-2-Clause */
/* Place: reads what the settings found to read, whatever kind it is of. */
#ifndef DOMAINS_DOPPELCHECK_PLACE_H
#define DOMAINS_DOPPELCHECK_PLACE_H

#include "domains/readers/reader.h"
#include "domains/settings/sources.h"

/* As reader_read(); type and list of the options are the place's.  What
 * stands in a setting of Postfix's is a member of the setting, or of the key of
 * an in-line table, at its line of main.cf or master.cf. */
int
place_read(const struct settings_place *place,
    const struct settings_registrations *registrations,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics);

#endif
