/* SPDX-License-Identifier: BSD-2-Clause */
/* Sightings: whom a mail shows to be contacts.
 *
 *   sent   its recipients outside, when it is ours: the envelope's sender or
 *          the author is at a domain of ours, and the client is one of ours.
 *          A list or forward of ours shows its members, whoever wrote.
 *   list   its recipients here, who may be lists and forwards, whoever wrote,
 *          where contacts.unconfirmed-after asks for it; but no bounces.
 *   heard  its author, when it comes from outside, a person wrote it, and a
 *          filter of this host has proven the author's domain.
 *   confirmed   the same author, when the mail brings the token of a request
 *          back (domains/contacts/request.h): in In-Reply-To, References, or
 *          the address that it is for.  Whether it is the author's the writer
 *          knows.
 *
 * What the gate finds wrong is never shown to be right by mail: no recipient
 * with a finding but that it is a first contact, no author with one, and
 * nothing of a mail that is held or refused.  Bounces and automatic replies of
 * ours show nothing.
 */
#ifndef MILTER_SIGHTINGS_H
#define MILTER_SIGHTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/contacts/header.h"
#include "domains/contacts/request.h"
#include "domains/registrations/judge.h"
#include "domains/service/snapshot.h"

/* An answer brings one; who was asked again and answers both has two. */
#define SIGHTINGS_TOKENS_MAX 4

/* What one mail can make us hold; of more recipients the first are kept. */
#define SIGHTINGS_BYTES ((size_t)256 << 10)

/* Recipients of a mail. */
struct sightings {
	struct buffer kept; /* of each its address and its list, '\0' after
	                       them; of one that is here no address */
	size_t left;        /* there was no room for so many */
	char tokens[SIGHTINGS_TOKENS_MAX][REQUEST_TOKEN_SIZE];
	size_t token_count;
};

/* Adds one as the MTA gives it, if it can be a contact outside.  original: its
 * address before it was expanded, or NULL. */
void
sightings_add(struct sightings *sightings, const struct lookup_key_rules *rules,
    struct span path, const char *original);

/* Adds one that is here, for what it may be sent on to. */
void
sightings_add_list(struct sightings *sightings,
    const struct lookup_key_rules *rules, struct span path);

/* Keeps the tokens of a text, which is a field's value or a recipient: each
 * once, and no more than there is room for. */
void
sightings_add_tokens(struct sightings *sightings, struct span text);

void
sightings_clear(struct sightings *sightings);

/* What is known of the mail at its end. */
struct sightings_mail {
	const struct snapshot *snapshot; /* with contacts */
	const struct judge *judge;       /* its rules and name judge matter */
	bool trusted;                    /* the client is one of ours */
	struct span sender;              /* of the envelope, without <> */
	struct span greeting;
	struct span queue_id; /* empty: not known; '\0' is after it */
	struct header header;
};

/* Is an address, as MAIL FROM has it, a person's or a list's of ours?  What was
 * made to send mail of others on (SRS) is not. */
bool
sightings_is_ours(const struct lookup_key_rules *rules, struct span path);

void
sightings_report(const struct sightings *sightings,
    const struct sightings_mail *mail);

#endif
