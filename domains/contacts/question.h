/* SPDX-License-Identifier: BSD-2-Clause */
/* Question: was anybody ever heard from at these members of our lists?  Those
 * who know the lists ask the process that has the store, over a Unix socket
 * that keeps messages whole (SOCK_SEQPACKET).
 *
 *     doppelcontacts ask 1 2|
 *     kinkyu@univ.example|taro@partner.example
 *     kinkyu@univ.example|hanako@partner.example
 *
 *     doppelcontacts answer 1 2|1790000000
 *     0|1788220800|1796000000|40|1795000000|1796209600
 *     1|0|0|0|0|0
 *
 * The first line has the version, how many follow and, with tabs between, the
 * organisation, or when the store was made.  A question has a list and its
 * member; an answer is whether somebody was heard from or it was confirmed,
 * first, last and number of the mails that went there, when the member was
 * asked to confirm its address, and until when (0: it was not).  They are in
 * the same order.  A message is whole or it counts for nothing.
 */
#ifndef DOMAINS_CONTACTS_QUESTION_H
#define DOMAINS_CONTACTS_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/contacts/contact.h"

#define QUESTION_MESSAGE_MAX 32768

/* The writer takes some milliseconds for so many; what the gate reports waits
 * that long. */
#define QUESTIONS_MAX 256

struct question {
	struct span list, member; /* as contact_write_address() has them */
};

struct answer {
	bool heard;
	struct contact_period sent;
	int64_t asked, until; /* of the first request that ends; 0: none */
};

struct question_writer {
	char bytes[QUESTION_MESSAGE_MAX]; /* of the lines */
	size_t len;
	unsigned count;
};

void
question_begin(struct question_writer *writer);

/* Returns false when it is full. */
bool
question_add(struct question_writer *writer, const struct question *question);

/* The message; 0 when nothing was added. */
size_t
question_finish(const struct question_writer *writer, struct span organisation,
    char message_r[static QUESTION_MESSAGE_MAX]);

/* Reads a message: spans point into it.  Returns how many there are, or -1
 * with *why_r in words. */
int
question_parse(struct span message, struct span *organisation_r,
    struct question list_r[static QUESTIONS_MAX], const char **why_r);

/* The answers to one message, QUESTIONS_MAX at most.  since: when the store
 * was made. */
size_t
question_answer(const struct answer *list, size_t count, int64_t since,
    char message_r[static QUESTION_MESSAGE_MAX]);

/* As question_parse(). */
int
question_parse_answer(struct span message, int64_t *since_r,
    struct answer list_r[static QUESTIONS_MAX], const char **why_r);

#endif
