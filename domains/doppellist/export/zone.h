/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone: one list, of any kind and whole, as a zone for NSD, BIND and other name
 * servers that read master files (RFC 1035 5); engine/lists/zone.h has the
 * form. */
#ifndef DOMAINS_DOPPELLIST_EXPORT_ZONE_H
#define DOMAINS_DOPPELLIST_EXPORT_ZONE_H

#include "domains/doppellist/export/export.h"

/* Returns 0, or -1 when it is reported: memory is out, or what stands before
 * an entry is too long for a record. */
int
export_zone(const struct export_job *job);

/* The serial number of a zone that export wrote; false when there is none. */
bool
export_zone_serial(const char *bytes, uint32_t *serial_r);

#endif
