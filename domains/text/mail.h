/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail: one mail, handed over to the machine's mail system with sendmail(1).
 *
 *     From: doppelcheck <postmaster>      To: owner-lab@example.jp
 *     Subject: ...                        Date: ...
 *     Message-ID: <1a2b.3c.0@host>        MIME-Version: 1.0
 *     Content-Type: text/plain; charset=UTF-8
 *     Content-Transfer-Encoding: 8bit     Auto-Submitted: auto-generated
 *
 * (RFC 5322, RFC 2045, RFC 3834).  The sender of the envelope is empty: a mail
 * that cannot be delivered makes no second one.  A mail to people elsewhere has
 * a sender, who learns that it was not delivered, and is ASCII as a whole.
 */
#ifndef DOMAINS_TEXT_MAIL_H
#define DOMAINS_TEXT_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"

#define MAIL_PROGRAM "/usr/sbin/sendmail"

/* RFC 5322 2.1.1: a line has at most 998 bytes; what is shown of one thing
 * takes less. */
#define MAIL_SHOWN_MAX 900

/* Of a mail to people elsewhere. */
struct mail_outside {
	const char *name;     /* of who writes, UTF-8; NULL: none */
	const char *reply_to; /* as mail_is_address() has it; NULL: from */
	const char *id; /* what Message-ID has before its @; after it stands
	                   the domain of from */
};

struct mail {
	const char *program; /* its absolute path */
	const char *from;    /* both as mail_is_address() has them */
	const char *to;
	const char *subject; /* ASCII in one line: anything else becomes ?;
	                        UTF-8 when it goes outside */
	const struct mail_outside *outside; /* NULL: for those who look after
	                                       mail here */
	const struct buffer *text;          /* lines that end in LF */
	unsigned number;                    /* of this run */
};

/* The name of this machine, as far as it may stand in a Message-ID. */
#define MAIL_HOST_SIZE 256
void
mail_host(char host_r[static MAIL_HOST_SIZE]);

/* Adds bytes of others to a text: nothing that ends a line or drives a
 * terminal, and no more than fits into a line. */
void
mail_add_escaped(struct buffer *text, const char *bytes, size_t len);

/* Does an address stand for itself, in a header and among the arguments of a
 * program: no blank, no list of several, no option, no file, no command? */
bool
mail_is_address(const char *text);

enum mail_result {
	MAIL_TAKEN,
	MAIL_REFUSED, /* the next one may be taken */
	MAIL_STUCK    /* the program does not end: nor will it the next time */
};

/* Hands it over; adds a diagnostic when it was not taken. */
enum mail_result
mail_send(const struct mail *mail, struct diagnostics *diagnostics);

#endif
