/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms: one row for each form of file that is read: how it is known, whose
 * addresses its name says they are, and who reads it.
 *
 *     forms_by_name("/etc/mail/aliases")           READER_ALIASES
 *     forms_by_content(span_of("# Sieve filter"))  READER_SIEVE
 *
 * Another form is another row in forms.c.
 */
#ifndef DOMAINS_READERS_FORMS_H
#define DOMAINS_READERS_FORMS_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/readers/type.h"
#include "domains/registrations/member.h"

struct reader_form {
	const char *const *names; /* of files, NULL ends them: "aliases" is the
	                             whole name, "*.sieve" how it ends,
	                             ".forward+*" how it begins,
	                             "control/owner" its folder's, too; NULL:
	                             none */
	bool (*begins)(
	    struct span text); /* does a file that begins so have this
	                             form?  NULL: nothing shows it */
	struct span (*list)(const char *path); /* whose addresses they are, by
	                             the file's name; NULL: it does not say */
	int (*read)(const struct reader_text *text); /* 0, or -1 when take()
	                             ended it */
	bool binary; /* it is read as bytes: text.text is not decoded */
	bool sure;   /* begins() says more than a file's name */
};

/* By type; READER_AUTO has no row. */
extern const struct reader_form reader_forms[READER_TYPES];

/* READER_AUTO when the name does not show it. */
enum reader_type
forms_by_name(const char *path);

/* By what goes before a name: the aliases of mutt are called "aliases", too.
 * READER_AUTO when there is no such mark. */
enum reader_type
forms_by_mark(struct span text);

/* Of a text in UTF-8, or of bytes for binary forms; READER_AUTO when nothing
 * shows it. */
enum reader_type
forms_by_content(struct span text, bool binary);

#endif
