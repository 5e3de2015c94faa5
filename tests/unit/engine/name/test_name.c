// SPDX-License-Identifier: BSD-2-Clause
/* Tests of name: the table, and what a table cannot say. */
#include "domains/engine/name/name.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/cases.h"
#include "tests/unit/memory.h"

/* The rest of text from at; "" when at is its end. */
static void
check_part(const struct case_row *row, size_t field, const char *what,
    const struct name *name, size_t at)
{
	cr_assert(at <= name->len);
	cr_expect_str_eq(name->text + at, row->field[field],
	    "%s:%u: %s is \"%s\"", row->file, row->line, what, name->text + at);
}

static void
check_row(const struct case_row *row)
{
	struct name name = {.len = 0};
	enum name_error error = NAME_FINE;
	int status = name_parse(row->field[0], row->len[0], &name, &error);

	if (strcmp(row->field[1], "ok") != 0) {
		cr_expect(status < 0, "%s:%u: taken as %s", row->file,
		    row->line, name.text);
		cr_expect_str_eq(name_error_text(error), row->field[1],
		    "%s:%u: %s", row->file, row->line, name_error_text(error));
		return;
	}
	cr_expect(status == 0, "%s:%u: %s", row->file, row->line,
	    name_error_text(error));
	if (status < 0 || row->count < 6)
		cr_assert_fail("%s:%u: cannot go on", row->file, row->line);
	cr_expect_str_eq(name.text, row->field[2], "%s:%u: %s", row->file,
	    row->line, name.text);
	cr_expect_eq(name.len, strlen(name.text));
	check_part(row, 3, "public suffix", &name, name_public_suffix(&name));
	check_part(row, 4, "registrable", &name, name_registrable(&name));
	cr_expect_eq(name_tld_exists(&name), row->field[5][0] == 'y',
	    "%s:%u: TLD", row->file, row->line);
	cr_expect_eq(name.literal, row->field[0][0] == '[');
	cr_expect_eq(name.idn, strstr(name.text, "xn--") != NULL, "%s:%u: idn",
	    row->file, row->line);
	unsigned labels = name.literal ? 0 : 1;
	for (const char *p = name.text; !name.literal && *p != '\0'; p++)
		labels += *p == '.';
	cr_expect_eq(name.labels, labels, "%s:%u: %u labels", row->file,
	    row->line, name.labels);
}

Test(name, table)
{
	cases_each("tests/cases/name.tsv", 2, check_row);
}

/* What is canonical stays as it is. */
static void
check_idempotent(const struct case_row *row)
{
	struct name name, again;
	enum name_error error;

	if (strcmp(row->field[1], "ok") != 0)
		return;
	cr_assert_eq(name_parse(row->field[0], row->len[0], &name, &error), 0);
	cr_assert_eq(name_parse(name.text, name.len, &again, &error), 0,
	    "%s:%u: %s", row->file, row->line, name_error_text(error));
	cr_expect_str_eq(again.text, name.text);
	cr_expect_eq(again.labels, name.labels);
	cr_expect_eq(again.idn, name.idn);
}

Test(name, canonical_is_a_fixed_point)
{
	cases_each("tests/cases/name.tsv", 2, check_idempotent);
}

/* A name of count labels of size bytes each, and its length. */
static size_t
repeat(char *buf, size_t size, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		memset(buf + used, 'a', size);
		used += size;
		buf[used++] = '.';
	}
	buf[--used] = '\0';
	return used;
}

static enum name_error
parse(const char *bytes, size_t len)
{
	struct name name;
	enum name_error error = NAME_FINE;

	name_parse(bytes, len, &name, &error);
	return error;
}

