/* SPDX-License-Identifier: BSD-2-Clause */
/* A store remembers what it was given, with addresses and with hashes, and
 * nothing of what it is to forget. */
#include "domains/contacts/store.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

TestSuite(store, .init = scratch_enter, .fini = scratch_leave);
TestSuite(store_redis, .init = stores_enter_redis, .fini = stores_leave_redis);

#define TARO "taro@partner.example"

static struct contact
find(struct store *store, const char *address)
{
	const struct contact_key key = stores_key(address);
	struct contact contact = {0};

	cr_assert_eq(store_find(store, &key, &contact), STORE_FOUND, "%s",
	    address);
	return contact;
}

static bool
knows(struct store *store, const char *address)
{
	const struct contact_key key = stores_key(address);
	struct contact contact;
	enum store_result result = store_find(store, &key, &contact);

	cr_assert_neq(result, STORE_ERROR, "%s", store_error());
	return result == STORE_FOUND;
}

static void
check_contacts(bool hashed)
{
	const struct contact_key key = stores_key(TARO);
	const struct observation heard = {.kind = OBSERVATION_HEARD,
	    .time = STORES_NOW + 50,
	    .key = key};
	struct store *store = stores_open("c", true, hashed);
	struct contact contact;
	struct contact_list list;

	cr_expect_not(knows(store, TARO));
	stores_send(store, TARO, "kim@univ.example", "lab@univ.example", 1000);
	stores_send(store, TARO, "lee@univ.example", "", STORES_NOW);
	stores_send(store, TARO, "kim@univ.example", "lab@univ.example", 500);
	cr_expect_eq(store_apply(store, &heard, 1), 0);
	store_close(&store);

	store = stores_open("c", false, hashed);
	contact = find(store, TARO);
	cr_expect(contact.sent.first == 500 &&
		  contact.sent.last == STORES_NOW && contact.sent.count == 3 &&
		  contact.senders == 2);
	cr_expect(
	    contact.heard.first == STORES_NOW + 50 && contact.heard.count == 1);
	cr_expect_eq(contact.confirmed, CONTACT_UNCONFIRMED);
	cr_expect_eq(strcmp(contact.address, TARO) == 0, !hashed);
	cr_expect_eq(contact.address[0] == '#', hashed);
	cr_expect_eq(store_find_list(store, &key, span_of("lab@univ.example"),
			 &list),
	    STORE_FOUND);
	cr_expect(list.sent.first == 500 && list.sent.last == 1000 &&
		  list.sent.count == 2);
	cr_expect_eq(store_find_list(store, &key, span_of("x@univ.example"),
			 &list),
	    STORE_NONE);
	cr_expect_eq(store_confirm(store, &key, CONTACT_BY_PERSON, 1, 0), -1,
	    "a reader writes");
	store_close(&store);
	cr_expect_eq(stores_have_bytes("partner.example"), !hashed);
	cr_expect_eq(stores_have_bytes("lab@univ.example"), !hashed);
	cr_expect_not(stores_have_bytes("kim@univ.example"));
}

STORES_TEST(store, what_programs_make_is_not_stored)
{
	struct store *store = stores_open("c", true, false);
	const struct observation answered = {.kind = OBSERVATION_CONFIRMED,
	    .time = STORES_NOW,
	    .key = stores_key("no-reply2@partner.example")};

	stores_send(store, "no-reply@partner.example", "", "", STORES_NOW);
	stores_send(store, "x+a=b.example@partner.example", "", "", STORES_NOW);
	cr_expect_not(knows(store, "no-reply@partner.example"));
	cr_expect_not(knows(store, "x+a=b.example@partner.example"));
	cr_expect_eq(store_apply(store, &answered, 1), 0);
	cr_expect(knows(store, "no-reply2@partner.example"));
	store_close(&store);
}

STORES_TEST(store, remembers)
{
	check_contacts(false);
}

