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

#include "domains/base/diagnostic.h"
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
	BUDGET_WAIT,     /* milliseconds in which files of users are opened and
	                    read: see struct budget_wait */
	BUDGET_KINDS
};

/* Of a source.  The largest university has 100,000 members and some thousand
 * files of them; 4,000,000 members take some 10 s and 300 MB. */
#define BUDGET_SOURCE_OPENINGS 100000
#define BUDGET_SOURCE_BYTES ((uint64_t)512 * 1024 * 1024)
#define BUDGET_SOURCE_MEMBERS 4000000
#define BUDGET_SOURCE_FINDINGS 500000
#define BUDGET_SOURCE_SECONDS 30
#define BUDGET_SOURCE_WAIT_SECONDS 120

/* Of all sources of a user other than root together.  List managers and virtual
 * mailboxes belong to one user, with a file for each list or mailbox. */
#define BUDGET_OWNER_OPENINGS 500000
#define BUDGET_OWNER_BYTES ((uint64_t)1024 * 1024 * 1024)
#define BUDGET_OWNER_MEMBERS 4000000
#define BUDGET_OWNER_FINDINGS 50000
#define BUDGET_OWNER_SECONDS 60
#define BUDGET_OWNER_WAIT_SECONDS 300

/* A file is waited for so long before that counts.  A disk that was asleep, or
 * a server in another building, takes half of it, and virtual users may have
 * 250,000 files. */
#define BUDGET_FREE_WAIT_MS 20

/* Files that a pattern finds in one directory that is not root's: a home with
 * more forward files than a list manager has lists is a mistake, or worse.
 * A large one has 20,000, in one directory that belongs to its user. */
#define BUDGET_DIRECTORY_FILES 50000

/* Directories, with a file in each, that a pattern finds in one that is not
 * root's: mailboxes of virtual users belong to one user. */
#define BUDGET_DIRECTORY_FOLDERS 250000

/* A pattern looks so long into such a directory, beyond the usual time for each
 * file. */
#define BUDGET_DIRECTORY_WAIT_SECONDS 300

/* Levels of included files.  Nobody keeps lists deeper, and each takes its part
 * of the stack. */
#define BUDGET_LEVELS 16

/* A source's own file, or one that it includes: a member list of this length
 * has a million lines or more. */
#define BUDGET_FILE_BYTES ((size_t)64 * 1024 * 1024)

/* So many bytes are passed over between two looks at the clock: a millisecond.
 */
#define BUDGET_BYTES_AT_ONCE ((size_t)1024 * 1024)

/* Why what had to be waited for is left out the next times. */
extern const char budget_was_slow[];

struct budget_owner;

/* Whoever reads again and again remembers whose files came slowly, and which
 * ones of those that sources of root's include: these are left out for some
 * time, the latter before anything is asked of their file system. */
struct budget_patience {
	bool (*file_is_left)(void *context, const char *path);
	bool (*user_is_left)(void *context, uid_t uid);
	void (*waited)(void *context, const char *path, uint64_t ms);
	void *context;
};

/* Those of one run. */
struct budgets {
	uint64_t spent[BUDGET_KINDS]; /* by the source at hand */
	uint64_t began;               /* when, in processor time */
	struct budget_owner *owner;   /* its; NULL: root, or nobody to blame */
	uid_t uid;                    /* the owner's */
	uint64_t since_look;          /* at the clock, what was spent, */
	size_t passed;         /*   and the bytes that were passed over */
	bool again;            /* it is read the second time */
	bool named;            /* by the caller, who knows how long it is: any
	                          number of members, so that they need not be
	                          counted first */
	const char *why;       /* it is over one, in words; NULL */
	enum budget_kind over; /* that one; BUDGET_KINDS: levels */
	const struct budget_patience *patience; /* of one run with the next;
	                                           NULL: there is no next one */
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
 * The time that it took counts, but when nothing more can be left out (last).
 */
void
budget_retry(struct budgets *budgets, bool last);

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

/* A wait for a file, from before it is opened until it is read, and for nothing
 * else: what reads the report may take its time.  It counts for the source at
 * hand and for whoever the file belongs to; root's files, and those that the
 * caller named, are waited for.  The clock stands still while the machine
 * sleeps, but not while the process is stopped: then a file is left out that
 * was being read for two minutes.
 *
 *     struct budget_wait wait = budget_wait_begin(budgets);
 *     fd = rights_open(&rights, ...);
 *     wait.whose = &rights;
 *     file_read_open_while(path, fd, max, budget_wait_on, &wait, ...);
 */
struct budget_wait {
	struct budgets *budgets;
	const struct rights *whose; /* NULL: not known yet */
	uint64_t since;             /* by clock_now() */
	uint64_t counted;           /* ms */
};

struct budget_wait
budget_wait_begin(struct budgets *budgets);

/* To be asked again and again: may it go on?  Takes a struct budget_wait. */
bool
budget_wait_on(void *wait);

/* Says that the source at hand is left out, if it is over a budget.  Returns
 * -1. */
int
budget_report(const struct budgets *budgets, const char *name,
    struct diagnostics *diagnostics);

/* How much of a kind the source may still spend. */
uint64_t
budget_left(const struct budgets *budgets, enum budget_kind kind);

/* Frees what they have; they are as new. */
void
budgets_clear(struct budgets *budgets);

#endif