Test(name, limits)
{
	char buf[4096];

	cr_expect_eq(parse(buf, repeat(buf, 63, 1)), NAME_FINE);
	cr_expect_eq(parse(buf, repeat(buf, 64, 1)), NAME_LABEL_LONG);
	cr_expect_eq(repeat(buf, 1, 127), 253u);
	cr_expect_eq(parse(buf, 253), NAME_FINE);
	buf[253] = '.';
	cr_expect_eq(parse(buf, 254), NAME_FINE, "the root's dot");
	buf[253] = 'a';
	cr_expect_eq(parse(buf, 254), NAME_LONG);
	cr_expect_eq(parse(buf, repeat(buf, 63, 50)), NAME_LONG);
	cr_expect_eq(parse(buf, repeat(buf, 1, 2000)), NAME_LONG);
	memcpy(buf, "[x:", 3);
	memset(buf + 3, 'a', 250);
	buf[252] = ']';
	cr_expect_eq(parse(buf, 253), NAME_FINE);
	buf[252] = 'a';
	buf[253] = ']';
	cr_expect_eq(parse(buf, 254), NAME_LONG);
}

/* U-labels are longer than A-labels or shorter; the canonical form counts. */
Test(name, limits_of_wide_names)
{
	char buf[4096] = "";
	size_t len = 0;

	for (unsigned i = 0; i < 63; i++)
		len += (size_t)snprintf(buf + len, sizeof buf - len, "ａ");
	cr_expect_eq(parse(buf, len), NAME_FINE, "63 letters of 3 bytes");
	len += (size_t)snprintf(buf + len, sizeof buf - len, "ａ");
	cr_expect_eq(parse(buf, len), NAME_LABEL_LONG);

	len = 0;
	for (unsigned i = 0; i < 70; i++)
		len += (size_t)snprintf(buf + len, sizeof buf - len, "ａ。");
	cr_expect_eq(parse(buf, len), NAME_FINE, "70 labels");
	for (unsigned i = 0; i < 57; i++)
		len += (size_t)snprintf(buf + len, sizeof buf - len, "ａ.");
	cr_expect_eq(parse(buf, len), NAME_FINE, "127 labels");
	len += (size_t)snprintf(buf + len, sizeof buf - len, "ａ.");
	cr_expect_eq(parse(buf, len), NAME_LONG, "128 labels");

	/* Each label ends in 64 bytes of A-label at most, from 59 letters. */
	len = 0;
	for (unsigned i = 0; i < 40; i++)
		len += (size_t)snprintf(buf + len, sizeof buf - len, "あ");
	cr_expect_eq(parse(buf, len), NAME_FINE);
	for (unsigned i = 0; i < 40; i++)
		len += (size_t)snprintf(buf + len, sizeof buf - len, "山");
	cr_expect_eq(parse(buf, len), NAME_LABEL_LONG);

	/* Soft hyphens map to nothing: no way to hand in a megabyte. */
	len = 0;
	for (unsigned i = 0; i < 1000; i++)
		len +=
		    (size_t)snprintf(buf + len, sizeof buf - len, "\xc2\xad");
	cr_expect_eq(parse(buf, len), NAME_LONG);
}

Test(name, diagnostic_leaves_the_output)
{
	struct name name, before;
	enum name_error error;

	memset(&name, 0x5a, sizeof name);
	memcpy(&before, &name, sizeof name);
	cr_expect_lt(name_parse("gmail..com", 10, &name, &error), 0);
	cr_expect_lt(name_parse("xn--a.com", 9, &name, &error), 0);
	cr_expect_lt(name_parse("[::1]", 5, &name, &error), 0);
	cr_expect_eq(memcmp(&name, &before, sizeof name), 0);
}

/* A gate must not take a name for good or for bad because memory is out. */
Test(name, out_of_memory, .disabled = !MEMORY_CAN_FAIL)
{
	struct name name = {.len = 0};
	enum name_error wide = NAME_FINE, ascii = NAME_FINE;
	const char u_label[] = "b\xc3\xbc"
			       "cher.example";

	memory_exhaust();
	int wide_status = name_parse(u_label, sizeof u_label - 1, &name, &wide);
	int ascii_status = name_parse("gmail.com", 9, &name, &ascii);
	memory_restore();
	cr_expect_lt(wide_status, 0);
	cr_expect_eq(wide, NAME_NO_MEMORY, "%s", name_error_text(wide));
	cr_expect_eq(ascii_status, 0, "ASCII needs no memory");
}

