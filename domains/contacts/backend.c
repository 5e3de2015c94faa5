/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares what a store says of itself with what is wanted. */
#include "domains/contacts/backend.h"

#include "domains/base/translation.h"

const char *
backend_compare(uint64_t key_check, int64_t keys_version,
    const struct backend_options *options)
{
	if (key_check == 0 && options->key_check != 0)
		return _("has addresses, not hashes: there should be no key "
			 "file");
	if (key_check != 0 && options->key_check == 0)
		return _("has hashes of addresses: it needs its key file");
	if (key_check != options->key_check)
		return _("has hashes that were made with another key");
	if (options->keys_version != 0 && keys_version != options->keys_version)
		return _("has search keys of another version: export it, and "
			 "import that into a new one");
	return NULL;
}
