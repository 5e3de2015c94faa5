/* SPDX-License-Identifier: BSD-2-Clause */
/* Watcher: keeps the registrations file of a gate up to date, until a signal
 * stops it.
 *
 *     SIGUSR1, SIGHUP   reads all again
 *     SIGTERM, SIGINT   stop, at once; while it reads they end it
 *
 * It judges without the DNS, by the policies of domains.conf.  The file is
 * written when what it says changes, and every minute with a new time.  A
 * source that cannot be read leaves what it said before.
 */
#ifndef DOMAINS_DOPPELCHECK_WATCHER_H
#define DOMAINS_DOPPELCHECK_WATCHER_H

struct watcher_options {
	const char *config; /* as settings_load() takes them */
	const char *lists;
	const char *fetched; /* as in struct reader_options */
	const char *file;    /* NULL: registrations.file of the configuration */
	void (*stop)(int number); /* takes a stop while it reads: ends the
	                             process, with 0 */
};

/* Watches.  Returns 0 after a stop, or -1 when it could not begin: it has
 * reported why. */
int
watcher_run(const struct watcher_options *options);

#endif
