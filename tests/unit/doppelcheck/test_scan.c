/* SPDX-License-Identifier: BSD-2-Clause */
/* Scan: which addresses stand in which lines, and that the fast path finds
 * what the full parser finds. */
#include "domains/doppelcheck/scan.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/readers/list_line.h"

#define OUTCOME_SIZE 2048

/* "0 taro gmail.com" or "0 !no @" for each address, with " | " between. */
static int
render(void *context, const struct member *member)
{
	char *outcome = context;
	size_t len = strlen(outcome);
	char *at = outcome + len;
	size_t room = OUTCOME_SIZE - len;
	const char *between = len != 0 ? " | " : "";

	if (member->error != ADDRESS_FINE)
		snprintf(at, room, "%s%u !%s", between, member->line,
		    address_error_text(member->error));
	else
		snprintf(at, room, "%s%u %.*s %.*s", between, member->line,
		    (int)member->parsed.local_len, member->parsed.local,
		    (int)member->parsed.domain_len, member->parsed.domain);
	return 0;
}

/* The plain form is the domain in lower case, where there is one. */
static void
expect_plain(const struct scan_item *item, const char *domain)
{
	cr_expect(
	    (item->plain == NULL) == (domain[item->domain_len - 1] == '.'));
	for (size_t i = 0; item->plain != NULL && i < item->domain_len; i++)
		cr_expect(item->plain[i] ==
			  (domain[i] >= 'A' && domain[i] <= 'Z' ? domain[i] | 32
								: domain[i]));
}

static void
render_item(const struct scan_item *item, char *outcome)
{
	const struct reader_text text = {
	    .text = {item->bytes, item->len},
	    .take = render,
	    .context = outcome,
	};
	const struct destination_place place = {
	    .line = (unsigned)item->line,
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = item->continues,
	};
	const char *domain = item->bytes + item->local_len + 1;
	const struct member member = {
	    .parsed = {.local = item->bytes,
		.local_len = item->local_len,
		.domain = domain,
		.domain_len = item->domain_len},
	    .error = item->kind == SCAN_LONG ? ADDRESS_TEXT_LONG : ADDRESS_FINE,
	    .line = (unsigned)item->line,
	};

	if (item->kind == SCAN_ADDRESS)
		expect_plain(item, domain);
	if (item->kind == SCAN_LINE)
		list_line_take(&text, &place, text.text);
	else
		render(outcome, &member);
}

/* Scans a copy that ends exactly where a chunk's memory would. */
static uint64_t
scan_text(const char *text, size_t len, struct source_chunk chunk,
    char *outcome)
{
	struct scan scan;
	struct scan_item item;
	char *bytes = malloc(len + SOURCE_CHUNK_PAD);

	cr_assert(bytes != NULL);
	memcpy(bytes, text, len);
	chunk.bytes = bytes;
	chunk.len = len;
	*outcome = '\0';
	scan_begin(&scan, &chunk);
	while (scan_next(&scan, &item))
		render_item(&item, outcome);
	free(bytes);
	return scan_lines(&scan);
}

