/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of contacts: where is remembered whom we write to.
 *
 *     contacts = {
 *         store = "sqlite:/var/lib/doppelcontacts/contacts";
 *         retention = 730;
 *         unconfirmed-after = { mails = 20; days = 60; };
 *         confirm-request = { from = "kakunin@univ.example"; days = 14; };
 *     };
 */
#ifndef DOMAINS_SETTINGS_CONTACTS_H
#define DOMAINS_SETTINGS_CONTACTS_H

#include <stdbool.h>

#include "domains/contacts/store.h"
#include "domains/settings/table.h"

#define SETTINGS_CONTACTS_QUESTIONS \
	"/run/doppelcontacts-questions/questions.sock"
#define SETTINGS_CONTACTS_RETENTION 730
#define SETTINGS_CONTACTS_LEARNING 30
#define SETTINGS_CONTACTS_SOCKET "/run/doppelcontacts/doppelcontacts.sock"

/* The mails that ask the owners of registered addresses to answer. */
struct settings_request {
	char *from;      /* that asks, and is answered; NULL: nobody is asked */
	char *name;      /* the organisation, for people; NULL: from */
	char *language;  /* NULL: the environment's */
	char *delimiter; /* between a local part and what is added to it, one
	                    byte: the answer's address brings the token, too.
	                    NULL: the MTA here knows none */
	unsigned days;   /* to answer */
	unsigned again;  /* days after which an address is asked again */
	unsigned most;   /* mails of one run */
};

#define SETTINGS_REQUEST_DAYS 14
#define SETTINGS_REQUEST_AGAIN 90
#define SETTINGS_REQUEST_MOST 100

struct settings_contacts {
	char *store; /* as store.h has it, a file's name resolved; NULL: none */
	unsigned store_line;          /* of domains.conf, where it stands */
	char *password_file;          /* of Redis; NULL: there is none */
	char *sentinel_user;          /* NULL: the default one */
	char *sentinel_password_file; /* NULL: Sentinels have none */
	char *key_file; /* addresses are kept as hashes; NULL: they are not */
	char *organisation; /* NULL: "" */
	char *socket;    /* of the process that writes; NULL: the usual one */
	char *questions; /* where the members of lists are asked about; NULL:
	                    the usual one */
	unsigned unconfirmed_mails; /* without an answer make a member of a
	                               list unconfirmed; 0: never */
	unsigned unconfirmed_days;  /* the same */
	struct settings_request request;
	unsigned retention; /* days without mail after which all is forgotten */
	unsigned learning;  /* days of a new store in which nothing is held */
};

extern const struct setting_key settings_contacts_keys[];

/* Are members of lists to be found that nobody was heard from, for the sake of
 * a limit or because they are asked? */
bool
settings_wants_unconfirmed(const struct settings_contacts *contacts);

/* The two sockets, or the usual ones. */
const char *
settings_contacts_socket(const struct settings_contacts *contacts);
const char *
settings_contacts_questions(const struct settings_contacts *contacts);
struct span
settings_contacts_organisation(const struct settings_contacts *contacts);

/* The store, for reading, with the keys of similar contacts. */
struct store_options
settings_contacts_store(const struct settings_contacts *contacts);

void
settings_clear_contacts(struct settings_contacts *contacts);

#endif
