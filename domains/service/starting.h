/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting: reports to the service manager how far the first reading of
 * registrations is, and after some time that nobody needs to wait for it.
 *
 *     starting_begin(STARTING_PATIENCE_MS);
 *     starting_progress(3, 20);      as watch_input.progress
 *     starting_end();                it is read, or given up
 *
 * A manager ends what is not ready in time (TimeoutStartSec), and what was read
 * would be lost, every time; and a filter that is to start afterwards would
 * wait for ever if it did not.  A thread keeps the time, for a single source
 * may take all of it.  There is one such reading in a process.
 */
#ifndef DOMAINS_SERVICE_STARTING_H
#define DOMAINS_SERVICE_STARTING_H

#include <stddef.h>
#include <stdint.h>

/* Less than TimeoutStartSec of doppelcheck-watch.service. */
#define STARTING_PATIENCE_MS 120000

/* After so many ms without an end it logs how far the reading is, and reports
 * that the service is ready.  Its thread has the signals blocked that the
 * caller has. */
void
starting_begin(uint64_t patience_ms);

/* So many of all sources are read: reported once a second. */
void
starting_progress(size_t done, size_t all);

/* Reports nothing.  Without a begin, and a second time, it does nothing. */
void
starting_end(void);

#endif