static const struct {
	const char *text;
	const char *items;
	unsigned lines;
} rows[] = {
    {"", "", 0},
    {"\n\n", "", 2},
    {"a@b.c", "0 a b.c", 0},
    {"a@b.c\n", "0 a b.c", 1},
    {"a@b.c\r\n", "0 a b.c", 1},
    {"a@b.c\r", "0 a b.c", 1},
    {"a@b.c\nd@e.f", "0 a b.c | 1 d e.f", 1},
    {"\xef\xbb\xbf"
     "a@b.c\n",
	"0 a b.c", 1},
    {"a@b.c\n\xef\xbb\xbf"
     "d@e.f\n",
	"0 a b.c | 1 d e.f", 2},
    {"# a@b.c\n  # a@b.c\nd@e.f\n", "2 d e.f", 3},
    {"#a@b.c", "", 0},
    {"A.b-c@Gmail.COM\n", "0 A.b-c Gmail.COM", 1},
    {"taro..y.@docomo.ne.jp\n", "0 taro..y. docomo.ne.jp", 1},
    {" a@b.c \t\n", "0 a b.c", 1},
    {"<A@B.C>\n", "0 A B.C", 1},
    {"\"Yamada\" <taro@gmai.com>, j@x.jp\nz@y.jp\n",
	"0 taro gmai.com | 0 j x.jp | 1 z y.jp", 2},
    {"\"a b\"@c.jp\n", "0 \"a b\" c.jp", 1},
    {"a@b.c;d@e.f\n", "0 a b.c | 0 d e.f", 1},
    {"team: a@b.c, d@e.f;\n", "0 a b.c | 0 d e.f", 1},
    {"a@b.c # left in March\n", "0 a b.c", 1},
    {"a@b.c, d@e.f\t# left: d\n", "0 a b.c | 0 d e.f", 1},
    {"a@b.c # was <d@e.f>\n", NULL, 1}, /* must not lose d@e.f: below */
    {"Team #5 <a@b.c>\n", "0 a b.c", 1},
    {"#a #b@c.d\n", "", 1},
    {"a#b@c.d\n", "0 a#b c.d", 1},
    {"a@[192.0.2.1]\n", "0 a [192.0.2.1]", 1},
    {"a@b\xc3\xbc.c\n", "0 a b\xc3\xbc.c", 1},
    {"a@b.c.\n", "0 a b.c.", 1},
    {"a@b..c\n", "0 a b..c", 1},
    {"root\n", "0 !no @", 1},
    {"@b.c\n", "0 !nothing before the @", 1},
    {"a@\n", "0 !nothing after the @", 1},
    {"a@b@c\n", "0 !a character that cannot stand in a domain", 1},
    {"a\xef\xbc\xa0"
     "b.c\n",
	"0 a b.c", 1},
    {"a@b.c\rd@e.f\n", "0 a b.c | 1 d e.f", 2},
    {"a@b.c\r d@e.f\r\rg@h.i\r", "0 a b.c | 1 d e.f | 3 g h.i", 4},
    {"a@b.c\r\r\n d@e.f\r\r\ng@h.i\n", "0 a b.c | 1 d e.f | 2 g h.i", 3},
    {"# a@b.c\rd@e.f\r# g@h.i\rj@k.l", "1 d e.f | 3 j k.l", 3},
    {"a@b.c # left\rd@e.f\r\n", "0 a b.c | 1 d e.f", 2},
    /* The end of a file of DOS. */
    {"a@b.c\r\n\x1a", "0 a b.c", 1},
    {"a@b.c\r\n\x1a\x1a\x1a", "0 a b.c", 1},
    {"d@e.f, a@b.c\x1a", "0 d e.f | 0 a b.c", 0},
};

Test(doppelcheck_scan, finds_the_addresses_of_each_line)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char outcome[OUTCOME_SIZE];
		uint64_t lines = scan_text(rows[i].text, strlen(rows[i].text),
		    (struct source_chunk){.begins_file = true}, outcome);

		cr_expect(lines == rows[i].lines, "row %zu (%s): %u lines", i,
		    rows[i].text, (unsigned)lines);
		if (rows[i].items != NULL)
			cr_expect(strcmp(outcome, rows[i].items) == 0,
			    "row %zu (%s): %s", i, rows[i].text, outcome);
	}
}

Test(doppelcheck_scan, comment_with_an_address_in_brackets_is_not_lost)
{
	char outcome[OUTCOME_SIZE];

	scan_text("a@b.c # was <d@e.f>\n", 20,
	    (struct source_chunk){.begins_file = true}, outcome);
	cr_expect(strstr(outcome, "d e.f") != NULL ||
		      strchr(outcome, '!') != NULL,
	    "%s", outcome);
}

Test(doppelcheck_scan, nul_bytes_are_bytes)
{
	static const char text[] = "a\0b@c.d\nx@y.z\n\0\n";
	char outcome[OUTCOME_SIZE];
	uint64_t lines = scan_text(text, sizeof(text) - 1,
	    (struct source_chunk){.begins_file = true}, outcome);

	cr_expect(lines == 3);
	cr_expect(strstr(outcome, "0 !") == outcome, "%s", outcome);
	cr_expect(strstr(outcome, "| 1 x y.z |") != NULL, "%s", outcome);
	cr_expect(strstr(outcome, "| 2 !") != NULL, "%s", outcome);
}

Test(doppelcheck_scan, nul_bytes_between_addresses_part_them)
{
	static const char text[] = "\0\0a@b.c\0d@e.f # g\0\nx@y.z\n";
	char outcome[OUTCOME_SIZE];

	scan_text(text, sizeof(text) - 1,
	    (struct source_chunk){.begins_file = true}, outcome);
	cr_expect(strcmp(outcome, "0 a b.c | 0 d e.f | 1 x y.z") == 0, "%s",
	    outcome);
}

