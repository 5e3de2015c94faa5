/* SPDX-License-Identifier: BSD-2-Clause */
/* Service manager: reports the state of the daemon to it (sd_notify(3),
 * Type=notify).
 * Without NOTIFY_SOCKET in the environment it does nothing. */
#ifndef DOMAINS_SERVICE_SD_NOTIFY_H
#define DOMAINS_SERVICE_SD_NOTIFY_H

#include <stddef.h>

/* "READY=1\nSTATUS=", "RELOADING=1\nMONOTONIC_USEC=...", "STOPPING=1" */
void
sd_notify_ready(void);
void
sd_notify_reloading(void);
void
sd_notify_stopping(void);

/* How far a start is: "STATUS=registrations: 3 of 20 sources read". */
void
sd_notify_starting(size_t done, size_t all);

#endif
