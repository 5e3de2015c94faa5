/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV separator: what stands between the cells of a register: a comma, a tab, a
 * semicolon, a bar, a colon, or nothing in a list with a heading.
 *
 *     sep=;                                    it is said
 *     Name;E-Mail;Ort                          it makes rows that are alike,
 *     Taro;taro@gmai.com;"Kyoto, Japan"        and cells that are addresses
 */
#ifndef DOMAINS_READERS_BOOKS_CSV_SEPARATOR_H
#define DOMAINS_READERS_BOOKS_CSV_SEPARATOR_H

#include "domains/base/span.h"

/* Leaves "sep=;" before the rows out of the text, as Excel wants it; the line
 * is that of the first row then.  Returns the separator, '\0' when nothing is
 * said. */
char
csv_separator_said(struct span *text, unsigned *line);

/* By the first rows.  '\0' when no separator makes rows that are alike. */
char
csv_separator_choose(struct span text, unsigned line);

#endif
