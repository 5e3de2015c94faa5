/* SPDX-License-Identifier: BSD-2-Clause */
/* The registrations file: what is written is read, and nothing else is. */
#include "domains/registrations/file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "domains/registrations/file_rows.h"
#include "domains/registrations/file_text.h"
#include "domains/readers/reader.h"
#include "tests/unit/lists.h"
#include "tests/unit/registrations/sets.h"
#include "tests/unit/text.h"

#define NOW 1767225600

static struct doppel *engine;
static const char *local_domains[] = {"example.jp", "old.example"};
static const struct lookup_key_rules rules = {
    .domains = local_domains,
    .domain_count = 2,
    .delimiter = "+",
    .percent_hack = true,
};

static void
set_up(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n"
				   "yahoo.co.jp weight=0.2\n",
	};

	engine = lists_open(lists);
}

static void
tear_down(void)
{
	doppel_close(&engine);
}

TestSuite(registrations_file, .init = set_up, .fini = tear_down,
    .timeout = 120);

static const char *
contact_of(void *context, const char *list)
{
	(void)context;
	return strcmp(list, "office") == 0 ? "owner-office" : "postmaster";
}

/* The registrations that an alias file says. */
static struct directory *
directory_of(enum reader_type type, const char *aliases)
{
	struct member_set *set = sets_read(engine, type, "/etc/f\tx", aliases);
	struct directory *directory = directory_new(&set, 1, &rules);

	cr_assert_not_null(directory);
	member_set_release(&set);
	return directory;
}

/* Their rows. */
static struct buffer
rows_of(enum reader_type type, const char *aliases)
{
	struct directory *directory = directory_of(type, aliases);
	struct buffer rows = {0};

	cr_assert_eq(registrations_format(directory, contact_of, NULL, NULL,
			 &rows),
	    0);
	directory_free(&directory);
	return rows;
}

static const char aliases[] = "all: staff, deans\n"
			      "staff: office@example.jp, all\n"
			      "office: taro@gmai.com, jiro@gmail.com\n"
			      "deans: dean@gmail.com\n"
			      "odd\\\\x: \"taro@gmai.com\n";

static struct buffer
file_of(const struct buffer *rows, time_t when)
{
	struct buffer file = {0};

	registrations_seal(rows, when, &file);
	cr_assert_not(file.failed);
	return file;
}

/* Parses a copy.  Returns how many diagnostics there are; text_r is the first
 * one's. */
static size_t
parse(const char *bytes, size_t len, struct registrations *before,
    struct registrations **registrations_r, char text_r[static 256])
{
	char *copy = malloc(len + 1);
	struct diagnostics diagnostics = {0};
	size_t count;
	time_t when = 0;
	int result;

	cr_assert_not_null(copy);
	memcpy(copy, bytes, len);
	*registrations_r = NULL;
	result = registrations_parse("FILE", copy, len, before, &diagnostics,
	    registrations_r, &when);
	count = diagnostics.count;
	cr_expect_eq(result, count == 0 ? 0 : -1);
	cr_expect_eq(when != 0, count == 0);
	cr_expect_eq(*registrations_r != NULL, count == 0);
	text_r[0] = '\0';
	if (diagnostics.kept != 0)
		snprintf(text_r, 256, "%u: %s", diagnostics.list[0].line,
		    diagnostics.list[0].text);
	diagnostics_clear(&diagnostics);
	return count;
}

static void
expect(const struct registrations *registrations, const char *path,
    const char *want)
{
	struct registered found[REGISTRATIONS_FOUND_MAX];
	char text[4096] = "";
	size_t len = 0, all,
	       count = registrations_find(registrations, path, strlen(path),
		   found, &all);

	for (size_t i = 0; i < count; i++) {
		const struct member *member = &found[i].finding.member;
		const struct verdict *verdict = &found[i].finding.verdict;

		text_put(text, sizeof(text), &len, "%s %s %s:%u %s %s %s %s|",
		    member->list.bytes, member->address.bytes, member->file,
		    member->line, verdict_reason_name(verdict->reason),
		    verdict_confidence_name(verdict->confidence),
		    verdict->meant.text, found[i].contact);
	}
	cr_expect_str_eq(text, want, "%s: %s", path, text);
	cr_expect_geq(all, count);
}

