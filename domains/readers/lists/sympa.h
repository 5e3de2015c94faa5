/* SPDX-License-Identifier: BSD-2-Clause */
/* Sympa: who is in a list of Sympa's, and who owns and edits it. */
#ifndef DOMAINS_READERS_LISTS_SYMPA_H
#define DOMAINS_READERS_LISTS_SYMPA_H

#include <stdbool.h>

#include "domains/registrations/member.h"

/* What "sympa dump" writes, member.dump, owner.dump, editor.dump, the older
 * subscribers file, and the config of a list: paragraphs of "key value" lines,
 * of which email and gecos are read.
 *
 *     email taro@example.jp
 *     gecos Yamada Taro
 *     reception mail
 *
 * Owners get the mail for LIST-request, editors that for LIST-editor, neither
 * the posts: an owner is known by the name of the file, by a profile, which no
 * member has, or by the word "owner" at the head of the paragraph.
 * Returns 0, or -1 when take() ended it. */
int
sympa_read(const struct reader_text *text);

/* Does the text begin as a dump of Sympa's? */
bool
sympa_is_dump(struct span text);

#endif
