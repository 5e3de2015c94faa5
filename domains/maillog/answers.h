/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers: what filters of a host took without saying under which id they hand
 * it on; only for envelopes.c.
 *
 *     A1: to=<x@b>, relay=127.0.0.1[127.0.0.1]:10025, ... (250 Ok)
 *     B2: client=localhost[127.0.0.1]
 *
 * B2 was A1 when it has the same Message-ID and recipient, and begins after A1
 * does and before the answer, at the same host, and does not go where A1 went.
 * Memory is fixed: of what was answered last nearly all is known.
 */
#ifndef DOMAINS_MAILLOG_ANSWERS_H
#define DOMAINS_MAILLOG_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/maillog/mail_pool.h"

/* A power of two. */
#define ANSWERS_MAX 65536

struct answers {
	struct answer {
		uint64_t hash;          /* 0: there is none */
		uint32_t begun, answer; /* which came first */
		uint16_t port;
	} list[ANSWERS_MAX];
};

/* Notes that a filter took a recipient of a mail.  recipient: a hash of it and
 * the mail's, which are put together by exclusive or; order: as the mail's. */
void
answers_note(struct answers *answers, const struct mail *mail,
    uint64_t recipient, uint32_t order);

/* Does what is noted say that this mail is one which a filter took? */
bool
answers_have(const struct answers *answers, const struct mail *mail,
    uint64_t recipient);

#endif
