/* SPDX-License-Identifier: BSD-2-Clause */
/* What was put into a datagram comes out of it; what is no datagram is
 * refused whole. */
#include "domains/contacts/observation.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/contacts/pair.h"
#include "tests/unit/property.h"

static struct observation list[OBSERVATIONS_MAX];

#define TOKEN "abcdefghijklmnopqrstuvwx27"
#define LINE "sent\t1796000000\t\ttaro@a.example\t\t\n"

Test(observation, what_is_no_datagram_is_refused)
{
	static const char *const rows[] = {
	    "",
	    "doppelcontacts 1 1",
	    "doppelcontacts 1 1\n",
	    "doppelcontacts 2 1\n" LINE,
	    "Doppelcontacts 1 1\n" LINE,
	    "doppelcontacts 1 0\n",
	    "doppelcontacts 1 01\n" LINE,
	    "doppelcontacts 1 2\n" LINE,
	    "doppelcontacts 1 1\n" LINE LINE,
	    "doppelcontacts 1 1\n" LINE "x",
	    "doppelcontacts 1 99\n" LINE,
	    "doppelcontacts 1 1\nsent\t1796000000\t\ttaro@a.example\t\t",
	    "doppelcontacts 1 1\nsent\t1796000000\t\ttaro@a.example\t\n",
	    "doppelcontacts 1 1\nsent\t1796000000\t\ttaro@a.example\t\t\t\n",
	    "doppelcontacts 1 1\nwrote\t1796000000\t\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nsent\t-1\t\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nsent\t0\t\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nsent\t9999999999\t\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nsent\t1796000000\t\tTaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nsent\t1796000000\t\t\t\t\n",
	    "doppelcontacts 1 1\nsent\t1796000000\ta b\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nsent\t1796000000\t\ttaro@a.example\tkim\t\n",
	    "doppelcontacts 1 1\nheard\t1796000000\t\ttaro@a.example\t"
	    "kim@univ.example\t\n",
	    "doppelcontacts 1 1\ntried\t1796000000\t\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\ntried\t1796000000\t\ttaro@a.example\t"
	    "kim@univ.example\tlab@univ.example\n",
	    "doppelcontacts 1 1\ntried\t1796000000\t\ttaro@a.example\t"
	    "kim@univ.example\t0123456789ABCDEF\n",
	    "doppelcontacts 1 1\npassed\t1796000000\t\ttaro@a.example\t"
	    "kim@univ.example\t0123456789abcdef\n",
	    "doppelcontacts 1 1\nsent\t1796000000\t\ttaro@a.example \t\t\n",
	    "doppelcontacts 1 1\nconfirmed\t1796000000\t\ttaro@a.example\t\t\n",
	    "doppelcontacts 1 1\nconfirmed\t1796000000\t\ttaro@a.example\t"
	    "kim@univ.example\t\n",
	    "doppelcontacts 1 1\nconfirmed\t1796000000\t\ttaro@a.example\t"
	    "Abcdefghijklmnopqrstuvwx27\t\n",
	    "doppelcontacts 1 "
	    "1\nconfirmed\t1796000000\t\ttaro@a.example\t" TOKEN "a\t\n",
	    "doppelcontacts 1 1\nheard\t1796000000\t\ttaro@a.example\t" TOKEN
	    "\t\n",
	    "doppelcontacts 1 1\r\nsent\t1796000000\t\ttaro@a.example\t\t\n",
	};
	const char *why;

	cr_assert_eq(observation_parse(span_of("doppelcontacts 1 1\n" LINE),
			 list, &why),
	    1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		cr_expect_eq(observation_parse(span_of(rows[i]), list, &why),
		    -1, "%s", rows[i]);
		cr_expect(why != NULL && *why != '\0');
	}
}

Test(observation, what_no_datagram_can_hold_is_not_added)
{
	static struct observation_writer writer;
	static char datagram[OBSERVATION_DATAGRAM_MAX];
	struct observation fine = {.kind = OBSERVATION_HEARD,
	    .time = 1796000000,
	    .key.address = span_of("taro@a.example")};
	struct observation bad = fine;

	observation_begin(&writer);
	cr_expect_eq(observation_finish(&writer, datagram), 0);
	bad.key.address = span_of("taro@a.example\nsent");
	cr_expect_not(observation_add(&writer, &bad));
	bad = fine;
	bad.mails = 2;
	cr_expect_not(observation_add(&writer, &bad));
	bad = fine;
	bad.list = span_of("lab@univ.example");
	cr_expect_not(observation_add(&writer, &bad));
	bad = fine;
	bad.token = span_of(TOKEN);
	cr_expect_not(observation_add(&writer, &bad));
	cr_expect_eq(observation_finish(&writer, datagram), 0);
	for (int i = 0; i < OBSERVATIONS_MAX; i++)
		cr_expect(observation_add(&writer, &fine));
	cr_expect_not(observation_add(&writer, &fine));
}

