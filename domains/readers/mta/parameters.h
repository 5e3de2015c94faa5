/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters: which settings of Postfix's send mail on, or change where it
 * goes, and what their values are made of.
 *
 *     always_bcc = archive@example.jp            an address
 *     relayhost = [smtp.example.jp]:587          a next hop
 *     canonical_maps = hash:/etc/canonical, inline:{a@b.jp=c@d.jp}
 *                                                tables of addresses
 *     smtpd_recipient_restrictions = check_recipient_access hash:/etc/access
 *                                                a table of actions
 *
 * What only has senders (address_verify_sender, double_bounce_sender), commands
 * (mailbox_command) and checks whose actions deliver nowhere else
 * (smtp_header_checks and its like) is none.  (postconf(5) of Postfix 3.7)
 */
#ifndef DOMAINS_READERS_MTA_PARAMETERS_H
#define DOMAINS_READERS_MTA_PARAMETERS_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/readers/type.h"

/* There are no more of them. */
#define PARAMETERS_MAX 64

/* What is looked up in a table, and what becomes of what it says. */
enum parameter_keys {
	PARAMETER_CHAIN, /* recipients; what it says is looked up again */
	PARAMETER_ONCE,  /* recipients, and that is all */
	PARAMETER_OTHERS /* senders, clients, lines of a mail, whole domains */
};

struct parameter {
	const char *name;
	bool tables; /* else the value is what a table would say */
	enum parameter_keys keys;
	enum reader_type type; /* of the tables, or of the value */
};

/* NULL when it sends nothing on.  Restrictions are none of these. */
const struct parameter *
parameter_find(struct span name);

/* By number from 0; NULL after the last. */
const struct parameter *
parameter_at(size_t number);

/* Is it a list of restrictions: smtpd_recipient_restrictions, or one of the
 * classes, which are separated as lists are? */
bool
parameter_restricts(struct span name, struct span classes);

/* The next entry of a list: commas and blanks separate, outside of braces.
 * { } around one are taken off (postconf(5), "list of tables"). */
bool
parameter_next_entry(struct span *rest, struct span *entry_r);

/* The next table of a list of restrictions; *recipients_r is whether its keys
 * are recipients.  A policy service is none. */
bool
parameter_next_access(struct span *rest, struct span *table_r,
    bool *recipients_r);

#endif
