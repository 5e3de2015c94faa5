/* SPDX-License-Identifier: BSD-2-Clause */
/* Notify: tells the service manager how we are (sd_notify(3), Type=notify).
 * Without NOTIFY_SOCKET in the environment it does nothing. */
#ifndef MILTER_NOTIFY_H
#define MILTER_NOTIFY_H

/* "READY=1", "RELOADING=1\nMONOTONIC_USEC=...", "STOPPING=1" */
void
notify_ready(void);
void
notify_reloading(void);
void
notify_stopping(void);

#endif
