/* SPDX-License-Identifier: BSD-2-Clause */
/* A store on a server of Redis that is paused, killed, full, a replica, locked
 * up or somebody else's. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "domains/base/clock.h"
#include "domains/contacts/breaker.h"
#include "domains/contacts/similar.h"
#include "domains/contacts/store.h"
#include "tests/unit/contacts/redis_server.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

TestSuite(redis, .init = scratch_enter, .fini = scratch_leave);

#define TARO "taro@partner.example"
#define PASSWORD "correct-horse-battery"

/* Far more than a deadline or the time that a machine stands still, far less
 * than to wait for ever. */
#define SOON_MS 20000

/* Where a server answers, however slow the machine is. */
#define PATIENT_MS 30000

static int
open_store(const char *place, bool writes, const char *password_file,
    unsigned wait_ms, struct store **store_r, char *why_r)
{
	const struct store_options options = {.place = place,
	    .writes = writes,
	    .password_file = password_file,
	    .wait_ms = wait_ms,
	    .keys = stores_keys,
	    .keys_mails = STORES_KEYS_MAILS,
	    .keys_version = SIMILAR_KEYS_VERSION,
	    .now = STORES_NOW};
	struct diagnostics diagnostics = {0};
	int result;

	*store_r = NULL;
	result = store_open(&options, &diagnostics, store_r);
	snprintf(why_r, 512, "%s",
	    diagnostics.kept != 0 ? diagnostics.list->text : "");
	diagnostics_clear(&diagnostics);
	return result;
}

static struct store *
must_open(const char *place, bool writes, unsigned wait_ms)
{
	struct store *store;
	char why[512];
	int tries = 0;

	/* The machine may stand still just then. */
	while (open_store(place, writes, NULL, wait_ms, &store, why) < 0)
		cr_assert(strstr(why, "in time") != NULL && ++tries < 20, "%s",
		    why);
	return store;
}

static void
expect_refused(const char *place, bool writes, const char *password_file,
    const char *wanted)
{
	struct store *store;
	char why[512];

	cr_expect_eq(open_store(place, writes, password_file, PATIENT_MS,
			 &store, why),
	    -1, "%s", wanted);
	cr_expect(strstr(why, wanted) != NULL, "%s: %s", wanted, why);
	cr_expect(strstr(why, PASSWORD) == NULL, "%s", why);
	store_close(&store);
}

static enum store_result
find(struct store *store, struct contact *contact_r)
{
	const struct contact_key key = stores_key(TARO);

	return store_find(store, &key, contact_r);
}

static int
send_one(struct store *store)
{
	const struct observation one = {.kind = OBSERVATION_SENT,
	    .time = STORES_NOW,
	    .key = stores_key(TARO),
	    .sender = span_of("kim@univ.example"),
	    .list = span_of("lab@univ.example")};

	return store_apply(store, &one, 1);
}

static uint64_t
count_sent(struct store *store)
{
	struct contact contact = {0};

	cr_assert_neq(find(store, &contact), STORE_ERROR, "%s", store_error());
	return contact.sent.count;
}

static void
expect_error(const char *wanted)
{
	cr_expect(strstr(store_error(), wanted) != NULL, "%s: %s", wanted,
	    store_error());
	cr_expect(strstr(store_error(), "partner") == NULL, "%s",
	    store_error());
}

/* A reader finds again what is there, when the breaker lets it. */
static void
wait_until_found(struct store *reader)
{
	const uint64_t end = clock_now() + 4 * BREAKER_PAUSE_MAX_MS;
	struct contact contact;

	while (find(reader, &contact) != STORE_FOUND) {
		cr_assert(clock_now() < end, "%s", store_error());
		usleep(20000);
	}
}

/* Finds fail, and take no time: what waits would take minutes. */
static void
expect_no_waiting(struct store *reader)
{
	const uint64_t begin = clock_now();
	struct contact contact;

	for (int i = 0; i < 10000; i++)
		(void)find(reader, &contact);
	cr_expect_eq(find(reader, &contact), STORE_ERROR);
	cr_expect_lt(clock_now() - begin, SOON_MS);
}

