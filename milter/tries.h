/* SPDX-License-Identifier: BSD-2-Clause */
/* Tries: the recipients of a mail that its sender is to confirm by sending it
 * again, and which try that is.
 *
 *     tries_ask(&tries, &mail, recipient)
 *             POLICY_TRY_FIRST: it is to be refused, and that is remembered
 *     ... a minute later, of another mail
 *             POLICY_TRY_SECOND
 *     tries_are_repeated(&tries, &mail, header)
 *             false: a person wrote it as a new one
 *     tries_end(&tries, &mail, header, false)
 *             from now on this sender's mail passes there
 *
 * A sender is the envelope's: one that programs have (the null sender,
 * machine.h) reads no reply, and confirms nothing.  At RCPT TO a second try is
 * known by sender, recipient and time; at the end of the mail, if there is one,
 * a program is known by what it writes into the header (kind.h), and a mail
 * that was queued, and not written, again by its Message-ID.
 */
#ifndef MILTER_TRIES_H
#define MILTER_TRIES_H

#include <stdbool.h>

#include "domains/base/buffer.h"
#include "domains/contacts/header.h"
#include "domains/engine/doppel.h"
#include "domains/policy/policy.h"
#include "domains/service/history.h"

/* What one mail can make us hold; of more recipients it is not noted that they
 * passed. */
#define TRIES_BYTES ((size_t)256 << 10)

struct tries {
	struct buffer kept; /* of each its try, a byte, and its recipient */
	size_t last;        /* where the last one begins */
};

/* Of what mail. */
struct tries_mail {
	struct history *history; /* NULL: nobody can remember anything */
	struct span sender;      /* of the envelope, without <> */
	bool cut; /* its header is not known whole, so nobody knows who wrote
	             it: it confirms nothing */
};

/* Is what is registered for a recipient at a known doppelganger?  As a finding
 * it is as wrong as other members are. */
bool
tries_lead_astray(const struct doppel *doppel, struct span member);

/* The try that a recipient is, as the MTA gives it.  What is to be refused is
 * remembered before it is: where nobody can, it goes on
 * (POLICY_TRY_UNKNOWN). */
enum policy_try
tries_ask(struct tries *tries, const struct tries_mail *mail,
    struct span recipient);

/* Is a second try of this mail none? */
bool
tries_are_repeated(const struct tries *tries, const struct tries_mail *mail,
    struct header header);

/* Notes what became of them; refused: the whole mail was. */
void
tries_end(const struct tries *tries, const struct tries_mail *mail,
    struct header header, bool refused);

void
tries_clear(struct tries *tries);

#endif
