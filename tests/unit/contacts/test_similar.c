/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/contacts/similar.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/contacts/common_names.h"
#include "domains/contacts/reading.h"
#include "tests/unit/property.h"

static struct contact
make_contact(const char *address, uint64_t sent)
{
	struct contact contact = {.sent.count = sent};

	contact.len = (uint32_t)snprintf(contact.address,
	    sizeof(contact.address), "%s", address);
	return contact;
}

static bool
shares_key(const char *one, const char *other)
{
	uint64_t a[CONTACT_KEYS_MAX], b[CONTACT_KEYS_MAX];
	size_t a_count = similar_write_keys(span_of(one), a);
	size_t b_count = similar_write_keys(span_of(other), b);

	for (size_t i = 0; i < a_count; i++)
		for (size_t j = 0; j < b_count; j++)
			if (a[i] == b[j])
				return true;
	return false;
}

static const struct {
	const char *contact, *asked;
	bool similar;
} rows[] = {
    {"tanaka.taro@partner.co.jp", "tanaka.tarou@partner.co.jp", true},
    {"tanaka.taro@partner.co.jp", "tanaka.tsro@partner.co.jp", true},
    {"tanaka.taro@partner.co.jp", "tanka.taro@partner.co.jp", true},
    {"tanaka.taro@partner.co.jp", "tanaka.atro@partner.co.jp", true},
    {"tanaka.taro@partner.co.jp", "tanakka.taro@partner.co.jp", true},
    {"tanaka.taro@partner.co.jp", "tanakataro@partner.co.jp", true},
    {"shota.tsuchida@partner.co.jp", "syouta.tuchida@partner.co.jp", true},
    {"tanaka.taro+x@partner.co.jp", "tanaka.tsro@partner.co.jp", true},
    {"tanaka@partner.co.jp", "tanala@partner.co.jp", true},
    {"tanaka.taro3@partner.co.jp", "tanaka.tsro3@partner.co.jp", true},
    {"tanaka.ken@partner.co.jp", "tanaka.kem@partner.co.jp", true},
    {"tanaka.jiro@partner.co.jp", "tanaka.jro@partner.co.jp", true},
    /* what stands between the words, and where one ends */
    {"tanaka_taro@partner.co.jp", "tanaka-taro@partner.co.jp", true},
    {"tanaka_taro@partner.co.jp", "tanaka.taro@partner.co.jp", true},
    {"t_kuramochi@partner.co.jp", "t-kuramochi@partner.co.jp", true},
    {"tanaka_taro@partner.co.jp", "tanaka_tsro@partner.co.jp", true},
    {"sato.yuji@partner.co.jp", "satoh.yuji@partner.co.jp", true},
    {"saitoh.yuji@partner.co.jp", "saito.yuuji@partner.co.jp", true},
    {"saitoh.yuji@partner.co.jp", "saitouyuji@partner.co.jp", true},
    {"okubo@partner.co.jp", "ookubo@partner.co.jp", true},
    {"ookubo@partner.co.jp", "okubo@partner.co.jp", true},
    {"anna.mueller@partner.example", "anna.muller@partner.example", true},
    {"h-koehler@partner.example", "h-kohler@partner.example", true},
    {"kohler@partner.example", "koehler@partner.example", true},
    {"inoue@partner.co.jp", "inoeu@partner.co.jp", true},
    {"hirano@partner.co.jp", "hiraon@partner.co.jp", true},
    /* departments */
    {"kyomu@partner.ac.jp", "kyoumu@partner.ac.jp", true},
    {"kouhou@partner.co.jp", "koho@partner.co.jp", true},
    {"jinji@partner.co.jp", "jinzi@partner.co.jp", true},
    {"info@partner.co.jp", "infoo@partner.co.jp", true},
    {"kaikei@partner.co.jp", "kaike@partner.co.jp", true},
    {"kyomu@partner.ac.jp", "gakumu@partner.ac.jp", false},
    {"eigyo1@partner.co.jp", "eigyou2@partner.co.jp", false},
    {"info@abc.co.jp", "info@abd.co.jp", false},
    {"info@partner.co.jp", "info@partnar.co.jp", true},
    /* domains */
    {"tanaka.taro@partner.co.jp", "tanaka.taro@partner.ne.jp", true},
    {"tanaka.taro@partner.co.jp", "tanaka.taro@partnar.co.jp", true},
    {"tanaka.taro@partner.co.jp", "tanaka.tsro@partnar.co.jp", false},
    {"tanaka.taro@partner.co.jp", "suzuki.ken@partner.ne.jp", false},
    /* the same mailbox */
    {"tanaka.taro@partner.co.jp", "tanaka.taro@partner.co.jp", false},
    {"tanaka.taro@partner.co.jp", "tanaka.taro+x@partner.co.jp", false},
    {"tanaka.taro@gmail.com", "tanakataro@gmail.com", false},
    /* digits */
    {"tanaka1@partner.co.jp", "tanaka2@partner.co.jp", false},
    {"tanaka@partner.co.jp", "tanaka1@partner.co.jp", false},
    {"tanaka0401@partner.co.jp", "tanaka0410@partner.co.jp", false},
    {"tanaka.taro1@partner.co.jp", "tanaka.tsro2@partner.co.jp", false},
    {"h20123456@partner.co.jp", "h20123457@partner.co.jp", false},
    /* initials */
    {"t.tanaka@partner.co.jp", "s.tanaka@partner.co.jp", false},
    {"tanaka.t@partner.co.jp", "tanaka.s@partner.co.jp", false},
    {"ttanaka@partner.co.jp", "stanaka@partner.co.jp", false},
    {"tkuramochi@partner.co.jp", "skuramochi@partner.co.jp", false},
    {"mmori@partner.co.jp", "nmori@partner.co.jp", false},
    {"kuramochi@partner.co.jp", "skuramochi@partner.co.jp", false},
    {"kuramochit@partner.co.jp", "kuramochik@partner.co.jp", false},
    {"jsmith@partner.example", "bsmith@partner.example", false},
    {"chikaoka@partner.co.jp", "tchikaoka@partner.co.jp", false},
    {"inoue@partner.co.jp", "inouek@partner.co.jp", false},
    {"kubo@partner.co.jp", "okubo@partner.co.jp", false},
    {"yoshida@partner.co.jp", "oyoshida@partner.co.jp", false},
    /* both are names */
    {"uno.ken@partner.co.jp", "ueno.ken@partner.co.jp", false},
    {"tanaka.yuki@partner.co.jp", "tanaka.yuko@partner.co.jp", false},
    {"tanaka.taro@partner.co.jp", "tanaka.jiro@partner.co.jp", false},
    {"tanaka.mika@partner.co.jp", "tanaka.rika@partner.co.jp", false},
    {"sato.ken@partner.co.jp", "saito.ken@partner.co.jp", false},
    {"tokushima.ken@partner.co.jp", "fukushima.ken@partner.co.jp", false},
    {"kishino@partner.co.jp", "kishine@partner.co.jp", false},
    {"maria.weber@partner.example", "marie.weber@partner.example", false},
    {"tanakayuki@partner.co.jp", "tanakayuko@partner.co.jp", false},
    /* too short */
    {"ito@partner.co.jp", "iyo@partner.co.jp", false},
    {"abc@partner.co.jp", "abd@partner.co.jp", false},
    /* two slips */
    {"tanaka.taro@partner.co.jp", "tamaka.tsro@partner.co.jp", false},
    {"\"tanaka taro\"@partner.co.jp", "tanaka.taro@partner.co.jp", false},
};

