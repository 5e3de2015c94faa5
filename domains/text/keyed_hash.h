/* SPDX-License-Identifier: BSD-2-Clause */
/* Keyed hash: HMAC-SHA-256 (RFC 2104, RFC 6234) with the key of a file.  Who
 * has the key can find out whose hash it is by trying; nobody else can.  Only
 * user of libnettle.
 *
 *     if (keyed_hash_open("/etc/doppelcheck/contacts.key", &diagnostics,
 *             &hash) < 0) ...
 *     keyed_hash_make(hash, "address", span, bytes)
 *
 * For any number of threads.
 */
#ifndef DOMAINS_TEXT_KEYED_HASH_H
#define DOMAINS_TEXT_KEYED_HASH_H

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

#define KEYED_HASH_SIZE 32

/* Bytes of a key, without newlines at its end. */
#define KEYED_HASH_KEY_MIN 16
#define KEYED_HASH_KEY_MAX 4096

struct keyed_hash;

/* A file that others may read is refused.  Returns 0, or -1 with a
 * diagnostic. */
int
keyed_hash_open(const char *key_file, struct diagnostics *diagnostics,
    struct keyed_hash **hash_r);

/* With a key that is drawn, and that nobody knows.  The same. */
int
keyed_hash_draw(struct diagnostics *diagnostics, struct keyed_hash **hash_r);

/* With a key that everybody knows, for texts that nobody can guess. */
int
keyed_hash_open_public(struct diagnostics *diagnostics,
    struct keyed_hash **hash_r);

void
keyed_hash_free(struct keyed_hash **hash);

/* Hashes for different purposes have nothing to do with each other. */
void
keyed_hash_make(const struct keyed_hash *hash, const char *purpose,
    struct span text, unsigned char bytes_r[static KEYED_HASH_SIZE]);

#endif