Test(name, is_public_suffix)
{
	static const struct {
		const char *name;
		bool is, registry;
	} rows[] = {
	    {"com", true, true},
	    {"co.jp", true, true},
	    {"za", true, true},          /* only those below have rules */
	    {"kawasaki.jp", true, true}, /* any name below is one */
	    {"github.io", true, false},
	    {"con", false, false}, /* no rule says so */
	    {"gmail.com", false, false},
	    {"localhost", false, false},
	    {"[192.0.2.1]", false, false},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct name name;
		enum name_error error;
		cr_assert_eq(name_parse(rows[i].name, strlen(rows[i].name),
				 &name, &error),
		    0);
		cr_expect_eq(name_is_public_suffix(&name), rows[i].is, "%s",
		    rows[i].name);
		cr_expect_eq(name_is_registry(&name), rows[i].registry, "%s",
		    rows[i].name);
	}
}

Test(name, unicode)
{
	static const struct {
		const char *name, *unicode;
	} rows[] = {
	    {"gmail.com", "gmail.com"},
	    {"[192.0.2.1]", "[192.0.2.1]"},
	    {"XN--BCHER-KVA.example", "bücher.example"},
	    {"www.xn--yndex-4ve.ru", "www.yаndex.ru"},
	    {"xn--eckwd4c7cu47r2wf.xn--q9jyb4c", "ドメイン名例.みんな"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct name name;
		enum name_error error;
		char buf[NAME_UNICODE_SIZE];
		cr_assert_eq(name_parse(rows[i].name, strlen(rows[i].name),
				 &name, &error),
		    0);
		size_t len = name_unicode(&name, buf);
		cr_expect_str_eq(buf, rows[i].unicode);
		cr_expect_eq(len, strlen(rows[i].unicode));
	}
}

Test(name, undecodable_shows_its_canonical_form)
{
	struct name name = {.text = "xn--a.com", .len = 9, .idn = true};
	char buf[NAME_UNICODE_SIZE];

	/* Cannot come from name_parse(); from a bug elsewhere. */
	memcpy(name.text, "xn--99999999999.com", 20);
	name.len = 19;
	cr_expect_eq(name_unicode(&name, buf), 0u);
	cr_expect_str_eq(buf, "xn--99999999999.com");
}

Test(name, every_diagnostic_has_its_text)
{
	for (int i = 0; i < NAME_ERRORS; i++) {
		const char *text = name_error_text((enum name_error)i);
		cr_assert(text != NULL && text[0] != '\0', "error %d", i);
		for (int j = 0; j < i; j++)
			cr_expect_str_neq(text,
			    name_error_text((enum name_error)j));
	}
}

Test(name, suffix_from_a_label)
{
	static const struct {
		const char *name;
		size_t at;
		bool is;
	} rows[] = {
	    {"a.co.jp", 2, true},
	    {"a.co.jp", 5, true},
	    {"a.co.jp", 0, false},
	    {"a.cp.jp", 2, false},
	    {"foo.kobe.jp", 0, true},
	    {"foo.kobe.jp", 4, true},
	    {"a.b.m", 4, false},
	    {"[192.0.2.1]", 0, false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct name name;
		enum name_error error;
		cr_assert_eq(name_parse(rows[i].name, strlen(rows[i].name),
				 &name, &error),
		    0);
		cr_expect_eq(name_is_suffix_from(&name, rows[i].at), rows[i].is,
		    "%s from %zu", rows[i].name, rows[i].at);
	}
}
