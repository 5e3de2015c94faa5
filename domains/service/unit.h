/* SPDX-License-Identifier: BSD-2-Clause */
/* Unit: with what rights systemd runs a configuration, which says nothing of
 * that itself where the unit names the user.
 *
 *     struct unit unit;
 *     if (unit_find("/etc/doppelcheck/milter.conf", &unit))
 *             ... unit.user ... unit_hides(&unit, path)
 */
#ifndef DOMAINS_SERVICE_UNIT_H
#define DOMAINS_SERVICE_UNIT_H

#include <stdbool.h>

#define UNIT_SERVICE "doppelmilter.service"
#define UNIT_SOCKET "doppelmilter.socket"

struct unit {
	char user[65];
	bool no_homes;     /* ProtectHome= hides them */
	bool no_temporary; /* PrivateTmp= has others in their place */
	bool has_listener; /* a socket unit listens for it, */
	bool has_socket;   /*   and it is UNIT_SOCKET: */
	char listens[128]; /* where, the first place; "": not known */
};

/* Asks systemctl(1) about the gate's service.  False where systemd does not
 * run, where it has no such service with a user of its own, or where that
 * service does not name this configuration (-c). */
bool
unit_find(const char *path, struct unit *unit_r);

/* What systemctl(1) printed; path has no links in it. */
bool
unit_parse(const char *text, const char *path, struct unit *unit_r);

/* Which setting keeps a file away from the service, or NULL. */
const char *
unit_hides(const struct unit *unit, const char *path);

#endif