Test(similar, pairs)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct contact contact = make_contact(rows[i].contact, 40);
		struct similar_asked asked;
		struct similar similar = {.odds = 0};

		cr_assert(similar_begin(span_of(rows[i].asked), &asked));
		bool found = similar_judge(&asked, &contact, &similar);

		cr_expect_eq(found, rows[i].similar, "%s %s: %.1f",
		    rows[i].contact, rows[i].asked, similar.odds);
		if (!found)
			continue;
		cr_expect_str_eq(similar.meant, rows[i].contact);
		cr_expect(similar.confidence == VERDICT_POSSIBLE ||
			  similar.confidence == VERDICT_LIKELY);
		cr_expect(shares_key(rows[i].contact, rows[i].asked), "%s",
		    rows[i].asked);
	}
}

Test(similar, the_contact_that_is_written_to_more_often_is_meant)
{
	struct contact few = make_contact("tanaka.tari@partner.co.jp", 3);
	struct contact many = make_contact("tanaka.taro@partner.co.jp", 90);
	struct similar_asked asked;
	struct similar similar = {.odds = 0};

	cr_assert(similar_begin(span_of("tanaka.tarp@partner.co.jp"), &asked));
	similar_judge(&asked, &few, &similar);
	cr_expect(similar_judge(&asked, &many, &similar));
	cr_expect_not(similar_judge(&asked, &few, &similar));
	cr_expect_str_eq(similar.meant, many.address);
	cr_expect_eq(similar.typo.slip[0].class, TYPO_NEIGHBOUR_KEY);
}

