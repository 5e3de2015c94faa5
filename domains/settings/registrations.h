/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of registrations: the files of domains.conf that forward mail for an
 * address here, and the demands on single lists.
 *
 *     registrations = {
 *         aliases = "/etc/aliases";
 *         members = [ "/var/lib/lists/all.members" ];
 *         local-domains = "example.ac.jp";
 *     };
 *     policies = (
 *         { lists = "kinkyu@example.ac.jp"; private-address = true; }
 *     );
 */
#ifndef DOMAINS_SETTINGS_REGISTRATIONS_H
#define DOMAINS_SETTINGS_REGISTRATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/base/strings.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/readers/type.h"
#include "domains/registrations/member.h"
#include "domains/settings/table.h"

/* More is a mistake: a pattern takes in any number of files. */
#define SETTINGS_SOURCES_MAX 1000
#define SETTINGS_POLICIES_MAX 1000

/* A change is in force within a minute. */
#define SETTINGS_REFRESH_DEFAULT 1
#define SETTINGS_REFRESH_MAX 50

/* Files of one type. */
struct settings_source {
	enum reader_type type;
	char *what; /* a pattern as of glob(3), absolute where the
	               configuration's path is; or a table of Postfix's as of
	               postmap(1), "hash:/etc/aliases" */
	bool table;
};

/* Mailman 3's core, over REST. */
struct settings_mailman3 {
	char *url; /* NULL: none */
	char *user;
	char *password_file;
};

struct settings_registrations {
	struct settings_source *sources;
	size_t source_count, source_room;
	char *postfix; /* directory of a Postfix's configuration, whose tables
	                  are sources too and whose domains are local ones;
	                  "": the usual one; NULL: none */
	struct strings local_domains; /* canonical */
	char *delimiter; /* the bytes between user and extension; NULL: as
	                    Postfix says, else none */
	char *contact;   /* the address to ask about a list without an owner;
	                    NULL */
	struct settings_mailman3 mailman3;
	unsigned refresh; /* seconds between two looks at the files */
	char *file;       /* the registrations file; NULL: the usual one */
	struct lookup_key_rules rules; /* of what stands here, no Postfix asked:
	                                  its defaults */
};

/* Demands on lists. */
struct settings_policy {
	struct strings lists; /* patterns as of fnmatch(3), in lower
	                 case: of the whole address where they have an @, else
	                 of the local part */
	bool private_address; /* no free mail and no carriers as members */
	bool misspelled_name; /* members' addresses hold their person's name */
	bool unconfirmed;     /* members are to be heard from (contacts.h); true
	                     unless it says no */
	char *contact;        /* the address to ask; NULL: the owner */
};

struct settings_policies {
	struct settings_policy *list;
	size_t count, room;
};

/* For the table of domains.conf: the keys of struct settings_registrations and
 * of each struct settings_policy. */
extern const struct setting_key settings_registration_keys[];
extern const struct setting_key settings_policy_keys[];

/* As append() and take() of the groups in a struct settings_policies. */
void *
settings_append_policy(void *policies);
const char *
settings_check_policy(const struct setting_value *group);

void
settings_clear_registrations(struct settings_registrations *registrations);
void
settings_clear_policies(struct settings_policies *policies);

/* Sets rules, once all else is set.  Returns 0, or -1 when memory is out. */
int
settings_make_rules(struct settings_registrations *registrations);

/* Is there anything to read? */
bool
settings_has_registrations(const struct settings_registrations *registrations);

/* The path of the file that a watcher keeps and a gate reads. */
const char *
settings_registrations_file(const struct settings_registrations *registrations);

/* For the look-up of recipients: do lists that are named without a domain have
 * a local one?  path as settings_load() takes it.  Returns 0, or -1 with an
 * error. */
int
settings_check_local(const struct settings_registrations *registrations,
    const char *path, struct diagnostics *diagnostics);

/* Are what is named files, and a directory of Postfix's?  Patterns may find
 * nothing, and what the process may not look at may be there.  path as above.
 * Adds an error for each that is not there, or is something else. */
void
settings_check_places(const struct settings_registrations *registrations,
    const char *path, struct diagnostics *diagnostics);

/* The first policy with a pattern for a list, as a registration names it
 * ("lab", "lab@example.jp"), in any case; NULL when there is none.  A list
 * without a domain is one of every local domain, so the domain of a pattern
 * does not matter to it. */
const struct settings_policy *
settings_find_policy(const struct settings_policies *policies,
    struct span list);

#endif
