/* SPDX-License-Identifier: BSD-2-Clause */
/* Link: the addresses that the links of a cell lead to.
 *
 *     mailto:taro%40gmai.com?cc=lab@b.jp&subject=x    taro@gmai.com, lab@b.jp
 *     HYPERLINK("mailto:taro@gmai.com","Taro")        taro@gmai.com
 *     T("taro@gmai.com"), its value not stored        taro@gmai.com
 *
 * A cell with the text "Taro" becomes "Taro <taro@gmai.com>"; one whose text
 * holds the address already stays as it is.
 */
#ifndef DOMAINS_WORKBOOKS_LINK_H
#define DOMAINS_WORKBOOKS_LINK_H

#include <stdbool.h>

#include "domains/base/buffer.h"
#include "domains/base/span.h"

/* Adds the recipients of a mailto: URI (RFC 6068) to a list of addresses with
 * commas between them; nothing for other URIs. */
void
link_add_recipients(struct buffer *addresses, struct span uri);

/* The same for the links in a formula; of one whose value is not known for its
 * texts that are addresses, too. */
void
link_add_formula(struct buffer *addresses, struct span formula, bool unknown);

/* Puts those of the addresses that the text of a cell does not have into it.
 * Addresses of over MARKUP_TEXT_MAX bytes replace the text as they are: no cell
 * may hold so much, and that is reported. */
void
link_add_to_text(struct buffer *text, struct span addresses);

/* The next word of a text with an @ in it; false when there is none. */
bool
link_next_address(struct span *rest, struct span *word_r);

/* Does a name stand before an address in angle brackets, or a longer one that
 * holds it: "鈴木一郎 <ichiro@b.jp>" in the row of 鈴木? */
bool
link_has_name(struct span text, struct span name);

#endif
