/* SPDX-License-Identifier: BSD-2-Clause */
/* Stores: what tests of stores have in common.
 *
 *     STORES_TEST(store, remembers)
 *     {
 *             struct store *store = stores_open("c", true, false);
 *
 * is two tests, store/remembers on files and store_redis/remembers on a server
 * of Redis of its own. */
#ifndef TESTS_UNIT_CONTACTS_STORES_H
#define TESTS_UNIT_CONTACTS_STORES_H

#include "domains/contacts/store.h"

#define STORES_NOW INT64_C(1796000000)
#define STORES_KEY "contacts.key"
#define STORES_KEYS_MAILS 2

/* One key for each letter that is left out of an address, and the address. */
size_t
stores_keys(struct span address, uint64_t keys_r[static CONTACT_KEYS_MAX]);

/* The suite with _redis after its name has these two. */
#define STORES_TEST(suite, name)        \
	static void check_##name(void); \
	Test(suite, name)               \
	{                               \
		check_##name();         \
	}                               \
	Test(suite##_redis, name)       \
	{                               \
		check_##name();         \
	}                               \
	static void check_##name(void)

/* In a scratch directory (scratch.h), with a server that ends with the test. */
void
stores_enter_redis(void);
void
stores_leave_redis(void);
bool
stores_on_redis(void);

/* Opens a file in the directory of the test, or a database of its server, by
 * the first letter; it must work.  hashed: with a key file that it makes. */
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
