/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes and reads datagrams of observations. */
#include "domains/contacts/observation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domains/contacts/fields.h"
#include "domains/contacts/pair.h"
#include "domains/contacts/request.h"

#define HEAD "doppelcontacts 1 "

/* HEAD, two digits and a newline. */
#define HEAD_MAX (sizeof(HEAD) - 1 + 3)

static const char *const kinds[OBSERVATION_KINDS] = {
    [OBSERVATION_SENT] = "sent",
    [OBSERVATION_HEARD] = "heard",
    [OBSERVATION_CONFIRMED] = "confirmed",
    [OBSERVATION_LIST] = "list",
    [OBSERVATION_TRIED] = "tried",
    [OBSERVATION_PASSED] = "passed",
};

static bool
is_address_or_empty(struct span text)
{
	return text.len == 0 || contact_is_address(text);
}

/* Of the tries of a pair. */
static const char *
refuse_pair(const struct observation *observation)
{
	if (!contact_is_address(observation->sender))
		return "no sender's address";
	if (observation->list.len != 0 &&
	    (observation->kind != OBSERVATION_TRIED ||
		!pair_is_mail(observation->list)))
		return "a mail where none belongs";
	return NULL;
}

/* NULL, or why not. */
static const char *
refuse(const struct observation *observation)
{
	if (observation->time < OBSERVATION_TIME_MIN ||
	    observation->time >= OBSERVATION_TIME_MAX)
		return "a time that cannot be";
	if (!contact_is_organisation(observation->key.organisation))
		return "no name of an organisation";
	if (!contact_is_address(observation->key.address))
		return "no address";
	if (observation->kind == OBSERVATION_TRIED ||
	    observation->kind == OBSERVATION_PASSED)
		return refuse_pair(observation);
	if (observation->kind != OBSERVATION_SENT &&
	    (observation->sender.len != 0 || observation->list.len != 0))
		return "a sender or a list where none belongs";
	if (observation->kind == OBSERVATION_CONFIRMED
		? !request_is_token(observation->token)
		: observation->token.len != 0)
		return "an answer without a token, or a token without one";
	if (!is_address_or_empty(observation->sender))
		return "no sender's address";
	if (!is_address_or_empty(observation->list))
		return "no list's address";
	return NULL;
}

void
observation_begin(struct observation_writer *writer)
{
	writer->len = 0;
	writer->count = 0;
}

#define SPAN(span) (int)(span).len, (span).len == 0 ? "" : (span).bytes

bool
observation_add(struct observation_writer *writer,
    const struct observation *observation)
{
	size_t room = sizeof(writer->bytes) - HEAD_MAX - writer->len;
	const struct span fifth = observation->kind == OBSERVATION_CONFIRMED
	                              ? observation->token
	                              : observation->sender;
	int len;

	if (writer->count == OBSERVATIONS_MAX || observation->mails > 1 ||
	    refuse(observation) != NULL)
		return false;
	len = snprintf(writer->bytes + writer->len, room,
	    "%s\t%" PRId64 "\t%.*s\t%.*s\t%.*s\t%.*s\n",
	    kinds[observation->kind], observation->time,
	    SPAN(observation->key.organisation), SPAN(observation->key.address),
	    SPAN(fifth), SPAN(observation->list));
	if (len < 0 || (size_t)len >= room)
		return false;
	writer->len += (size_t)len;
	writer->count++;
	return true;
}

size_t
observation_finish(const struct observation_writer *writer,
    char datagram_r[static OBSERVATION_DATAGRAM_MAX])
{
	int len;

	if (writer->count == 0)
		return 0;
	len = snprintf(datagram_r, OBSERVATION_DATAGRAM_MAX, HEAD "%u\n",
	    writer->count);
	memcpy(datagram_r + len, writer->bytes, writer->len);
	return (size_t)len + writer->len;
}

/* ---- reading ------------------------------------------------------------- */

static bool
find_kind(struct span name, enum observation_kind *kind_r)
{
	for (int i = 0; i < OBSERVATION_KINDS; i++)
		if (span_same(name, span_of(kinds[i]))) {
			*kind_r = (enum observation_kind)i;
			return true;
		}
	return false;
}

static const char *
parse_line(struct span line, struct observation *observation_r)
{
	struct span kind, time;

	*observation_r = (struct observation){.mails = 1};
	if (!fields_take(&line, '\t', &kind) ||
	    !fields_take(&line, '\t', &time) ||
	    !fields_take(&line, '\t', &observation_r->key.organisation) ||
	    !fields_take(&line, '\t', &observation_r->key.address) ||
	    !fields_take(&line, '\t', &observation_r->sender))
		return "too few fields";
	observation_r->list = line;
	if (!find_kind(kind, &observation_r->kind))
		return "a kind that is not known";
	if (observation_r->kind == OBSERVATION_CONFIRMED) {
		observation_r->token = observation_r->sender;
		observation_r->sender = (struct span){0};
	}
	if (!fields_take_number(time, 10, &observation_r->time))
		return "no time";
	return refuse(observation_r);
}

int
observation_parse(struct span datagram,
    struct observation list_r[static OBSERVATIONS_MAX], const char **why_r)
{
	struct span line, rest = datagram;
	int64_t count;

	*why_r =
	    fields_take_title(&rest, OBSERVATION_DATAGRAM_MAX, HEAD, &line);
	if (*why_r == NULL && (!fields_take_number(line, 2, &count) ||
				  count == 0 || count > OBSERVATIONS_MAX))
		*why_r = "no count";
	for (int64_t i = 0; *why_r == NULL && i < count; i++)
		*why_r = !fields_take(&rest, '\n', &line)
		             ? "lines are missing"
		             : parse_line(line, &list_r[i]);
	if (*why_r == NULL && rest.len != 0)
		*why_r = "more lines than it says";
	return *why_r == NULL ? (int)count : -1;
}
