/* SPDX-License-Identifier: BSD-2-Clause */
/* A line is the same whether it is compared with the one before or taken apart,
 * whatever stands in it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "domains/maillog/wrapper.h"
#include "tests/unit/maillog/shown.h"
#include "tests/unit/property.h"

/* Lines of one host and form, a few seconds apart. */
struct form {
	const char *before; /* the minutes */
	const char *digits; /* of a fraction; "": it has none */
	const char *after;
};

static const struct form forms[] = {
    {"Nov 29 03:", "", " mx "},
    {"Nov 29 03:", "", "  mx "},
    {"Nov  9 23:", "", " mail-out.univ.example "},
    {"Feb 29 00:", ".123456", " mx "},
    {"2026-11-29T03:", ".123456", "+09:00 mx2 "},
    {"2026-11-29T03:", ".123", "Z mx.example "},
    {"2026-11-29T03:", "", " mx "},
    {"2026-11-29 03:", "", " mx "},
    {"2026-11-29T03:", ".123456789", "-0330 a-host-with-a-name-of-its-own "},
    {"2026-11-29T03:", ".1", "Z one.host.whose.name.is.longer.than.is.kept "},
    {"<22>Nov 29 03:", "", " mx "},
    {"<22>1 2026-11-29T03:", ".1", "Z mx "},
};

static void
put_stamp(struct property *random, const struct form *form, unsigned *seconds,
    struct buffer *text)
{
	*seconds += (unsigned)property_below(random, 3);
	buffer_add_format(text, "%s%02u:%02u", form->before, *seconds / 60 % 60,
	    *seconds % 60);
	for (const char *at = form->digits; *at != '\0'; at++)
		buffer_add_format(text, "%c",
		    *at == '.' ? '.' : '0' + (char)property_below(random, 10));
	buffer_add_format(text, "%s", form->after);
}

static void
put_line(struct property *random, const struct form *form, unsigned *seconds,
    struct buffer *text)
{
	static const char *const tags[] = {"postfix/smtp", "postfix/smtpd",
	    "postfix-with-a-long-name/submission/smtpd", "sm-mta", "a[1]", "x",
	    "docker", "", "[", "]"};
	static const char *const pids[] = {"[1]", "[12]", "[99999]",
	    "[12345678]", "[123456789]", "[4194304000]", "[]", "[1a]", "", "]",
	    "[-1]"};
	static const char *const texts[] = {"4A0001C2: removed",
	    "connect from mx[192.0.2.1]", " two blanks", "[ID 1 mail.info] x",
	    "", "x", "a: b [1]: c", "\r", "removed\r",
	    "Nov 29 03:01:44 mx2 postfix/smtp[12]: 4A0001C2: removed"};
	static const char *const colons[] = {": ", ": ", ": ", ":", " ", ":\t"};

	put_stamp(random, form, seconds, text);
	buffer_add_format(text, "%s%s%s%s\n", property_one_of(random, tags),
	    property_one_of(random, pids), property_one_of(random, colons),
	    property_one_of(random, texts));
}

/* Puts other bytes here and there, which a stamp, a host or a tag may have. */
static void
change_bytes(struct property *random, struct buffer *text)
{
	static const char bytes[] = "0159:. \n/-[]NT+Z\x80"
				    "A";

	for (size_t i = property_below(random, 4); i > 0; i--)
		text->bytes[property_below(random, text->len)] =
		    bytes[property_below(random, sizeof(bytes) - 1)];
}

static void
make_log(struct property *random, struct buffer *text)
{
	const struct form *form = &property_one_of(random, forms);
	unsigned seconds = (unsigned)property_below(random, 3600);

	for (size_t i = 3 + property_below(random, 6); i > 0; i--) {
		if (property_below(random, 8) == 0)
			form = &property_one_of(random, forms);
		put_line(random, form, &seconds, text);
	}
	if (property_below(random, 2) == 0)
		change_bytes(random, text);
	/* Nothing is compared near the end of a text. */
	buffer_add_format(text, "%*s\n", (int)(USUAL_PREFIX + USUAL_TAG), "");
}

/* Returns how many lines were compared. */
static size_t
read_log(const struct buffer *log, bool compared, struct buffer *shown)
{
	struct span text = {log->bytes, log->len};
	enum wrapper_record record;
	struct maillog_line line;
	struct wrapper wrapper;
	size_t usual = 0;

	wrapper_begin(&wrapper, NULL, 2026);
	cr_assert_eq(wrapper_fill(&wrapper, log->bytes, 0, log->len), log->len);
	do {
		const int64_t *time = &wrapper.usual.time;

		if (!compared)
			wrapper.usual.len = 0;
		usual += wrapper.usual.len != 0;
		wrapper.stamps.undated = false;
		record = wrapper_take(&wrapper, &text, true, &line);
		if (record != WRAPPER_LINE)
			continue;
		shown_add_line(shown, wrapper.lines, &line);
		buffer_add_format(shown, "%d %d %d %d\n",
		    wrapper.stamps.undated, wrapper.stamps.local,
		    wrapper.stamps.year, wrapper.stamps.time == line.time);
		cr_expect(wrapper.usual.len == 0 || *time == line.time);
	} while (record != WRAPPER_ENDED);
	wrapper_end(&wrapper);
	return usual;
}

Test(usual_property, a_line_that_is_compared_is_the_same)
{
	size_t usual = 0;

	PROPERTY_CASES(random, "usual lines")
	{
		struct buffer text = {0}, apart = {0}, compared = {0};

		make_log(&random, &text);
		read_log(&text, false, &apart);
		usual += read_log(&text, true, &compared);
		property_check(&random,
		    apart.len == compared.len &&
			(apart.len == 0 || memcmp(apart.bytes, compared.bytes,
					       apart.len) == 0),
		    "another line", text.bytes, text.len);
		buffer_clear(&text);
		buffer_clear(&apart);
		buffer_clear(&compared);
	}
	cr_expect_gt(usual, PROPERTY_COUNT, "hardly any line is compared");
}