Test(registrations_file, what_is_written_is_read)
{
	static const char office[] = "office taro@gmai.com /etc/f\tx:3 "
				     "registration certain gmail.com "
				     "owner-office|";
	struct buffer rows = rows_of(READER_ALIASES, aliases);
	struct buffer file = file_of(&rows, NOW);
	struct registrations *registrations;
	char text[256];

	cr_expect_eq(parse(file.bytes, file.len, NULL, &registrations, text), 0,
	    "%s", text);
	cr_expect_null(memmem(file.bytes, file.len, "jiro", 4));
	cr_expect_null(memmem(file.bytes, file.len, "dean", 4));
	expect(registrations, "<all+x@Example.jp>", office);
	expect(registrations, "<staff@example.jp>", office);
	expect(registrations, "office", office);
	expect(registrations, "<deans@example.jp>", "");
	expect(registrations, "<office@other.example>", "");
	cr_expect_eq(registrations_count(registrations).lists, 5);
	cr_expect_eq(registrations_count(registrations).members, 8);
	cr_expect_eq(registrations_count(registrations).wrong, 2);
	cr_expect(registrations_rules(registrations)->percent_hack);
	cr_expect_not(registrations_rules(registrations)->bang_path);
	registrations_release(&registrations);
	cr_expect_null(registrations);
	buffer_clear(&file);
	buffer_clear(&rows);
}

static bool
give_up(void)
{
	return true;
}

Test(registrations_file, a_cell_stands_in_the_place_of_the_line)
{
	struct member member = {
	    .target = MEMBER_ADDRESS,
	    .list = span_of("office"),
	    .address = span_of("taro@gmai.com"),
	    .mended = span_of("taro@gmai.com"),
	    .file = "/srv/members.xlsx",
	    .line = 12,
	    .cell = span_of("会員!C12"),
	};
	struct member_set_builder *builder =
	    member_set_begin(engine, NULL, NULL, NULL);
	struct registered found[REGISTRATIONS_FOUND_MAX];
	struct diagnostics diagnostics = {0};
	struct registrations *registrations;
	struct directory *directory;
	struct buffer rows = {0}, file;
	struct member_set *set = NULL;
	char text[256];
	size_t all;

	member_parse(&member);
	cr_assert_eq(member_set_take(builder, &member), 0);
	cr_assert_eq(member_set_end(&builder, "f", &diagnostics, &set), 0);
	directory = directory_new(&set, 1, &rules);
	registrations_format(directory, contact_of, NULL, NULL, &rows);
	file = file_of(&rows, NOW);
	cr_assert_eq(parse(file.bytes, file.len, NULL, &registrations, text), 0,
	    "%s", text);
	cr_assert_eq(registrations_find(registrations, "office", 6, found,
			 &all),
	    1);
	cr_expect_str_eq(found->finding.member.cell.bytes, "会員!C12");
	cr_expect_str_eq(found->finding.member.file, "/srv/members.xlsx");
	registrations_release(&registrations);
	buffer_clear(&file);
	buffer_clear(&rows);
	member_set_release(&set);
	directory_free(&directory);
}

Test(registrations_file, writing_is_given_up)
{
	struct directory *directory = directory_of(READER_ALIASES, aliases);
	struct buffer rows = {0};

	cr_expect_eq(registrations_format(directory, contact_of, NULL, give_up,
			 &rows),
	    -1);
	buffer_clear(&rows);
	directory_free(&directory);
}

/* An address of its own keeps that of its whole domain from being asked. */
Test(registrations_file, a_right_address_in_a_domain_that_moved)
{
	struct buffer rows =
	    rows_of(READER_VIRTUAL, "@old.example @gmai.com\n"
				    "kept@old.example kept@gmail.com\n"
				    "user root\n");
	struct buffer file = file_of(&rows, NOW);
	struct registrations *registrations;
	char text[256];

	cr_expect_eq(parse(file.bytes, file.len, NULL, &registrations, text), 0,
	    "%s", text);
	expect(registrations, "<who@old.example>",
	    "@old.example @gmai.com /etc/f\tx:1 registration certain "
	    "gmail.com postmaster|");
	expect(registrations, "<kept@old.example>", "");
	expect(registrations, "<user@old.example>", "");
	registrations_release(&registrations);
	buffer_clear(&file);
	buffer_clear(&rows);
}

