/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix: what its lines say about mails, as events.  Observed on 3.7; by the
 * release notes 3.4 to 3.11.
 *
 *     postfix/qmgr   ID: from=<s@a>, size=260, nrcpt=7 (queue active)
 *     postfix/smtp   ID: to=<x@b>, orig_to=<y@a>, relay=mx[192.0.2.1]:25, ...,
 *                    status=sent (250 2.0.0 Ok: queued as ID)
 *     postfix/smtpd  NOQUEUE: reject: RCPT from ...; from=<s@a> to=<x@b> ...
 *
 * An address in a line stands in quotes where it needs them since Postfix 3.5,
 * but with info_log_address_format = internal.  3.4 writes it as it is, and who
 * chooses a local part may write fields there.
 *
 * Not to be read from these lines: recipients that a milter took away, what
 * smtp_generic_maps made of an address, the aliases between the first one and
 * the address.
 */
#ifndef DOMAINS_MAILLOG_POSTFIX_H
#define DOMAINS_MAILLOG_POSTFIX_H

#include "domains/maillog/event.h"

/* Takes a line that matters apart. */
void
postfix_line_read(const struct maillog_line *line, maillog_event_take take,
    void *context);

#endif
