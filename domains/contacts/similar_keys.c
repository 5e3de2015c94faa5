/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of similar.h.  For each place of the letters, and of the domain
 * before its suffix, a key of what is left without the byte there: a letter
 * left out, too many, another, or two swapped leave one the same (W. Garbe,
 * SymSpell, 2012). */
#include <string.h>

#include "domains/base/xxh3.h"
#include "domains/contacts/similar.h"

/* Bytes of a domain before its suffix; with a longer one only the local part is
 * compared. */
#define HEAD_MAX 60

/* What kind of key it is, and what it is of, '\0' after each. */
#define PARTS_MAX (2 * NAME_SIZE + 4 * MAILBOX_SIZE)

struct keys {
	uint64_t *list;
	size_t count;
	char text[PARTS_MAX];
	size_t len;
};

static void
begin_key(struct keys *keys, char kind)
{
	keys->text[0] = kind;
	keys->len = 1;
}

static void
add_part(struct keys *keys, const char *bytes, size_t len)
{
	memcpy(keys->text + keys->len, bytes, len);
	keys->len += len;
	keys->text[keys->len++] = '\0';
}

static void
end_key(struct keys *keys)
{
	keys->list[keys->count++] = XXH3_64bits(keys->text, keys->len);
}

/* A key for the bytes and one for what is left without each of them, after what
 * the key has already. */
static void
add_deletions(struct keys *keys, const char *bytes, size_t len)
{
	size_t before = keys->len;

	add_part(keys, bytes, len);
	end_key(keys);
	for (size_t i = 0; i < len; i++) {
		/* Of a double either may go. */
		if (i > 0 && bytes[i] == bytes[i - 1])
			continue;
		keys->len = before;
		memcpy(keys->text + before, bytes, i);
		keys->len += i;
		add_part(keys, bytes + i + 1, len - i - 1);
		end_key(keys);
	}
}

static void
add_local_keys(struct keys *keys, const struct mailbox *mailbox)
{
	char reading[READING_SIZE];
	size_t len = strlen(mailbox->letters);

	begin_key(keys, 'S');
	add_part(keys, mailbox->domain.text, mailbox->domain.len);
	add_part(keys, mailbox->plain, strlen(mailbox->plain));
	end_key(keys);
	if (len == 0)
		return;
	begin_key(keys, 'L');
	add_part(keys, mailbox->domain.text, mailbox->domain.len);
	add_part(keys, mailbox->rigid, strlen(mailbox->rigid));
	add_deletions(keys, mailbox->letters, len);
	if (!mailbox_write_reading(mailbox, reading))
		return;
	begin_key(keys, 'R');
	add_part(keys, mailbox->domain.text, mailbox->domain.len);
	add_part(keys, mailbox->rigid, strlen(mailbox->rigid));
	add_part(keys, reading, strlen(reading));
	end_key(keys);
}

static void
add_domain_keys(struct keys *keys, const struct mailbox *mailbox)
{
	const struct name *domain = &mailbox->domain;
	size_t suffix = name_public_suffix(domain);

	if (suffix < 2 || suffix == domain->len || suffix - 1 > HEAD_MAX)
		return;
	begin_key(keys, 'D');
	add_part(keys, mailbox->local, mailbox->len);
	add_part(keys, domain->text, suffix - 1);
	end_key(keys);
	begin_key(keys, 'E');
	add_part(keys, mailbox->local, mailbox->len);
	add_part(keys, domain->text + suffix, domain->len - suffix);
	add_deletions(keys, domain->text, suffix - 1);
}

_Static_assert(MAILBOX_LOCAL_MAX + 3 + HEAD_MAX + 2 <= CONTACT_KEYS_MAX,
    "room for all keys");

size_t
similar_write_keys(struct span address,
    uint64_t keys_r[static CONTACT_KEYS_MAX])
{
	struct keys keys = {.list = keys_r};
	struct mailbox mailbox;

	if (!mailbox_read(address, &mailbox))
		return 0;
	add_local_keys(&keys, &mailbox);
	add_domain_keys(&keys, &mailbox);
	return keys.count;
}
