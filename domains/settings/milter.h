/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of the milter: milter.conf -> what the daemon does about a verdict,
 * for whom, and where it listens.  The manual is doppelcheck.conf(5). */
#ifndef DOMAINS_SETTINGS_MILTER_H
#define DOMAINS_SETTINGS_MILTER_H

#include <sys/types.h>

#include "domains/base/diagnostic.h"
#include "domains/settings/table.h"
#include "domains/settings/exempt.h"
#include "domains/settings/actions.h"
#include "domains/settings/contacts.h"

#define SETTINGS_MILTER_SOCKET "unix:/run/doppelmilter/doppelmilter.sock"

#define SETTINGS_MILTER_STATE "/var/lib/doppelmilter"

/* milter.conf's table. */
extern const struct setting_key settings_milter_table[];

/* Whose mail shows contacts; where they are kept says domains.conf. */
struct settings_milter_contacts {
	struct exempt ours; /* clients that send mail of ours, beside users who
	                       authenticate and what is submitted here; no
	                       senders, no users */
	char *authserv_id;  /* of the filters here (RFC 8601); NULL: nobody is
	                       ever heard from */
	unsigned authserv_fields; /* so many they write in every mail from
	                             outside (authentication.h) */
	bool authserv_alone;      /* fields of that id are always theirs */
};

struct settings_milter {
	/* in force from the start on */
	char *socket;       /* as socket.h reads it */
	mode_t socket_mode; /* of a unix socket */
	char *socket_group; /* NULL: the process's */
	char *user;         /* NULL: the one who starts it, but not root */
	bool log_to_stderr; /* else to syslog */
	/* in force from the start or a reload on */
	char *domains; /* path of domains.conf; beside milter.conf by default */
	char *state_directory; /* of copies of the lists; "": none */
	struct action_table policy;
	unsigned confirm_line; /* where an action is to be confirmed; 0: none */
	struct exempt exempt;
	struct settings_milter_contacts contacts;
	bool dns;              /* ask the DNS about names in doubt */
	unsigned dns_deadline; /* ms, for all questions of a mail */
};

/* Reads milter.conf.  Returns 0, or -1 with the errors added and *settings_r
 * untouched. */
int
settings_milter_load(const char *path, struct diagnostics *diagnostics,
    struct settings_milter *settings_r);

/* Is there a store for what is to be confirmed?  Returns 0, or -1 with an error
 * in path, the file that was read. */
int
settings_milter_check_store(const struct settings_milter *settings,
    const char *path, const struct settings_contacts *contacts,
    struct diagnostics *diagnostics);

void
settings_milter_clear(struct settings_milter *settings);

#endif