Test(redis, a_paused_server_costs_a_reader_no_time)
{
	struct redis_server server;
	struct store *writer, *reader;

	redis_server_start(&server, NULL);
	writer = must_open(server.place, true, 300);
	reader = must_open(server.place, false, 0);
	cr_assert_eq(send_one(writer), 0, "%s", store_error());
	wait_until_found(reader);
	kill(server.pid, SIGSTOP);
	expect_no_waiting(reader);
	expect_error("does not answer in time");
	cr_expect_eq(send_one(writer), -1);
	expect_error("does not answer in time");
	kill(server.pid, SIGCONT);
	wait_until_found(reader);
	cr_expect_eq(send_one(writer), 0, "%s", store_error());
	cr_expect_eq(count_sent(writer), 2);
	/* The limits hold for the new connection, too. */
	kill(server.pid, SIGSTOP);
	expect_no_waiting(reader);
	cr_expect_eq(send_one(writer), -1);
	kill(server.pid, SIGCONT);
	store_close(&reader);
	store_close(&writer);
	redis_server_end(&server);
}

Test(redis, paused_writes_fail_and_count_once)
{
	struct redis_server server;
	struct store *writer;
	uint64_t begin = clock_now();

	redis_server_start(&server, NULL);
	writer = must_open(server.place, true, 200);
	cr_assert_eq(send_one(writer), 0);
	redis_server_say(&server, "CLIENT PAUSE 60000 WRITE");
	cr_expect_eq(send_one(writer), -1);
	expect_error("does not answer in time");
	cr_expect_lt(clock_now() - begin, SOON_MS);
	redis_server_say(&server, "CLIENT UNPAUSE");
	while (send_one(writer) < 0)
		cr_assert_lt(clock_now() - begin, 60000);
	cr_expect_eq(count_sent(writer), 2);
	store_close(&writer);
	redis_server_end(&server);
}

Test(redis, a_killed_server_that_is_back_has_all)
{
	static const char *const keeps[] = {"--appendonly", "yes",
	    "--appendfsync", "always", NULL};
	struct redis_server server;
	struct store *writer, *reader;

	redis_server_start(&server, keeps);
	writer = must_open(server.place, true, PATIENT_MS);
	reader = must_open(server.place, false, 0);
	cr_assert_eq(send_one(writer), 0);
	redis_server_kill(&server);
	expect_no_waiting(reader);
	cr_expect_eq(send_one(writer), -1);
	expect_error("onnect");
	redis_server_restart(&server);
	for (int i = 0; send_one(writer) < 0 && i < 1000; i++)
		usleep(20000);
	cr_expect_eq(count_sent(writer), 2);
	wait_until_found(reader);
	store_close(&reader);
	store_close(&writer);
	redis_server_end(&server);
}

/* One that comes back with nothing is not taken for a store that knows
 * nobody. */
Test(redis, a_server_that_has_lost_all_is_an_error)
{
	struct redis_server server;
	struct store *writer, *reader;
	struct contact contact;

	redis_server_start(&server, NULL);
	writer = must_open(server.place, true, PATIENT_MS);
	reader = must_open(server.place, false, PATIENT_MS);
	cr_assert_eq(send_one(writer), 0);
	redis_server_kill(&server);
	redis_server_restart(&server);
	cr_expect_eq(find(reader, &contact), STORE_ERROR);
	expect_error("has no store");
	cr_expect_eq(send_one(writer), -1);
	expect_error("has no store");
	cr_expect_str_eq(redis_server_say(&server, "DBSIZE"), ":0");
	store_close(&reader);
	store_close(&writer);
	expect_refused(server.place, false, NULL, "has no store");
	redis_server_end(&server);
}