/* Lines of each length, until there is no room: none is cut. */
Test(observation, a_full_datagram_is_whole)
{
	static struct observation_writer writer;
	static char datagram[OBSERVATION_DATAGRAM_MAX];
	char address[CONTACT_ADDRESS_SIZE];
	struct observation one = {.kind = OBSERVATION_SENT, .time = 1796000000};
	const char *why;

	for (int digits = 1; digits <= 250; digits++) {
		int len = snprintf(address, sizeof(address), "%.*d@a.example",
		    1 + digits % 60, 1);

		one.key.address = (struct span){address, (size_t)len};
		one.sender =
		    digits / 60 > 0 ? one.key.address : (struct span){0};
		one.list = digits / 60 > 1 ? one.key.address : (struct span){0};
		observation_begin(&writer);
		while (observation_add(&writer, &one))
			;
		size_t size = observation_finish(&writer, datagram);

		cr_expect_eq(observation_parse((struct span){datagram, size},
				 list, &why),
		    (int)writer.count, "%d: %s", digits, why);
	}
}

/* ---- property -------------------------------------------------------------
 */

static const char *const locals[] = {"taro", "a", "tanaka.taro+x", "\"a b\"",
    "\"a\\\"b\"", "t\xc3\xa4ro", "=?utf-8?q?x?=", "#hash",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
static const char *const hosts[] = {"a.example", "partner.co.jp",
    "xn--bcher-kva.example", "x",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"};
static const char *const organisations[] = {"", "univ", "a.b-c_d"};

static struct span
some_address(struct property *random, char room[CONTACT_ADDRESS_SIZE])
{
	int len = snprintf(room, CONTACT_ADDRESS_SIZE, "%s@%s",
	    property_one_of(random, locals), property_one_of(random, hosts));

	return (struct span){room, (size_t)len};
}

static bool
is_same(const struct observation *a, const struct observation *b)
{
	return a->kind == b->kind && a->time == b->time &&
	       span_same(a->key.organisation, b->key.organisation) &&
	       span_same(a->key.address, b->key.address) &&
	       span_same(a->sender, b->sender) && span_same(a->list, b->list) &&
	       span_same(a->token, b->token);
}

static bool
is_of_pair(enum observation_kind kind)
{
	return kind == OBSERVATION_TRIED || kind == OBSERVATION_PASSED;
}

static void
check_round_trip(struct property *random)
{
	static struct observation_writer writer;
	static char room[OBSERVATIONS_MAX][3][CONTACT_ADDRESS_SIZE];
	static struct observation sent[OBSERVATIONS_MAX];
	static char datagram[OBSERVATION_DATAGRAM_MAX];
	size_t len, wanted = 1 + property_below(random, OBSERVATIONS_MAX);
	const char *why = "";
	int count;

	observation_begin(&writer);
	for (size_t i = 0; i < wanted; i++) {
		struct observation *one = &sent[i];

		*one = (struct observation){
		    .kind = (enum observation_kind)property_below(random,
			OBSERVATION_KINDS),
		    .time = OBSERVATION_TIME_MIN +
		            (int64_t)property_below(random, 6000000000),
		    .key.organisation =
			span_of(property_one_of(random, organisations)),
		    .key.address = some_address(random, room[i][0]),
		};
		if (is_of_pair(one->kind) ||
		    (one->kind == OBSERVATION_SENT &&
			property_below(random, 2) == 0))
			one->sender = some_address(random, room[i][1]);
		if (one->kind == OBSERVATION_TRIED &&
		    property_below(random, 2) == 0)
			one->list = pair_write_mail(one->sender,
			    one->key.address, room[i][2]);
		if (one->kind == OBSERVATION_SENT &&
		    property_below(random, 2) == 0)
			one->list = some_address(random, room[i][2]);
		if (one->kind == OBSERVATION_CONFIRMED)
			one->token = span_of(TOKEN);
		if (!observation_add(&writer, one))
			break;
	}
	property_check(random, writer.count != 0, "one fits", "", 0);
	len = observation_finish(&writer, datagram);
	property_check(random, len <= sizeof(datagram), "it fits", "", 0);
	count = observation_parse((struct span){datagram, len}, list, &why);
	property_check(random, count == (int)writer.count, why, datagram, len);
	for (int i = 0; i < count; i++)
		property_check(random, is_same(&list[i], &sent[i]), "the same",
		    datagram, len);
	/* Cut anywhere, it is none. */
	property_check(random,
	    observation_parse((struct span){datagram,
				  property_below(random, len)},
		list, &why) < 0,
	    "cut", datagram, len);
}

Test(observation, what_goes_in_comes_out)
{
	PROPERTY_CASES(random, "observation")
	{
		check_round_trip(&random);
	}
}
