/* SPDX-License-Identifier: BSD-2-Clause */
/* Received: the host that wrote a Received line, and its queue id (RFC 5321
 * 4.4).
 *
 *     "from a (a [192.0.2.1]) by mx.example (Postfix) with ESMTP id 4TestId
 *      for <b@c.example>; Sun, 29 Nov 2026 00:00:01 +0000"
 *                                         mx.example  4TestId
 *
 * What follows "from" is the client's own word, which may be "by x id y": a
 * line with two of either, or of the semicolon before the date, says nothing.
 */
#ifndef DOMAINS_CONTACTS_RECEIVED_H
#define DOMAINS_CONTACTS_RECEIVED_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/contacts/header.h"

struct received {
	struct header_word by;
	struct header_word id; /* "" when there is none */
};

/* Returns false when the line does not say by whom, or cannot be read. */
bool
received_read(struct span value, struct received *received_r);

#endif
