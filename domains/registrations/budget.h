/* SPDX-License-Identifier: BSD-2-Clause */
/* Budget: how much of a machine one source of registrations may cost, and all
 * sources of one owner together, so that nobody's home keeps the others' lists
 * from being read.  All limits stand here.
 *
 *     budget_begin(budgets, &rights);             a source is opened
 *     if (!budget_spend(budgets, BUDGET_OPENINGS, 1)) ... leave it out
 *     budgets->why                                "over 100,000 openings ..."
 *
 * A source that is over a budget is left out as a whole and named in one
 * diagnostic; the others are read as if it were not there.
 */
#ifndef DOMAINS_REGISTRATIONS_BUDGET_H
#define DOMAINS_REGISTRATIONS_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/rights.h"

enum budget_kind {
	BUDGET_OPENINGS, /* of files: the source's own, and one for each time
	                    that an include leads to a file.  It is read once
	                    for a list, but counted as often as a mail system
	                    would read it that does not notice */
	BUDGET_BYTES,    /* of the files that are read */
	BUDGET_MEMBERS,
	BUDGET_FINDINGS, /* for the filter, wrong members that are kept */
	BUDGET_TIME,     /* milliseconds of processor time */
	BUDGET_KINDS
};

/* Of a source.  The largest university has 100,000 members and some thousand
 * files of them; 4,000,000 members take some 10 s and 300 MB. */
#define BUDGET_SOURCE_OPENINGS 100000
#define BUDGET_SOURCE_BYTES ((uint64_t)512 * 1024 * 1024)
#define BUDGET_SOURCE_MEMBERS 4000000
#define BUDGET_SOURCE_FINDINGS 500000
#define BUDGET_SOURCE_SECONDS 30

/* Of all sources of a user other than root together.  List managers and virtual
 * mailboxes belong to one user, with a file for each list or mailbox. */
#define BUDGET_OWNER_OPENINGS 500000
#define BUDGET_OWNER_BYTES ((uint64_t)1024 * 1024 * 1024)
#define BUDGET_OWNER_MEMBERS 4000000
#define BUDGET_OWNER_FINDINGS 50000
#define BUDGET_OWNER_SECONDS 60

/* Files that a pattern finds in one directory that is not root's: a home with
 * more forward files than a list manager has lists is a mistake, or worse.
 * A large one has 20,000, in one directory that belongs to its user. */
#define BUDGET_DIRECTORY_FILES 50000

/* Directories, with a file in each, that a pattern finds in one that is not
 * root's: mailboxes of virtual users belong to one user. */
#define BUDGET_DIRECTORY_FOLDERS 250000

/* Levels of included files.  Nobody keeps lists deeper, and each takes its part
 * of the stack. */
#define BUDGET_LEVELS 16

/* A source's own file, or one that it includes: a member list of this length
 * has a million lines or more. */
#define BUDGET_FILE_BYTES ((size_t)64 * 1024 * 1024)

/* So many bytes are passed over between two looks at the clock: a millisecond.
 */
#define BUDGET_BYTES_AT_ONCE ((size_t)1024 * 1024)

struct budget_owner;

/* Those of one run. */
struct budgets {
	uint64_t spent[BUDGET_KINDS]; /* by the source at hand */
	uint64_t began;               /* when, in processor time */
	struct budget_owner *owner;   /* its; NULL: root, or nobody to blame */
	uint64_t since_look;          /* at the clock, what was spent, */
	size_t passed;         /*   and the bytes that were passed over */
	bool again;            /* it is read the second time */
	bool named;            /* by the caller, who knows how long it is: any
	                          number of members, so that they need not be
	                          counted first */
	const char *why;       /* it is over one, in words; NULL */
	enum budget_kind over; /* that one; BUDGET_KINDS: levels */
	bool (*give_up)(void); /* asked again and again: true ends what is being
	                          read; NULL: never */
	struct interning *uids; /* their numbers are those of the owners */
	struct budget_owner *owners;
	size_t room;
};

/* Begins a source.  What the owner's other sources have spent counts. */
void
budget_begin(struct budgets *budgets, const struct rights *rights);

/* Begins the source at hand again, which was only counted: what it spends now
 * does not count for its owner, but for findings. */
void
budget_repeat(struct budgets *budgets);

/* The source at hand is over a budget, and is begun again without a part of it.
 * The time that it took counts. */
void
budget_retry(struct budgets *budgets);

/* Returns false when the source is over this or another budget, or is given up;
 * it asks for time and for the latter now and then. */
bool
budget_spend(struct budgets *budgets, enum budget_kind kind, uint64_t amount);

/* Looks at the clock, and asks. */
bool
budget_look(struct budgets *budgets);

/* To be asked in each loop over the bytes of a text: after so many more of
 * them, is there time to go on? */
static inline bool
budget_go_on(struct budgets *budgets, size_t bytes)
{
	if (budgets == NULL)
		return true;
	budgets->passed += bytes;
	return budgets->passed < BUDGET_BYTES_AT_ONCE || budget_look(budgets);
}

/* How much of a kind the source may still spend. */
uint64_t
budget_left(const struct budgets *budgets, enum budget_kind kind);

/* Frees what they have; they are as new. */
void
budgets_clear(struct budgets *budgets);

#endif
