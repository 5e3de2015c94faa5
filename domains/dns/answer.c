/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS answer: picks what was asked for out of a message. */
#include "domains/dns/answer.h"

#include <arpa/nameser.h>
#include <resolv.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/library.h"

/* Two names of one byte and five numbers of four. */
#define SOA_SIZE_MIN 22

/* ---- the library -------------------------------------------------------- */

#define FUNCTIONS(F)                \
	F(resolv, ns_, get16)       \
	F(resolv, ns_, get32)       \
	F(resolv, ns_, initparse)   \
	F(resolv, ns_, msg_getflag) \
	F(resolv, ns_, parserr)

/* A part of the C library. */
LIBRARY(resolv, "libresolv.so.2", FUNCTIONS)

/* ---- records ------------------------------------------------------------ */

struct answer_reading {
	ns_msg message;
	enum dns_type type;
	struct dns_answer *answer;
};

static void
lower_ttl(struct dns_answer *answer, uint32_t ttl)
{
	/* RFC 2181 8: a TTL with the top bit set is zero. */
	if (ttl > INT32_MAX)
		ttl = 0;
	if (ttl < answer->ttl)
		answer->ttl = ttl;
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

/* Copies a name in lower case.  Returns false when no host has such a name: a
 * dot within a label, for one, comes out of libresolv after a backslash. */
static bool
copy_host_name(const char *name, char text_r[static NAME_SIZE])
{
	size_t len = strlen(name);

	if (len > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < len; i++) {
		char byte = ascii_lower(name[i]);

		if (!ascii_is_lower(byte) && !ascii_is_digit(byte) &&
		    byte != '-' && byte != '_' && byte != '.')
			return false;
		text_r[i] = byte;
	}
	text_r[len] = '\0';
	return true;
}

/* Writes the name in a record's data, from an offset to its end. */
static bool
expand_name(const struct answer_reading *reading, const ns_rr *record,
    size_t offset, char name_r[static NS_MAXDNAME])
{
	const unsigned char *at = ns_rr_rdata(*record) + offset;
	int used = dn_expand(ns_msg_base(reading->message),
	    ns_msg_end(reading->message), at, name_r, NS_MAXDNAME);

	return used >= 0 && offset + (size_t)used == ns_rr_rdlen(*record);
}

static bool
take_host(struct answer_reading *reading, const ns_rr *record)
{
	struct dns_host host = {0};
	char name[NS_MAXDNAME];
	size_t offset = 0;

	if (reading->type == DNS_MX) {
		if (ns_rr_rdlen(*record) < NS_INT16SZ)
			return false;
		host.preference = (uint16_t)resolv.get16(ns_rr_rdata(*record));
		offset = NS_INT16SZ;
	}
	if (!expand_name(reading, record, offset, name))
		return false;
	if (!copy_host_name(name, host.text)) {
		reading->answer->more = true;
		return true;
	}
	host.len = (uint8_t)strlen(host.text);
	keep_host(reading->answer, &host);
	return true;
}

/* Mail for an address that means "this host" goes nowhere. */
static bool
take_address(struct answer_reading *reading, const ns_rr *record)
{
	static const unsigned char here6[NS_IN6ADDRSZ] = {[15] = 1};
	static const unsigned char none6[NS_IN6ADDRSZ];
	const unsigned char *data = ns_rr_rdata(*record);
	size_t size = reading->type == DNS_A ? NS_INADDRSZ : NS_IN6ADDRSZ;

	if (ns_rr_rdlen(*record) != size)
		return false;
	if (reading->type == DNS_A)
		reading->answer->address |= data[0] != 0 && data[0] != 127;
	else
		reading->answer->address |= memcmp(data, here6, size) != 0 &&
		                            memcmp(data, none6, size) != 0;
	return true;
}

static bool
take_record(struct answer_reading *reading, const ns_rr *record)
{
	lower_ttl(reading->answer, ns_rr_ttl(*record));
	return reading->type == DNS_A || reading->type == DNS_AAAA
	           ? take_address(reading, record)
	           : take_host(reading, record);
}

static bool
is_owner(const ns_rr *record, const char *name)
{
	const char *owner = ns_rr_name(*record);

	while (*owner != '\0' && ascii_lower(*owner) == *name)
		owner++, name++;
	return *owner == '\0' && *name == '\0';
}

/* Takes what the answer section has for a name.  alias_r gets the target of
 * its CNAME, "" when it has none.  Returns false for garbage. */
static bool
take_records_of(struct answer_reading *reading, const char *name,
    char alias_r[static NAME_SIZE], bool *found_r)
{
	int count = ns_msg_count(reading->message, ns_s_an);
	char target[NS_MAXDNAME];
	ns_rr record;

	alias_r[0] = '\0';
	for (int i = 0; i < count; i++) {
		if (i == DNS_RECORDS_MAX) {
			reading->answer->more = true;
			return true;
		}
		if (resolv.parserr(&reading->message, ns_s_an, i, &record) < 0)
			return false;
		if (ns_rr_class(record) != ns_c_in || !is_owner(&record, name))
			continue;
		if (ns_rr_type(record) == ns_t_cname) {
			if (!expand_name(reading, &record, 0, target))
				return false;
			lower_ttl(reading->answer, ns_rr_ttl(record));
			if (!copy_host_name(target, alias_r))
				alias_r[0] = '\0';
		} else if ((int)ns_rr_type(record) == (int)reading->type) {
			*found_r = true;
			if (!take_record(reading, &record))
				return false;
		}
	}
	return true;
}

/* RFC 2308 5: how long there is nothing is the lesser of the SOA's own TTL and
 * its last number. */
static void
take_negative_ttl(struct answer_reading *reading)
{
	int count = ns_msg_count(reading->message, ns_s_ns);
	ns_rr record;

	for (int i = 0; i < count && i < DNS_RECORDS_MAX; i++) {
		if (resolv.parserr(&reading->message, ns_s_ns, i, &record) < 0)
			return;
		if (ns_rr_type(record) != ns_t_soa ||
		    ns_rr_rdlen(record) < SOA_SIZE_MIN)
			continue;
		lower_ttl(reading->answer, ns_rr_ttl(record));
		lower_ttl(reading->answer,
		    (uint32_t)resolv.get32(ns_rr_rdata(record) +
					   ns_rr_rdlen(record) - NS_INT32SZ));
		return;
	}
}

/* Goes from the name that was asked through its aliases to the records. */
static enum dns_outcome
find_records(struct answer_reading *reading, const char *name)
{
	char here[NAME_SIZE], alias[NAME_SIZE];
	bool found = false;

	memcpy(here, name, strlen(name) + 1);
	for (int hop = 0; hop <= DNS_CHAIN_MAX; hop++) {
		if (!take_records_of(reading, here, alias, &found))
			return DNS_GARBAGE;
		if (found)
			return DNS_FOUND;
		if (alias[0] == '\0')
			return DNS_NO_DATA;
		memcpy(here, alias, sizeof(here));
	}
	return DNS_GARBAGE;
}

static enum dns_outcome
read_message(struct answer_reading *reading, const unsigned char *bytes,
    size_t len, const char *name)
{
	enum dns_outcome outcome;
	const char *why;

	if (library_load(&library, &why) < 0 || len > NS_MAXMSG ||
	    strlen(name) > NAME_MAX_BYTES ||
	    resolv.initparse(bytes, (int)len, &reading->message) < 0 ||
	    !resolv.msg_getflag(reading->message, ns_f_qr))
		return DNS_GARBAGE;
	switch (resolv.msg_getflag(reading->message, ns_f_rcode)) {
	case ns_r_noerror:
		outcome = find_records(reading, name);
		break;
	case ns_r_nxdomain:
		outcome = DNS_NO_NAME;
		break;
	case ns_r_refused:
		return DNS_REFUSED;
	default:
		return DNS_NO_ANSWER;
	}
	if (outcome == DNS_NO_NAME || outcome == DNS_NO_DATA)
		take_negative_ttl(reading);
	return outcome;
}

void
dns_answer_read(const unsigned char *bytes, size_t len, const char *name,
    enum dns_type type, struct dns_answer *answer_r)
{
	struct answer_reading reading = {.type = type, .answer = answer_r};

	answer_r->ttl = UINT32_MAX;
	answer_r->count = 0;
	answer_r->more = answer_r->address = false;
	answer_r->outcome = read_message(&reading, bytes, len, name);
	if (answer_r->outcome != DNS_FOUND) {
		answer_r->count = 0;
		answer_r->address = false;
	}
}