STORES_TEST(store, remembers_hashes)
{
	check_contacts(true);
}

STORES_TEST(store, organisations_are_apart)
{
	struct store *store = stores_open("c", true, false);
	const struct contact_key other = {span_of("other"), span_of(TARO)};
	struct contact contact;

	stores_send(store, TARO, "", "", STORES_NOW);
	cr_expect_eq(store_find(store, &other, &contact), STORE_NONE);
	cr_expect_eq(store_confirm(store, &other, CONTACT_BY_OWNER, 7, 9), 0);
	cr_expect_eq(store_find(store, &other, &contact), STORE_FOUND);
	cr_expect(contact.confirmed == CONTACT_BY_OWNER &&
		  contact.confirmed_at == 7 && contact.expires == 9 &&
		  contact.sent.count == 0);
	cr_expect_eq(find(store, TARO).confirmed, CONTACT_UNCONFIRMED);
	store_close(&store);
}

static bool
count_one(void *context, const struct contact *contact)
{
	(void)contact;
	++*(unsigned *)context;
	return true;
}

static unsigned
count_near(struct store *store, const char *address)
{
	uint64_t keys[CONTACT_KEYS_MAX];
	size_t count = stores_keys(span_of(address), keys);
	unsigned found = 0;

	cr_assert_neq(store_find_near(store, span_of(""), keys, count,
			  count_one, &found),
	    STORE_ERROR, "%s", store_error());
	return found;
}

static void
check_near(bool hashed)
{
	struct store *store = stores_open("c", true, hashed);
	const struct contact_key key = stores_key(TARO);
	const struct contact_key hanako = stores_key("hanako@partner.example");

	/* Who was written to once is nobody that others could mean. */
	stores_send(store, TARO, "", "", STORES_NOW);
	cr_expect_eq(count_near(store, TARO), 0);
	for (int i = 0; i < 2; i++)
		stores_send(store, TARO, "", "", STORES_NOW);
	cr_assert_eq(store_confirm(store, &hanako, CONTACT_BY_PERSON,
			 STORES_NOW, 0),
	    0);
	cr_expect_eq(count_near(store, TARO), 1);
	cr_expect_eq(count_near(store, "tarou@partner.example"), 1);
	cr_expect_eq(count_near(store, "taro@partner.exmple"), 1);
	cr_expect_eq(count_near(store, "jiro@partner.example"), 0);
	cr_expect_eq(store_forget(store, &key), STORE_FOUND);
	cr_expect_eq(count_near(store, TARO), 0);
	cr_expect_eq(count_near(store, "hanakoo@partner.example"), 1);
	/* The next row may get the number of the one that was forgotten. */
	cr_expect_eq(store_forget(store, &hanako), STORE_FOUND);
	stores_send(store, "zzz@partner.example", "", "", STORES_NOW);
	cr_expect_eq(count_near(store, "hanakoo@partner.example"), 0);
	cr_expect_eq(count_near(store, TARO), 0);
	store_close(&store);
}

STORES_TEST(store, finds_what_is_near)
{
	check_near(false);
}

STORES_TEST(store, finds_what_is_near_by_hashes)
{
	check_near(true);
}

#define OTHERS 300

/* An address that has one letter more, as the keys see it. */
static uint32_t
write_near(int number, char address_r[static CONTACT_ADDRESS_SIZE])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
	size_t at = (size_t)number / 26;

	return (uint32_t)snprintf(address_r, CONTACT_ADDRESS_SIZE, "%.*s%c%s",
	    (int)at, TARO, letters[number % 26], TARO + at);
}

/* Many rows that are no contacts, and others' contacts, are not in the way of
 * the one that was meant. */
