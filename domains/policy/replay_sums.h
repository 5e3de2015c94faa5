/* SPDX-License-Identifier: BSD-2-Clause */
/* Replay sums: what a replay (replay.h) counts of a log's recipients, and what
 * its reports read.
 *
 * Memory is bounded: REPLAY_HITS_MAX wrong recipients, REPLAY_PAIRS_MAX pairs
 * of one of these and a sender, REPLAY_TEXT_MAX bytes each of recipients and of
 * senders; replay->overflowed says that some counts are too small.
 */
#ifndef DOMAINS_POLICY_REPLAY_SUMS_H
#define DOMAINS_POLICY_REPLAY_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/hash_index.h"
#include "domains/base/interning.h"
#include "domains/base/spill.h"
#include "domains/maillog/envelopes.h"
#include "domains/maillog/wanted.h"
#include "domains/policy/recipient.h"

#define REPLAY_HITS_MAX 65536
#define REPLAY_PAIRS_MAX 393000
#define REPLAY_TEXT_MAX ((size_t)16 << 20)

/* What came of a recipient. */
enum replay_kind {
	REPLAY_DECIDED,
	/* the gate is not asked about it: */
	REPLAY_REFUSED,    /* the MTA had refused it */
	REPLAY_AGAIN,      /* it is counted where the mail came in */
	REPLAY_INTERNAL,   /* of a mail that the MTA made, or of a list */
	REPLAY_NO_MILTERS, /* the MTA has none */
	/* the log does not say what it would decide: */
	REPLAY_NO_BEGINNING, /* where the mail came from is not in the log */
	REPLAY_NO_LIST,      /* an alias led to it, which is not in the log */
	REPLAY_TWO_FORMS,    /* submitted here, and rewritten */
	REPLAY_NO_USER,      /* whether the client had logged in, */
	REPLAY_NO_SENDER,    /*   or who sent it, decides */
	REPLAY_DNS,          /* the answer of the DNS decides */
	REPLAY_MEMORY,       /* what the gate remembers decides: contacts, or
	                        whether it is the second try */
	REPLAY_NAMELESS,     /* mails, whose recipients are not in the log */
	REPLAY_UNREAD,       /* lines that are cut, or could say anything */
	REPLAY_TOO_MANY,     /* wrong recipients that had no room */
	REPLAY_KINDS
};

/* "decided", "refused-before", ...: stable. */
const char *
replay_kind_name(enum replay_kind kind);

/* Is the gate asked, though the log does not say what it would decide? */
bool
replay_is_undecidable(enum replay_kind kind);

/* What is decided about a recipient of a mail that is not exempt. */
struct replay_outcome {
	enum verdict_reason reason; /* VERDICT_NONE: nothing is wrong */
	enum verdict_confidence confidence;
	enum action action; /* as a log would say (policy_shown_action) */
};

/* A recipient that something is wrong with. */
struct replay_hit {
	struct replay_outcome outcomes[2]; /* [1]: submitted on this host */
	uint32_t target; /* texts: the wrong address, which may be a member of
	                    the recipient's list */
	uint32_t domain; /*   "@" and its domain */
	uint32_t host;   /* of the log where it was met first */
	bool member;     /* target is one */
	bool dns;        /* the DNS would have been asked */
	uint64_t recipients[2]; /* decided, as outcomes */
	uint64_t exempt;
	uint64_t undecided;
	uint32_t senders;    /* distinct ones */
	int64_t first, last; /* of those decided; first > last: none */
};

struct replay_cell {
	uint64_t recipients;
	uint32_t senders, addresses; /* distinct ones */
};

struct replay_options {
	struct recipient_judge how; /* rules without the MTA's own name */
	const struct exempt *exempt;
	bool dns;                  /* the gate would ask */
	const struct exempt *ours; /* whose mail it would ask the contacts
	                              about; NULL: it has none */
	bool details;              /* recipients are kept */
	struct wanted_part wanted;
};

struct replay {
	struct replay_options options;
	uint64_t kinds[REPLAY_KINDS];
	uint64_t mails;                   /* with a recipient that is decided */
	uint64_t touched;                 /*   or more is done than logging */
	uint64_t along;                   /* recipients that are right, of mails
	                                 that are held or refused whole */
	uint64_t actions[ACTION_ACTIONS]; /* recipients */
	uint64_t exempt[EXEMPTIONS];      /* those of them that are accepted
	                                     although something is wrong */
	uint64_t local; /* those of them submitted on the host */
	struct replay_cell cells[VERDICT_REASONS][VERDICT_CONFIDENCES]
				[ACTION_ACTIONS];
	uint32_t senders;        /* touched */
	int64_t first, last;     /* of all that is decided */
	struct interning *paths; /* by the number of the hit */
	struct replay_hit *hits;
	size_t hit_room;
	struct interning *texts;
	struct hash_index received; /* and pairs */
	struct replay_pair *pairs;
	size_t pair_count, pair_room, path_bytes, text_bytes;
	struct spill *details;
	uint64_t *innocent; /* hashes, direct-mapped; the last bit: the
	                       contacts would be asked */
	bool overflowed, failed;
};

/* NULL when memory is out.  What the options point to outlives it. */
struct replay *
replay_new(const struct replay_options *options);
void
replay_free(struct replay **replay);

/* ---- counting ------------------------------------------------------------ */

/* Hashes of recipients that nothing is wrong with. */
#define REPLAY_INNOCENT ((size_t)65536)

/* Nothing is wrong with it, but the contacts would be asked. */
#define REPLAY_ASKED (ENVELOPES_NONE - 1)

/* What by_client() says of mail of ours, beside what exempts it. */
#define REPLAY_OURS UINT8_C(0x80)

extern const struct replay_hit replay_new_hit;

/* A text's number; 0, that of "", when there is no room. */
uint32_t
replay_text(struct replay *replay, struct span text);

/* The same of a text in lower case. */
uint32_t
replay_folded(struct replay *replay, struct span text);

/* In how many mails a sender stands with something: a hit, or what is none. */
struct replay_pair {
	uint32_t what, sender;
	uint64_t mails;
};

#define REPLAY_WHAT_TOUCHED UINT32_MAX
#define REPLAY_WHAT_RECEIVED (UINT32_MAX - 1)
#define REPLAY_WHAT_CELL (UINT32_MAX - 4096) /* and the cell's number */

/* Counts a mail for a pair; returns whether that is new. */
bool
replay_add_pair(struct replay *replay, uint32_t what, uint32_t sender);

/* ---- reading ------------------------------------------------------------- */

/* Hits count from 0, which is none: recipients that had no room. */
size_t
replay_count(const struct replay *replay);
const char *
replay_text_of(const struct replay *replay, uint32_t text);
const char *
replay_path(const struct replay *replay, uint32_t hit);

/* How many mails came from the hit's wrong address, and from its domain. */
void
replay_received(const struct replay *replay, const struct replay_hit *hit,
    uint64_t *address_r, uint64_t *domain_r);

/* A recipient that more than nothing would have been done with. */
struct replay_detail {
	uint32_t hit;
	enum replay_kind kind;
	enum action action;
	enum exemption exempt;
	bool local;
	uint32_t sender; /* texts; INTERNING_NONE */
	uint32_t host;   /* texts */
	int64_t time;
	uint8_t id_len;
	char id[MAILLOG_ID_MAX];
};

/* Returns 0, or -1 with errno. */
int
replay_each_detail(const struct replay *replay,
    void (*take)(void *context, const struct replay_detail *detail),
    void *context);

#endif
