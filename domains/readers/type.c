/* SPDX-License-Identifier: BSD-2-Clause */
/* The forms' names. */
#include "domains/readers/type.h"

#include <string.h>

const char *const reader_type_names[READER_TYPES + 1] = {
    [READER_AUTO] = "auto",
    [READER_LIST] = "list",
    [READER_ALIASES] = "aliases",
    [READER_VIRTUAL] = "virtual",
    [READER_FORWARD] = "forward",
    [READER_MEMBERS] = "members",
    [READER_SIEVE] = "sieve",
    [READER_CSV] = "csv",
    [READER_MAILMAN] = "mailman",
    [READER_SYMPA] = "sympa",
    [READER_FML] = "fml",
    [READER_VCARD] = "vcard",
    [READER_LDIF] = "ldif",
    [READER_ABOOK] = "abook",
    [READER_MUTT] = "mutt",
    [READER_PINE] = "pine",
    [READER_ELM] = "elm",
    [READER_ACCESS] = "access",
    [READER_TRANSPORT] = "transport",
    [READER_RELOCATED] = "relocated",
    [READER_MAIN_CF] = "main.cf",
    [READER_MASTER_CF] = "master.cf",
    [READER_MLMMJ] = "mlmmj",
    [READER_EZMLM] = "ezmlm",
    [READER_SCHLEUDER] = "schleuder",
    [READER_QMAIL] = "qmail",
    [READER_EXIM_FILTER] = "exim-filter",
    [READER_SPREADSHEET] = "spreadsheet",
    [READER_EXIM] = "exim",
    [READER_OPENSMTPD] = "opensmtpd",
    [READER_VIRTUSERTABLE] = "virtusertable",
    [READER_GENERICSTABLE] = "genericstable",
    [READER_MAILERTABLE] = "mailertable",
    [READER_DOMAINS] = "domains",
    [READER_QUEUE] = "queue",
    [READER_TEXT] = "text",
    [READER_PROCMAIL] = "procmail",
    [READER_FDM] = "fdm",
    [READER_MAILDROP] = "maildrop",
    [READER_MAILLOG] = "maillog",
};

const char *
reader_type_name(enum reader_type type)
{
	return reader_type_names[type];
}

bool
reader_type_parse(const char *text, enum reader_type *type_r)
{
	for (enum reader_type i = 0; i < READER_TYPES; i++)
		if (strcmp(text, reader_type_names[i]) == 0) {
			*type_r = i;
			return true;
		}
	return false;
}

bool
reader_type_is_table(const char *text)
{
	const char *colon = strchr(text, ':'), *slash = strchr(text, '/');

	return colon != NULL && colon != text &&
	       (slash == NULL || colon < slash);
}