static void
check_others(bool hashed)
{
	struct store *store = stores_open("c", true, hashed);
	char lists[CONTACT_OWNER_SIZE], requests[CONTACT_OWNER_SIZE],
	    passes[CONTACT_OWNER_SIZE];
	const struct span organisations[] = {
	    span_of("other"),
	    contact_owner(span_of(""), CONTACT_LISTS, lists),
	    contact_owner(span_of(""), CONTACT_REQUESTS, requests),
	    contact_owner(span_of(""), CONTACT_PASSES, passes),
	};
	uint64_t keys[CONTACT_KEYS_MAX];
	size_t count = stores_keys(span_of(TARO), keys);

	for (size_t i = 0; i < 4; i++)
		for (int other = 0; other < OTHERS; other++) {
			struct contact contact = {.sent = {1, 2, 9}};
			const struct store_row row = {organisations[i],
			    &contact, NULL, 0};

			contact.len = write_near(other, contact.address);
			cr_assert_eq(store_join(store, &row, 1), 0, "%s",
			    store_error());
		}
	for (int i = 0; i < 3; i++)
		stores_send(store, TARO, "", "", STORES_NOW);
	cr_expect_eq(count_near(store, TARO), 1);
	for (size_t i = 1; i < 4; i++)
		cr_expect_eq(store_find_near(store, organisations[i], keys,
				 count, count_one, &(unsigned){0}),
		    STORE_NONE);
	store_close(&store);
}

STORES_TEST(store, others_are_not_in_the_way)
{
	check_others(false);
}

STORES_TEST(store, others_are_not_in_the_way_by_hashes)
{
	check_others(true);
}

STORES_TEST(store, the_same_row_twice_is_the_same)
{
	static const struct contact_list lists[] = {
	    {"lab@univ.example", {100, 200, 5}},
	};
	struct contact contact = {.sent = {100, 300, 9},
	    .senders = 3,
	    .heard = {50, 60, 2},
	    .confirmed = CONTACT_BY_PERSON,
	    .confirmed_at = 70,
	    .expires = 80};
	const struct store_row row = {.contact = &contact,
	    .lists = lists,
	    .list_count = 1};
	const struct contact_key key = stores_key(TARO);
	struct store *store = stores_open("c", true, false);
	struct contact_list list;

	contact.len = sizeof(TARO) - 1;
	memcpy(contact.address, TARO, sizeof(TARO));
	for (int i = 0; i < 2; i++) {
		struct contact found;

		cr_assert_eq(store_join(store, &row, 1), 0);
		found = find(store, TARO);
		cr_expect(memcmp(&found.sent, &contact.sent,
			      sizeof(found.sent)) == 0 &&
			  memcmp(&found.heard, &contact.heard,
			      sizeof(found.heard)) == 0 &&
			  found.senders == 3 && found.confirmed_at == 70 &&
			  found.expires == 80);
		cr_assert_eq(store_find_list(store, &key,
				 span_of("lab@univ.example"), &list),
		    STORE_FOUND);
		cr_expect_eq(list.sent.count, 5);
	}
	/* Senders that came as a number are more than the first ones seen. */
	stores_send(store, TARO, "kim@univ.example", "", 400);
	cr_expect_eq(find(store, TARO).senders, 3);
	cr_expect_eq(find(store, TARO).sent.count, 10);
	store_close(&store);
}

/* At such places that pages are parted and joined. */
static void
name_one(const char *prefix, unsigned number, char address[static 64])
{
	snprintf(address, 64, "%s%06u@partner.example", prefix,
	    (unsigned)(number * UINT64_C(2654435761) % 1000003));
}

/* In one transaction: to one address for each number. */
static void
send_many(struct store *store, const char *prefix, unsigned from, unsigned to,
    int64_t time)
{
	size_t count = 0, room = to - from;
	struct observation *list = calloc(room, sizeof(*list));
	char(*address)[64] = calloc(room, sizeof(*address));

	cr_assert(list != NULL && address != NULL);
	for (unsigned i = from; i < to; i++, count++) {
		name_one(prefix, i, address[count]);
		list[count] = (struct observation){.kind = OBSERVATION_SENT,
		    .time = time,
		    .key = stores_key(address[count]),
		    .list = span_of("lab@univ.example")};
	}
	cr_assert_eq(store_apply(store, list, count), 0, "%s", store_error());
	free(list);
	free(address);
}