Test(redis, a_full_server_takes_all_or_nothing)
{
	struct redis_server server;
	const struct contact_key key = stores_key(TARO);
	struct store *writer;

	redis_server_start(&server, NULL);
	writer = must_open(server.place, true, PATIENT_MS);
	cr_assert_eq(send_one(writer), 0);
	redis_server_say(&server, "CONFIG SET maxmemory 1");
	cr_expect_eq(send_one(writer), -1);
	expect_error("is full");
	cr_expect_eq(count_sent(writer), 1);
	redis_server_say(&server, "CONFIG SET maxmemory 0");
	cr_expect_eq(send_one(writer), 0, "%s", store_error());
	cr_expect_eq(count_sent(writer), 2);
	redis_server_say(&server, "CONFIG SET maxmemory 1");
	cr_expect_eq(store_forget(writer, &key), STORE_FOUND, "%s",
	    store_error());
	cr_expect_eq(count_sent(writer), 0);
	store_close(&writer);
	redis_server_say(&server, "CONFIG SET maxmemory 1gb");
	redis_server_say(&server, "CONFIG SET maxmemory-policy allkeys-lru");
	expect_refused(server.place, true, NULL, "noeviction");
	redis_server_end(&server);
}

Test(redis, a_replica_is_read_and_not_written)
{
	char port[12];
	const char *const follows[] = {"--replicaof", "127.0.0.1", port, NULL};
	struct redis_server master, replica;
	struct store *writer, *reader;

	redis_server_start(&master, NULL);
	writer = must_open(master.place, true, PATIENT_MS);
	cr_assert_eq(send_one(writer), 0);
	snprintf(port, sizeof(port), "%d", master.port);
	redis_server_start(&replica, follows);
	for (int i = 0; strcmp(redis_server_say(&replica, "DBSIZE"), ":0") == 0;
	     i++) {
		cr_assert(i < 3000);
		usleep(20000);
	}
	store_close(&writer);
	reader = must_open(replica.place, false, PATIENT_MS);
	wait_until_found(reader);
	writer = must_open(replica.place, true, PATIENT_MS);
	cr_expect_eq(send_one(writer), -1);
	expect_error("is a replica");
	store_close(&reader);
	store_close(&writer);
	redis_server_end(&replica);
	redis_server_end(&master);
}

static void
write_file(const char *name, const char *text, mode_t mode)
{
	FILE *out = fopen(name, "w");

	cr_assert(out != NULL);
	fputs(text, out);
	cr_assert_eq(fclose(out), 0);
	chmod(name, mode);
}

Test(redis, passwords_are_right_wrong_or_missing)
{
	static const char *const locked[] = {"--requirepass", PASSWORD,
	    "--user", "gate", "on", ">" PASSWORD "2", "~doppelcontacts*",
	    "+@all", "-@dangerous", "+info", "+role", NULL};
	struct redis_server server;
	struct store *store;
	char place[200], why[512];

	redis_server_start(&server, locked);
	write_file("right", PASSWORD "\n", 0600);
	write_file("user", PASSWORD "2\r\nnot this\n", 0600);
	write_file("open", PASSWORD, 0644);
	write_file("empty", "\n" PASSWORD, 0600);
	expect_refused(server.place, true, NULL, "asks for a password");
	expect_refused(server.place, true, "user", "refuses the user");
	expect_refused(server.place, true, "open", "mode should be 0600");
	expect_refused(server.place, true, "empty", "no password");
	expect_refused(server.place, true, "none", "No such file");
	cr_assert_eq(open_store(server.place, true, "right", PATIENT_MS, &store,
			 why),
	    0, "%s", why);
	cr_expect_eq(send_one(store), 0, "%s", store_error());
	store_close(&store);
	snprintf(place, sizeof(place), "redis://gate@127.0.0.1:%d",
	    server.port);
	expect_refused(place, true, NULL, "password-file");
	expect_refused(place, true, "right", "refuses the user");
	cr_assert_eq(open_store(place, true, "user", PATIENT_MS, &store, why),
	    0, "%s", why);
	cr_expect_eq(count_sent(store), 1);
	store_close(&store);
	redis_server_end(&server);
}

