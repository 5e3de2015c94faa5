/* SPDX-License-Identifier: BSD-2-Clause */
/* Place: reads what the settings found to read, whatever kind it is of. */
#ifndef DOMAINS_DOPPELCHECK_PLACE_H
#define DOMAINS_DOPPELCHECK_PLACE_H

#include "domains/readers/reader.h"
#include "domains/settings/sources.h"

/* As reader_read(); type and list of the options are the place's.  An address
 * that stands in Postfix's configuration is a member of the parameters that
 * have one, at its line of main.cf. */
int
place_read(const struct settings_place *place,
    const struct settings_registrations *registrations,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics);

#endif