STORES_TEST(store, forgets_what_is_old)
{
	const unsigned count = 3 * STORE_EXPIRE_MAX / 2; /* of old ones */
	struct store *store = stores_open("c", true, false);
	const struct contact_key sure = stores_key("sure@partner.example");
	char old[64], young[64];
	const struct contact_key shortly = stores_key("short@partner.example");

	send_many(store, "a", 0, count, 100);
	send_many(store, "a", count, 2 * STORE_EXPIRE_MAX, 900);
	name_one("a", count - 1, old);
	name_one("a", count, young);
	store_confirm(store, &sure, CONTACT_BY_PERSON, 100, 0);
	store_confirm(store, &shortly, CONTACT_BY_PERSON, 100, 950);
	cr_expect_eq(store_expire(store, 500, 949), STORE_FOUND);
	cr_expect_eq(store_expire(store, 500, 949), STORE_NONE);
	cr_expect_not(knows(store, old));
	cr_expect(knows(store, young));
	cr_expect(knows(store, "short@partner.example"));
	cr_expect_eq(store_expire(store, 500, 950), STORE_NONE);
	cr_expect_not(knows(store, "short@partner.example"));
	cr_expect(knows(store, "sure@partner.example"));
	store_close(&store);
}

STORES_TEST(store, counts)
{
	struct store *store = stores_open("c", true, true);
	struct store_counts counts;
	int64_t since;

	cr_assert_eq(store_count(store, &counts), STORE_FOUND);
	cr_expect(counts.contacts == 0 && counts.first == 0 &&
		  counts.last == 0 && counts.hashed);
	stores_send(store, TARO, "", "lab@univ.example", 500);
	stores_send(store, "b@partner.example", "", "", 400);
	cr_assert_eq(store_count(store, &counts), STORE_FOUND);
	cr_expect(counts.contacts == 2 && counts.written_to == 2 &&
		  counts.heard_from == 0 && counts.lists == 1 &&
		  counts.first == 400 && counts.last == 500 &&
		  counts.learning_since == STORES_NOW &&
		  (stores_on_redis() || counts.bytes > 4096));
	cr_expect_eq(store_learning_since(store, &since), STORE_FOUND);
	cr_expect_eq(since, STORES_NOW);
	store_close(&store);
}

/* ---- what lies on the disk ----------------------------------------------- */

static unsigned
mode_of(const char *name)
{
	struct stat status;

	cr_assert_eq(stat(name, &status), 0, "%s", name);
	return status.st_mode & 07777;
}

Test(store, nobody_else_may_read_it)
{
	mode_t before = umask(0);
	struct store *store = stores_open("c", true, false);

	stores_send(store, TARO, "", "", STORES_NOW);
	cr_expect_eq(mode_of("c"), 0600);
	cr_expect_eq(mode_of("c-wal"), 0600);
	cr_expect_eq(mode_of("c-shm"), 0600);
	store_close(&store);
	umask(before);
	chmod("c", 0640);
	stores_refuse("c", true, NULL, "mode should be 0600");
	chmod("c", 0600);
	cr_assert_eq(mkdir("open", 0777), 0);
	chmod("open", 0777);
	stores_refuse("open/c", true, NULL, "mode 0700");
	cr_expect_eq(access("open/c", F_OK), -1);
	/* A link does not hide it. */
	cr_assert_eq(rename("c", "open/c"), 0);
	cr_assert_eq(symlink("open/c", "link"), 0);
	stores_refuse("link", true, NULL, "mode 0700");
	stores_refuse("link", false, NULL, "mode 0700");
}

