/* SPDX-License-Identifier: BSD-2-Clause */
/* Machine: addresses that programs make or read, which are no contacts and are
 * never stored: made for one mail or one member, or without a person who reads
 * what comes there.
 *
 *     lab-bounces+taro=gmail.com@lists.example       one mail (VERP)
 *     SRS0=HHH=TT=orig.example=user@relay.example    one mail (SRS)
 *     prvs=0123456789=user@own.example               one mail (BATV)
 *     lab-return-5@lists.example, owner-lab@...      list
 *     mailer-daemon@mx.example                       daemon
 *     no-reply@shop.example, send_only@bank.example  unread
 *     taro+shop@gmail.com                            none of these
 *
 * Sources: Postfix' VERP_README and D. J. Bernstein's "Variable Envelope Return
 * Paths" (1997) for VERP; Sympa's, Mailman's, ezmlm's and Google Groups' own
 * forms; the Sender Rewriting Scheme (M. Weng, S. Shu, 2003);
 * draft-levine-smtp-batv-01; RFC 2142 6 for -request, RFC 5321 4.5.5 for
 * daemons.
 */
#ifndef DOMAINS_CONTACTS_MACHINE_H
#define DOMAINS_CONTACTS_MACHINE_H

#include "domains/base/span.h"

enum machine {
	MACHINE_NONE,   /* perhaps a person's */
	MACHINE_MAIL,   /* made for one mail or member */
	MACHINE_LIST,   /* a list's own */
	MACHINE_DAEMON, /* of an MTA */
	MACHINE_UNREAD, /* nobody reads it, and it says so */
};

/* An address, with or without <>, in any case. */
enum machine
machine_find(struct span address);

#endif
