/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS answer: takes a message apart without believing any of its lengths. */
#include "domains/dns/answer.h"

#include <string.h>

#define HEADER_SIZE 12
#define FLAG_RESPONSE 0x8000
#define RCODE_MASK 0x000f
#define CLASS_IN 1
#define POINTER 0xc0

enum rcode { RCODE_FINE = 0, RCODE_NO_NAME = 3, RCODE_REFUSED = 5 };

struct message {
	const unsigned char *bytes;
	size_t len;
};

/* A name as it stands in a message. */
struct wire_name {
	char text[NAME_SIZE];
	uint8_t len;
	bool host; /* only bytes that a host's name can have */
};

struct record {
	struct wire_name owner;
	unsigned type, class;
	uint32_t ttl;
	size_t data, data_len;
	size_t end;
};

static unsigned
number16(const struct message *message, size_t at)
{
	return (unsigned)message->bytes[at] << 8 | message->bytes[at + 1];
}

static uint32_t
number32(const struct message *message, size_t at)
{
	return (uint32_t)number16(message, at) << 16 |
	       (uint32_t)number16(message, at + 2);
}

static bool
is_host_byte(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	       byte == '-' || byte == '_';
}

/* Returns whether there was room. */
static bool
add_label(const unsigned char *label, size_t len, struct wire_name *name)
{
	size_t at = name->len;
	size_t dot = at > 0 ? 1 : 0;

	if (at + dot + len > NAME_MAX_BYTES)
		return false;
	if (dot > 0)
		name->text[at++] = '.';
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = label[i];

		if (byte >= 'A' && byte <= 'Z')
			byte = (unsigned char)(byte + ('a' - 'A'));
		if (!is_host_byte(byte)) {
			name->host = false;
			byte = '?';
		}
		name->text[at++] = (char)byte;
	}
	name->len = (uint8_t)at;
	name->text[at] = '\0';
	return true;
}

/* Reads the name at *at and moves *at behind it.  Each pointer must lead to
 * before the place where the part that it ends began: no loop can be made of
 * such. */
static bool
read_name(const struct message *message, size_t *at, struct wire_name *name_r)
{
	size_t here = *at, began = *at;
	bool jumped = false;

	name_r->len = 0;
	name_r->text[0] = '\0';
	name_r->host = true;
	for (;;) {
		if (here >= message->len)
			return false;
		size_t len = message->bytes[here];
		if ((len & POINTER) == POINTER) {
			if (here + 2 > message->len)
				return false;
			size_t to = number16(message, here) & 0x3fff;
			if (to >= began)
				return false;
			if (!jumped)
				*at = here + 2;
			jumped = true;
			here = began = to;
			continue;
		}
		if (len > NAME_LABEL_MAX || here + 1 + len > message->len)
			return false;
		if (len == 0)
			break;
		if (!add_label(message->bytes + here + 1, len, name_r))
			return false;
		here += 1 + len;
	}
	if (!jumped)
		*at = here + 1;
	return true;
}

static bool
read_record(const struct message *message, size_t at, struct record *record_r)
{
	if (!read_name(message, &at, &record_r->owner) ||
	    message->len - at < 10)
		return false;
	record_r->type = number16(message, at);
	record_r->class = number16(message, at + 2);
	record_r->ttl = number32(message, at + 4);
	/* RFC 2181 8: one with the top bit set is none. */
	if (record_r->ttl > INT32_MAX)
		record_r->ttl = 0;
	record_r->data = at + 10;
	record_r->data_len = number16(message, at + 8);
	record_r->end = record_r->data + record_r->data_len;
	return record_r->end <= message->len;
}

/* ---- the records that are asked for -------------------------------------- */

struct reading {
	struct message message;
	size_t answers; /* where the answer section begins */
	unsigned answer_count, authority_count;
	enum dns_type type;
	struct dns_answer *answer;
};

static void
lower_ttl(struct reading *reading, uint32_t ttl)
{
	if (ttl < reading->answer->ttl)
		reading->answer->ttl = ttl;
}

static bool
comes_before(const struct dns_host *a, const struct dns_host *b)
{
	if (a->preference != b->preference)
		return a->preference < b->preference;
	return strcmp(a->text, b->text) < 0;
}

/* Keeps the first in order, so that the order of sending does not matter. */
static void
keep_host(struct dns_answer *answer, const struct dns_host *host)
{
	size_t at = answer->count;

	for (size_t i = 0; i < answer->count; i++)
		if (strcmp(answer->host[i].text, host->text) == 0)
			return;
	while (at > 0 && comes_before(host, &answer->host[at - 1]))
		at--;
	if (answer->count == DNS_HOSTS_MAX) {
		answer->more = true;
		if (at == DNS_HOSTS_MAX)
			return;
		answer->count--;
	}
	memmove(&answer->host[at + 1], &answer->host[at],
	    (answer->count - at) * sizeof(*host));
	answer->host[at] = *host;
	answer->count++;
}

static bool
take_host(struct reading *reading, const struct record *record)
{
	struct dns_host host = {0};
	struct wire_name name;
	size_t at = record->data;

	if (reading->type == DNS_MX) {
		if (record->data_len < 3)
			return false;
		host.preference =
		    (uint16_t)number16(&reading->message, record->data);
		at += 2;
	}
	if (!read_name(&reading->message, &at, &name) || at != record->end)
		return false;
	if (!name.host) {
		reading->answer->more = true;
		return true;
	}
	host.len = name.len;
	memcpy(host.text, name.text, (size_t)name.len + 1);
	keep_host(reading->answer, &host);
	return true;
}

