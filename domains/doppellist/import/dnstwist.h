/* SPDX-License-Identifier: BSD-2-Clause */
/* dnstwist: its findings in CSV or JSON, as rows, of any version: until 2021
 * its fields were dns-a and domain-name, until 2016 A and Domain.  The name
 * that it was asked about, of the fuzzer "*original", is what the others mean,
 * wherever it stands.  Only user of libcsv in doppellist.
 */
#ifndef DOMAINS_DOPPELLIST_IMPORT_DNSTWIST_H
#define DOMAINS_DOPPELLIST_IMPORT_DNSTWIST_H

#include <stddef.h>

#include "domains/doppellist/import/import.h"

/* Return 0, or -1 when the bytes are not of the form, which is reported, or
 * memory is out. */
int
import_dnstwist_csv(struct import *import, char *bytes, size_t len);
int
import_dnstwist_json(struct import *import, char *bytes, size_t len);

#endif
