/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: what a store calls addresses, senders and search keys: themselves, or
 * keyed hashes where the settings have a key file.
 *
 *     taro@partner.example     taro@partner.example
 *     with a key               16 bytes; written "#" and 32 digits
 *
 * A store of hashes finds an address that it is asked for, and cannot name one.
 */
#ifndef DOMAINS_CONTACTS_NAMES_H
#define DOMAINS_CONTACTS_NAMES_H

#include "domains/base/diagnostic.h"
#include "domains/text/keyed_hash.h"
#include "domains/contacts/contact.h"

/* Nobody finds two addresses with the same 128 bits. */
#define NAMES_HASH_SIZE 16

struct names {
	struct keyed_hash *hash; /* NULL: names are addresses */
};

/* key_file NULL: there is none.  Returns 0, or -1 with a diagnostic. */
int
names_open(const char *key_file, struct diagnostics *diagnostics,
    struct names *names_r);
void
names_close(struct names *names);

/* A number that stores of another key do not have; 0 without a key. */
uint64_t
names_check(const struct names *names);

/* Bytes for a store.  An address, or with a key also "#...". */
struct span
names_of_address(const struct names *names, struct span address,
    char room[static CONTACT_ADDRESS_SIZE]);

/* Is a text a hash as it is written? */
bool
names_are_hash(struct span text);

/* The hash of an own sender; never 0. */
uint64_t
names_of_sender(const struct names *names, struct span sender);

/* Makes keys those of an organisation, and hashes: of others that have the same
 * contact there is none among its own. */
void
names_hash_keys(const struct names *names, struct span organisation,
    uint64_t *keys, size_t count);

/* A name as a person reads it; text_r is '\0'-terminated.  Returns its
 * length. */
size_t
names_write(const struct names *names, struct span name,
    char text_r[static CONTACT_ADDRESS_SIZE]);

#endif
