/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes questions and takes answers apart, by libldns. */
#include "domains/doppelzone/message.h"

#include <errno.h>
#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "domains/base/ascii.h"
#include "domains/base/file.h"

/* Seconds that clocks may differ (RFC 8945 10). */
#define FUDGE 300

/* Answers that no signature follows (RFC 8945 5.3.1). */
#define UNSIGNED_MAX 100

/* A secret has 32 to 64 bytes. */
#define KEY_FILE_MAX 1024

struct message_key {
	char *text; /* the file's, parted: */
	size_t len;
	char *algorithm, *name, *secret;
};

struct message_talk {
	const char *zone;
	const struct message_key *key;
	ldns_rdf *name; /* of the zone */
	uint16_t id;
	enum message_question what;
	uint8_t *question; /* NULL: nothing was asked */
	/* What the next signature is over besides its own answer: the MAC
	 * before it with its length, and the answers without one since. */
	struct buffer signed_before;
	unsigned unsigned_answers;
	bool first;
};

static int
refuse(const struct message_talk *talk, const char *why,
    struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, talk->zone, 0, "%s", why);
}

/* ---- keys ---------------------------------------------------------------- */

/* Can a question be signed?  What libldns can do nothing with makes it lose
 * some bytes, so it is asked once and not at each question. */
static bool
is_usable(const struct message_key *key)
{
	ldns_pkt *packet = ldns_pkt_query_new(ldns_dname_new_frm_str("."),
	    LDNS_RR_TYPE_SOA, LDNS_RR_CLASS_IN, 0);
	const bool usable = packet != NULL &&
	                    ldns_pkt_tsig_sign(packet, key->name, key->secret,
				FUDGE, key->algorithm, NULL) == LDNS_STATUS_OK;

	ldns_pkt_free(packet);
	return usable;
}

struct message_key *
message_key_read(const char *path, struct diagnostics *diagnostics)
{
	struct message_key *key = calloc(1, sizeof(*key));
	const char *why = NULL;
	size_t used;
	char *rest;

	if (key == NULL) {
		diagnostics_no_memory(diagnostics, path);
		return NULL;
	}
	if (file_read_secret(path, KEY_FILE_MAX, diagnostics, &key->text,
		&key->len) < 0) {
		free(key);
		return NULL;
	}
	rest = key->text;
	used = strcspn(rest, "\r\n");
	rest[used] = '\0';
	key->algorithm = strsep(&rest, ":");
	key->name = strsep(&rest, ":");
	key->secret = rest;
	if (rest == NULL || *rest == '\0' || key->len > used + 2)
		why = "is not one line ALGORITHM:NAME:SECRET";
	else if (!is_usable(key))
		why =
		    "no question can be signed with it: is it an algorithm of "
		    "TSIG, a name and base64?";
	if (why != NULL) {
		diagnostics_add(diagnostics, path, 0, "%s", why);
		message_key_free(&key);
	}
	return key;
}

void
message_key_free(struct message_key **key)
{
	if (*key != NULL) {
		explicit_bzero((*key)->text, (*key)->len);
		free((*key)->text);
	}
	free(*key);
	*key = NULL;
}

/* ---- questions ----------------------------------------------------------- */

struct message_talk *
message_talk_new(const char *zone, const struct message_key *key)
{
	struct message_talk *talk = calloc(1, sizeof(*talk));

	if (talk == NULL)
		return NULL;
	talk->zone = zone;
	talk->key = key;
	talk->name = ldns_dname_new_frm_str(zone);
	if (talk->name == NULL)
		message_talk_free(&talk);
	return talk;
}

void
message_talk_free(struct message_talk **talk)
{
	if (*talk == NULL)
		return;
	if ((*talk)->name != NULL)
		ldns_rdf_deep_free((*talk)->name);
	buffer_clear(&(*talk)->signed_before);
	free((*talk)->question);
	free(*talk);
	*talk = NULL;
}

/* Notes a MAC as the next signature covers it: with its length, as its RDATA
 * has it. */
static void
keep_mac(struct message_talk *talk, const ldns_pkt *packet)
{
	const ldns_rdf *mac = ldns_rr_rdf(ldns_pkt_tsig(packet), 3);

	talk->signed_before.len = 0;
	talk->unsigned_answers = 0;
	buffer_add(&talk->signed_before, ldns_rdf_data(mac),
	    ldns_rdf_size(mac));
}

static int
sign(struct message_talk *talk, ldns_pkt *packet)
{
	const struct message_key *key = talk->key;

	if (ldns_pkt_tsig_sign(packet, key->name, key->secret, FUDGE,
		key->algorithm, NULL) != LDNS_STATUS_OK ||
	    ldns_pkt_tsig(packet) == NULL)
		return -1;
	keep_mac(talk, packet);
	return 0;
}

