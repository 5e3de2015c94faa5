/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetched: the members of a service's lists, or a table of Postfix's at a
 * directory service, as doppelfetch has left them in a file, or prints them.
 *
 *     doppelcheck fetched 1
 *     time	1767225600
 *     service	http://127.0.0.1:8001/3.1
 *     page	http://127.0.0.1:8001/3.1/lists/...?page=1	lab@example.jp
 *     member	taro@gmai.com	太郎
 *     left-out	http://127.0.0.1:8001/3.1/lists/.../config	answers with 404
 *     end	5	0123456789abcdef
 *
 *     doppelcheck fetched 1
 *     time	1767225600
 *     service	ldap:/etc/postfix/lists.cf
 *     entry	lab@example.jp	taro@gmai.com
 *     end	4	0123456789abcdef
 *
 * A file of rows (file_rows.h).  page is followed by its members, address and
 * name, which are the entries of this page from 1 on; an entry has a key of the
 * table and a value.  left-out stands for a list, or the rest of one: the page
 * it is of and what is wrong.  Or there is an error instead of all of them,
 * with the same fields.
 *
 * What stands there is not trusted: who may write it could be anybody who
 * speaks to that service.  It can name no file but a page of the service, and
 * what is wrong with it is a diagnostic of the service.
 */
#ifndef DOMAINS_READERS_LISTS_FETCHED_H
#define DOMAINS_READERS_LISTS_FETCHED_H

#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/registrations/file_rows.h"
#include "domains/registrations/member.h"

extern const struct file_rows_form fetched_form;

#define FETCHED_PROGRAM "doppelfetch"

/* In the directory where doppelfetch leaves its answers: the last members that
 * came, "mailman3", or the entries of a table, "ldap-", a number in hex; and
 * with ".failed" why none came after them, which goes when some do. */
#define FETCHED_FAILED ".failed"

#define FETCHED_NAME_SIZE 32
void
fetched_file_name(const char *service, char name_r[static FETCHED_NAME_SIZE]);

/* The table, as it is called without proxy:, when it is one that doppelfetch
 * lists; else NULL. */
const char *
fetched_table(const char *table);

/* Four million members. */
#define FETCHED_MAX ((size_t)256 * 1024 * 1024)

/* doppelfetch looks every five minutes. */
#define FETCHED_OLD_SECONDS 3600

struct fetched_reading {
	const char *service; /* its URL, as configured, or the table */
	member_take take;
	void *context;
	struct buffer *listing; /* NULL; for a table what postmap -s would
	                           print is added to it instead of take() */
	struct diagnostics *diagnostics;
	member_opening opening; /* NULL: nobody wants to know */
	void *opening_context;
};

/* Reads what doppelfetch has printed; the bytes are changed.  Returns 0 when
 * all members were taken, with a diagnostic of each list that was left out, or
 * -1 with a diagnostic, or when take() ended it. */
int
fetched_parse(const struct fetched_reading *reading, char *bytes, size_t len);

/* The same for what it has left in a directory.  Members that came over
 * FETCHED_OLD_SECONDS ago, and why none came after them, are diagnostics. */
int
fetched_read(const struct fetched_reading *reading, const char *directory);

#endif
