/* SPDX-License-Identifier: BSD-2-Clause */
/* Postfix: where this Postfix sends mail, as postconf(1) reports it: which
 * domains are local, which tables, settings and files send mail on.
 *
 *     mydestination = $myhostname, localhost     -> domains
 *     alias_maps = hash:/etc/aliases             -> sources, a table
 *     always_bcc = archive@example.jp            -> sources, a value
 *     -o always_bcc=archive@example.jp           -> the same, of a service
 *     forward_path = $home/.forward              -> forwards, one a user
 */
#ifndef DOMAINS_READERS_MTA_POSTFIX_H
#define DOMAINS_READERS_MTA_POSTFIX_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/base/rights.h"
#include "domains/base/strings.h"
#include "domains/readers/mta/parameters.h"

/* Where its configuration is, unless something else is said. */
#define POSTFIX_USUAL_DIRECTORY "/etc/postfix"

/* Users of the machine whose forward files are looked for.  A directory
 * service may have more: that is reported, and a pattern can name their
 * files. */
#define POSTFIX_USERS_MAX 200000

/* An entry of mydestination may be a file of domains; ours have a dozen. */
#define POSTFIX_DOMAINS_MAX 100000

/* A forward file that a user may have. */
struct postfix_forward {
	char *user;
	char *path; /* with an extension a pattern: "/home/taro/.forward+*" */
	struct rights rights; /* the user's, who opens it */
};

/* Something that its settings send mail to. */
struct postfix_source {
	char *setting; /* "always_bcc", of a service of master.cf
	                  "smtp/inet/smtpd_relay_restrictions" */
	char *text;    /* "hash:/etc/aliases", or the value */
	bool table;
	enum parameter_keys keys;
	enum reader_type type; /* of the table, or of the value */
};

struct postfix {
	struct strings domains; /* of mydestination, the host's own addresses
	                           "[192.0.2.1]" and those of proxy_interfaces;
	                           canonical */
	struct postfix_source *sources;
	size_t source_count;
	struct postfix_forward *forwards;
	size_t forward_count;
	char *delimiter;      /* recipient_delimiter; "" */
	bool no_percent_hack; /* allow_percent_hack is no */
	bool no_bang_path;    /* swap_bangpath is no */
};

/* The directory of the Postfix that is here, if it has a main.cf, to be freed.
 * NULL: there is none; why, of one that is installed, is a diagnostic. */
char *
postfix_find(struct diagnostics *diagnostics);

/* Asks postconf.  config_dir NULL: the usual directory; give_up as for
 * subprocess_read().  What cannot be used (an entry of mydestination that is a
 * table at a server) becomes a diagnostic, and the rest is there.  Returns 0
 * with *postfix_r to be cleared, or -1 with a diagnostic when Postfix cannot be
 * asked. */
int
postfix_ask(const char *config_dir, bool (*give_up)(void),
    struct diagnostics *diagnostics, struct postfix *postfix_r);

void
postfix_clear(struct postfix *postfix);

#endif
