/* SPDX-License-Identifier: BSD-2-Clause */
/* Progress: a line on the terminal that says how far a long run is, and goes
 * away before anything else is written.
 *
 *     progress_begin(stderr);
 *     progress_step("register.csv", 120000);     reading register.csv, line
 *     progress_hide();                           120000
 *     progress_step_of("mail.log", 350, 1000)    reading mail.log, 35 % of
 *                                                all, 12 seconds left
 *
 * Nothing is shown of what takes less than two seconds.
 */
#ifndef DOMAINS_TEXT_PROGRESS_H
#define DOMAINS_TEXT_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

/* Before the first thread.  NULL, and without a call: nothing is shown. */
void
progress_begin(FILE *out);

/* How far it is.  By any thread, as often as it likes: it costs a look at the
 * clock. */
void
progress_step(const char *file, uint64_t line);

/* The same of several files, by bytes: so many of all were read.  It shows how
 * long the rest takes, as far as that can be known. */
void
progress_step_of(const char *file, uint64_t done, uint64_t all);

/* How many seconds the rest takes, when so many milliseconds were for what is
 * done. */
uint64_t
progress_left(uint64_t done, uint64_t all, uint64_t milliseconds);

/* Takes the line away until the next step. */
void
progress_hide(void);

#endif
