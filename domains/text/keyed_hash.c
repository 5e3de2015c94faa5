/* SPDX-License-Identifier: BSD-2-Clause */
/* HMAC-SHA-256 by libnettle, which is loaded at its first use. */
#include "domains/text/keyed_hash.h"

#include <errno.h>
#include <nettle/hmac.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "domains/base/file.h"
#include "domains/base/library.h"

#define FUNCTIONS(F)                            \
	F(nettle, nettle_, hmac_sha256_set_key) \
	F(nettle, nettle_, hmac_sha256_update)  \
	F(nettle, nettle_, hmac_sha256_digest)

LIBRARY(nettle, DOPPEL_LIBNETTLE, FUNCTIONS)

_Static_assert(KEYED_HASH_SIZE == SHA256_DIGEST_SIZE, "that of SHA-256");

struct keyed_hash {
	struct hmac_sha256_ctx keyed;
};

/* The key, to be freed, or NULL with a diagnostic. */
static char *
read_key(const char *path, struct diagnostics *diagnostics, size_t *len_r)
{
	char *key;

	if (file_read_secret(path, KEYED_HASH_KEY_MAX, diagnostics, &key,
		len_r) < 0)
		return NULL;
	while (
	    *len_r > 0 && (key[*len_r - 1] == '\n' || key[*len_r - 1] == '\r'))
		--*len_r;
	if (*len_r >= KEYED_HASH_KEY_MIN)
		return key;
	diagnostics_add(diagnostics, path, 0,
	    "a key of %zu bytes, which should have %d at least", *len_r,
	    KEYED_HASH_KEY_MIN);
	free(key);
	return NULL;
}

/* name is for the diagnostic. */
static int
open_hash(const char *name, const char *key, size_t len,
    struct diagnostics *diagnostics, struct keyed_hash **hash_r)
{
	struct keyed_hash *hash;
	const char *why;

	if (library_load(&library, &why) < 0)
		return diagnostics_add(diagnostics, name, 0, "%s", why);
	hash = malloc(sizeof(*hash));
	if (hash == NULL)
		return diagnostics_no_memory(diagnostics, name);
	nettle.hmac_sha256_set_key(&hash->keyed, len, (const uint8_t *)key);
	*hash_r = hash;
	return 0;
}

int
keyed_hash_open(const char *key_file, struct diagnostics *diagnostics,
    struct keyed_hash **hash_r)
{
	size_t len;
	char *key = read_key(key_file, diagnostics, &len);
	int result;

	if (key == NULL)
		return -1;
	result = open_hash(key_file, key, len, diagnostics, hash_r);
	explicit_bzero(key, len);
	free(key);
	return result;
}

int
keyed_hash_draw(struct diagnostics *diagnostics, struct keyed_hash **hash_r)
{
	const char *const name = "random key";
	char key[KEYED_HASH_SIZE];
	int result;

	if (getrandom(key, sizeof(key), 0) != sizeof(key))
		return diagnostics_add(diagnostics, name, 0, "%s",
		    strerror(errno));
	result = open_hash(name, key, sizeof(key), diagnostics, hash_r);
	explicit_bzero(key, sizeof(key));
	return result;
}

int
keyed_hash_open_public(struct diagnostics *diagnostics,
    struct keyed_hash **hash_r)
{
	static const char public[] = "doppelcheck";

	return open_hash(public, public, sizeof(public) - 1, diagnostics,
	    hash_r);
}

void
keyed_hash_free(struct keyed_hash **hash)
{
	if (*hash != NULL)
		explicit_bzero(*hash, sizeof(**hash));
	free(*hash);
	*hash = NULL;
}

void
keyed_hash_make(const struct keyed_hash *hash, const char *purpose,
    struct span text, unsigned char bytes_r[static KEYED_HASH_SIZE])
{
	struct hmac_sha256_ctx context = hash->keyed;

	/* With the '\0', so that no purpose and text are another's. */
	nettle.hmac_sha256_update(&context, strlen(purpose) + 1,
	    (const uint8_t *)purpose);
	if (text.len != 0)
		nettle.hmac_sha256_update(&context, text.len,
		    (const uint8_t *)text.bytes);
	nettle.hmac_sha256_digest(&context, KEYED_HASH_SIZE, bytes_r);
}