/* Mail for an address that means "this host" goes nowhere. */
static bool
take_address(struct reading *reading, const struct record *record)
{
	static const unsigned char here6[16] = {[15] = 1};
	static const unsigned char none6[16];
	const unsigned char *data = reading->message.bytes + record->data;

	if (record->data_len != (reading->type == DNS_A ? 4 : 16))
		return false;
	if (reading->type == DNS_A)
		reading->answer->address |= data[0] != 0 && data[0] != 127;
	else
		reading->answer->address |=
		    memcmp(data, here6, sizeof(here6)) != 0 &&
		    memcmp(data, none6, sizeof(none6)) != 0;
	return true;
}

/* Takes what the answer section has for a name.  alias_r gets the target of
 * its CNAME, len 0 when it has none.  Returns false for garbage. */
static bool
take_records_of(struct reading *reading, const char *name,
    struct wire_name *alias_r, bool *found_r)
{
	size_t at = reading->answers;
	struct record record;

	alias_r->len = 0;
	for (unsigned i = 0; i < reading->answer_count; i++) {
		if (i == DNS_RECORDS_MAX) {
			reading->answer->more = true;
			return true;
		}
		if (!read_record(&reading->message, at, &record))
			return false;
		at = record.end;
		if (record.class != CLASS_IN ||
		    strcmp(record.owner.text, name) != 0)
			continue;
		if (record.type == DNS_CNAME) {
			size_t to = record.data;

			if (!read_name(&reading->message, &to, alias_r))
				return false;
		} else if (record.type == (unsigned)reading->type) {
			*found_r = true;
			if (!(reading->type == DNS_A ||
					reading->type == DNS_AAAA
				    ? take_address(reading, &record)
				    : take_host(reading, &record)))
				return false;
		} else {
			continue;
		}
		lower_ttl(reading, record.ttl);
	}
	return true;
}

/* RFC 2308 5: for how long there is none is the lesser of the SOA's own TTL
 * and its last number. */
static void
take_negative_ttl(struct reading *reading)
{
	size_t at = reading->answers;
	unsigned count = reading->answer_count + reading->authority_count;
	struct record record;

	for (unsigned i = 0; i < count && i < DNS_RECORDS_MAX; i++) {
		if (!read_record(&reading->message, at, &record))
			return;
		at = record.end;
		if (i < reading->answer_count || record.type != DNS_SOA ||
		    record.data_len < 22)
			continue;
		lower_ttl(reading, record.ttl);
		lower_ttl(reading, number32(&reading->message, record.end - 4));
		return;
	}
}

static enum dns_outcome
watch(struct reading *reading, const char *name)
{
	struct wire_name here, alias;
	bool found = false;

	here.len = (uint8_t)strlen(name);
	memcpy(here.text, name, (size_t)here.len + 1);
	for (int hop = 0; hop <= DNS_CHAIN_MAX; hop++) {
		if (!take_records_of(reading, here.text, &alias, &found))
			return DNS_GARBAGE;
		if (found)
			return DNS_FOUND;
		if (alias.len == 0)
			return DNS_NO_DATA;
		here = alias;
	}
	return DNS_GARBAGE;
}

static bool
skip_question(struct reading *reading)
{
	struct wire_name name;
	size_t at = HEADER_SIZE;

	for (unsigned i = 0; i < number16(&reading->message, 4); i++) {
		if (!read_name(&reading->message, &at, &name) ||
		    reading->message.len - at < 4)
			return false;
		at += 4;
	}
	reading->answers = at;
	return true;
}

static enum dns_outcome
read_message(struct reading *reading, const char *name)
{
	const struct message *message = &reading->message;
	enum dns_outcome outcome;
	unsigned flags;

	if (message->len < HEADER_SIZE || strlen(name) > NAME_MAX_BYTES)
		return DNS_GARBAGE;
	flags = number16(message, 2);
	if ((flags & FLAG_RESPONSE) == 0 || !skip_question(reading))
		return DNS_GARBAGE;
	reading->answer_count = number16(message, 6);
	reading->authority_count = number16(message, 8);
	if ((flags & RCODE_MASK) == RCODE_REFUSED)
		return DNS_REFUSED;
	if ((flags & RCODE_MASK) == RCODE_NO_NAME)
		outcome = DNS_NO_NAME;
	else if ((flags & RCODE_MASK) != RCODE_FINE)
		return DNS_NO_ANSWER;
	else
		outcome = watch(reading, name);
	if (outcome == DNS_NO_NAME || outcome == DNS_NO_DATA)
		take_negative_ttl(reading);
	return outcome;
}

void
dns_answer_read(const unsigned char *bytes, size_t len, const char *name,
    enum dns_type type, struct dns_answer *answer_r)
{
	struct reading reading = {
	    .message = {bytes, len},
	    .type = type,
	    .answer = answer_r,
	};

	answer_r->ttl = UINT32_MAX;
	answer_r->count = 0;
	answer_r->more = answer_r->address = false;
	answer_r->outcome = read_message(&reading, name);
	if (answer_r->outcome != DNS_FOUND) {
		answer_r->count = 0;
		answer_r->address = false;
	}
}