Test(registrations_file, many_findings_are_counted)
{
	char many[65536];
	size_t len = 0;
	struct registered found[REGISTRATIONS_FOUND_MAX];
	struct buffer rows, file;
	struct registrations *registrations;
	size_t all;
	char text[256];

	text_put(many, sizeof(many), &len, "lab: x%d@gmai.com", 0);
	for (int i = 1; i < 20; i++)
		text_put(many, sizeof(many), &len, ", x%d@gmai.com", i);
	text_put(many, sizeof(many), &len, "\nlab@example.jp: y@gmai.com\n");
	rows = rows_of(READER_ALIASES, many);
	file = file_of(&rows, NOW);
	cr_expect_eq(parse(file.bytes, file.len, NULL, &registrations, text), 0,
	    "%s", text);
	cr_expect_eq(registrations_find(registrations, "<lab@example.jp>", 16,
			 found, &all),
	    REGISTRATIONS_FOUND_MAX);
	cr_expect_eq(all, 21);
	registrations_release(&registrations);
	buffer_clear(&file);
	buffer_clear(&rows);
}

Test(registrations_file, nothing_is_taken_of_a_damaged_one)
{
	struct buffer rows = rows_of(READER_ALIASES, aliases);
	struct buffer file = file_of(&rows, NOW);
	struct registrations *none;
	char text[256];

	for (size_t len = 0; len < file.len; len++)
		cr_expect_eq(parse(file.bytes, len, NULL, &none, text), 1,
		    "cut at %zu", len);
	for (size_t at = 0; at < file.len; at++) {
		file.bytes[at] ^= 1;
		cr_expect_eq(parse(file.bytes, file.len, NULL, &none, text), 1,
		    "changed at %zu", at);
		file.bytes[at] ^= 1;
	}
	buffer_add_text(&file, "\n");
	cr_expect_eq(parse(file.bytes, file.len, NULL, &none, text), 1);
	buffer_clear(&file);
	buffer_clear(&rows);
}

#define RULES "delimiter\t+\nallow-percent-hack\tyes\nswap-bangpath\tno\n"
#define COUNTS "counts\t1\t1\t1\n"
#define FINDING                                                          \
	"finding\tlab\ttaro@gmai.com\tf\t1\tregistration\tcertain\tgmai" \
	"l.com\tomission\t\tpostmaster\n"

/* Rows that a right end mark does not make right. */
static const struct {
	const char *rows, *want;
} wrong_rows[] = {
    {RULES COUNTS FINDING "key\tlab\t1\t0\n", ""},
    {RULES COUNTS, ""},
    {"", "3: is no row of a registrations file"},
    {RULES, "6: is no row of a registrations file"},
    {COUNTS RULES, "3: is no row of a registrations file"},
    {RULES COUNTS "key\tlab\t1\t0\n", "7: is no row of a registrations file"},
    {RULES COUNTS FINDING "key\tlab\t1\t0 0\n",
	"8: is no row of a registrations file"},
    {RULES COUNTS FINDING "key\tlab\t0\t0\n",
	"8: is no row of a registrations file"},
    {RULES COUNTS FINDING "key\tlab\t1\t0\nkey\tlab\t1\t0\n",
	"9: is no row of a registrations file"},
    {RULES COUNTS FINDING "key\tlab\t1\t0\n" FINDING, "8: has surplus rows"},
    {RULES "local-domain\tb.jp\nlocal-domain\ta.jp\n" COUNTS,
	"7: is no row of a registrations file"},
    {RULES "local-domain\tB.jp\n" COUNTS,
	"6: is no row of a registrations file"},
    {RULES "counts\t1\t1\n", "6: is no row of a registrations file"},
    {RULES "counts\t1\t1\t-1\n", "6: is no row of a registrations file"},
    {RULES COUNTS "finding\tlab\tx\tf\t1\tnonsense\tcertain\t\t\t\tp\n",
	"7: is no row of a registrations file"},
    {RULES COUNTS "finding\tlab\tx\tf\t1\ttypo\tcertain\ta..b\t\t\tp\n",
	"7: is no row of a registrations file"},
    {RULES COUNTS "finding\tlab\tx\tf\t1\ttypo\tcertain\t\tslip\t\tp\n",
	"7: is no row of a registrations file"},
    {RULES COUNTS "finding\tlab\tx\tf\t1\ttypo\tcertain\t\t\t\t\n",
	"7: is no row of a registrations file"},
    {RULES COUNTS "finding\tlab\tx\tf\t1\ttypo\tcertain\t\t\t\tp\tmore\n",
	"7: is no row of a registrations file"},
};

