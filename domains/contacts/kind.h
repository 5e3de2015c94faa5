/* SPDX-License-Identifier: BSD-2-Clause */
/* Kind: what a received mail counts as, by its envelope sender and header.
 * Somebody was heard from only by a mail that a person sent to persons.
 *
 *     MAIL FROM:<>                      report
 *     Auto-Submitted: auto-replied      automatic
 *     List-Id: <lab.univ.example>       list
 *     List-Unsubscribe: <https://...>   bulk, when no other list field is there
 *     X-Auto-Response-Suppress: All     personal: Outlook asks so for no reply
 *
 * Sources: RFC 5321 4.5.5 (null sender), RFC 6522 (multipart/report), RFC 3834
 * and 5436 (Auto-Submitted), RFC 2369 and 2919 (List-), RFC 2076 3.9
 * (Precedence); what programs write beside these stands with its row in
 * kind.c.
 */
#ifndef DOMAINS_CONTACTS_KIND_H
#define DOMAINS_CONTACTS_KIND_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/contacts/header.h"

enum kind {
	KIND_PERSONAL,
	KIND_REPORT,    /* a bounce, a receipt */
	KIND_AUTOMATIC, /* vacation replies, cron, tickets */
	KIND_LIST,      /* sent on by a list */
	KIND_BULK,      /* newsletters */
	KIND_KINDS
};

/* sender is that of the envelope, with or without <>; a null pointer when it is
 * not known.  The header has at least the fields that kind_wants_field() names,
 * in any order.  The first kind in the order above counts. */
enum kind
kind_find(struct span sender, struct header header);

/* Does a field of this name matter here, or in authentication.h, or is it the
 * mail's name?  For a caller that keeps no others. */
bool
kind_wants_field(struct span name);

/* "personal", "report", ...: for logs. */
const char *
kind_name(enum kind kind);

#endif
