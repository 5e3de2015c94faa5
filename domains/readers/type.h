/* SPDX-License-Identifier: BSD-2-Clause */
/* Type: the forms in which registrations are kept, by the names that options
 * and configurations give them. */
#ifndef DOMAINS_READERS_TYPE_H
#define DOMAINS_READERS_TYPE_H

#include <stdbool.h>

/* The forms and their names. */
#define READER_TYPES_ALL(F)                                                  \
	F(READER_AUTO, "auto")                                               \
	F(READER_LIST, "list") /* as in mail headers */                      \
	F(READER_ALIASES, "aliases")                                         \
	F(READER_VIRTUAL, "virtual")                                         \
	F(READER_FORWARD, "forward")                                         \
	F(READER_MEMBERS, "members")                                         \
	F(READER_SIEVE, "sieve")                                             \
	F(READER_CSV, "csv")                                                 \
	F(READER_MAILMAN, "mailman")                                         \
	F(READER_SYMPA, "sympa")                                             \
	F(READER_FML, "fml")                                                 \
	F(READER_VCARD, "vcard")                                             \
	F(READER_LDIF, "ldif")                                               \
	F(READER_ABOOK, "abook")                                             \
	F(READER_MUTT, "mutt")                                               \
	F(READER_PINE, "pine")                                               \
	F(READER_ELM, "elm")                                                 \
	F(READER_ACCESS, "access")       /* of Postfix, header_checks too */ \
	F(READER_TRANSPORT, "transport") /* and relay hosts by sender */     \
	F(READER_RELOCATED, "relocated")                                     \
	F(READER_MAIN_CF, "main.cf")                                         \
	F(READER_MASTER_CF, "master.cf")                                     \
	F(READER_MLMMJ, "mlmmj")                                             \
	F(READER_EZMLM, "ezmlm")                                             \
	F(READER_SCHLEUDER, "schleuder")                                     \
	F(READER_QMAIL, "qmail")                                             \
	F(READER_EXIM_FILTER, "exim-filter")                                 \
	F(READER_SPREADSHEET, "spreadsheet")                                 \
	F(READER_EXIM, "exim")           /* aliases */                       \
	F(READER_OPENSMTPD, "opensmtpd") /* aliases and virtual tables */    \
	F(READER_VIRTUSERTABLE, "virtusertable")                             \
	F(READER_GENERICSTABLE, "genericstable")                             \
	F(READER_MAILERTABLE, "mailertable")                                 \
	F(READER_TEXT, "text")       /* any: its addresses */                \
	F(READER_DOMAINS, "domains") /* names a line, allow lists */         \
	F(READER_QUEUE, "queue")     /* what mailq prints */                 \
	F(READER_PROCMAIL, "procmail")                                       \
	F(READER_FDM, "fdm")                                                 \
	F(READER_MAILDROP, "maildrop")                                       \
	F(READER_MAILLOG, "maillog") /* read by maillog/ */

#define READER_TYPE(type, name) type,
enum reader_type { READER_TYPES_ALL(READER_TYPE) READER_TYPES };
#undef READER_TYPE

/* "auto", "list", "aliases", ... in the order of the types; NULL ends them. */
extern const char *const reader_type_names[];
const char *
reader_type_name(enum reader_type type);
bool
reader_type_parse(const char *text, enum reader_type *type_r);

/* Does a text name a table of Postfix's ("hash:/etc/aliases")?  A colon stands
 * before any slash. */
bool
reader_type_is_table(const char *text);

#endif
