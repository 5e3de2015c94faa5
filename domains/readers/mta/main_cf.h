/* SPDX-License-Identifier: BSD-2-Clause */
/* main.cf and master.cf: what sends mail on in Postfix's configuration itself,
 * in files that somebody gives.
 *
 *     always_bcc = archive@gmai.com              the list is always_bcc
 *     canonical_maps = inline:{a@b.jp=c@gmai.com}        the list is a@b.jp
 *     relayhost = [gmai.com]:587
 *
 *     smtp inet n - y - - smtpd                  master.cf: the list is
 *         -o content_filter=smtp:[gmai.com]      smtp/inet/content_filter
 *
 * $name is what main.cf itself says of the name; what it does not say is left
 * as it is.  Tables in files are not opened: they may be another machine's,
 * and have readers of their own; doppelcheck --system follows them.
 */
#ifndef DOMAINS_READERS_MTA_MAIN_CF_H
#define DOMAINS_READERS_MTA_MAIN_CF_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* Each returns 0, or -1 when take() ended it. */
int
main_cf_read(const struct reader_text *text);
int
master_cf_read(const struct reader_text *text);

/* Does a text begin with settings, one of which is Postfix's?  With services
 * as master(5) has them? */
bool
main_cf_begins(struct span text);
bool
master_cf_begins(struct span text);

#endif