int
message_ask(struct message_talk *talk, enum message_question what,
    struct diagnostics *diagnostics, struct span *question_r)
{
	const char *why = NULL;
	ldns_pkt *packet;
	size_t len = 0;

	free(talk->question);
	talk->question = NULL;
	talk->what = what;
	talk->first = true;
	if (getrandom(&talk->id, sizeof(talk->id), 0) != sizeof(talk->id))
		return refuse(talk, strerror(errno), diagnostics);
	packet = ldns_pkt_query_new(ldns_rdf_clone(talk->name),
	    what == MESSAGE_AXFR ? LDNS_RR_TYPE_AXFR : LDNS_RR_TYPE_SOA,
	    LDNS_RR_CLASS_IN, 0);
	if (packet == NULL)
		return refuse(talk, strerror(ENOMEM), diagnostics);
	ldns_pkt_set_id(packet, talk->id);
	if (talk->key != NULL && sign(talk, packet) < 0)
		why = "cannot be asked for with this key";
	else if (ldns_pkt2wire(&talk->question, packet, &len) != LDNS_STATUS_OK)
		why = strerror(ENOMEM);
	ldns_pkt_free(packet);
	if (why != NULL)
		return refuse(talk, why, diagnostics);
	*question_r = (struct span){(const char *)talk->question, len};
	return 0;
}

/* ---- signatures ---------------------------------------------------------- */

/* Bytes that libldns puts before an answer when it makes its MAC. */
static bool
has_right_mac(const struct message_talk *talk, ldns_pkt *packet,
    struct span answer)
{
	ldns_rdf before;
	bool right;

	memset(&before, 0, sizeof(before));
	ldns_rdf_set_type(&before, LDNS_RDF_TYPE_INT16_DATA);
	ldns_rdf_set_size(&before, talk->signed_before.len);
	ldns_rdf_set_data(&before, talk->signed_before.bytes);
	right =
	    talk->first
		? ldns_pkt_tsig_verify(packet, (const uint8_t *)answer.bytes,
		      answer.len, talk->key->name, talk->key->secret, &before)
		: ldns_pkt_tsig_verify_next(packet,
		      (const uint8_t *)answer.bytes, answer.len,
		      talk->key->name, talk->key->secret, &before, 1);
	return right;
}

static bool
has_right_algorithm(const struct message_talk *talk, const ldns_rr *tsig)
{
	char *algorithm = ldns_rdf2str(ldns_rr_rdf(tsig, 0));
	size_t len = strlen(talk->key->algorithm);
	bool right =
	    algorithm != NULL &&
	    strncasecmp(algorithm, talk->key->algorithm, len) == 0 &&
	    (algorithm[len] == '\0' || strcmp(algorithm + len, ".") == 0);

	free(algorithm);
	return right;
}

/* The first answer is signed, and from then on one in a hundred. */
static int
check_signature(struct message_talk *talk, ldns_pkt *packet, struct span answer,
    struct diagnostics *diagnostics)
{
	const ldns_rr *tsig = ldns_pkt_tsig(packet);

	if (talk->key == NULL)
		return 0;
	if (tsig == NULL) {
		if (talk->first || ++talk->unsigned_answers >= UNSIGNED_MAX)
			return refuse(talk, "the answer is not signed",
			    diagnostics);
		buffer_add(&talk->signed_before, answer.bytes, answer.len);
	} else {
		if (ldns_rr_rd_count(tsig) != 7 ||
		    !has_right_algorithm(talk, tsig) ||
		    !has_right_mac(talk, packet, answer))
			return refuse(talk,
			    "the answer is not signed by the "
			    "key",
			    diagnostics);
		keep_mac(talk, packet);
	}
	return talk->signed_before.failed
	           ? refuse(talk, strerror(ENOMEM), diagnostics)
	           : 0;
}

bool
message_is_sealed(const struct message_talk *talk)
{
	return talk->key == NULL || talk->unsigned_answers == 0;
}

/* ---- answers ------------------------------------------------------------- */

/* SERVFAIL, REFUSED ... */
static int
refuse_code(const struct message_talk *talk, ldns_pkt_rcode code,
    struct diagnostics *diagnostics)
{
	char *name = ldns_pkt_rcode2str(code);

	diagnostics_add(diagnostics, talk->zone, 0, "the answer is %s",
	    name != NULL ? name : "an error");
	free(name);
	return -1;
}

/* Only the first answer of a transfer need have the question. */
static bool
is_about_question(const struct message_talk *talk, const ldns_pkt *packet)
{
	const ldns_rr_list *questions = ldns_pkt_question(packet);
	const ldns_rr *question;

	if (ldns_rr_list_rr_count(questions) == 0)
		return !talk->first;
	question = ldns_rr_list_rr(questions, 0);
	return ldns_rr_list_rr_count(questions) == 1 &&
	       ldns_dname_compare(ldns_rr_owner(question), talk->name) == 0 &&
	       ldns_rr_get_class(question) == LDNS_RR_CLASS_IN &&
	       ldns_rr_get_type(question) == (talk->what == MESSAGE_AXFR
						     ? LDNS_RR_TYPE_AXFR
						     : LDNS_RR_TYPE_SOA);
}

