/* SPDX-License-Identifier: BSD-2-Clause */
/* What an audit leaves for the mailer: bytes of users stay within their field,
 * and what is no such file is not taken for one. */
#include "domains/reports/spool.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "domains/reports/mail_text.h"
#include "domains/reports/spool_text.h"

/* Names that would say to whom the mail goes if they were rows or fields. */
#define BYTES(text)                    \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct span hostile[] = {
    BYTES("lab"),
    BYTES("a\ncontact\tlab\tevil@evil.example\tevil@evil.example"),
    BYTES("a\tevil@evil.example"),
    BYTES("a\\x0acontact"),
    BYTES("a\rb\x1b[2J\xff\xe3\x81"),
    BYTES(""),
};

#define HOSTILE (sizeof(hostile) / sizeof(*hostile))

static struct spool
parse(const struct buffer *file)
{
	struct diagnostics diagnostics = {0};
	struct spool spool = {0};
	char *bytes = malloc(file->len + 1);

	cr_assert(bytes != NULL && !file->failed);
	memcpy(bytes, file->bytes, file->len);
	bytes[file->len] = '\0';
	cr_assert_eq(spool_parse("found", bytes, file->len, &diagnostics,
			 &spool),
	    0, "%s", diagnostics.kept != 0 ? diagnostics.list->text : "");
	return spool;
}

static bool
is_same(const char *text, struct span span)
{
	return strlen(text) == span.len &&
	       memcmp(text, span.bytes, span.len) == 0;
}

static void
add(struct spool_text *text, struct span bytes)
{
	const struct finding finding = {
	    .member =
		{
		    .list = bytes,
		    .address = bytes,
		    .name = bytes,
		    .file = "/etc/a\nb",
		    .line = 7,
		},
	    .verdict = {.reason = VERDICT_TYPO, .confidence = VERDICT_LIKELY},
	};

	cr_assert_eq(spool_text_add_finding(text, &finding), 0);
}

static void
seal(struct spool_text *text, struct buffer *file)
{
	struct diagnostics found = {.limit = 1}, none = {0};
	const struct spool_text_head head = {
	    .read = true,
	    .helper = "postmaster",
	    .helper_right = true,
	    .diagnostics = &found,
	};

	diagnostics_add(&found, "/etc/x\ty", 3, "is wrong");
	diagnostics_add(&found, "not kept", 0, "is wrong");
	cr_assert_eq(spool_text_seal(text, &head, "found", &none, file), 0);
	diagnostics_clear(&found);
}

/* A finding in a spreadsheet is mailed with its cell. */
Test(spool, a_cell_stands_in_the_place_of_the_line)
{
	struct spool_text *text = spool_text_new();
	const struct finding finding = {
	    .member = {.list = span_of("lab"),
		.address = span_of("taro@gmai.com"),
		.file = "/srv/members.xlsx",
		.cell = span_of("会員!C12"),
		.line = 12},
	    .verdict = {.reason = VERDICT_TYPO, .confidence = VERDICT_LIKELY},
	};
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	const struct spool_finding *found;
	struct buffer file = {0}, mail = {0};
	struct spool spool;

	cr_assert_eq(spool_text_add_finding(text, &finding), 0);
	spool_text_add_contact(text, "lab", "a@b.jp", "a@b.jp");
	seal(text, &file);
	spool = parse(&file);
	found = spool.findings;
	cr_assert_eq(spool.count, 1);
	cr_expect_str_eq(found->cell, "会員!C12");
	mail_text_write_findings(&found, 1, "postmaster", subject, &mail);
	cr_expect_not_null(
	    memmem(mail.bytes, mail.len, "/srv/members.xlsx:会員!C12\n",
		strlen("/srv/members.xlsx:会員!C12\n")));
	buffer_clear(&mail);
	spool_clear(&spool);
	buffer_clear(&file);
	spool_text_free(&text);
}

static bool
advises(enum verdict_reason reason, const char *words)
{
	const struct spool_finding finding = {
	    .list = "lab",
	    .address = "taro@partner.example",
	    .name = "",
	    .file = "/etc/aliases",
	    .phrase = "",
	    .suggestion = "",
	    .reason = reason,
	};
	const struct spool_finding *found = &finding;
	char subject[MAIL_TEXT_SUBJECT_SIZE];
	struct buffer mail = {0};
	bool does;

	mail_text_write_findings(&found, 1, "postmaster", subject, &mail);
	does = memmem(mail.bytes, mail.len, words, strlen(words)) != NULL;
	buffer_clear(&mail);
	return does;
}

/* An exemption of its domain does not help an address that says nothing. */
Test(spool, what_to_do_when_an_address_is_right)
{
	static const char domain[] = "/exempt.list",
			  person[] = "doppelcontacts confirm";

	cr_expect(advises(VERDICT_TYPO, domain));
	cr_expect(!advises(VERDICT_TYPO, person));
	cr_expect(advises(VERDICT_UNCONFIRMED, person));
	cr_expect(!advises(VERDICT_UNCONFIRMED, domain));
	cr_expect(!advises(VERDICT_SIMILAR_CONTACT, domain));
}

