/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings: domains.conf -> what engine and records need.  Tools and milter
 * share it, so that all programs judge alike.
 *
 * The file is libconfig syntax.  On top of it stands one table of keys (type,
 * range, default) that drives the reader, the check of faults as file:line and
 * the test that every key is in doppelcheck.conf(5) and the sample.
 */
#ifndef DOMAINS_SETTINGS_H
#define DOMAINS_SETTINGS_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/doppel.h"
#include "domains/engine/fault.h"

/* Where things are when nobody says otherwise; the Makefile sets them. */
#ifndef DOPPEL_SYSCONFDIR
#define DOPPEL_SYSCONFDIR "/etc/doppelcheck"
#endif
#ifndef DOPPEL_LISTDIR
#define DOPPEL_LISTDIR "/usr/share/doppelcheck/lists"
#endif

enum setting_type {
	SETTING_GROUP,       /* has keys of its own */
	SETTING_STRING,
	SETTING_STRING_LIST, /* ["a", "b"], or one string */
	SETTING_INT,
	SETTING_FLOAT,
	SETTING_BOOL,
	SETTING_CHOICE,      /* one of choices, as a string */
};

/* One row of a table.  path is from the root: "lists.directory". */
struct setting_key {
	const char *path;
	enum setting_type type;
	double min, max;            /* INT, FLOAT */
	const char *const *choices; /* CHOICE: NULL-terminated */
};

/* Reads a libconfig file and holds it against a table: syntax, unknown key,
 * wrong type, out of range, key given twice, each a fault as file:line.
 * Returns 0 with *config_r initialised (the caller destroys it), or -1.
 * A table ends with path NULL. */
int
settings_read(const char *path, const struct setting_key *table,
    struct faults *faults, config_t *config_r);

/* domains.conf's table. */
extern const struct setting_key settings_domains_table[];

struct settings {
	struct doppel_options engine; /* points into this struct's memory */
	char *store[64];              /* strings owned; internal */
	size_t store_count;
	struct doppel_list lists[32];
};

/* Reads domains.conf.  path NULL: DOPPEL_SYSCONFDIR "/domains.conf" when it
 * exists, else the defaults.  lists_dir overrides lists.directory (and then
 * the protected.list and exempt.list beside the others are read too); NULL:
 * as configured.  Returns 0 or -1 with the faults added. */
int
settings_load(const char *path, const char *lists_dir, struct faults *faults,
    struct settings *settings_r);

void
settings_clear(struct settings *settings);

#endif
