/* SPDX-License-Identifier: BSD-2-Clause */
/* Redaction: what stays of an address, a path and a message, and what does
 * not. */
#include "domains/reports/redaction.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/unit/scratch.h"
#include "tests/unit/text.h"

TestSuite(redaction, .init = scratch_enter, .fini = scratch_leave);

static struct redaction *
open_redaction(const char *key)
{
	struct diagnostics diagnostics = {0};
	struct redaction *redaction = NULL;

	text_write("key", key);
	cr_assert_eq(chmod("key", 0600), 0);
	cr_assert_eq(redaction_open("key", &diagnostics, &redaction), 0);
	return redaction;
}

typedef void (*adding)(const struct redaction *redaction, struct span text,
    struct buffer *buffer);

/* In wanted {taro} stands for the token of taro. */
static void
expect(const struct redaction *redaction, adding add, const char *text,
    const char *wanted)
{
	struct buffer seen = {0}, filled = {0};

	for (; *wanted != '\0'; wanted++) {
		size_t len = strcspn(wanted, "}");

		if (*wanted != '{') {
			buffer_add(&filled, wanted, 1);
			continue;
		}
		redaction_add_token(redaction,
		    (struct span){wanted + 1, len - 1}, &filled);
		wanted += len;
	}
	add(redaction, span_of(text), &seen);
	buffer_add(&seen, "", 1);
	buffer_add(&filled, "", 1);
	cr_expect_str_eq(seen.bytes, filled.bytes, "%s: %s not %s", text,
	    seen.bytes, filled.bytes);
	buffer_clear(&seen);
	buffer_clear(&filled);
}

Test(redaction, domains_hosts_and_words_of_systems_stay)
{
	static const struct {
		adding add;
		const char *text, *wanted;
	} rows[] = {
	    {redaction_add_address, "taro@gmai.com", "{taro}@gmai.com"},
	    {redaction_add_address, "TARO@Gmai.com", "{taro}@Gmai.com"},
	    {redaction_add_address, "\"taro\"@gmai.com", "{taro}@gmai.com"},
	    {redaction_add_address, "taro@[192.0.2.1]", "{taro}@[192.0.2.1]"},
	    {redaction_add_address, "taro@例え.jp", "{taro}@例え.jp"},
	    {redaction_add_address, "root@mx", "{root}@mx"},
	    {redaction_add_address, "a@b@taro", "{a@b@taro}"},
	    {redaction_add_address, "a@b@gmai.com", "{a@b}@gmai.com"},
	    {redaction_add_address, "taro@gmai.com hanako",
		"{taro@gmai.com hanako}"},
	    {redaction_add_address, "taro%gmai.com@univ.example",
		"{taro%gmai.com}@univ.example"},
	    {redaction_add_address, "taro", "{taro}"},
	    {redaction_add_address, "@gmai.com", "@gmai.com"},
	    {redaction_add_address, "", ""},
	    {redaction_add_path, "/home/taro/.forward",
		"/home/{taro}/.forward"},
	    {redaction_add_path, "/var/log/mail.log.12.gz",
		"/var/log/mail.log.12.gz"},
	    {redaction_add_path,
		"/usr/local/share/doppelcheck/lists/doppelgangers.list",
		"/usr/local/share/doppelcheck/lists/doppelgangers.list"},
	    {redaction_add_path, "12.csv", "{12}.csv"},
	    {redaction_add_path, "lab-members.txt", "{lab}-members.txt"},
	    {redaction_add_path, "lists/lab@univ.example",
		"lists/{lab}@univ.example"},
	    {redaction_add_path, "--redact", "--redact"},
	    {redaction_add_path, "--min-confidence", "--min-confidence"},
	    {redaction_add_path, "--taro.csv", "--{taro}.csv"},
	    {redaction_add_path, "--taro.json: /home/hanako/mail.log",
		"--{taro}.json: /home/{hanako}/mail.log"},
	    {redaction_add_path, "-", "-"},
	    {redaction_add_text, "no @", "no @"},
	    {redaction_add_text, "is written taro@gmai.com, too",
		"is written {taro}@gmai.com, too"},
	    {redaction_add_text, "key \"taro \"x\" y\": unknown",
		"key \"{taro \"x\" y}\": unknown"},
	    {redaction_add_text, "cannot read /home/taro: no",
		"cannot read /home/{taro}: no"},
	    {redaction_add_text, "a cycle: taro -> hanako -> taro",
		"a cycle: {taro} -> {hanako} -> {taro}"},
	};
	struct redaction *redaction = open_redaction("0123456789abcdef\n");

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect(redaction, rows[i].add, rows[i].text, rows[i].wanted);
	redaction_free(&redaction);
}

Test(redaction, keys_make_tokens)
{
	struct redaction *one = open_redaction("0123456789abcdef\n");
	struct redaction *same = open_redaction("0123456789abcdef");
	struct redaction *other = open_redaction("0123456789abcdeg\n");
	struct buffer a = {0}, b = {0}, c = {0};

	redaction_add_token(one, span_of("taro"), &a);
	redaction_add_token(same, span_of("Taro"), &b);
	redaction_add_token(other, span_of("taro"), &c);
	cr_expect_eq(a.len, 18);
	cr_expect(a.len == b.len && memcmp(a.bytes, b.bytes, a.len) == 0);
	cr_expect_neq(memcmp(a.bytes, c.bytes, a.len), 0);
	cr_expect_str_eq(redaction_id(one), redaction_id(same));
	cr_expect_str_neq(redaction_id(one), redaction_id(other));
	cr_expect_eq(redaction_number(one, 0), 0);
	cr_expect_eq(redaction_number(one, 7), redaction_number(same, 7));
	cr_expect_neq(redaction_number(one, 7), redaction_number(other, 7));
	buffer_clear(&a);
	buffer_clear(&b);
	buffer_clear(&c);
	redaction_free(&one);
	redaction_free(&same);
	redaction_free(&other);
}

/* RFC 4231 4.3: the key is "Jefe", which is too short for ours, so the value
 * here was worked out with `openssl dgst -sha256 -hmac`. */
Test(redaction, a_token_is_hmac_sha_256)
{
	struct redaction *redaction = open_redaction("0123456789abcdef");
	struct buffer token = {0};

	redaction_add_token(redaction, span_of("taro"), &token);
	buffer_add(&token, "", 1);
	cr_expect_str_eq(token.bytes, "r-vrqjgsgcmhdffvtm");
	buffer_clear(&token);
	redaction_free(&redaction);
}

Test(redaction, a_key_that_is_short_is_none)
{
	struct diagnostics diagnostics = {0};
	struct redaction *redaction = NULL;
	const char *const lines[SCRATCH_LINES_MAX] = {
	    "key: a key of 15 bytes, which should have 16 at least"};

	text_write("key", "0123456789abcde\n\n");
	cr_assert_eq(chmod("key", 0600), 0);
	cr_expect_eq(redaction_open("key", &diagnostics, &redaction), -1);
	scratch_expect("short", &diagnostics, lines);
	cr_expect_null(redaction);
}