Test(doppelcheck_scan, a_chunk_within_a_line_does_not_begin_with_a_comment)
{
	char outcome[OUTCOME_SIZE];
	uint64_t lines = scan_text("#a@b.c\n#d@e.f\n", 14,
	    (struct source_chunk){.continues = true}, outcome);

	cr_expect(lines == 2);
	cr_expect(strcmp(outcome, "0 #a b.c") == 0, "%s", outcome);
}

Test(doppelcheck_scan, a_text_over_the_limit_is_malformed_and_keeps_its_line)
{
	char outcome[OUTCOME_SIZE];
	uint64_t lines = scan_text("a@b.c\nx@y.z w", 13,
	    (struct source_chunk){.over_limit = true}, outcome);

	cr_expect(lines == 1);
	cr_expect(strcmp(outcome,
		      "0 a b.c | 1 !a text too long to be addresses") == 0,
	    "%s", outcome);
}

static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

/* Scans text[1..], and again with a blank before it: then it goes through the
 * full parser.  Returns whether the fast path had anything to do. */
static bool
agrees(const char *text, size_t len)
{
	char outcome[OUTCOME_SIZE], other[OUTCOME_SIZE];

	scan_text(text, len, (struct source_chunk){0}, outcome);
	scan_text(text + 1, len - 1, (struct source_chunk){0}, other);
	cr_assert(strcmp(outcome, other) == 0, "<%.*s>: %s / %s", (int)len - 2,
	    text + 1, outcome, other);
	return *outcome != '\0' && strchr(outcome, '!') == NULL;
}

Test(doppelcheck_scan, fast_path_agrees_with_the_full_parser)
{
	static const char letters[] = "aZ09.-_+=!#@@@ab,;:<>\"() \\[]\r~'`/";
	uint32_t state = 20261122;
	unsigned addresses = 0;

	for (unsigned i = 0; i < 100000; i++) {
		char text[32] = " ";
		size_t len = 1;

		while (len < 1 + i % 20)
			text[len++] = letters[next_random(&state) %
					      (sizeof(letters) - 1)];
		text[len++] = '\n';
		addresses += agrees(text, len);
	}
	cr_expect(addresses > 500, "only %u", addresses);
}

/* Each place of the @, the end and a byte that does not belong, over the
 * borders of what is looked at at once. */
Test(doppelcheck_scan, fast_path_agrees_at_every_length)
{
	static const char strange[] = {'a', 'Z', '@', '_', '/', ' ', '\r', ',',
	    '#', '\0', '\x7f', '\x80', '\xff', '`', '{', '[', '^', ':'};
	uint32_t state = 1;
	unsigned addresses = 0;

	for (size_t len = 3; len < 80; len++)
		for (size_t at = 1; at < len; at++)
			for (size_t i = 0; i < sizeof(strange); i++) {
				char text[96] = " ";

				memset(text + 1, 'b', len);
				text[1 + at] = '@';
				text[1 + next_random(&state) % len] =
				    strange[i];
				text[1 + len] = '\n';
				addresses += agrees(text, len + 2);
			}
	cr_expect(addresses > 10000, "only %u", addresses);
}

/* What the first line is taken for. */
static enum scan_kind
kind_of(const char *line, size_t len)
{
	char bytes[2048];
	struct source_chunk chunk = {.bytes = bytes, .len = len};
	struct scan_item item;
	struct scan scan;

	memcpy(bytes, line, len);
	scan_begin(&scan, &chunk);
	cr_assert(scan_next(&scan, &item));
	return item.kind;
}

Test(doppelcheck_scan, limits_of_the_fast_path_are_those_of_the_parser)
{
	static const size_t lens[] = {1, 63, 511, 512, 513, 600};

	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		char text[1024], outcome[OUTCOME_SIZE];

		memset(text, 'a', lens[i]);
		memcpy(text + lens[i], "@b.c\n", 5);
		scan_text(text, lens[i] + 5, (struct source_chunk){0}, outcome);
		cr_expect((strchr(outcome, '!') != NULL) ==
			      (lens[i] > ADDRESS_LOCAL_MAX),
		    "local part of %zu bytes: %.40s", lens[i], outcome);
		memset(text, 'a', lens[i] + 2);
		text[1] = '@';
		text[lens[i] + 2] = '\n';
		cr_expect((kind_of(text, lens[i] + 3) == SCAN_ADDRESS) ==
			      (lens[i] <= NAME_MAX_BYTES),
		    "domain of %zu bytes", lens[i]);
	}
}
