/* SPDX-License-Identifier: BSD-2-Clause */
/* File header: what the first bytes of a database say of it (The SQLite
 * Database File Format, 1.3). */
#ifndef DOMAINS_CONTACTS_FILE_HEADER_H
#define DOMAINS_CONTACTS_FILE_HEADER_H

#include "domains/contacts/database.h"

#define FILE_HEADER_SIZE 100

/* Why it is no database of this form, in words, or NULL. */
const char *
file_header_refuse(const unsigned char header[static FILE_HEADER_SIZE],
    const struct database_form *form);

#endif
