/* SPDX-License-Identifier: BSD-2-Clause */
/* Session: libmilter's callbacks.  They carry bytes between the MTA and the
 * message and decide nothing.  Only user of libmilter.
 *
 * Steps asked for: connect and MAIL (without an answer where that is faster),
 * RCPT, end of message; with contacts HELO and the header, too.  All else is
 * negotiated away.  The callbacks of
 * one session run on different threads, one after another; all state hangs on
 * the connection.
 */
#ifndef MILTER_SESSION_H
#define MILTER_SESSION_H

#include <stdbool.h>
#include <sys/types.h>

#include "domains/service/snapshot.h"

/* Registers with libmilter.  tcp: the socket is one of TCP (listener_is_tcp).
 * snapshots must live until the process ends: a session that is cut may still
 * be in a callback.  Returns 0 or -1. */
int
session_register(const char *socket, bool tcp, struct snapshots *snapshots);

/* Opens the listener; mode is for a unix socket.  Returns 0 or -1 (libmilter
 * has logged why). */
int
session_listen(mode_t mode);

/* Serves until session_stop() (or one of libmilter's own signals: service.h).
 * Returns 0 or -1. */
int
session_serve(void);

/* From any thread, at any time after session_register(). */
void
session_stop(void);

#endif
