/* SPDX-License-Identifier: BSD-2-Clause */
/* Translation: a text in the reader's language, by gettext, where the process
 * has one.  messages_start() (domains/text/messages.h) chooses it; without it,
 * as in the gate, every text stays as it is and costs a comparison.
 *
 *     puts(_("no address"));                the translation, else the English
 *     static const char *const kinds[] = {N_("aliases")};
 *     puts(_(kinds[0]));                    a table is marked, then translated
 */
#ifndef DOMAINS_BASE_TRANSLATION_H
#define DOMAINS_BASE_TRANSLATION_H

#include <libintl.h>
#include <locale.h>
#include <stdbool.h>

#define _(text) (translation_is_on() ? gettext(text) : (text))
#define N_(text) text

/* gettext() takes a lock and searches for a locale without messages, too:
 * a third of what a finding costs. */
static inline bool
translation_is_on(void)
{
	const char *locale = setlocale(LC_MESSAGES, NULL);

	return locale[0] != 'C' || locale[1] != '\0';
}

#endif
