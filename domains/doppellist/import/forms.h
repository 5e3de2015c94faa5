/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms: what doppellist import reads.
 *
 *     plain           a name a line: gmai.com, @gmai.com, *.gmai.com
 *     access          a map of Postfix or Sendmail; what it refuses
 *     tsv             domain, target, source, note, with tabs between
 *     dnstwist-csv    what dnstwist found, in CSV (RFC 4180)
 *     dnstwist-json   the same in JSON
 */
#ifndef DOMAINS_DOPPELLIST_IMPORT_FORMS_H
#define DOMAINS_DOPPELLIST_IMPORT_FORMS_H

#include <stddef.h>

#include "domains/doppellist/import/import.h"

enum import_form {
	IMPORT_PLAIN,
	IMPORT_ACCESS,
	IMPORT_TSV,
	IMPORT_DNSTWIST_CSV,
	IMPORT_DNSTWIST_JSON,
	IMPORT_FORMS
};

/* Their names, NULL at the end. */
extern const char *const import_form_names[IMPORT_FORMS + 1];

/* Hands the rows over to import_row().  bytes, which change, have a '\0' after
 * them.  Returns 0, or -1 when they are not of the form, which is reported, or
 * memory is out. */
int
import_form_read(enum import_form form, struct import *import, char *bytes,
    size_t len);

#endif
