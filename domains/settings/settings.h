/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings: domains.conf -> what engine and records need.  Tools and milter
 * share it, so that all programs judge alike.
 *
 * The file is libconfig syntax.  On top of it stands one table of keys (type,
 * range, default) that drives the reader, the check of faults as file:line and
 * the test that every key is in doppelcheck.conf(5) and the sample.
 */
#ifndef DOMAINS_SETTINGS_SETTINGS_H
#define DOMAINS_SETTINGS_SETTINGS_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

#include "domains/dns/dns.h"
#include "domains/engine/doppel.h"
#include "domains/base/diagnostic.h"
#include "domains/settings/registrations.h"

/* Where things are when nobody says otherwise; the Makefile sets them. */
#ifndef DOPPEL_SYSCONFDIR
#define DOPPEL_SYSCONFDIR "/etc/doppelcheck"
#endif
#ifndef DOPPEL_LISTDIR
#define DOPPEL_LISTDIR "/usr/share/doppelcheck/lists"
#endif

enum setting_type {
	SETTING_GROUP,  /* has keys of its own */
	SETTING_GROUPS, /* ( {...}, {...} ), each with the same keys; or
	                        one group */
	SETTING_STRING,
	SETTING_STRING_LIST, /* ["a", "b"], or one string */
	SETTING_INT,
	SETTING_FLOAT,
	SETTING_BOOL,
	SETTING_CHOICE, /* one of choices, as a string */
};

/* One row of a table.  path is from the root: "lists.directory"; the groups
 * above it need no rows of their own, but lists of groups do. */
struct setting_key {
	const char *path;
	enum setting_type type;
	double min, max;            /* INT, FLOAT; both 0: any */
	const char *const *choices; /* CHOICE: NULL-terminated */
};

/* Reads a libconfig file and holds it against a table: syntax, unknown key,
 * wrong type, out of range, key given twice, each a fault as file:line with
 * the key's whole path.  libconfig itself stops at the first fault of syntax
 * (a key given twice is one); of the others all are reported.
 * Returns 0 with *config_r initialised (the caller calls config_destroy(), and
 * never copies the struct: its settings point back to it), or -1, nothing to
 * destroy.  A table ends with path NULL.  config_lookup_float() then takes
 * integers too. */
int
settings_read(const char *path, const struct setting_key *table,
    struct diagnostics *diagnostics, config_t *config_r);

/* The same for bytes in memory; path is for messages. */
int
settings_parse(const char *path, const char *bytes, size_t len,
    const struct setting_key *table, struct diagnostics *diagnostics,
    config_t *config_r);

/* For what a table cannot say: adds the fault "file:line: path: text" at the
 * setting with this path, or at the file when it is not given. */
void
settings_diagnostic(const config_t *config, const char *path,
    struct diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A STRING_LIST: how many strings it has (0: not given), and each. */
size_t
settings_string_count(const config_t *config, const char *path);
const char *
settings_string_at(const config_t *config, const char *path, size_t at);

/* A file's name as it stands in a configuration is relative to the directory
 * of the configuration.  Returns memory of the caller, or NULL when it is
 * out. */
char *
settings_resolve(const char *config_path, const char *name);

/* domains.conf's table. */
extern const struct setting_key settings_domains_table[];

struct settings {
	struct doppel_options engine; /* points into this struct's memory */
	struct doppel_list *lists;
	char *known_real;
	struct dns_options dns; /* for who asks; without event */
	char *dns_servers;
	struct settings_registrations registrations;
	struct settings_policies policies;
};

/* Reads domains.conf.  path NULL: DOPPEL_SYSCONFDIR "/domains.conf" when it
 * exists, else the defaults; a path that is given must exist.
 *
 * lists_dir NULL: as configured.  Otherwise the shipped lists, and
 * protected.list and exempt.list when they are there, come from lists_dir; the
 * local files of the configuration, registrations and policies follow only
 * when path was given.
 * Returns 0 with *settings_r to be cleared, or -1 with the faults added. */
int
settings_load(const char *path, const char *lists_dir,
    struct diagnostics *diagnostics, struct settings *settings_r);

void
settings_clear(struct settings *settings);

#endif
