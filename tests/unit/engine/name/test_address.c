// SPDX-License-Identifier: BSD-2-Clause
/* Tests of address: the table, the limits, and the time on hostile input. */
#include "domains/engine/name/address.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/cases.h"

static void
check_text(const struct case_row *row, size_t field, const char *bytes,
    size_t len)
{
	cr_expect(len == row->len[field] &&
		      memcmp(bytes, row->field[field], len) == 0,
	    "%s:%u: \"%.*s\" is not \"%s\"", row->file, row->line, (int)len,
	    bytes, row->field[field]);
}

static void
check_path(const struct case_row *row)
{
	struct address address;
	enum address_error error = ADDRESS_FINE;
	int status =
	    address_parse_path(row->field[1], row->len[1], &address, &error);

	if (strcmp(row->field[2], "ok") != 0) {
		cr_expect_lt(status, 0, "%s:%u: taken", row->file, row->line);
		cr_expect_str_eq(address_error_text(error), row->field[2],
		    "%s:%u: %s", row->file, row->line,
		    address_error_text(error));
		return;
	}
	cr_assert(row->count == 5 && status == 0, "%s:%u: %s", row->file,
	    row->line, address_error_text(error));
	check_text(row, 3, address.local, address.local_len);
	check_text(row, 4, address.domain, address.domain_len);
	cr_expect_eq(address.literal, row->field[4][0] == '[');
}

static void
check_scan(const struct case_row *row)
{
	struct address_scan scan;
	struct address_found found;
	size_t field = 2;

	address_scan_begin(&scan, row->field[1], row->len[1]);
	for (; address_scan_next(&scan, &found); field++) {
		char text[256];
		int prefix = 0;
		cr_assert_lt(field, row->count, "%s:%u: \"%.*s\" too",
		    row->file, row->line, (int)found.len, found.bytes);
		if (found.error != ADDRESS_FINE)
			prefix = snprintf(text, sizeof text,
			    "!%s: ", address_error_text(found.error));
		cr_assert_lt((size_t)prefix + found.len, sizeof text);
		memcpy(text + prefix, found.bytes, found.len);
		check_text(row, field, text, (size_t)prefix + found.len);
	}
	cr_expect_eq(field, row->count, "%s:%u: found %zu of %zu", row->file,
	    row->line, field - 2, row->count - 2);
	cr_expect(!address_scan_next(&scan, &found), "%s:%u: after the end",
	    row->file, row->line);
}

static void
check_row(const struct case_row *row)
{
	if (strcmp(row->field[0], "path") == 0) {
		cr_assert_geq(row->count, 3u);
		check_path(row);
	} else {
		cr_assert_str_eq(row->field[0], "scan");
		check_scan(row);
	}
}

Test(address, table)
{
	cases_each("tests/cases/address.tsv", 2, check_row);
}

static enum address_error
parse_sizes(size_t local, size_t domain)
{
	char bytes[4096];
	struct address address;
	enum address_error error = ADDRESS_FINE;

	memset(bytes, 'a', local + 1 + domain);
	bytes[local] = '@';
	address_parse_path(bytes, local + 1 + domain, &address, &error);
	return error;
}

Test(address, limits)
{
	cr_expect_eq(parse_sizes(ADDRESS_LOCAL_MAX, ADDRESS_DOMAIN_MAX),
	    ADDRESS_FINE);
	cr_expect_eq(parse_sizes(ADDRESS_LOCAL_MAX + 1, 5), ADDRESS_LOCAL_LONG);
	cr_expect_eq(parse_sizes(5, ADDRESS_DOMAIN_MAX + 1),
	    ADDRESS_DOMAIN_LONG);
}

Test(address, diagnostic_leaves_the_output)
{
	struct address address, before;
	enum address_error error;

	memset(&address, 0x5a, sizeof address);
	memcpy(&before, &address, sizeof address);
	cr_expect_lt(address_parse_path("<taro@>", 7, &address, &error), 0);
	cr_expect_lt(address_parse_path("", 0, &address, &error), 0);
	cr_expect_eq(memcmp(&address, &before, sizeof address), 0);
}

Test(address, every_diagnostic_has_its_text)
{
	for (int i = 0; i < ADDRESS_ERRORS; i++) {
		const char *text = address_error_text((enum address_error)i);
		cr_assert(text != NULL && text[0] != '\0', "error %d", i);
		for (int j = 0; j < i; j++)
			cr_expect_str_neq(text,
			    address_error_text((enum address_error)j));
	}
}

/* Comments deeper than the limit are text, those up to it are comments. */
Test(address, comments_in_comments)
{
	for (size_t depth = 1; depth < 64; depth++) {
		char line[256];
		struct address_scan scan;
		struct address_found found;
		memset(line, '(', depth);
		memset(line + depth, ')', depth);
		memcpy(line + 2 * depth, "t@c.jp", 6);
		address_scan_begin(&scan, line, 2 * depth + 6);
		cr_assert(address_scan_next(&scan, &found));
		cr_expect_eq(found.error == ADDRESS_FINE, depth <= 32,
		    "depth %zu", depth);
	}
}

static double
scan_seconds(const char *line, size_t len)
{
	struct address_scan scan;
	struct address_found found;
	struct timespec begin, end;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	address_scan_begin(&scan, line, len);
	while (address_scan_next(&scan, &found))
		cr_assert_gt(found.len, 0u);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	return (double)(end.tv_sec - begin.tv_sec) +
	       (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
}

/* A megabyte of each takes milliseconds; were the time quadratic, minutes. */
Test(address, hostile_lines_take_linear_time)
{
	static const char *const pieces[] = {"<", "\"", "(", "\"\\", "<\"\\\"",
	    "a@b ", "a@b <", "@", ":", "a:", "(a@b", ")(", "\\\"", "\\(",
	    "\"(<", "<@a,", "<@a:", "＠", "＠.", "、", "\u3000", "a", "\"a\"",
	    "'", "<a@b,\"", "\xff", "=?", "\"a@b", "a\"", "a(", "()", "<>",
	    "\"\\\"<", "(\\)", "x (", "\"a@b\" "};
	const size_t size = 1u << 20;
	char *line = malloc(size);

	cr_assert(line != NULL);
	for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
		size_t len = strlen(pieces[k]), used = 0;
		for (; used + len < size; used += len)
			memcpy(line + used, pieces[k], len);
		double seconds = scan_seconds(line, used);
		cr_expect_lt(seconds, 2.0, "\"%s\" repeated: %.1f s", pieces[k],
		    seconds);
		/* The same with every end there may be at the end. */
		memcpy(line + used - 8, "\\\")\">@a.", 8);
		seconds = scan_seconds(line, used);
		cr_expect_lt(seconds, 2.0, "\"%s\", ended: %.1f s", pieces[k],
		    seconds);
	}
	free(line);
}
