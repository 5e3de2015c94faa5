/* SPDX-License-Identifier: BSD-2-Clause */
/* Authentication: is it proven that a received mail is of the domain that its
 * author claims?  By the Authentication-Results fields that filters of this
 * host wrote (RFC 8601).
 *
 * Proven is the domain of the only address of the only From field, when
 *   - dmarc=pass has it in header.from, dkim=pass in header.d (or, without one,
 *     header.i), or spf=pass in smtp.mailfrom, or a domain of the same
 *     organisation (RFC 7489 3.1, relaxed: the same registrable domain);
 *   - and no dmarc is "fail" (its owner may want more than the same
 *     organisation), nor "reject" or "quarantine".
 *
 * Whose field is it?  The name alone proves nothing, for a sender can write it.
 * The id must be ours, exactly but for case, the version 1, and one of these
 * must hold:
 *
 *   job     After the id and a slash stands this mail's own queue id, which no
 *           sender can know ("mx.example/4TestId"; OpenDKIM's and OpenDMARC's
 *           AuthservIDWithJobID).  Such a field counts wherever it stands;
 *           with another job it never counts.
 *   place   It stands above the Received line that this host wrote when the
 *           mail came in.  That is the first one of the header, has this host's
 *           name after "by" and, where the queue id is known, that after "id".
 *           Postfix and Sendmail do not show it to a milter (hidden), which
 *           therefore has no such place.
 *   first   It is among the first fields of our id below that line, or where
 *           that is hidden from the top, and above any other Received line.
 *           Filters write above what the sender wrote.  The caller says how
 *           many fields they write in EVERY mail that comes from outside, 0 by
 *           default: one more, and the sender's own would be among the first.
 *           AUTHENTICATION_ALL: the MTA takes the fields of senders away before
 *           any filter sees the mail (RFC 8601 5), so that all are ours.
 *
 * What a sender chooses (envelope address, greeting, tags of signatures) is
 * copied into these fields.  Programs differ in how well they quote it, so that
 * nothing is proven where it has bytes that could end a comment or a value.
 *
 * ARC-Authentication-Results and fields of other ids never count.
 */
#ifndef DOMAINS_CONTACTS_AUTHENTICATION_H
#define DOMAINS_CONTACTS_AUTHENTICATION_H

#include <limits.h>
#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/contacts/header.h"
#include "domains/engine/name/name.h"

#define AUTHENTICATION_ALL UINT_MAX

struct authentication_host {
	const char *id;   /* authserv-id of its filters */
	const char *name; /* by which its Received lines call it; NULL: id */
	unsigned first;   /* see above */
	bool hidden;      /* its Received line is not in the header */
};

/* What is known of the mail beside its header.  Each may be empty: not
 * known. */
struct authentication_mail {
	struct span queue_id;
	struct span sender;   /* of the envelope, with or without <> */
	struct span greeting; /* of HELO or EHLO */
};

enum authentication_state {
	AUTHENTICATION_PROVEN,
	AUTHENTICATION_SUBMITTED, /* auth=pass: a user of ours sent it */
	AUTHENTICATION_NO_FIELD,  /* none that counts: the usual case */
	AUTHENTICATION_NO_AUTHOR, /* no From, several, several addresses, or one
	                             without a domain */
	AUTHENTICATION_FAILED,    /* dmarc=fail */
	AUTHENTICATION_OTHERS,    /* nothing passed, or for other domains */
	AUTHENTICATION_ODD,       /* bytes that could forge */
	AUTHENTICATION_STATES
};

struct authentication {
	enum authentication_state state;
	struct span author;   /* the address in From, into its field; empty
	                         when there is no author */
	struct name domain;   /* its domain */
	const char *by;       /* of a proven one: "dmarc", "dkim", "spf" */
	struct name verified; /* the domain that passed */
};

/* Allocates nothing.  The header has all fields of these names, in the mail's
 * order: Authentication-Results, Received, From, and those of signatures
 * (DKIM-Signature, ARC-Seal, ARC-Message-Signature, DomainKey-Signature); the
 * others do not matter. */
void
authentication_check(const struct authentication_host *host,
    const struct authentication_mail *mail, struct header header,
    struct authentication *authentication_r);

/* "proven", "submitted", "no field", ...: for logs. */
const char *
authentication_state_text(enum authentication_state state);

#endif
