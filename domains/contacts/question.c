/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes and reads questions and their answers. */
#include "domains/contacts/question.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domains/contacts/fields.h"

#define ASK "doppelcontacts ask 1 "
#define ANSWER "doppelcontacts answer 1 "

/* ASK, three digits, a tab, an organisation, a newline. */
#define HEAD_MAX (sizeof(ASK) - 1 + 3 + 1 + CONTACT_ORGANISATION_MAX + 1)

#define SPAN(span) (int)(span).len, (span).len == 0 ? "" : (span).bytes

void
question_begin(struct question_writer *writer)
{
	writer->len = 0;
	writer->count = 0;
}

bool
question_add(struct question_writer *writer, const struct question *question)
{
	size_t room = sizeof(writer->bytes) - HEAD_MAX - writer->len;
	int len;

	if (writer->count == QUESTIONS_MAX)
		return false;
	len = snprintf(writer->bytes + writer->len, room, "%.*s\t%.*s\n",
	    SPAN(question->list), SPAN(question->member));
	if (len < 0 || (size_t)len >= room)
		return false;
	writer->len += (size_t)len;
	writer->count++;
	return true;
}

size_t
question_finish(const struct question_writer *writer, struct span organisation,
    char message_r[static QUESTION_MESSAGE_MAX])
{
	int len;

	if (writer->count == 0 || !contact_is_organisation(organisation))
		return 0;
	len = snprintf(message_r, QUESTION_MESSAGE_MAX, ASK "%u\t%.*s\n",
	    writer->count, SPAN(organisation));
	memcpy(message_r + len, writer->bytes, writer->len);
	return (size_t)len + writer->len;
}

size_t
question_answer(const struct answer *list, size_t count, int64_t since,
    char message_r[static QUESTION_MESSAGE_MAX])
{
	int len = snprintf(message_r, QUESTION_MESSAGE_MAX,
	    ANSWER "%zu\t%" PRId64 "\n", count, since);

	for (size_t i = 0; i < count; i++) {
		const struct contact_period *sent = &list[i].sent;

		len += snprintf(message_r + len,
		    (size_t)(QUESTION_MESSAGE_MAX - len),
		    "%d\t%" PRId64 "\t%" PRId64 "\t%" PRIu64 "\t%" PRId64
		    "\t%" PRId64 "\n",
		    list[i].heard, sent->first, sent->last, sent->count,
		    list[i].asked, list[i].until);
	}
	return (size_t)len;
}

/* ---- reading ------------------------------------------------------------- */

/* Takes the first line off: how many follow, or -1; its last field. */
static int
take_head(struct span *rest, const char *title, struct span *last_r,
    const char **why_r)
{
	struct span number;
	int64_t count;

	*why_r = fields_take_title(rest, QUESTION_MESSAGE_MAX, title, last_r);
	if (*why_r != NULL)
		return -1;
	if (fields_take(last_r, '\t', &number) &&
	    fields_take_number(number, 3, &count) && count != 0 &&
	    count <= QUESTIONS_MAX)
		return (int)count;
	*why_r = "no count";
	return -1;
}

static const char *
parse_question(struct span line, struct question *question_r)
{
	if (!fields_take(&line, '\t', &question_r->list))
		return "too few fields";
	question_r->member = line;
	return contact_is_address(question_r->list) &&
	               contact_is_address(question_r->member)
	           ? NULL
	           : "no address";
}

static bool
take_time(struct span *line, int64_t *time_r)
{
	struct span field;

	return fields_take(line, '\t', &field) &&
	       fields_take_number(field, 10, time_r);
}

static const char *
parse_answer(struct span line, struct answer *answer_r)
{
	struct span heard, mails;
	int64_t flag, count;

	if (!fields_take(&line, '\t', &heard) ||
	    !fields_take_number(heard, 1, &flag) || flag > 1)
		return "neither yes nor no";
	if (!take_time(&line, &answer_r->sent.first) ||
	    !take_time(&line, &answer_r->sent.last))
		return "no time";
	if (!fields_take(&line, '\t', &mails) ||
	    !fields_take_number(mails, FIELDS_DIGITS_MAX, &count))
		return "no number of mails";
	if (!take_time(&line, &answer_r->asked) ||
	    !fields_take_number(line, 10, &answer_r->until))
		return "no time of a request";
	answer_r->heard = flag == 1;
	answer_r->sent.count = (uint64_t)count;
	return NULL;
}

int
question_parse(struct span message, struct span *organisation_r,
    struct question list_r[static QUESTIONS_MAX], const char **why_r)
{
	struct span line;
	int count = take_head(&message, ASK, organisation_r, why_r);

	if (count >= 0 && !contact_is_organisation(*organisation_r))
		*why_r = "no name of an organisation";
	for (int i = 0; *why_r == NULL && i < count; i++)
		*why_r = !fields_take(&message, '\n', &line)
		             ? "lines are missing"
		             : parse_question(line, &list_r[i]);
	if (*why_r == NULL && message.len != 0)
		*why_r = "more lines than it says";
	return *why_r == NULL ? count : -1;
}

int
question_parse_answer(struct span message, int64_t *since_r,
    struct answer list_r[static QUESTIONS_MAX], const char **why_r)
{
	struct span line, since;
	int count = take_head(&message, ANSWER, &since, why_r);

	if (count >= 0 && !fields_take_number(since, 10, since_r))
		*why_r = "no time";
	for (int i = 0; *why_r == NULL && i < count; i++)
		*why_r = !fields_take(&message, '\n', &line)
		             ? "lines are missing"
		             : parse_answer(line, &list_r[i]);
	if (*why_r == NULL && message.len != 0)
		*why_r = "more lines than it says";
	return *why_r == NULL ? count : -1;
}
