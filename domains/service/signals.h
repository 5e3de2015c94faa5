/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals: those that stop a program, for its loop of poll().
 *
 *     int fd = signals_hold();
 *     ... fd is readable: stop
 */
#ifndef DOMAINS_SERVICE_SIGNALS_H
#define DOMAINS_SERVICE_SIGNALS_H

/* SIGTERM and SIGINT wait from here on.  Returns a descriptor that is readable
 * when one does, or -1 with errno. */
int
signals_hold(void);

#endif
