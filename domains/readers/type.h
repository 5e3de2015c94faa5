/* SPDX-License-Identifier: BSD-2-Clause */
/* Type: the forms in which registrations are kept, by the names that options
 * and configurations give them. */
#ifndef DOMAINS_READERS_TYPE_H
#define DOMAINS_READERS_TYPE_H

#include <stdbool.h>

enum reader_type {
	READER_AUTO,
	READER_LIST, /* addresses, as in mail headers: nothing special */
	READER_ALIASES,
	READER_VIRTUAL,
	READER_FORWARD,
	READER_MEMBERS,
	READER_SIEVE,
	READER_CSV,
	READER_MAILMAN,
	READER_SYMPA,
	READER_FML,
	READER_VCARD,
	READER_LDIF,
	READER_ABOOK,
	READER_MUTT,
	READER_PINE,
	READER_ELM,
	READER_ACCESS,    /* of Postfix, header_checks too */
	READER_TRANSPORT, /* and relay hosts by sender */
	READER_RELOCATED,
	READER_MAIN_CF,
	READER_MASTER_CF,
	READER_MLMMJ,
	READER_EZMLM,
	READER_SCHLEUDER,
	READER_QMAIL,
	READER_EXIM_FILTER,
	READER_SPREADSHEET,
	READER_EXIM,      /* aliases */
	READER_OPENSMTPD, /* aliases and virtual tables */
	READER_VIRTUSERTABLE,
	READER_GENERICSTABLE,
	READER_MAILERTABLE,
	READER_TEXT,    /* any text: only the addresses that stand in it */
	READER_DOMAINS, /* names a line, or a filter's allow list */
	READER_QUEUE,   /* what mailq prints */
	READER_PROCMAIL,
	READER_FDM,
	READER_MAILDROP,
	READER_MAILLOG, /* which the caller reads by domains/maillog */
	READER_TYPES
};

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