static int
check_head(const struct message_talk *talk, const ldns_pkt *packet,
    struct diagnostics *diagnostics)
{
	if (ldns_pkt_id(packet) != talk->id || !ldns_pkt_qr(packet) ||
	    ldns_pkt_get_opcode(packet) != LDNS_PACKET_QUERY)
		return refuse(talk, "this is no answer to the question",
		    diagnostics);
	if (ldns_pkt_get_rcode(packet) != LDNS_RCODE_NOERROR)
		return refuse_code(talk, ldns_pkt_get_rcode(packet),
		    diagnostics);
	if (!is_about_question(talk, packet))
		return refuse(talk, "the answer is to another question",
		    diagnostics);
	if (ldns_pkt_tc(packet))
		return refuse(talk, "the answer is cut", diagnostics);
	/* From a cache a serial number may be old. */
	if (talk->what == MESSAGE_SOA && !ldns_pkt_aa(packet))
		return refuse(talk,
		    "the server has no zone of this name of its own",
		    diagnostics);
	return 0;
}

/* The relative owner, to be freed; NULL: it is outside of the zone. */
static char *
find_owner(const struct message_talk *talk, const ldns_rr *record)
{
	const ldns_rdf *name = ldns_rr_owner(record);
	size_t zone = strlen(talk->zone), len;
	char *owner;

	if (ldns_dname_compare(name, talk->name) != 0 &&
	    !ldns_dname_is_subdomain(name, talk->name))
		return NULL;
	owner = ldns_rdf2str(name); /* "gmai.com.lists.example." */
	if (owner == NULL)
		return NULL;
	len = strlen(owner);
	/* A zone's name needs no escapes. */
	owner[len > zone + 2 ? len - zone - 2 : 0] = '\0';
	for (char *byte = owner; *byte != '\0'; byte++)
		*byte = ascii_lower(*byte);
	return owner;
}

/* The strings of a TXT record as they came, with their lengths. */
static void
add_rdata(const ldns_rr *record, struct buffer *rdata)
{
	rdata->len = 0;
	for (size_t i = 0; i < ldns_rr_rd_count(record); i++) {
		const ldns_rdf *field = ldns_rr_rdf(record, i);

		buffer_add(rdata, ldns_rdf_data(field), ldns_rdf_size(field));
	}
}

static int
pass_record(const struct message_talk *talk, const ldns_rr *record,
    struct buffer *rdata, struct diagnostics *diagnostics, message_take take,
    void *context)
{
	struct message_record passed = {.type = MESSAGE_OTHER};
	char *owner = find_owner(talk, record);
	int result;

	if (owner == NULL)
		return refuse(talk, "has a record that is outside of it",
		    diagnostics);
	passed.owner = span_of(owner);
	rdata->len = 0;
	if (ldns_rr_get_class(record) != LDNS_RR_CLASS_IN) {
		free(owner);
		return refuse(talk, "has a record of another class",
		    diagnostics);
	}
	if (ldns_rr_get_type(record) == LDNS_RR_TYPE_SOA &&
	    ldns_rr_rd_count(record) == 7) {
		passed.type = MESSAGE_IS_SOA;
		passed.serial = ldns_rdf2native_int32(ldns_rr_rdf(record, 2));
	} else if (ldns_rr_get_type(record) == LDNS_RR_TYPE_TXT) {
		passed.type = MESSAGE_IS_TXT;
		add_rdata(record, rdata);
		passed.rdata = (struct span){rdata->bytes, rdata->len};
	}
	result = rdata->failed ? refuse(talk, strerror(ENOMEM), diagnostics)
	                       : take(context, &passed, diagnostics);
	free(owner);
	return result;
}

int
message_read(struct message_talk *talk, struct span answer,
    struct diagnostics *diagnostics, message_take take, void *context)
{
	const ldns_rr_list *records;
	struct buffer rdata = {0};
	ldns_pkt *packet = NULL;
	int result;

	if (ldns_wire2pkt(&packet, (const uint8_t *)answer.bytes, answer.len) !=
	    LDNS_STATUS_OK)
		return refuse(talk, "the answer is no message of the DNS",
		    diagnostics);
	result = check_head(talk, packet, diagnostics);
	if (result == 0)
		result = check_signature(talk, packet, answer, diagnostics);
	records = ldns_pkt_answer(packet);
	for (size_t i = 0; result == 0 && i < ldns_rr_list_rr_count(records);
	     i++)
		result = pass_record(talk, ldns_rr_list_rr(records, i), &rdata,
		    diagnostics, take, context);
	talk->first = false;
	buffer_clear(&rdata);
	ldns_pkt_free(packet);
	return result;
}