Test(redis, what_others_have_is_left_alone)
{
	struct redis_server server;
	struct store *store;

	redis_server_start(&server, NULL);
	redis_server_say(&server, "SET greylist:1 x");
	expect_refused(server.place, true, NULL, "data of others");
	expect_refused(server.place, false, NULL, "has no store");
	cr_expect_str_eq(redis_server_say(&server, "DBSIZE"), ":1");
	redis_server_say(&server, "SET doppelcontacts:about x");
	expect_refused(server.place, true, NULL, "something else");
	redis_server_say(&server, "FLUSHALL");
	redis_server_say(&server, "HSET doppelcontacts:about made 1");
	expect_refused(server.place, true, NULL, "is not whole");
	redis_server_say(&server, "HSET doppelcontacts:about format 2");
	expect_refused(server.place, true, NULL, "newer version");
	expect_refused(server.place, false, NULL, "newer version");
	cr_expect_str_eq(redis_server_say(&server, "HLEN doppelcontacts:about"),
	    ":2");
	redis_server_say(&server, "FLUSHALL");
	store = must_open(server.place, true, PATIENT_MS);
	redis_server_say(&server,
	    "HSET doppelcontacts{:}:contact:" TARO " row x");
	cr_expect_eq(send_one(store), -1);
	expect_error("something else");
	redis_server_say(&server, "DEL doppelcontacts{:}:contact:" TARO);
	redis_server_say(&server,
	    "SET doppelcontacts{:}:contact:" TARO " nonsense");
	cr_expect_eq(send_one(store), -1);
	expect_error("row that is none");
	store_close(&store);
	redis_server_end(&server);
}

/* Two nodes, of which the first one has all slots. */
Test(redis, a_cluster_is_refused)
{
	char bus[2][12], words[80];
	const char *one[] = {"--cluster-enabled", "yes", "--cluster-port",
	    bus[0], "--cluster-config-file", ".redis/a", NULL};
	const char *other[] = {"--cluster-enabled", "yes", "--cluster-port",
	    bus[1], "--cluster-config-file", ".redis/b", NULL};
	struct redis_server nodes[2];

	snprintf(bus[0], sizeof(bus[0]), "%d", redis_server_find_port());
	snprintf(bus[1], sizeof(bus[1]), "%d", redis_server_find_port());
	redis_server_start(&nodes[0], one);
	expect_refused(nodes[0].place, true, NULL, "part of a cluster");
	redis_server_start(&nodes[1], other);
	redis_server_say(&nodes[0], "CLUSTER ADDSLOTSRANGE 0 16383");
	snprintf(words, sizeof(words), "CLUSTER MEET 127.0.0.1 %d %s",
	    nodes[0].port, bus[0]);
	redis_server_say(&nodes[1], words);
	for (int i = 0;
	     strncmp(redis_server_say(&nodes[1], "GET x"), "-MOVED", 6) != 0;
	     i++) {
		cr_assert(i < 3000, "%s", redis_server_say(&nodes[1], "GET x"));
		usleep(20000);
	}
	expect_refused(nodes[1].place, true, NULL, "part of a cluster");
	expect_refused(nodes[1].place, false, NULL, "part of a cluster");
	redis_server_end(&nodes[1]);
	redis_server_end(&nodes[0]);
}

#define WRITERS 3
#define BATCHES 40

Test(redis, writers_do_not_lose_what_others_write)
{
	struct redis_server server;
	struct store *store;
	int status;

	redis_server_start(&server, NULL);
	store = must_open(server.place, true, PATIENT_MS);
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0) {
			struct store *own =
			    must_open(server.place, true, PATIENT_MS);

			for (int batch = 0; batch < BATCHES; batch++)
				if (send_one(own) < 0)
					_exit(1);
			_exit(0);
		}
	for (int i = 0; i < WRITERS; i++) {
		cr_assert(wait(&status) > 0);
		cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	cr_expect_eq(count_sent(store), WRITERS * BATCHES);
	store_close(&store);
	redis_server_end(&server);
}
