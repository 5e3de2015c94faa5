/* SPDX-License-Identifier: BSD-2-Clause */
/* Stores: what tests of stores have in common. */
#ifndef TESTS_UNIT_CONTACTS_STORES_H
#define TESTS_UNIT_CONTACTS_STORES_H

#include "domains/contacts/store.h"

#define STORES_NOW INT64_C(1796000000)
#define STORES_KEY "contacts.key"
#define STORES_KEYS_MAILS 2

/* One key for each letter that is left out of an address, and the address. */
size_t
stores_keys(struct span address, uint64_t keys_r[static CONTACT_KEYS_MAX]);

/* Opens sqlite:FILE in the directory of the test, which must work.  hashed:
 * with a key file that it makes. */
struct store *
stores_open(const char *file, bool writes, bool hashed);

/* Opens it, which must fail, and what is reported. */
void
stores_refuse(const char *file, bool writes, const char *key_file,
    const char *why);

struct contact_key
stores_key(const char *address);

void
stores_send(struct store *store, const char *address, const char *sender,
    const char *list, int64_t time);

/* Has any file of the directory the bytes? */
bool
stores_have_bytes(const char *text);

#endif
