/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions about members of lists and their answers: whole, or nothing. */
#include "domains/contacts/question.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define ASK "doppelcontacts ask 1 "
#define ANSWER "doppelcontacts answer 1 "
#define PAIR "lab@univ.example\ttaro@partner.example\n"

static struct question list[QUESTIONS_MAX];
static struct answer answers[QUESTIONS_MAX];

Test(question, comes_back_as_it_was)
{
	static struct question_writer writer;
	static char message[QUESTION_MESSAGE_MAX];
	const struct question asked = {span_of("lab@univ.example"),
	    span_of("taro@partner.example")};
	struct span organisation;
	const char *why;
	size_t len;

	question_begin(&writer);
	cr_expect_eq(question_finish(&writer, span_of(""), message), 0);
	for (int i = 0; i < QUESTIONS_MAX; i++)
		cr_expect(question_add(&writer, &asked));
	cr_expect_not(question_add(&writer, &asked), "one too many");
	cr_expect_eq(question_finish(&writer, span_of("a\tb"), message), 0);
	len = question_finish(&writer, span_of("univ"), message);
	cr_assert_eq(question_parse((struct span){message, len}, &organisation,
			 list, &why),
	    QUESTIONS_MAX, "%s", why);
	cr_expect(span_same(organisation, span_of("univ")));
	cr_expect(span_same(list[7].list, asked.list) &&
		  span_same(list[255].member, asked.member));
}

Test(question, a_full_message_has_room_for_its_head)
{
	static struct question_writer writer;
	static char message[QUESTION_MESSAGE_MAX], local[65], domain[251];
	static char address[CONTACT_ADDRESS_SIZE];
	struct question asked;
	struct span organisation;
	const char *why;
	size_t len;

	memset(local, 'a', 64);
	for (size_t i = 0; i < 250; i++)
		domain[i] = i % 50 == 49 ? '.' : 'b';
	domain[249] = 'b';
	len =
	    (size_t)snprintf(address, sizeof(address), "%s@%s", local, domain);
	asked = (struct question){{address, len}, {address, len}};
	question_begin(&writer);
	while (question_add(&writer, &asked))
		continue;
	cr_expect(writer.count > 40 && writer.count < QUESTIONS_MAX);
	len = question_finish(&writer, span_of("univ"), message);
	cr_expect_eq(question_parse((struct span){message, len}, &organisation,
			 list, &why),
	    (int)writer.count, "%s", why);
}

Test(question, answers_come_back_as_they_were)
{
	static char message[QUESTION_MESSAGE_MAX];
	const struct answer given[2] = {
	    {false, {1788220800, 1796000000, 40}, 1795000000, 1796209600},
	    {true, {0, 0, 0}, 0, 0},
	};
	int64_t since;
	const char *why;
	size_t len = question_answer(given, 2, 1790000000, message);

	cr_assert_eq(question_parse_answer((struct span){message, len}, &since,
			 answers, &why),
	    2, "%s", why);
	cr_expect_eq(since, 1790000000);
	cr_expect(
	    !answers[0].heard && answers[0].sent.first == 1788220800 &&
	    answers[0].sent.last == 1796000000 && answers[0].sent.count == 40 &&
	    answers[0].asked == 1795000000 && answers[0].until == 1796209600);
	cr_expect(answers[1].heard && answers[1].sent.count == 0);
}

Test(question, what_is_not_whole_is_refused)
{
	static const char *const bad[] = {"", ASK "1\t\n", ASK "0\t\n",
	    ASK "1\n" PAIR, ASK "1\t\n" PAIR PAIR, ASK "2\t\n" PAIR,
	    ASK "1\t\n" PAIR "\n", ASK "01\t\n" PAIR, ASK "257\t\n" PAIR,
	    ASK "-1\t\n" PAIR, ASK "1\t:\n" PAIR, ASK "1\tu n\n" PAIR,
	    "Doppelcontacts ask 1 1\t\n" PAIR,
	    "doppelcontacts ask 2 1\t\n" PAIR, ASK "1\t\nlab@univ.example\n",
	    ASK "1\t\nLab@univ.example\ttaro@partner.example\n",
	    ASK "1\t\nlab\ttaro@partner.example\n",
	    ASK "1\t\n\ttaro@partner.example\n",
	    ASK "1\t\nlab@univ.example\ttaro@partner.example\tx\n",
	    ASK "1\t\nlab@univ.example\ttaro@partner.example"};
	struct span organisation;
	const char *why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		cr_expect_eq(question_parse(span_of(bad[i]), &organisation,
				 list, &why),
		    -1, "case %zu", i);
		cr_expect_not_null(why, "case %zu", i);
	}
}

/* One whose lines are fine. */
Test(question, a_message_that_is_too_long_is_refused)
{
	static char message[2 * QUESTION_MESSAGE_MAX];
	const size_t lines = QUESTIONS_MAX, each = QUESTION_MESSAGE_MAX / lines;
	size_t len =
	    (size_t)snprintf(message, sizeof(message), ASK "%zu\t\n", lines);
	struct span organisation;
	const char *why;

	for (size_t i = 0; i < lines; i++)
		len += (size_t)snprintf(message + len, sizeof(message) - len,
		    "lab@univ.example\t%0*d@partner%0*d.example\n", 60, 1,
		    (int)each - 90, 1);
	cr_assert(len > QUESTION_MESSAGE_MAX && len < sizeof(message));
	cr_expect_eq(question_parse((struct span){message, len}, &organisation,
			 list, &why),
	    -1);
	cr_expect_str_eq(why, "too long");
}

Test(question, what_is_no_answer_is_refused)
{
	static const char *const bad[] = {"", ANSWER "1\t5\n",
	    ANSWER "1\t\n0\t0\t0\t0\t0\t0\n",
	    ANSWER "1\t05\n0\t0\t0\t0\t0\t0\n",
	    ANSWER "1\t5\n2\t0\t0\t0\t0\t0\n", ANSWER "1\t5\n\t0\t0\t0\t0\t0\n",
	    ANSWER "1\t5\n0\t0\t0\t0\t0\n", ANSWER "1\t5\n0\t0\t0\t0\n",
	    ANSWER "1\t5\n0\t-1\t0\t0\t0\t0\n",
	    ANSWER "1\t5\n0\t0\t0\t1234567890123456789\t0\t0\n",
	    ANSWER "1\t5\n0\t0\t0\t0\t12345678901\t0\n",
	    ANSWER "1\t5\n0\t0\t0\t0\t0\t01\n",
	    ANSWER "1\t5\n0\t0\t0\t0\t0\t0\t0\n",
	    ANSWER "1\t5\n0\t0\t0\t0\t0\t0\n0\t0\t0\t0\t0\t0\n",
	    "doppelcontacts answer 2 1\t5\n0\t0\t0\t0\t0\t0\n"};
	int64_t since;
	const char *why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		cr_expect_eq(question_parse_answer(span_of(bad[i]), &since,
				 answers, &why),
		    -1, "case %zu", i);
		cr_expect_not_null(why, "case %zu", i);
	}
}
