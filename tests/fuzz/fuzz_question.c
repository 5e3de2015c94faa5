// SPDX-License-Identifier: BSD-2-Clause
/* Fuzz target: a question or an answer of anybody's.  What is taken, written
 * again, is the same message. */
#include "domains/contacts/question.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

static char again[QUESTION_MESSAGE_MAX];

static void
check_question(struct span message)
{
	static struct question list[QUESTIONS_MAX];
	static struct question_writer writer;
	struct span organisation;
	const char *why;
	int count = question_parse(message, &organisation, list, &why);

	FUZZ_CHECK((count < 0) == (why != NULL));
	if (count < 0)
		return;
	question_begin(&writer);
	for (int i = 0; i < count; i++) {
		FUZZ_CHECK(contact_is_address(list[i].list));
		FUZZ_CHECK(contact_is_address(list[i].member));
		if (!question_add(&writer, &list[i])) {
			FUZZ_CHECK(message.len + 100 > QUESTION_MESSAGE_MAX);
			return;
		}
	}
	FUZZ_CHECK(
	    question_finish(&writer, organisation, again) == message.len);
	FUZZ_CHECK(memcmp(again, message.bytes, message.len) == 0);
}

static void
check_answer(struct span message)
{
	static struct answer list[QUESTIONS_MAX];
	int64_t since;
	const char *why;
	int count = question_parse_answer(message, &since, list, &why);

	FUZZ_CHECK((count < 0) == (why != NULL));
	if (count < 0)
		return;
	FUZZ_CHECK(
	    question_answer(list, (size_t)count, since, again) == message.len);
	FUZZ_CHECK(memcmp(again, message.bytes, message.len) == 0);
}

int
fuzz_question(const uint8_t *data, size_t size)
{
	const struct span message = {(const char *)data, size};

	check_question(message);
	check_answer(message);
	return 0;
}

FUZZ_ENTRY(fuzz_question)
