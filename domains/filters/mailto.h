/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailto: the recipients of a mailto: URI (RFC 6068), as RFC 5436 has them for
 * notify.
 *
 *     mailto:a@b.jp%2Cc@d.jp?cc=e@f.jp&subject=to%20x@y.jp
 *
 *     a@b.jp, c@d.jp, e@f.jp
 *
 * To and Cc are recipients.  Bcc is reserved there (Pigeonhole leaves it out
 * with a warning); Exim puts it into the header that it takes them from.
 */
#ifndef DOMAINS_FILTERS_MAILTO_H
#define DOMAINS_FILTERS_MAILTO_H

#include "domains/filters/decoded.h"

/* Is it one, in any case? */
bool
mailto_begins(const struct decoded *uri);

/* Hands on the recipients.  Returns 0, or -1 when take() ended it. */
int
mailto_take(const struct reader_text *text, unsigned line,
    const struct decoded *uri, bool with_bcc);

#endif
