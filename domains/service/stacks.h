/* SPDX-License-Identifier: BSD-2-Clause */
/* Stacks: memory for the threads of sessions, taken at the start.
 *
 * libmilter 8.17.1 makes a thread when all that it has are busy.  Where that
 * fails ("LAUNCH_WORKER error"), nothing answers that session any more, and the
 * MTA waits for as long as it does for any reply: Postfix up to 300 seconds,
 * milter_content_timeout. */
#ifndef DOMAINS_SERVICE_STACKS_H
#define DOMAINS_SERVICE_STACKS_H

/* Gives all later threads small stacks, and makes so many that the C library
 * has them ready.  To be called once, before other threads are there; where
 * memory is short already, fewer are ready. */
void
stacks_reserve(void);

#endif
