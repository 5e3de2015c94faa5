/* SPDX-License-Identifier: BSD-2-Clause */
/* Client: who gave a mail, or a recipient that was refused, to the MTA, as far
 * as the line of an event says.
 *
 *     4DA83A: client=mx.b.jp[192.0.2.7], sasl_method=PLAIN, sasl_username=taro
 *     4DA83A: uid=1000 from=<taro>
 *     NOQUEUE: milter-reject: RCPT from mx.b.jp[192.0.2.7]: 550 5.1.2 ...
 *     8AT36Iln027258: from=<s@a>, ..., relay=mx.b.jp [192.0.2.7]
 */
#ifndef DOMAINS_MAILLOG_CLIENT_H
#define DOMAINS_MAILLOG_CLIENT_H

#include <stdbool.h>

#include "domains/maillog/event.h"

/* At which step a recipient was refused, and by whom. */
enum client_step {
	CLIENT_NO_STEP,
	CLIENT_AT_RCPT,   /* by the MTA itself */
	CLIENT_AT_MILTER, /* at RCPT TO, by a milter */
	CLIENT_AT_END     /* the whole mail, of which the log has one recipient
	                     only */
};

struct client {
	struct span address; /* IP; empty: the line does not say */
	struct span user;    /* of SASL; empty: none, or not said */
	bool local;          /* submitted on this host, no SMTP client */
	bool again; /* from a content filter of this host, where the mail was
	               before, */
	struct span before; /* with this id */
	enum client_step step;
};

/* For MAILLOG_CLIENT, MAILLOG_REJECT, MAILLOG_HOLD, and MAILLOG_SENDER of
 * Sendmail.  The spans point into the line. */
void
client_of(const struct maillog_event *event, struct client *client_r);

#endif
