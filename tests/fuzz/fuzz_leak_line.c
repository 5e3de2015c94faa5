// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a line of a report that is added up.  What is taken is whole,
 * and comes back from where it is kept. */
#include "domains/reports/leak_line.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static void
compare(void *context, const struct record *record)
{
	const struct record *wanted = context;

	FUZZ_CHECK(record_is_of_mail(record, wanted));
	FUZZ_CHECK(record->time == wanted->time);
	FUZZ_CHECK(record->outcome == wanted->outcome);
	for (size_t i = 0; i < RECORD_TEXTS; i++)
		FUZZ_CHECK(span_same(record->texts[i], wanted->texts[i]));
}

static void
check_mail(struct record *mail)
{
	struct records *records = records_new();

	FUZZ_CHECK(mail->key != 0);
	FUZZ_CHECK(mail->outcome > MAILLOG_PENDING);
	FUZZ_CHECK(mail->outcome < MAILLOG_OUTCOMES);
	FUZZ_CHECK(mail->time >= 0 && mail->begun >= 0);
	for (size_t i = 0; i < RECORD_TEXTS; i++)
		FUZZ_CHECK(mail->texts[i].len <= LEAKS_TEXT_LEN_MAX);
	FUZZ_CHECK(records != NULL);
	FUZZ_CHECK(records_add(records, mail) == 0);
	FUZZ_CHECK(records_each(records, compare, mail) == 0);
	records_free(&records);
}

int
fuzz_leak_line(const uint8_t *data, size_t size)
{
	struct diagnostics diagnostics = {0};
	const char *why = NULL;
	struct leak_line line;

	FUZZ_CHECK(leak_line_begin(&diagnostics) == 0);
	if (leak_line_read((struct span){(const char *)data, size}, &line,
		&why) < 0) {
		FUZZ_CHECK(why != NULL);
		return 0;
	}
	if (line.kind == LEAK_LINE_MAIL)
		check_mail(&line.mail);
	if (line.kind == LEAK_LINE_HOST)
		FUZZ_CHECK(line.first >= 0 && line.first <= line.last);
	leak_line_clear(&line);
	return 0;
}

FUZZ_ENTRY(fuzz_leak_line)
