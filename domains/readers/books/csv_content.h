/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV content: what a cell has in it, whatever its column is called.
 *
 *     taro@gmai.com; "Sato, H" <h@b.jp>    addresses
 *     taro@b.jp t@c.jp                     so, as PowerShell writes "$list"
 *     SMTP:lab@b.jp;X500:/o=x/cn=lab       addresses, and what is none
 *     taro@b.jp ::: t@c.jp                 addresses, as Google writes several
 *     {SMTP:lab@b.jp, smtp:l@c.jp}         a list of PowerShell's
 *     ["taro@b.jp","SMTP:t@c.jp"]          a list in JSON
 *     old: jane@gmai.com                   a text with an address
 *     @taro, 100 @ 3                       neither
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_CONTENT_H
#define DOMAINS_READERS_BOOKS_CSV_CONTENT_H

#include <stdbool.h>

#include "domains/base/span.h"

/* Has it an @, of half or full width? */
bool
csv_content_has_at(struct span cell);

/* Addresses and nothing else, at least one? */
bool
csv_content_is_addresses(struct span cell);

/* The same, and is there one that the others do not have? */
bool
csv_content_is_others(struct span cell, struct span others);

/* Has a text an address that the others do not have? */
bool
csv_content_has_other(struct span cell, struct span others);

/* Does a text hold an address, and not only as the part of a longer one? */
bool
csv_content_holds(struct span text, struct span address);

/* Only letters, of ASCII or not, and what stands between them? */
bool
csv_content_is_words(struct span cell);

/* Nothing, or a mark or word that nothing is there: "-", "***", "なし"?  "<>" is
 * an address that is missing. */
bool
csv_content_is_empty(struct span cell);

/* What stands in the brackets of a list: PowerShell's, JSON's.  All of a cell
 * that is none. */
struct span
csv_content_in_brackets(struct span cell);

/* Takes the next part of a cell from the rest: a line of it, one of Google's
 * values, one of Exchange's proxy addresses without its "smtp:".  Those of
 * other kinds (X500:, SIP:, a distinguished name of EX) are left out.  false
 * at the end. */
bool
csv_content_next(struct span *rest, struct span *part_r);

/* Does a part of a cell stand beside the addresses of others and could be none
 * itself, as "電話 03" on a line of its own? */
bool
csv_content_is_beside(struct span cell, struct span part);

#endif