Test(similar, what_lowers_it)
{
	struct contact contact = make_contact("tanaka.taro@partner.co.jp", 2);
	struct similar_asked asked;
	struct similar similar = {.odds = 0}, less = {.odds = 0};

	cr_assert(similar_begin(span_of("tanaka.tsro@partner.co.jp"), &asked));
	cr_expect_not(similar_judge(&asked, &contact, &similar), "two mails");
	contact.heard.count = 1;
	cr_expect(similar_judge(&asked, &contact, &similar));
	asked.provider = true;
	cr_expect(similar_judge(&asked, &contact, &less));
	cr_expect_lt(less.odds, similar.odds);
	asked.heard = true;
	less.confidence = VERDICT_NO_CONFIDENCE;
	cr_expect_not(similar_judge(&asked, &contact, &less), "heard from");

	/* A doppelganger earns nothing by writing. */
	cr_assert(similar_begin(span_of("tanaka.taro@partner.ne.jp"), &asked));
	asked.heard = true;
	cr_expect(similar_judge(&asked, &contact, &less));
	asked.known_domain = true;
	less.confidence = VERDICT_NO_CONFIDENCE;
	cr_expect_not(similar_judge(&asked, &contact, &less), "known domain");
}

Test(similar, of_a_hash_only_that_there_is_one_is_known)
{
	struct contact contact =
	    make_contact("#00112233445566778899aabbccddeeff", 40);
	struct similar_asked asked;
	struct similar similar = {.odds = 0};

	cr_assert(similar_begin(span_of("tanaka.tsro@partner.co.jp"), &asked));
	cr_expect(similar_judge(&asked, &contact, &similar));
	cr_expect_str_eq(similar.meant, "");
	similar.confidence = VERDICT_NO_CONFIDENCE;
	cr_assert(similar_begin(span_of("tanaka.yuko@partner.co.jp"), &asked));
	cr_expect_not(similar_judge(&asked, &contact, &similar));
}

Test(similar, digits_and_initials_share_no_key)
{
	cr_expect_not(shares_key("tanaka1@a.example", "tanaka2@a.example"));
	cr_expect_not(shares_key("tanaka@a.example", "tanaka2@a.example"));
	cr_expect_not(shares_key("t.tanaka@a.example", "s.tanaka@a.example"));
	cr_expect_not(
	    shares_key("tanaka.taro@a.example", "suzuki.ken@a.example"));
	cr_expect_not(
	    shares_key("tanaka.taro@a.example", "tanaka.taro@b.co.jp"));
}

/* One slip in letters, in any words of letters: a key is the same. */
Test(similar_property, one_slip_leaves_a_key)
{
	PROPERTY_CASES(random, "similar")
	{
		char local[32], slipped[32], one[64], other[64];
		size_t words = 1 + property_below(&random, 3), len = 0;

		for (size_t i = 0; i < words; i++) {
			size_t count = 3 + property_below(&random, 5);

			if (i > 0)
				local[len++] = '.';
			while (count-- > 0)
				local[len++] =
				    (char)('a' + property_below(&random, 26));
		}
		local[len] = '\0';
		size_t at = property_below(&random, len);

		memcpy(slipped, local, len + 1);
		if (local[at] == '.')
			memmove(slipped + at, slipped + at + 1, len - at);
		else
			switch (property_below(&random, 3)) {
			case 0:
				slipped[at] =
				    (char)('a' + property_below(&random, 26));
				break;
			case 1:
				memmove(slipped + at + 1, slipped + at,
				    len - at + 1);
				slipped[at] = 'q';
				break;
			default:
				if (local[at + 1] == '.' || at + 1 == len)
					break;
				slipped[at] = local[at + 1];
				slipped[at + 1] = local[at];
			}
		snprintf(one, sizeof(one), "%s@partner.co.jp", local);
		snprintf(other, sizeof(other), "%s@partner.co.jp", slipped);
		property_check(&random, shares_key(one, other), other, one,
		    strlen(one));
	}
}

Test(similar, common_names_are_sorted_and_read_so)
{
	char reading[READING_SIZE], last[READING_SIZE] = "";
	size_t count = 0;

	for (int i = 0; i < COMMON_NAMES_LETTERS; i++) {
		struct span rest =
		    span_of(common_names[i] == NULL ? " " : common_names[i]);

		while (rest.len > 1) {
			const struct span name = {rest.bytes + 1,
			    strcspn(rest.bytes + 1, " ")};

			reading_write(name, reading);
			cr_expect(span_equal(name, reading) &&
				      *reading == 'a' + i &&
				      strcmp(last, reading) < 0 &&
				      reading_is_name(name),
			    "%s", reading);
			snprintf(last, sizeof(last), "%s", reading);
			rest = span_after(rest, name.len + 1);
			count++;
		}
		cr_expect(span_equal(rest, " "), "%c", 'a' + i);
	}
	cr_expect_gt(count, 1500);
}
