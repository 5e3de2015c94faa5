/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaks: what went to wrong addresses, in sums: for all, for each domain and
 * for each address.
 *
 *     leaks = leaks_new(&options);
 *     number = leaks_find(leaks, address)         LEAKS_NONE: it is right
 *     leaks_add(leaks, &mail, recipients, count)  one mail, when it is over
 *     leaks_count(leaks), leaks_at(leaks, 0 ...)
 *
 * Memory is bounded whatever a log has in it: by LEAKS_MAX domains and
 * addresses, LEAKS_TALLY_MAX pairs of one of these and a sender, list, relay
 * or Message-ID, and LEAKS_TEXT_MAX bytes each of addresses and other texts.
 * What is over is in the sums of its domain, but not listed by itself, and
 * leaks_overflowed() says so.
 */
#ifndef DOMAINS_MAILLOG_LEAKS_H
#define DOMAINS_MAILLOG_LEAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/interning.h"
#include "domains/base/span.h"
#include "domains/maillog/event.h"
#include "domains/maillog/wanted.h"

#define LEAKS_NONE UINT32_MAX

/* Some 16, 16 and twice 8 MiB, when they are full: arrays double, and so does
 * the index when it is full to three quarters. */
#define LEAKS_MAX 65536
#define LEAKS_TALLY_MAX 393000
#define LEAKS_TEXT_MAX ((size_t)8 << 20)

/* A longer text is no address of anybody's. */
#define LEAKS_TEXT_LEN_MAX 1024

struct leaks_mail;
struct leaks_recipient;

struct leaks_options {
	/* May an address be wrong?  Asked for each recipient of each mail, so
	 * it is cheap; and is it, and what is the name of its domain?  That is
	 * asked once.  What *domain_r points to holds until the next call. */
	bool (
	    *may_be_wrong)(void *context, struct span address); /* NULL: any */
	bool (*is_wrong)(void *context, struct span address,
	    struct span *domain_r);
	/* Does a mail that was sent count, of this sender (without bytes: the
	 * log does not say) and through this list (empty: none)?  NULL: all
	 * do. */
	bool (*counts)(void *context, struct span sender, struct span via);
	void *context;
	struct wanted_part wanted;
	bool message_ids;  /* they are kept */
	bool domains_only; /* addresses are not counted apart */
	bool months;       /* they are counted (LEAKS_MONTH) */
	/* Gets each recipient that is counted, those of a mail one after the
	 * other; sender is a text.  NULL: nobody wants them. */
	void (*keep)(void *context, const struct leaks_mail *mail,
	    uint32_t sender, const struct leaks_recipient *recipient);
};

/* What is counted apart for each: of the mails that were sent. */
enum leaks_tally {
	LEAKS_SENDER,
	LEAKS_LIST,
	LEAKS_RELAY,
	LEAKS_MESSAGE_ID,
	LEAKS_MONTH, /* 12 * year + month from 0, of local time */
};
#define LEAKS_TALLIES 5

/* The total, a domain ("@gmai.com") or an address.  Upper and lower case of
 * ASCII are the same. */
struct leak {
	uint32_t domain; /* of an address; the total of a domain; else
	                    LEAKS_NONE */
	/* Mails with a recipient that it ended for like this; of what was
	 * discarded, recipients. */
	uint64_t mails[MAILLOG_OUTCOMES];
	uint64_t bytes;          /* of those sent */
	int64_t first, last;     /* of those sent; first > last: none was */
	int64_t seen, seen_last; /* of all */
	uint32_t addresses;      /* distinct ones, */
	uint32_t sent_addresses; /*   and those that a mail was sent to */
	uint32_t distinct[LEAKS_TALLIES];
	uint64_t mail;     /* the last one, */
	unsigned outcomes; /*   and what of it was counted */
};

/* A mail that is over, as far as the log says. */
struct leaks_mail {
	struct span sender; /* without bytes: the log does not say */
	struct span message_id;
	uint64_t message_hash; /* 0: it has none */
	uint64_t size;
	/* For logs of other machines, hashes: of the host and the id; of the id
	 * and the Message-ID, 0 without one; and the first line's time. */
	uint64_t key, id;
	int64_t begun;
};

