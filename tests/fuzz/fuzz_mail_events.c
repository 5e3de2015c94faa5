// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: lines of a mail log, "TAG TEXT", through the readers of all
 * texts and on to the sums.  What an event says stands in its line, and every
 * recipient that counts was said by one. */
#include <string.h>

#include "domains/maillog/mails.h"
#include "domains/maillog/texts.h"

#include "tests/fuzz/fuzz.h"

struct run {
	struct mails *mails;
	uint64_t results;
};

static bool
is_wrong(void *context, struct span address, struct span *domain_r)
{
	(void)context, (void)address;
	*domain_r = span_of("gmai.com");
	return true;
}

static bool
may_be_wrong(void *context, struct span address)
{
	struct span domain;

	return is_wrong(context, address, &domain);
}

static bool
take(void *context, const struct maillog_event *event)
{
	struct run *run = context;
	const struct span text = event->line->text;

	FUZZ_CHECK(event->id.len <= MAILLOG_ID_MAX);
	FUZZ_CHECK(event->id.len == 0 || (event->id.bytes >= text.bytes &&
					     event->id.bytes + event->id.len <=
						 text.bytes + text.len));
	FUZZ_CHECK(event->to.len <= 2 * text.len + 2);
	if (event->kind == MAILLOG_RESULT) {
		FUZZ_CHECK(event->to.bytes != NULL);
		FUZZ_CHECK(event->outcome != MAILLOG_PENDING);
	}
	if (event->kind == MAILLOG_REJECT || event->kind == MAILLOG_HOLD ||
	    event->kind == MAILLOG_RESULT)
		run->results++;
	return mails_take(run->mails, event);
}

static uint64_t
count_sums(const struct leaks *leaks)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < MAILLOG_OUTCOMES; i++)
		sum += leaks_at(leaks, 0)->mails[i];
	return sum;
}

int
fuzz_mail_events(const uint8_t *data, size_t size)
{
	const struct leaks_options options = {
	    .may_be_wrong = may_be_wrong,
	    .is_wrong = is_wrong,
	    .wanted = WANTED_ALL,
	    .message_ids = true,
	};
	struct leaks *leaks = leaks_new(&options);
	const struct mails_options how = {.message_ids = true};
	struct run run = {.mails = mails_new(leaks, &how)};
	int64_t time = 0;

	FUZZ_CHECK(run.mails != NULL);
	while (size != 0) {
		struct span rest = fuzz_take(&data, &size, '\n');
		struct maillog_line line = {.pid = {"1", 1}, .time = time++};
		const char *blank =
		    rest.len != 0 ? memchr(rest.bytes, ' ', rest.len) : NULL;

		if (blank == NULL)
			continue;
		line.host = span_of("mx");
		line.tag = span_between(rest.bytes, blank);
		line.text = span_after(rest, line.tag.len + 1);
		if (texts_matter(&line))
			texts_read(&line, take, &run);
	}
	FUZZ_CHECK(mails_finish(run.mails, INT64_MIN) == 0);
	FUZZ_CHECK(count_sums(leaks) <= run.results);
	mails_free(&run.mails);
	leaks_free(&leaks);
	return 0;
}

FUZZ_ENTRY(fuzz_mail_events)
