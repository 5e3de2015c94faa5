/* SPDX-License-Identifier: BSD-2-Clause */
/* Message: questions about a zone, and what answers have for it (RFC 1035,
 * RFC 5936), with or without TSIG (RFC 8945).  Only user of libldns.
 *
 *     struct message_talk *talk = message_talk_new("lists.example", key);
 *     message_ask(talk, MESSAGE_AXFR, &diagnostics, &question)
 *     each answer: message_read(talk, bytes, &diagnostics, take, context)
 *     message_is_sealed(talk)
 *     message_talk_free(&talk);
 */
#ifndef DOMAINS_DOPPELZONE_MESSAGE_H
#define DOMAINS_DOPPELZONE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

struct message_key;

/* A file that others may not read, with a line "ALGORITHM:NAME:SECRET" as
 * dig -y has it: hmac-sha256:gate.example:BASE64.  NULL with a diagnostic. */
struct message_key *
message_key_read(const char *path, struct diagnostics *diagnostics);

void
message_key_free(struct message_key **key);

enum message_question {
	MESSAGE_SOA,
	MESSAGE_AXFR,
};

enum message_type {
	MESSAGE_OTHER, /* NS, and what a signed zone has */
	MESSAGE_IS_SOA,
	MESSAGE_IS_TXT,
};

struct message_record {
	enum message_type type;
	struct span owner; /* relative to the zone, in lower case; empty: the
	                      zone's own name */
	uint32_t serial;   /* of a SOA */
	struct span rdata; /* of a TXT */
};

/* Returns 0, or -1 with a diagnostic: then no more are passed on. */
typedef int (*message_take)(void *context, const struct message_record *record,
    struct diagnostics *diagnostics);

struct message_talk;

/* Both live as long as it does; key NULL: without TSIG.  NULL when memory is
 * out. */
struct message_talk *
message_talk_new(const char *zone, const struct message_key *key);

void
message_talk_free(struct message_talk **talk);

/* Begins a talk: makes a question, which belongs to it.  Returns 0, or -1 with
 * a diagnostic. */
int
message_ask(struct message_talk *talk, enum message_question what,
    struct diagnostics *diagnostics, struct span *question_r);

/* Passes on the records of an answer to the question, in their order.  What is
 * no answer to it, was signed by others, has an error for an answer or has a
 * record outside of the zone or of another class, is refused.  Returns 0, or
 * -1 with a diagnostic. */
int
message_read(struct message_talk *talk, struct span answer,
    struct diagnostics *diagnostics, message_take take, void *context);

/* Was the last answer signed, where a key wants that?  Those before it are
 * proven then, too. */
bool
message_is_sealed(const struct message_talk *talk);

#endif
