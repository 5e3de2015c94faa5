/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings: domains.conf -> what engine, DNS and registrations need.  Programs
 * share it, so that all of them judge alike. */
#ifndef DOMAINS_SETTINGS_SETTINGS_H
#define DOMAINS_SETTINGS_SETTINGS_H

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/settings/contacts.h"
#include "domains/settings/registrations.h"
#include "domains/settings/table.h"

/* The default places; the Makefile sets them. */
#ifndef DOPPEL_SYSCONFDIR
#define DOPPEL_SYSCONFDIR "/etc/doppelcheck"
#endif
#ifndef DOPPEL_LISTDIR
#define DOPPEL_LISTDIR "/usr/share/doppelcheck/lists"
#endif

/* domains.conf's table. */
extern const struct setting_key settings_domains_table[];

struct settings {
	struct doppel_options engine; /* points into this struct's memory */
	struct doppel_list *lists;    /* engine has it too */
	size_t list_room;
	char *known_real;
	struct dns_options dns; /* for the caller's dns_open(); without event */
	char *dns_servers;
	struct settings_registrations registrations;
	struct settings_policies policies;
	struct settings_contacts contacts;
};

/* Reads domains.conf.  path NULL: DOPPEL_SYSCONFDIR "/domains.conf" when it
 * exists, else the defaults; a path that is given must exist.
 *
 * lists_dir NULL: as configured.  Otherwise the shipped lists, and
 * protected.list and exempt.list when they are there, come from lists_dir; the
 * local files of the configuration, registrations and policies follow only
 * when path was given.
 * Returns 0 with *settings_r to be cleared, or -1 with the errors added. */
int
settings_load(const char *path, const char *lists_dir,
    struct diagnostics *diagnostics, struct settings *settings_r);

void
settings_clear(struct settings *settings);

#endif
