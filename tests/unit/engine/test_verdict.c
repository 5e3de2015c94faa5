// SPDX-License-Identifier: BSD-2-Clause
/* Tests of verdict: the stable names and the words. */
#include "domains/engine/verdict.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/names.h"

Test(verdict, names_go_both_ways)
{
	static const char *const stable[] = {"none", "known-doppelganger",
	    "typo", "registration", "undeliverable", "misspelled-name",
	    "similar-contact", "first-contact", "unconfirmed",
	    "private-address", "malformed"};

	cr_assert_eq(sizeof(stable) / sizeof(*stable), VERDICT_REASONS);
	for (unsigned i = 0; i < VERDICT_REASONS; i++) {
		enum verdict_reason reason = VERDICT_REASONS;
		const char *name = verdict_reason_name((enum verdict_reason)i);
		cr_expect_str_eq(name, stable[i]);
		cr_expect(verdict_reason_parse(name, &reason));
		cr_expect_eq(reason, i);
	}
	for (unsigned i = 0; i < VERDICT_CONFIDENCES; i++) {
		enum verdict_confidence confidence = VERDICT_CONFIDENCES;
		cr_expect(
		    verdict_confidence_parse(verdict_confidence_name(
						 (enum verdict_confidence)i),
			&confidence));
		cr_expect_eq(confidence, i);
	}
	enum verdict_reason reason = VERDICT_TYPO;
	cr_expect_not(verdict_reason_parse("Typo", &reason));
	cr_expect_not(verdict_reason_parse("", &reason));
	cr_expect_eq(reason, VERDICT_TYPO);
}

static struct verdict
verdict_of(enum verdict_reason reason, enum verdict_confidence confidence,
    const char *meant, const char *seen)
{
	struct verdict verdict = {.reason = reason, .confidence = confidence};
	struct name name;

	verdict.meant = name_of(meant);
	name = name_of(seen);
	cr_assert(typo_explain(&verdict.meant, &name, 20, &verdict.typo));
	return verdict;
}

Test(verdict, phrases)
{
	char buf[256];
	struct verdict verdict =
	    verdict_of(VERDICT_TYPO, VERDICT_CERTAIN, "gmail.com", "gmial.com");

	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf,
	    "certainly a typo of gmail.com (transposition: ia for ai)");
	verdict.confidence = VERDICT_LIKELY;
	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf,
	    "likely a typo of gmail.com (transposition: ia for ai)");
	verdict = verdict_of(VERDICT_TYPO, VERDICT_POSSIBLE, "hotmail.com",
	    "hotmil.co");
	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf,
	    "possibly a typo of hotmail.com (omission: no a, suffix slip: no "
	    "m)");
	verdict_slip_names(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "omission+suffix-slip");

	verdict.reason = VERDICT_KNOWN_DOPPELGANGER;
	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "known doppelganger of hotmail.com");
	verdict =
	    (struct verdict){.reason = VERDICT_MALFORMED, .detail = "no @"};
	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "malformed address (no @)");
	verdict_slip_names(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "");
}

/* What an SMTP reply has is ASCII; what a person reads is not Punycode. */
Test(verdict, names_in_letters)
{
	char buf[256];
	struct verdict verdict = verdict_of(VERDICT_TYPO, VERDICT_CERTAIN,
	    "日本語大学.jp", "日本語大学.ip");

	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "certainly a typo of 日本語大学.jp (suffix slip: "
			      "i for j)");
	verdict_phrase_ascii(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf,
	    "certainly a typo of xn--pss25cj9pnjbk91h.jp (suffix slip: i for "
	    "j)");
	verdict.reason = VERDICT_KNOWN_DOPPELGANGER;
	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "known doppelganger of 日本語大学.jp");

	verdict = verdict_of(VERDICT_TYPO, VERDICT_POSSIBLE, "日本語大学.jp",
	    "日本大学.jp");
	verdict_phrase(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf, "possibly a typo of 日本語大学.jp (omission: no "
			      "語)");
	verdict_phrase_ascii(&verdict, buf, sizeof(buf));
	cr_expect_str_eq(buf,
	    "possibly a typo of xn--pss25cj9pnjbk91h.jp (omission: no U+8A9E)");
	/* Cut where there is no room, as by snprintf(). */
	cr_expect_eq(verdict_phrase_ascii(&verdict, buf, 10),
	    (int)strlen("possibly a typo of xn--pss25cj9pnjbk91h.jp (omission: "
			"no U+8A9E)"));
	cr_expect_str_eq(buf, "possibly ");
}

Test(verdict, every_reason_has_words)
{
	char buf[128];

	for (unsigned i = 0; i < VERDICT_REASONS; i++) {
		struct verdict verdict = {.reason = (enum verdict_reason)i};
		cr_expect_gt(verdict_phrase(&verdict, buf, sizeof(buf)), 0);
		for (const char *c = buf; *c != '\0'; c++)
			cr_expect(*c >= ' ' && *c <= '~', "%s", buf);
	}
}

/* As snprintf: the length that is needed, and never past the end. */
Test(verdict, small_buffers)
{
	struct verdict verdict = verdict_of(VERDICT_TYPO, VERDICT_CERTAIN,
	    "hotmail.com", "hotmil.co");
	char whole[256], buf[256];
	int need = verdict_slip_names(&verdict, whole, sizeof(whole));

	cr_expect_eq((size_t)need, strlen(whole));
	for (size_t size = 0; size <= (size_t)need + 1; size++) {
		memset(buf, '#', sizeof(buf));
		cr_expect_eq(verdict_slip_names(&verdict, buf, size), need);
		cr_expect_eq(buf[size], '#', "size %zu", size);
		if (size > 0)
			cr_expect_eq(strlen(buf),
			    size - 1 < (size_t)need ? size - 1 : (size_t)need);
	}
}

Test(verdict, suggestions)
{
	struct verdict verdict =
	    verdict_of(VERDICT_TYPO, VERDICT_CERTAIN, "gmail.com", "gmai.com");
	char buf[64];

	cr_expect_eq(verdict_suggestion(&verdict, "\"a b\"@x", 5, buf,
			 sizeof(buf)),
	    15);
	cr_expect_str_eq(buf, "\"a b\"@gmail.com");
	verdict.meant.len = 0;
	cr_expect_eq(verdict_suggestion(&verdict, "taro", 4, buf, sizeof(buf)),
	    0);
	cr_expect_str_eq(buf, "");
}
