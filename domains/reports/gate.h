/* SPDX-License-Identifier: BSD-2-Clause */
/* Gate: what doppelmilter did with wrong recipients, or would have done in
 * monitor mode, by its own lines in a mail log, in sums.
 *
 *     gate = gate_new(keep);
 *     gate_add(gate, &fact)          for each decision, and for how each ended
 *     gate->modes[mode], gate->cells[mode][reason] ..., gate->hits[1 ...]
 *     gate_free(&gate);
 *
 * The facts of several reports added up give what one run over all their logs
 * has, for a mail is in one of them.  Memory is bounded by GATE_HITS_MAX,
 * GATE_SEEN_MAX and GATE_TEXT_MAX; gate->overflowed says that some counts of
 * addresses and senders are too small.
 */
#ifndef DOMAINS_REPORTS_GATE_H
#define DOMAINS_REPORTS_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "domains/base/hash_index.h"
#include "domains/base/interning.h"
#include "domains/base/spill.h"
#include "domains/maillog/event.h"
#include "domains/policy/exemption.h"
#include "domains/reports/cell.h"
#include "domains/settings/actions.h"

#define GATE_HITS_MAX 65536
#define GATE_SEEN_MAX 400000
#define GATE_TEXT_MAX ((size_t)16 << 20)

/* Mails and recipients that were counted last are known again; a power of
 * two. */
#define GATE_RECENT 65536

/* No text of a fact is longer; more is cut. */
#define GATE_TEXT_LEN_MAX 256

enum gate_mode {
	GATE_ENFORCED,
	GATE_MONITORED, /* nothing was done */
	GATE_EXEMPT,    /* neither */
	GATE_MODES
};

/* "enforce", "monitor", "exempt". */
extern const char *const gate_mode_names[GATE_MODES];
bool
gate_mode_parse(const char *text, enum gate_mode *mode_r);

enum gate_text {
	GATE_ADDRESS,   /* the wrong one: the recipient, or who is registered */
	GATE_RECIPIENT, /* that a member was found by, or that was expanded;
	                   empty: it is the address */
	GATE_SENDER,
	GATE_MEANT, /* a domain; empty */
	GATE_TEXTS
};

/* "address", ...: as programs know them. */
extern const char *const gate_text_names[GATE_TEXTS];

struct gate_fact {
	struct span texts[GATE_TEXTS];
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	enum exemption exempt;
	bool monitor;
	enum action action; /* accept of exempt ones */
	/* Pending: it was decided.  Else how it ended, as the MTA's lines say
	 * after that. */
	enum maillog_outcome outcome;
	int64_t time;
	uint64_t mail;  /* a hash */
	uint64_t queue; /* of the host and the id; 0: it had none yet */
	bool known;     /* an earlier run counted it: it waits for its end */
};

enum gate_mode
gate_fact_mode(const struct gate_fact *fact);

/* Counted are recipients, and how they ended. */
struct gate_counts {
	uint64_t recipients;
	uint64_t mails;
	uint32_t senders, addresses; /* distinct ones */
	uint64_t outcomes[MAILLOG_OUTCOMES];
	int64_t first, last; /* of the decisions; first > last: there was
	                        none */
};

/* A wrong address, by what was decided about it. */
struct gate_hit {
	struct gate_counts counts;
	uint32_t texts[GATE_TEXTS]; /* GATE_SENDER: the first one */
	enum gate_mode mode;
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	enum action action;
};

struct gate {
	struct gate_counts modes[GATE_MODES];
	uint64_t actions[GATE_MODES][ACTION_ACTIONS]; /* recipients */
	uint64_t exempt[EXEMPTIONS];                  /* recipients */
	struct gate_counts cells[GATE_MODES][VERDICT_REASONS]
				[VERDICT_CONFIDENCES][ACTION_ACTIONS];
	struct interning *texts;
	struct hash_index by_hash; /* hits */
	struct gate_hit *hits;     /* 0 is no hit */
	size_t hit_count, hit_room, text_bytes;
	struct hash_index seen; /* pairs of a sum and a sender or address */
	uint64_t *pairs;
	size_t pair_count, pair_room;
	uint64_t *recent;
	struct spill *facts; /* decisions; NULL: they are not kept */
	size_t fact_count;
	uint64_t unread; /* lines of the gate that cannot be read */
	bool overflowed, failed;
};

/* keep: decisions are, for gate_each().  NULL when memory is out. */
struct gate *
gate_new(bool keep);
void
gate_free(struct gate **gate);

/* A decision or an end.  gate->failed when memory is out. */
void
gate_add(struct gate *gate, const struct gate_fact *fact);

/* Upper and lower case of ASCII are the same, of GATE_TEXT_LEN_MAX bytes. */
uint64_t
gate_hash_text(struct span text, uint64_t seed);

/* Was there an end; a decision, or an end of one?  NULL has none. */
bool
gate_counts_ended(const struct gate_counts *counts);
bool
gate_counts_any(const struct gate_counts *counts);

/* The counts of the next cell that has any, in the order of cell_next(); NULL
 * after the last. */
const struct gate_counts *
gate_next_cell(const struct gate *gate, enum gate_mode mode, struct cell *cell);
bool
gate_has_any(const struct gate *gate);

/* The number of a text; INTERNING_NONE when there is no room. */
uint32_t
gate_keep_text(struct gate *gate, struct span text);
const char *
gate_text_of(const struct gate *gate, uint32_t text);

/* Wrong addresses that more was done with than a line in the log, or would
 * have been. */
uint64_t
gate_count_touched(const struct gate *gate);

/* The decisions in the order of adding; the texts hold during the call.
 * Returns 0, or -1 with errno. */
int
gate_each(const struct gate *gate,
    void (*take)(void *context, const struct gate_fact *fact), void *context);

#endif