Test(store, what_nobody_could_read_is_not_written)
{
	struct store *store = stores_open("c", true, false);
	const struct observation sent = {.kind = OBSERVATION_SENT,
	    .time = STORES_NOW,
	    .key = stores_key(TARO)};

	cr_assert_eq(rename("c", "d"), 0);
	cr_expect_eq(store_apply(store, &sent, 1), -1);
	cr_expect(strstr(store_error(), "no longer the file") != NULL, "%s",
	    store_error());
	cr_assert_eq(rename("d", "c"), 0);
	cr_expect_eq(store_apply(store, &sent, 1), 0);
	store_close(&store);
}

static bool
has(struct store *store, const char *address)
{
	const struct contact_key key = stores_key(address);
	struct contact contact;
	enum store_result result = store_find(store, &key, &contact);

	cr_assert_neq(result, STORE_ERROR, "%s", store_error());
	return result == STORE_FOUND;
}

Test(store, another_file_in_its_place_is_the_store)
{
	struct store *store = stores_open("c", true, false);
	struct store *other = stores_open("d", true, false);

	stores_send(other, "jiro@partner.example", "", "", STORES_NOW);
	cr_assert_eq(store_checkpoint(other, true), 0);
	store_close(&other);
	/* This is in a log of the same name as the other one's. */
	stores_send(store, TARO, "", "", STORES_NOW);
	cr_assert_eq(link("c", "old"), 0);
	cr_assert_eq(rename("d", "c"), 0);
	cr_expect(!has(store, TARO));
	cr_expect(has(store, "jiro@partner.example"));
	stores_send(store, "ken@partner.example", "", "", STORES_NOW);
	store_close(&store);
	store = stores_open("c", false, false);
	cr_expect(has(store, "jiro@partner.example"));
	cr_expect(has(store, "ken@partner.example"));
	cr_expect(!has(store, TARO));
	store_close(&store);
	store = stores_open("old", false, false);
	cr_expect(has(store, TARO));
	cr_expect(!has(store, "jiro@partner.example"));
	store_close(&store);
}

static void
put_bytes(const char *name, long at, const char *bytes, size_t len)
{
	FILE *file = fopen(name, at < 0 ? "wb" : "r+b");

	cr_assert(file != NULL);
	cr_assert_eq(fseek(file, at < 0 ? 0 : at, SEEK_SET), 0);
	cr_assert_eq(fwrite(bytes, 1, len, file), len);
	cr_assert_eq(fclose(file), 0);
	chmod(name, 0600);
}

/* In the place of a store that is open. */
Test(store, what_is_no_store_is_not_taken_for_one)
{
	struct store *store = stores_open("c", true, false);
	const struct observation sent = {.kind = OBSERVATION_SENT,
	    .time = STORES_NOW,
	    .key = stores_key(TARO)};
	char bytes[32] = {0};
	FILE *file;

	stores_send(store, TARO, "", "", STORES_NOW);
	cr_assert_eq(rename("c", "old"), 0);
	put_bytes("c", -1, "something else", 14);
	for (int i = 0; i < 2; i++) {
		cr_expect_eq(store_apply(store, &sent, 1), -1);
		cr_expect(strstr(store_error(), "c: is no store") != NULL, "%s",
		    store_error());
	}
	file = fopen("c", "rb");
	cr_assert(file != NULL);
	cr_expect_eq(fread(bytes, 1, sizeof(bytes), file), 14);
	fclose(file);
	cr_expect_str_eq(bytes, "something else");
	/* No new one is made. */
	cr_assert_eq(unlink("c"), 0);
	cr_expect_eq(store_apply(store, &sent, 1), -1);
	cr_expect_eq(access("c", F_OK), -1);
	cr_assert_eq(rename("old", "c"), 0);
	cr_expect_eq(store_apply(store, &sent, 1), 0, "%s", store_error());
	cr_expect(has(store, TARO));
	store_close(&store);
}

