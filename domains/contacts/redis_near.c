/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of search keys in Redis (redis_near.h). */
#include "domains/contacts/redis_near.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/xxh3.h"

/* Bits of a number that name its set, and the bytes after them that its members
 * begin with. */
struct form {
	const char *kind;
	unsigned bits;
	size_t bytes;
};
static const struct form near_form = {"near", 18, 5};
static const struct form rows_form = {"rows", 14, 4};

#define ROW_BYTES 6
#define MEMBER_MAX (ROW_BYTES + BACKEND_NAME_MAX)

/* The number of a row is the first 48 bits of a hash. */
static uint64_t
number_row(struct span name)
{
	return XXH3_64bits(name.bytes, name.len) & ~UINT64_C(0xffff);
}

static void
write_bytes(char *to, uint64_t number, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] = (char)(number >> (56 - 8 * i));
}

static struct span
write_set(char room[static REDIS_KEY_SIZE], struct span organisation,
    const struct form *form, uint64_t number)
{
	char digits[17];

	snprintf(digits, sizeof(digits), "%" PRIx64,
	    number >> (64 - form->bits));
	return redis_write_key(room, organisation, form->kind, span_of(digits));
}

/* What members that have a number begin with. */
static void
write_begin(char *to, const struct form *form, uint64_t number)
{
	write_bytes(to, number << form->bits, form->bytes);
}

static void
change(struct redis_connection *connection, bool adds, struct span set,
    struct span member)
{
	if (adds)
		redis_add(connection, "sbsb", "ZADD", set, "0", member);
	else
		redis_add(connection, "sbb", "ZREM", set, member);
}

void
redis_near_change(struct redis_connection *connection, bool adds,
    const struct backend_key *key, struct span keys)
{
	const uint64_t row = number_row(key->name);
	char room[REDIS_KEY_SIZE], member[MEMBER_MAX];

	if (keys.len == 0)
		return;
	for (size_t at = 0; at + sizeof(uint64_t) <= keys.len;
	     at += sizeof(uint64_t)) {
		uint64_t number;

		memcpy(&number, keys.bytes + at, sizeof(number));
		write_begin(member, &near_form, number);
		write_bytes(member + near_form.bytes, row, ROW_BYTES);
		change(connection, adds,
		    write_set(room, key->organisation, &near_form, number),
		    (struct span){member, near_form.bytes + ROW_BYTES});
	}
	write_begin(member, &rows_form, row);
	memcpy(member + rows_form.bytes, key->name.bytes, key->name.len);
	change(connection, adds,
	    write_set(room, key->organisation, &rows_form, row),
	    (struct span){member, rows_form.bytes + key->name.len});
}

/* ---- finding ------------------------------------------------------------- */

/* Adds a command that finds the members with a number. */
static void
ask(struct redis_connection *connection, struct span organisation,
    const struct form *form, uint64_t number)
{
	const uint64_t step = UINT64_C(1) << (64 - 8 * form->bytes);
	const uint64_t begin = number << form->bits & ~(step - 1);
	char room[REDIS_KEY_SIZE], from[9] = "[", before[9] = "(";
	struct span end = {before, 1 + form->bytes};

	write_bytes(from + 1, begin, form->bytes);
	write_bytes(before + 1, begin + step, form->bytes);
	if (begin + step == 0) /* the last number of the set */
		end = (struct span){"+", 1};
	redis_add(connection, "sbbbssn", "ZRANGEBYLEX",
	    write_set(room, organisation, form, number),
	    (struct span){from, 1 + form->bytes}, end, "LIMIT", "0",
	    (int64_t)STORE_NEAR_MAX);
}

static uint64_t
read_row(struct span member)
{
	uint64_t row = 0;

	for (size_t i = near_form.bytes; i < member.len; i++)
		row = row << 8 | (unsigned char)member.bytes[i];
	return row << (64 - 8 * ROW_BYTES);
}

/* Each once.  Returns how many there are. */
static size_t
read_rows(const struct redis_store *store, size_t answers,
    uint64_t rows_r[static STORE_NEAR_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < answers; i++) {
		const struct redis_value list =
		    redis_value(store->connection, i);

		for (size_t at = 0; at < list.count; at++) {
			const struct span member = redis_item(list, at).bytes;
			const uint64_t row = read_row(member);
			size_t known = 0;

			if (member.len != near_form.bytes + ROW_BYTES)
				continue;
			while (known < count && rows_r[known] != row)
				known++;
			if (known == count && count < STORE_NEAR_MAX)
				rows_r[count++] = row;
		}
	}
	return count;
}

int
redis_near_find(struct redis_store *store, struct span organisation,
    const uint64_t *keys, size_t count, uint64_t deadline)
{
	uint64_t rows[STORE_NEAR_MAX];
	size_t found;

	store->names.count = 0;
	for (size_t i = 0; i < count; i++)
		ask(store->connection, organisation, &near_form, keys[i]);
	if (count == 0)
		return 0;
	if (redis_run(store->connection, deadline) < 0)
		return -1;
	found = read_rows(store, count, rows);
	if (found == 0)
		return 0;
	for (size_t i = 0; i < found; i++)
		ask(store->connection, organisation, &rows_form, rows[i]);
	if (redis_run(store->connection, deadline) < 0)
		return -1;
	for (size_t i = 0; i < found; i++) {
		const struct redis_value list =
		    redis_value(store->connection, i);

		for (size_t at = 0; at < list.count; at++) {
			struct span name = redis_item(list, at).bytes;

			if (name.len < rows_form.bytes)
				continue;
			name.bytes += rows_form.bytes;
			name.len -= rows_form.bytes;
			redis_add_name(&store->names, name);
		}
	}
	return 0;
}
