/* SPDX-License-Identifier: BSD-2-Clause */
/* Service manager: reports the state of the daemon to it (sd_notify(3),
 * Type=notify).
 * Without NOTIFY_SOCKET in the environment it does nothing. */
#ifndef DOMAINS_SERVICE_SD_NOTIFY_H
#define DOMAINS_SERVICE_SD_NOTIFY_H

/* "READY=1", "RELOADING=1\nMONOTONIC_USEC=...", "STOPPING=1" */
void
sd_notify_ready(void);
void
sd_notify_reloading(void);
void
sd_notify_stopping(void);

#endif
