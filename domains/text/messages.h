/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages: what people read, in their language, by gettext.
 *
 *     messages_start();                     first thing in main()
 *     puts(_("no address"));
 *     printf(ngettext("%u finding", "%u findings", n), n);
 *
 * The English text is the key; conf/locale has the catalogues, and `make pot`
 * puts new texts into them.  Translated is what a person reads on a terminal.
 * What programs read stays as it is: JSON, but for the words of its notes and
 * errors, CSV, names of reasons, list files, the baseline.  doppelmilter does
 * not call messages_start(): its replies and its log are ASCII and English.
 */
#ifndef DOMAINS_TEXT_MESSAGES_H
#define DOMAINS_TEXT_MESSAGES_H

#include <stdbool.h>

#include "domains/base/translation.h"

/* Finds the catalogues: in the folder locale beside the program, as in .build,
 * else where they are installed.  Which language is the environment's word:
 * LANGUAGE, LC_ALL, LC_MESSAGES, LANG.  Before the first thread. */
void
messages_start(void);

/* The same in a language that an option names: "en", "ja".  Returns false where
 * it has no catalogue, and all is English. */
bool
messages_use(const char *language);

/* Calls write() in a language, and goes back to the one before.  NULL: in that
 * one. */
void
messages_in(const char *language, void (*write)(void *context), void *context);

/* From here on all texts are English: for what goes to programs, or to other
 * people than those at the terminal. */
void
messages_stop(void);

#endif