/* One of its wrong recipients, by one way: the same address may come again. */
struct leaks_recipient {
	uint32_t address; /* as leaks_find() has it */
	uint32_t via;     /* texts, or INTERNING_NONE; of one that was handed
	                     on, what is not known of the hop's mail */
	uint32_t relay;   /* "mx.example[192.0.2.1]" */
	enum maillog_outcome outcome;
	int64_t time;
	bool known;    /* by a line that an earlier run read */
	bool on_hop;   /* whose mail is not over, and has no result for it */
	bool reported; /* an earlier run counted it: it counts no more, nor does
	                  its mail for the same leak and outcome */
	uint64_t next; /* the mail's id at the host that took it, as the mail's
	                  id; 0: not known, or it is in the log */
};

/* In how many mails of a leak something stands. */
struct leaks_share {
	uint64_t value; /* the number of a text, the hash of a Message-ID, a
	                   month */
	uint32_t leak;
	uint32_t mails;
	uint32_t mail; /* the last one */
	uint8_t tally;
};

struct leaks;

/* NULL when memory is out. */
struct leaks *
leaks_new(const struct leaks_options *options);
void
leaks_free(struct leaks **leaks);

/* What comes from now on was refused before it was a mail, or not.  Anybody can
 * have the log say so of any address: half of the room is not for that. */
void
leaks_take_refused(struct leaks *leaks, bool refused);

/* Cheap, and true of a few that are right. */
bool
leaks_may_be_wrong(const struct leaks *leaks, struct span address);

/* The number of a wrong address; that of its domain, or the total's, when there
 * is no room for more; LEAKS_NONE when it is not wrong, or not wanted. */
uint32_t
leaks_find(struct leaks *leaks, struct span address);

/* A text's number, for a recipient; INTERNING_NONE when there is no room. */
uint32_t
leaks_text(struct leaks *leaks, struct span text);

/* That of an address of one's own, a list or a sender: whoever writes it in
 * other letters, or with a dot after it, means the same. */
static inline uint32_t
leaks_address(struct leaks *leaks, struct span address)
{
	char lower[LEAKS_TEXT_LEN_MAX];

	if (address.len > 1 && address.bytes[address.len - 1] == '.')
		address.len--;
	if (address.len > sizeof(lower))
		address.len = sizeof(lower);
	return leaks_text(leaks, span_to_lower(address, lower));
}

void
leaks_add(struct leaks *leaks, const struct leaks_mail *mail,
    const struct leaks_recipient *list, size_t count);

/* ---- what came of it ----------------------------------------------------- */

size_t
leaks_count(const struct leaks *leaks);

/* 0 is the total. */
const struct leak *
leaks_at(const struct leaks *leaks, uint32_t number);

/* "", "@gmai.com" or "taro@gmai.com". */
const char *
leaks_name(const struct leaks *leaks, uint32_t number);

const char *
leaks_text_of(const struct leaks *leaks, uint32_t text);

/* All but those of Message-IDs, by leak and tally, the most mails first, and
 * of as many mails by text; those of senders and lists by their texts' ranks,
 * where these are not NULL.  Nothing can be added then. */
const struct leaks_share *
leaks_shares(struct leaks *leaks, const uint64_t *ranks, size_t *count_r);

/* How many texts there are, which are numbered from 0. */
size_t
leaks_count_texts(const struct leaks *leaks);

/* Calls back for each message of the leaked mails, in the order in which they
 * were over.  Returns 0, or -1 with errno. */
struct leaks_message {
	uint32_t address;
	uint32_t sender; /* INTERNING_NONE: unknown */
	int64_t time;
	struct span id;
};
int
leaks_each_message(const struct leaks *leaks,
    void (*take)(void *context, const struct leaks_message *message),
    void *context);

/* Some counts say "at least", and sums have what is not listed. */
bool
leaks_overflowed(const struct leaks *leaks);

/* Memory was out: nothing of it is whole. */
bool
leaks_failed(const struct leaks *leaks);

#endif
