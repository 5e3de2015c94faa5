/* SPDX-License-Identifier: BSD-2-Clause */
/* Foreign: what is given as a list of addresses and is something else.  It gets
 * one message that names it, and not one for each of its lines.
 *
 *     1f 8b 08 ...                         compressed (gzip)     unread
 *     192.0.2.1 - - [29/Nov/2026:03...     a log                 unread
 *     <!DOCTYPE html> ...                  an HTML page
 *     Dear all, ...                        a text
 *
 * In what is not unread the addresses are judged, as loose.h finds them.
 *
 * A file whose beginning shows no form is measured by the texts that a list
 * would have in it.  It is no list when more than two of them, and half of all,
 * have no @ (or all of them, of two and more); or when four in five, and eight
 * at least, are broken in any way.  Fewer are slips, each a finding.
 */
#ifndef DOMAINS_FOREIGN_KIND_H
#define DOMAINS_FOREIGN_KIND_H

#include <stdbool.h>

#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

struct foreign {
	const char *what;    /* "a log", with its article; NULL: it is
	                       none, as far as this shows */
	const char *instead; /* what to do about it; NULL: nothing special */
	bool unread;         /* nothing in it is judged */
};

/* By the bytes that a file begins with: archives, pictures, programs.  Returns
 * whether it is foreign, with *foreign_r set. */
bool
foreign_is_binary(struct span begin, struct foreign *foreign_r);

/* By what no form of ours looks like, in UTF-8: logs, pages, messages
 * (marks.c). */
bool
foreign_has_mark(struct span text, struct foreign *foreign_r);

/* By how much of it is no address. */
bool
foreign_is_measured(struct span text, struct foreign *foreign_r);

/* Adds the one diagnostic about it. */
void
foreign_report(const struct foreign *foreign, const char *file,
    struct diagnostics *diagnostics);

#endif
