/* SPDX-License-Identifier: BSD-2-Clause */
/* Records: each wrong recipient of each mail as it was summed up, for a report
 * that another one is to be added to.  They take no memory but a spill's.
 *
 *     records = records_new();
 *     records_add(records, &record)
 *     records_each(records, take, context)       in the order of adding
 *     records_free(&records);
 */
#ifndef DOMAINS_MAILLOG_RECORDS_H
#define DOMAINS_MAILLOG_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/maillog/event.h"
#include "domains/maillog/leaks.h"

enum record_text {
	RECORD_DOMAIN,  /* the wrong one; empty: there was no room for it */
	RECORD_ADDRESS, /* empty: the same */
	RECORD_SENDER,  /* empty: of a bounce, or not known */
	RECORD_LIST,    /* empty: none, or not known */
	RECORD_RELAY,
	RECORD_MESSAGE_ID, /* empty: not kept, or none */
	RECORD_TEXTS
};

/* Hashes and times as struct leaks_mail and leaks_recipient have them. */
struct record {
	struct span texts[RECORD_TEXTS];
	bool sender_known;
	uint32_t leak; /* as the leaks at hand have it */
	enum maillog_outcome outcome;
	int64_t time, begun;
	uint64_t size;
	uint64_t message_hash, key, id, next;
};

struct records;

/* NULL when memory is out. */
struct records *
records_new(void);
void
records_free(struct records **records);

/* Returns 0, or -1 with errno. */
int
records_add(struct records *records, const struct record *record);

/* A recipient of leaks that is being summed up, as leaks_options.keep gets it.
 */
int
records_add_recipient(struct records *records, const struct leaks *leaks,
    const struct leaks_mail *mail, const struct leaks_recipient *recipient);

/* The texts hold during the call.  Returns 0, or -1 with errno. */
int
records_each(const struct records *records,
    void (*take)(void *context, const struct record *record), void *context);

/* Are both of one mail? */
bool
record_is_of_mail(const struct record *record, const struct record *other);

#endif
