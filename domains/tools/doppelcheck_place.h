/* SPDX-License-Identifier: BSD-2-Clause */
/* Place: reads what the settings found to read, whatever kind it is of. */
#ifndef DOMAINS_TOOLS_DOPPELCHECK_PLACE_H
#define DOMAINS_TOOLS_DOPPELCHECK_PLACE_H

#include "domains/records/records.h"
#include "domains/settings_sources.h"

/* As records_read(); type and list of the options are the place's.  An address
 * that stands in Postfix's configuration is a member of the parameters that
 * have one, at its line of main.cf. */
int
place_read(const struct settings_place *place,
    const struct settings_registrations *registrations,
    const struct records_options *options, registration_take take,
    void *context, struct faults *faults);

#endif
