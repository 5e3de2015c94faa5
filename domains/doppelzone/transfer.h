/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfer: asks a name server for a zone's serial number, and for all of a
 * zone that is a list (engine/lists/zone.h).
 */
#ifndef DOMAINS_DOPPELZONE_TRANSFER_H
#define DOMAINS_DOPPELZONE_TRANSFER_H

#include "domains/doppelzone/message.h"
#include "domains/doppelzone/server.h"
#include "domains/engine/lists/zone.h"

/* ms for a whole transfer: a million entries take a tenth of it. */
#define TRANSFER_MS 120000

/* Bytes of all its messages: twice a zone of a million entries. */
#define TRANSFER_SIZE_MAX ((size_t)192 << 20)

struct transfer {
	const char *zone;
	enum listfile_kind kind;
	const struct server *server;
	const struct message_key *key; /* NULL: without TSIG */
};

/* Returns 0, or -1 with diagnostics. */
int
transfer_ask_serial(const struct transfer *transfer,
    struct diagnostics *diagnostics, uint32_t *serial_r);

/* What a zone had when it was transferred. */
struct transferred {
	uint32_t serial;
	size_t entries;
	struct buffer list; /* its bytes, to be cleared */
};

/* Returns 0 with a list that a program can read, or -1 with diagnostics. */
int
transfer_run(const struct transfer *transfer, struct diagnostics *diagnostics,
    struct transferred *transferred_r);

#endif