Test(registrations_file, each_row_is_checked)
{
	for (size_t i = 0; i < sizeof(wrong_rows) / sizeof(*wrong_rows); i++) {
		struct buffer rows = {0}, file;
		struct registrations *registrations;
		char text[256];

		buffer_add_text(&rows, wrong_rows[i].rows);
		file = file_of(&rows, NOW);
		parse(file.bytes, file.len, NULL, &registrations, text);
		cr_expect_str_eq(text, wrong_rows[i].want, "case %zu: %s", i,
		    text);
		registrations_release(&registrations);
		buffer_clear(&file);
		buffer_clear(&rows);
	}
}

Test(registrations_file, other_files_are_named)
{
	static const struct {
		const char *text, *want;
	} others[] = {
	    {"", "0: is no registrations file"},
	    {"lab: taro@gmai.com\n", "0: is no registrations file"},
	    {"doppelcheck registrations 2\nnew\nend\t2\t0\n",
		"0: is of another version"},
	    {"doppelcheck registrations 1\ntime\t1\n",
		"0: is cut: it has no end mark"},
	    {"doppelcheck registrations 1\ntime\t1\nend\t2\t0\n",
		"0: is damaged: it is not what its end mark counts"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct registrations *none;
		char text[256];

		parse(others[i].text, strlen(others[i].text), NULL, &none,
		    text);
		cr_expect_str_eq(text, others[i].want, "case %zu: %s", i, text);
	}
}

/* Of a field that is too long nothing is cut in silence. */
Test(registrations_file, a_field_has_a_limit)
{
	static char domain[FILE_ROWS_FIELD_MAX + 2];
	struct buffer rows = {0}, file;
	struct registrations *none;
	char text[256];

	memset(domain, '+', sizeof(domain) - 1);
	buffer_add_text(&rows, "delimiter\t");
	buffer_add_text(&rows, domain);
	buffer_add_text(&rows, "\n");
	file = file_of(&rows, NOW);
	parse(file.bytes, file.len, NULL, &none, text);
	cr_expect_str_eq(text, "3: has a field over 4096 bytes");
	buffer_clear(&file);
	buffer_clear(&rows);
}

/* A file with nothing new but its time is the one that was read before. */
Test(registrations_file, only_the_time_is_new)
{
	struct buffer rows = rows_of(READER_ALIASES, aliases);
	struct buffer first = file_of(&rows, NOW), second = file_of(&rows, 9);
	struct buffer others = rows_of(READER_ALIASES, "a: b@gmai.com\n");
	struct buffer third = file_of(&others, NOW);
	struct registrations *one, *two, *three;
	char text[256];

	parse(first.bytes, first.len, NULL, &one, text);
	parse(second.bytes, second.len, one, &two, text);
	parse(third.bytes, third.len, one, &three, text);
	cr_expect_eq(one, two);
	cr_expect_neq(one, three);
	registrations_release(&one);
	expect(two, "deans", "");
	registrations_release(&two);
	registrations_release(&three);
	buffer_clear(&first);
	buffer_clear(&second);
	buffer_clear(&third);
	buffer_clear(&others);
	buffer_clear(&rows);
}
