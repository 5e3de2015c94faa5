/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of the milter: milter.conf -> what the daemon does with a verdict,
 * for whom, and where it listens.  doppelcheck.conf(5) is the manual. */
#ifndef MILTER_SETTINGS_MILTER_H
#define MILTER_SETTINGS_MILTER_H

#include <sys/types.h>

#include "domains/engine/fault.h"
#include "domains/settings.h"
#include "milter/exempt.h"
#include "milter/log.h"
#include "milter/policy.h"

#define SETTINGS_MILTER_SOCKET "unix:/run/doppelmilter/doppelmilter.sock"

/* milter.conf's table. */
extern const struct setting_key settings_milter_table[];

struct settings_milter {
	/* taken at start only */
	char *socket;       /* as listener.h reads it */
	mode_t socket_mode; /* of a unix socket */
	char *socket_group; /* NULL: the process's */
	char *user;         /* NULL: whoever starts it, but not root */
	enum log_to log_to;
	/* taken at start and at reload */
	char *domains; /* path of domains.conf; NULL: where it is by default */
	struct policy policy;
	struct exempt exempt;
	bool dns;              /* are names in doubt asked for? */
	unsigned dns_deadline; /* ms, of all questions of a mail */
};

/* Reads milter.conf.  Returns 0, or -1 with the faults added and *settings_r
 * untouched. */
int
settings_milter_load(const char *path, struct faults *faults,
    struct settings_milter *settings_r);

void
settings_milter_clear(struct settings_milter *settings);

#endif
