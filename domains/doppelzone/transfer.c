/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the records of a zone into the hands of their reader. */
#include "domains/doppelzone/transfer.h"

#include <string.h>
#include <unistd.h>

#include "domains/base/clock.h"

static int
refuse(const struct transfer *transfer, const char *why,
    struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, transfer->zone, 0, "%s", why);
}

static struct span
span_of_buffer(const struct buffer *buffer)
{
	return (struct span){buffer->bytes, buffer->len};
}

/* ---- the serial number --------------------------------------------------- */

struct serial {
	bool found;
	uint32_t value;
};

static int
take_serial(void *context, const struct message_record *record,
    struct diagnostics *diagnostics)
{
	struct serial *serial = context;

	(void)diagnostics;
	if (record->type == MESSAGE_IS_SOA && record->owner.len == 0)
		*serial = (struct serial){true, record->serial};
	return 0;
}

int
transfer_ask_serial(const struct transfer *transfer,
    struct diagnostics *diagnostics, uint32_t *serial_r)
{
	struct message_talk *talk =
	    message_talk_new(transfer->zone, transfer->key);
	struct serial serial = {.found = false};
	struct buffer answer = {0};
	struct span question;
	int result;

	if (talk == NULL)
		return diagnostics_no_memory(diagnostics, transfer->zone);
	result = message_ask(talk, MESSAGE_SOA, diagnostics, &question);
	if (result == 0)
		result = server_ask(transfer->server, question, diagnostics,
		    &answer);
	if (result == 0)
		result = message_read(talk, span_of_buffer(&answer),
		    diagnostics, take_serial, &serial);
	if (result == 0 && !serial.found)
		result = refuse(transfer, "the server has no such zone",
		    diagnostics);
	if (result == 0)
		*serial_r = serial.value;
	buffer_clear(&answer);
	message_talk_free(&talk);
	return result;
}

/* ---- all of it ----------------------------------------------------------- */

/* A transfer begins and ends with the SOA (RFC 5936 2.2). */
struct state {
	const struct transfer *transfer;
	struct zone_reading reading;
	bool begun, ended;
	uint32_t serial;
};

static int
take_soa(struct state *state, const struct message_record *record,
    struct diagnostics *diagnostics)
{
	if (record->owner.len != 0)
		return refuse(state->transfer, "has a SOA below its own name",
		    diagnostics);
	if (state->begun && record->serial != state->serial)
		return refuse(state->transfer,
		    "ends with another serial number than it began with",
		    diagnostics);
	state->ended = state->begun;
	state->begun = true;
	state->serial = record->serial;
	return 0;
}

static int
take_record(void *context, const struct message_record *record,
    struct diagnostics *diagnostics)
{
	struct state *state = context;

	if (state->ended)
		return refuse(state->transfer, "has records after its end",
		    diagnostics);
	if (!state->begun && record->type != MESSAGE_IS_SOA)
		return refuse(state->transfer, "does not begin with its SOA",
		    diagnostics);
	switch (record->type) {
	case MESSAGE_IS_SOA:
		return take_soa(state, record, diagnostics);
	case MESSAGE_IS_TXT:
		return zone_take(&state->reading, record->owner, record->rdata,
		    diagnostics);
	case MESSAGE_OTHER:
		break;
	}
	return 0;
}

/* Message after message, until the end. */
static int
receive(struct state *state, struct message_talk *talk, int fd,
    uint64_t deadline, struct diagnostics *diagnostics)
{
	const struct server *server = state->transfer->server;
	struct buffer message = {0};
	size_t size = 0;
	int result = 0;

	while (result == 0 && !state->ended) {
		result =
		    server_receive(server, fd, deadline, diagnostics, &message);
		size += message.len;
		if (result == 0 && size > TRANSFER_SIZE_MAX)
			result = refuse(state->transfer,
			    "is larger than any list", diagnostics);
		if (result == 0)
			result = message_read(talk, span_of_buffer(&message),
			    diagnostics, take_record, state);
	}
	buffer_clear(&message);
	if (result == 0 && !message_is_sealed(talk))
		result = refuse(state->transfer,
		    "the end of the transfer is not signed", diagnostics);
	return result;
}

static int
run(struct state *state, struct message_talk *talk,
    struct diagnostics *diagnostics)
{
	uint64_t deadline = clock_now() + TRANSFER_MS;
	struct span question;
	int fd, result;

	if (message_ask(talk, MESSAGE_AXFR, diagnostics, &question) < 0)
		return -1;
	fd = server_connect(state->transfer->server, question, deadline,
	    diagnostics);
	if (fd < 0)
		return -1;
	result = receive(state, talk, fd, deadline, diagnostics);
	close(fd);
	return result;
}

int
transfer_run(const struct transfer *transfer, struct diagnostics *diagnostics,
    struct transferred *transferred_r)
{
	struct message_talk *talk =
	    message_talk_new(transfer->zone, transfer->key);
	struct state state = {transfer, .reading = {.zone = transfer->zone}};
	struct transferred transferred = {.serial = 0};
	int result;

	if (talk == NULL)
		return diagnostics_no_memory(diagnostics, transfer->zone);
	result = run(&state, talk, diagnostics);
	if (result == 0)
		result = zone_finish(&state.reading, transfer->kind,
		    diagnostics, &transferred.list);
	if (result == 0) {
		transferred.serial = state.serial;
		transferred.entries = state.reading.count;
		*transferred_r = transferred;
	} else {
		buffer_clear(&transferred.list);
	}
	zone_clear(&state.reading);
	message_talk_free(&talk);
	return result;
}
