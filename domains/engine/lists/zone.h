/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone: a list as the TXT records of a DNS zone, byte for byte.
 *
 *     @         TXT "doppellist 1 doppelgangers entries=55 bytes=10712 ..."
 *                   "# end entries=55\n"
 *     gmai.com  TXT "" "# a comment\ngmai.com  gmail.com  note=...\n"
 *
 * The first string of a record is its head, those after it are text.  An
 * entry's record stands at the entry's name and has what the list has from the
 * end of the entry before it to the end of its own line; what comes after the
 * last entry stands at the zone's own name, with the summary of the whole.  So
 * a new entry changes two records, its own and the summary, and an IXFR
 * (RFC 1995) carries no more.
 *
 * Records have no order (RFC 2181 5).  The list is in the order of the owners'
 * bytes, as doppellist keeps it, and heads are empty; or else each head is the
 * number of its entry.  An entry whose name is too long for a zone stands at a
 * hash of it.
 *
 * The summary shows what is missing; it proves nothing about who wrote it.
 */
#ifndef DOMAINS_ENGINE_LISTS_ZONE_H
#define DOMAINS_ENGINE_LISTS_ZONE_H

#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/engine/lists/listfile.h"

#define ZONE_VERSION 1

/* Beside a list that doppelzone(8) keeps: what it knows of the zone. */
#define ZONE_STATE_SUFFIX ".state"

/* Of a zone's own name: what is left of NAME_MAX_BYTES is for the entries'. */
#define ZONE_NAME_MAX 63

/* Text of a record: with its lengths and names it fits into a message of
 * 65,535 bytes, also where a server leaves room for its own. */
#define ZONE_TEXT_MAX 49152

/* Text of a string (RFC 1035 3.3). */
#define ZONE_STRING_MAX 255

struct zone_summary {
	enum listfile_kind kind;
	size_t entries; /* those that take something back, too */
	size_t bytes;   /* of the list */
	uint64_t hash;  /* span_hash() of them, seed 0 */
};

#define ZONE_HEAD_SIZE 128

const char *
zone_format_summary(const struct zone_summary *summary,
    char buf[static ZONE_HEAD_SIZE]);

/* Where the record of an entry stands, relative to the zone. */
const char *
zone_find_owner(const struct name *name, char buf[static NAME_SIZE]);

/* Is a serial number greater than another (RFC 1982 3.2)?  2^31 apart neither
 * is. */
static inline bool
zone_serial_is_greater(uint32_t serial, uint32_t other)
{
	return (int32_t)(serial - other) > 0;
}

/* ---- reading ------------------------------------------------------------- */

struct zone_record {
	size_t owner, text; /* where they are in the bytes */
	uint32_t owner_len, text_len;
	uint32_t number; /* 0: by name */
};

/* Records in any order become a list:
 *
 *     struct zone_reading reading = {.zone = "lists.example"};
 *     each: zone_take(&reading, owner, rdata, &diagnostics)
 *     zone_finish(&reading, kind, &diagnostics, &list)
 *     zone_clear(&reading);
 */
struct zone_reading {
	const char *zone; /* for messages */
	struct buffer bytes;
	struct zone_record *records;
	size_t count, room;
	size_t text_len; /* of all records */
	struct zone_summary summary;
	struct zone_record last; /* the text after the last entry */
	bool has_summary;
};

/* Takes the RDATA of a TXT record, in strings with their lengths before them;
 * the owner is relative to the zone, empty at its own name.  Returns 0, or -1
 * with a diagnostic: then no list will come of it. */
int
zone_take(struct zone_reading *reading, struct span owner, struct span rdata,
    struct diagnostics *diagnostics);

/* Adds the list's bytes to list, when all of it was there, it is of this kind
 * and listfile_parse() finds nothing wrong.  Returns 0, or -1 with
 * diagnostics. */
int
zone_finish(struct zone_reading *reading, enum listfile_kind kind,
    struct diagnostics *diagnostics, struct buffer *list);

void
zone_clear(struct zone_reading *reading);

#endif