static size_t
get_bytes(const char *name, char bytes_r[static 65536])
{
	FILE *file = fopen(name, "rb");
	size_t len;

	cr_assert(file != NULL);
	len = fread(bytes_r, 1, 65536, file);
	fclose(file);
	return len;
}

/* Refused, and as it was. */
static void
check_left_alone(const char *name, const char *why)
{
	static char before[65536], after[65536];
	size_t len = get_bytes(name, before);

	stores_refuse(name, true, NULL, why);
	stores_refuse(name, false, NULL, why);
	cr_expect_eq(get_bytes(name, after), len);
	cr_expect_eq(memcmp(before, after, len), 0, "%s", why);
}

static void
make_store(const char *name)
{
	struct store *store = stores_open(name, true, false);

	stores_send(store, TARO, "", "", STORES_NOW);
	cr_expect_eq(store_checkpoint(store, true), 0);
	store_close(&store);
}

Test(store, nothing_is_written_over)
{
	make_store("c");
	put_bytes("text", -1, "taro@partner.example\n", 21);
	check_left_alone("text", "is no store");
	put_bytes("empty", -1, "", 0);
	check_left_alone("empty", "is no store");
	put_bytes("c", 60, "\0\0\0\2", 4);
	check_left_alone("c", "newer version");
	put_bytes("c", 60, "\0\0\0\0", 4);
	check_left_alone("c", "older version");
	put_bytes("c", 60, "\0\0\0\1", 4);
	put_bytes("c", 68, "\0\0\0\1", 4);
	check_left_alone("c", "another program");
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	stores_refuse("fifo", true, NULL, "FIFO");
	cr_assert_eq(mkdir("folder", 0700), 0);
	stores_refuse("folder", true, NULL, "directory");
	stores_refuse("none", false, NULL, "No such file");
	stores_refuse("none/c", true, NULL, "No such file");
	cr_expect_eq(access("none", F_OK), -1);
}

Test(store, damage_is_an_error)
{
	static char noise[4096];

	make_store("c");
	memset(noise, 0xa5, sizeof(noise));
	for (long page = 1; page < 5; page++)
		put_bytes("c", 4096 * page, noise, sizeof(noise));
	stores_refuse("c", true, NULL, "");
	make_store("d");
	cr_assert_eq(truncate("d", 8192), 0);
	stores_refuse("d", true, NULL, "");
}

STORES_TEST(store, keys_belong_to_a_store)
{
	struct store *store = stores_open("hashed", true, true);

	store_close(&store);
	store = stores_open("plain", true, false);
	store_close(&store);
	stores_refuse("hashed", false, NULL, "needs its key file");
	stores_refuse("plain", true, STORES_KEY, "should be no key");
	put_bytes(STORES_KEY, -1, "another key of sixteen", 22);
	stores_refuse("hashed", true, STORES_KEY, "another key");
	put_bytes(STORES_KEY, -1, "short\n\n", 7);
	stores_refuse("hashed", true, STORES_KEY, "16 at least");
	chmod(STORES_KEY, 0644);
	stores_refuse("hashed", true, STORES_KEY, "others may read it");
	stores_refuse("hashed", true, "nokey", "No such file");
}

/* How often the store's file has it: once in the table, once in the index. */
static unsigned
count_copies(const char *bytes, size_t len, const char *address)
{
	const char *at = bytes;
	unsigned count = 0;

	while ((at = memmem(at, len - (size_t)(at - bytes), address,
		    strlen(address))) != NULL) {
		at++;
		count++;
	}
	return count;
}

