/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/doppelcontacts/writer.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "domains/contacts/observation.h"
#include "domains/doppelcontacts/quota.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

#define NOW INT64_C(1796000000)
#define ADDRESS "jiro.yamada.of.a.long.name@kyoto.example"

static size_t
write_datagram(enum observation_kind kind, size_t count,
    char datagram_r[static OBSERVATION_DATAGRAM_MAX])
{
	const struct observation one = {
	    .kind = kind,
	    .time = NOW,
	    .key.address = span_of(ADDRESS),
	    .sender = span_of("hanako@univ.example"),
	};
	struct observation_writer writer;

	observation_begin(&writer);
	for (size_t i = 0; i < count; i++)
		cr_assert(observation_add(&writer, &one));
	return observation_finish(&writer, datagram_r);
}

/* What is left out by the quota of the day fills nothing. */
Test(writer, passes_over_the_quota_leave_room, .init = scratch_enter,
    .fini = scratch_leave)
{
	const struct contact_key key = stores_key(ADDRESS);
	char passes[OBSERVATION_DATAGRAM_MAX], sent[OBSERVATION_DATAGRAM_MAX];
	const size_t len = write_datagram(OBSERVATION_PASSED, 10, passes);
	const size_t sent_len = write_datagram(OBSERVATION_SENT, 10, sent);
	struct store *store = stores_open("c", true, false);
	struct writer *writer = writer_new(store, 730);
	struct contact contact;

	close(STDERR_FILENO);
	for (size_t i = 0; i < QUOTA_PASSES / 10; i++)
		writer_take(writer, (struct span){passes, len}, NOW, 0);
	writer_turn(writer, NOW, WRITER_BATCH_MS);
	for (size_t i = 0; i <= WRITER_ROOM / len; i++)
		writer_take(writer, (struct span){passes, len}, NOW, 0);
	writer_turn(writer, NOW, WRITER_BATCH_MS);
	writer_take(writer, (struct span){sent, sent_len}, NOW, 0);
	writer_turn(writer, NOW, WRITER_BATCH_MS);
	cr_assert_eq(store_find(store, &key, &contact), STORE_FOUND);
	cr_expect_eq(contact.sent.count, 10);
	writer_free(&writer);
	store_close(&store);
}
