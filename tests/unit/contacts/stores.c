/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/unit/contacts/stores.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/base/xxh3.h"
#include "domains/contacts/similar.h"
#include "tests/unit/contacts/redis_server.h"
#include "tests/unit/scratch.h"

static struct redis_server server;
static bool on_redis;

void
stores_enter_redis(void)
{
	scratch_enter();
	on_redis = true;
	redis_server_start(&server, NULL);
}

void
stores_leave_redis(void)
{
	redis_server_end(&server);
	on_redis = false;
	scratch_leave();
}

bool
stores_on_redis(void)
{
	return on_redis;
}

size_t
stores_keys(struct span address, uint64_t keys_r[static CONTACT_KEYS_MAX])
{
	char without[CONTACT_ADDRESS_SIZE];
	size_t count = 0;

	keys_r[count++] = XXH3_64bits(address.bytes, address.len);
	for (size_t i = 0; i < address.len && count < CONTACT_KEYS_MAX; i++) {
		memcpy(without, address.bytes, i);
		memcpy(without + i, address.bytes + i + 1, address.len - i - 1);
		keys_r[count++] = XXH3_64bits(without, address.len - 1);
	}
	return count;
}

static struct store_options
options_of(const char *file, bool writes, const char *key_file, char *place)
{
	if (on_redis)
		snprintf(place, 256, "%s?db=%d", server.place, *file % 16);
	else
		snprintf(place, 256, "sqlite:%s", file);
	return (struct store_options){.place = place,
	    .writes = writes,
	    .key_file = key_file,
	    .wait_ms = on_redis ? 5000 : 0, /* the machine may be busy */
	    .keys = stores_keys,
	    .keys_mails = STORES_KEYS_MAILS,
	    .keys_version = SIMILAR_KEYS_VERSION,
	    .now = STORES_NOW};
}

static void
write_key(void)
{
	FILE *out = fopen(STORES_KEY, "w");

	cr_assert(out != NULL);
	fputs("correct horse battery staple\n", out);
	cr_assert_eq(fclose(out), 0);
	cr_assert_eq(chmod(STORES_KEY, 0600), 0);
}

struct store *
stores_open(const char *file, bool writes, bool hashed)
{
	struct diagnostics diagnostics = {0};
	struct store *store = NULL;
	struct store_options options;
	char place[256];

	if (hashed)
		write_key();
	options = options_of(file, writes, hashed ? STORES_KEY : NULL, place);
	cr_assert_eq(store_open(&options, &diagnostics, &store), 0, "%s: %s",
	    file, diagnostics.kept != 0 ? diagnostics.list->text : "");
	return store;
}

void
stores_refuse(const char *file, bool writes, const char *key_file,
    const char *why)
{
	struct diagnostics diagnostics = {0};
	struct store *store = NULL;
	struct store_options options;
	char place[256];

	options = options_of(file, writes, key_file, place);
	cr_expect_eq(store_open(&options, &diagnostics, &store), -1, "%s",
	    file);
	cr_expect(store == NULL);
	cr_assert_eq(diagnostics.kept, 1, "%s", file);
	cr_expect(strstr(diagnostics.list->text, why) != NULL, "%s: %s", file,
	    diagnostics.list->text);
	diagnostics_clear(&diagnostics);
}

struct contact_key
stores_key(const char *address)
{
	return (struct contact_key){.address = span_of(address)};
}

void
stores_send(struct store *store, const char *address, const char *sender,
    const char *list, int64_t time)
{
	const struct observation one = {.kind = OBSERVATION_SENT,
	    .time = time,
	    .key = stores_key(address),
	    .sender = span_of(sender),
	    .list = span_of(list),
	    .mails = 1};

	cr_assert_eq(store_apply(store, &one, 1), 0, "%s", store_error());
}

static bool
file_has_bytes(const char *name, const char *text)
{
	FILE *in = fopen(name, "rb");
	char *bytes;
	size_t len;
	bool has;

	cr_assert(in != NULL);
	cr_assert_eq(fseek(in, 0, SEEK_END), 0);
	len = (size_t)ftell(in);
	rewind(in);
	bytes = malloc(len + 1);
	cr_assert(bytes != NULL);
	cr_assert_eq(fread(bytes, 1, len, in), len);
	fclose(in);
	has = memmem(bytes, len, text, strlen(text)) != NULL;
	free(bytes);
	return has;
}

bool
stores_have_bytes(const char *text)
{
	DIR *directory = opendir(".");
	struct dirent *entry;
	bool has = false;

	if (on_redis)
		redis_server_say(&server, "SAVE");
	cr_assert(directory != NULL);
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			has = has || file_has_bytes(entry->d_name, text);
	closedir(directory);
	return has;
}