Test(spool, bytes_of_users_stay_within_their_field)
{
	struct spool_text *text = spool_text_new();
	struct buffer file = {0};
	const char *list;
	struct spool spool;

	for (size_t i = 0; i < HOSTILE; i++)
		add(text, hostile[i]);
	for (uint32_t i = 0; (list = spool_text_list(text, i)) != NULL; i++)
		spool_text_add_contact(text, list, "owner@x.jp", "person@x.jp");
	spool_text_add_missed(text, "/home/a\nb");
	seal(text, &file);
	spool = parse(&file);
	cr_expect(spool.read && !spool.whole && spool.helper_right);
	cr_expect_eq(spool.diagnostics.kept, 1);
	cr_expect_eq(spool.diagnostics.count, 2);
	cr_expect_str_eq(spool.diagnostics.list->file, "/etc/x\ty");
	cr_expect_neq(interning_find(spool.missed, span_of("/home/a\nb")),
	    INTERNING_NONE);
	cr_assert_eq(spool.count, HOSTILE);
	for (size_t i = 0; i < HOSTILE; i++) {
		const struct spool_finding *one = &spool.findings[i];

		cr_expect(is_same(one->list, hostile[i]) &&
			      is_same(one->address, hostile[i]) &&
			      is_same(one->name, hostile[i]),
		    "%zu", i);
		cr_expect_str_eq(one->file, "/etc/a\nb");
		cr_expect_str_eq(spool.contacts[one->contact].contact,
		    "owner@x.jp");
	}
	spool_clear(&spool);
	buffer_clear(&file);
	spool_text_free(&text);
}

Test(spool, a_nul_and_the_limit_end_a_field)
{
	static char longer[FILE_ROWS_FIELD_MAX + 100];
	struct spool_text *text = spool_text_new();
	struct buffer file = {0};
	struct spool spool;

	memset(longer, 'x', sizeof(longer));
	add(text, (struct span){"lab\0evil", 8});
	add(text, (struct span){"lab", 3});
	add(text, (struct span){longer, sizeof(longer)});
	cr_expect_str_eq(spool_text_list(text, 0), "lab");
	cr_expect_eq(strlen(spool_text_list(text, 1)), FILE_ROWS_FIELD_MAX);
	cr_expect_eq(spool_text_list(text, 2), NULL);
	spool_text_add_contact(text, "lab", NULL, NULL);
	spool_text_add_contact(text, spool_text_list(text, 1), "a@x", "b@x");
	seal(text, &file);
	spool = parse(&file);
	cr_assert_eq(spool.count, 3);
	cr_expect_eq(spool.findings[1].contact, spool.findings[0].contact);
	cr_expect_eq(spool.contacts[spool.findings[0].contact].contact, NULL);
	spool_clear(&spool);
	buffer_clear(&file);
	spool_text_free(&text);
}

#define HEAD "read\tyes\nwhole\tyes\nhelper\tpostmaster\tyes\n"
#define CONTACT "contact\tlab\ta@x.jp\tb@x.jp\n"
#define FINDING "finding\tlab\tt@g\t\t/a\t1\ttypo\tlikely\ta typo\t\n"

/* Files with an end mark that are none all the same. */
static const char *const lies[] = {
    "",
    "read\tmaybe\nwhole\tyes\nhelper\tpostmaster\tyes\nmore\t0\n",
    "read\tyes\nwhole\tyes\nhelper\t\tyes\nmore\t0\n",
    HEAD,
    HEAD "more\t-1\n",
    HEAD "diagnostic\t/a\tx\ttext\nmore\t0\n",
    HEAD "more\t0\n" FINDING,
    HEAD "more\t0\n" CONTACT CONTACT FINDING,
    HEAD "more\t0\ncontact\tlab\ta@x.jp\t\n" FINDING,
    HEAD "more\t0\ncontact\tlab\t\tb@x.jp\n" FINDING,
    HEAD "more\t0\ncontact\tlab\ta@x.jp\tb@x.jp\tc\n" FINDING,
    HEAD "more\t0\n" CONTACT FINDING CONTACT,
    HEAD "more\t0\n" CONTACT
	 "finding\tlab\tt@g\t\t/a\t1\tnone\tlikely\ta typo\t\n",
    HEAD "more\t0\n" CONTACT
	 "finding\tlab\tt@g\t\t/a\t1\ttypo\tsure\ta typo\t\n",
    HEAD "more\t0\n" CONTACT
	 "finding\tlab\tt@g\t\t\t1\ttypo\tlikely\ta typo\t\n",
    HEAD "more\t0\n" CONTACT FINDING "else\t\n",
};

Test(spool, what_no_reader_writes_is_refused)
{
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		const struct buffer rows = {
		    .bytes = (char *)(uintptr_t)lies[i],
		    .len = strlen(lies[i]),
		};
		struct diagnostics diagnostics = {0};
		struct buffer file = {0};
		struct spool spool = {.count = 99};

		file_rows_seal(&spool_form, &rows, 1767225600, &file);
		cr_assert(!file.failed);
		cr_expect_eq(spool_parse("found", file.bytes, file.len,
				 &diagnostics, &spool),
		    -1, "%zu", i);
		cr_expect_eq(diagnostics.count, 1, "%zu", i);
		cr_expect_eq(spool.count, 99, "%zu: it is changed", i);
		diagnostics_clear(&diagnostics);
	}
}