/* A row, and a list of many. */
STORES_TEST(store, forgets_an_address)
{
	struct store *store = stores_open("c", true, false);
	const struct contact_key taro = stores_key(TARO);
	const struct contact_key lab = stores_key("lab@univ.example");
	struct contact_list list;

	send_many(store, "a", 0, 700, 100);
	stores_send(store, TARO, "kim@univ.example", "lab@univ.example", 1);
	stores_send(store, TARO, "", "all@univ.example", 1);
	cr_expect(stores_have_bytes(TARO));
	cr_expect_eq(store_forget(store, &lab), STORE_FOUND);
	cr_expect_eq(store_forget(store, &lab), STORE_NONE);
	cr_expect_not(stores_have_bytes("lab@univ.example"));
	cr_expect_eq(find(store, TARO).sent.count, 2);
	cr_expect_eq(store_find_list(store, &taro, span_of("all@univ.example"),
			 &list),
	    STORE_FOUND);
	cr_expect_eq(store_forget(store, &taro), STORE_FOUND);
	cr_expect_eq(store_forget(store, &taro), STORE_NONE);
	cr_expect_not(stores_have_bytes("taro"));
	store_close(&store);
}

static bool
check_order(void *context, const struct contact *contact)
{
	char *before = context;

	cr_expect(strcmp(before, contact->address) < 0, "%s", before);
	memcpy(before, contact->address, contact->len + 1);
	return true;
}

STORES_TEST(store, lists_by_address)
{
	struct store *store = stores_open("c", true, false);
	char before[CONTACT_ADDRESS_SIZE] = "";
	unsigned count = 0;

	send_many(store, "a", 0, 700, 100);
	cr_expect_eq(store_each(store, span_of(""), check_order, before),
	    STORE_FOUND);
	store_each(store, span_of(""), count_one, &count);
	cr_expect_eq(count, 700);
	cr_expect_eq(store_each(store, span_of("x"), count_one, &count),
	    STORE_NONE);
	store_close(&store);
}

#define PEOPLE 12000
#define FORGOTTEN_MAX 20

/* Of those that pages still have a copy of from where they stood before, and
 * of others. */
static size_t
choose(char forgotten_r[FORGOTTEN_MAX][64])
{
	static char bytes[8 << 20];
	FILE *file = fopen("c", "rb");
	size_t len, count = 0;

	cr_assert(file != NULL);
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	cr_assert(len < sizeof(bytes));
	for (unsigned i = 0; i < PEOPLE && count < FORGOTTEN_MAX; i++) {
		name_one("forget", i, forgotten_r[count]);
		if (i % 1000 == 0 ||
		    count_copies(bytes, len, forgotten_r[count]) > 2)
			count++;
	}
	return count;
}

Test(store, forgotten_bytes_are_nowhere)
{
	/* Without search keys: small. */
	const struct store_options options = {.place = "sqlite:c",
	    .writes = true};
	struct diagnostics diagnostics = {0};
	struct store *store, *reader;
	const struct contact_key lab = stores_key("lab@univ.example");
	char forgotten[FORGOTTEN_MAX][64];
	size_t count;

	cr_assert_eq(store_open(&options, &diagnostics, &store), 0);
	cr_assert_eq(store_open(&options, &diagnostics, &reader), 0);
	for (unsigned i = 0; i < PEOPLE; i += 200)
		send_many(store, "forget", i, i + 200, 1);
	store_checkpoint(store, true);
	count = choose(forgotten);
	for (size_t i = 0; i < count; i++) {
		const struct contact_key key = stores_key(forgotten[i]);

		cr_expect(knows(reader, forgotten[i]));
		stores_send(store, forgotten[i], "", "", 2);
		cr_expect_eq(store_forget(store, &key), STORE_FOUND, "%s",
		    store_error());
		cr_expect_not(stores_have_bytes(forgotten[i]), "%s",
		    forgotten[i]);
		cr_expect_not(knows(reader, forgotten[i]));
		cr_expect_eq(store_forget(store, &key), STORE_NONE);
	}
	cr_expect(stores_have_bytes("lab@univ.example"));
	cr_expect_eq(store_forget(store, &lab), STORE_FOUND);
	cr_expect_not(stores_have_bytes("lab@univ.example"));
	store_close(&reader);
	store_close(&store);
}
