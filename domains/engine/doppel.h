/* SPDX-License-Identifier: BSD-2-Clause */
/* Doppel: the way into the engine.
 *
 * The caller opens the lists once and judges from any number of threads: the
 * handle does not change after doppel_open().  For a changed list the caller
 * opens a new handle and swaps the two.  Judging an ASCII name
 * allocates nothing and takes no lock.
 *
 *     struct doppel *doppel;
 *     struct diagnostics diagnostics = {0};
 *     if (doppel_open(&options, &diagnostics, &doppel) < 0) ... print them
 *     struct verdict verdict;
 *     doppel_judge_path(doppel, "<taro@gmai.com>", 15, &verdict);
 *     doppel_close(&doppel);
 *
 * The order of the rules: malformed, exempt, known doppelganger with its
 * subdomains (doppelganger.test is always one) unless an own entry overrules it
 * (clashes.h), itself a protected or innocent name, typo of a protected
 * name.  path.c has what comes before there is a name. */
#ifndef DOMAINS_ENGINE_DOPPEL_H
#define DOMAINS_ENGINE_DOPPEL_H

#include <stddef.h>

#include "domains/engine/name/address.h"
#include "domains/base/diagnostic.h"
#include "domains/engine/lists/listfile.h"
#include "domains/engine/name/name.h"
#include "domains/engine/odds/real.h"
#include "domains/engine/verdict.h"

struct doppel;

struct doppel_list {
	enum listfile_kind kind;
	const char *path;
	bool optional;           /* the file need not exist */
	enum list_keeper keeper; /* see clashes.h */
	bool end_mark;           /* it must have one (end_mark.h) */
	bool unread;             /* the caller has no use for it */
	const char *bytes;       /* in place of what the file has; NULL: that */
	size_t len;
};

/* A list as it was read. */
struct doppel_reading {
	const struct doppel_list *list;
	char *bytes; /* of the file, NULL: there is none; whoever keeps them
	                sets it to NULL */
	size_t len;
	size_t entries;
	bool end_mark;
};

/* The least ln odds that a name is a slip, for each confidence. */
struct doppel_thresholds {
	double possible;
	double likely;
	double certain;
};

/* The values that `make accuracy` measures. */
extern const struct doppel_thresholds doppel_thresholds_default;

struct doppel_options {
	const struct doppel_list *lists; /* read in this order */
	size_t list_count;
	const char *known_real; /* file of real domains, one a line; or NULL */
	char *const *local; /* canonical names that have their mail here: a list
	                       that calls one a doppelganger is wrong */
	size_t local_count;
	struct doppel_thresholds thresholds;
	bool few_names;     /* it may be that only a few are judged: what makes
	                       judging fast waits until there are more */
	bool contradictory; /* clashes are no errors: for a caller that finds
	                       them itself */
	/* Looks at each list that was read without an error, unless it has
	 * bytes.  To refuse it: a diagnostic and -1.  NULL: nobody looks. */
	int (*inspect)(void *context, struct doppel_reading *reading,
	    struct diagnostics *diagnostics);
	void *context;
};

/* Returns 0, or -1 with diagnostics added and *doppel_r untouched. */
int
doppel_open(const struct doppel_options *options,
    struct diagnostics *diagnostics, struct doppel **doppel_r);

/* Sets *doppel to NULL. */
void
doppel_close(struct doppel **doppel);

/* What is no error in the lists, but not as it should be. */
const struct diagnostics *
doppel_warnings(const struct doppel *doppel);

/* Judges an envelope path as address_parse_path() takes it.  A path that cannot
 * be parsed has the verdict of the domain that an MTA would send it to all the
 * same ("a@b@gmai.com"); if nothing is against that, it is malformed. */
void
doppel_judge_path(const struct doppel *doppel, const char *bytes, size_t len,
    struct verdict *verdict_r);

/* Judges the domain of an address that is already parsed.  A domain that is no
 * name but stands below a known doppelganger ("a_b.gmai.com") is one too. */
void
doppel_judge_domain(const struct doppel *doppel, const char *domain, size_t len,
    struct verdict *verdict_r);

/* Judges a canonical name. */
void
doppel_judge_name(const struct doppel *doppel, const struct name *name,
    struct verdict *verdict_r);

/* Judges a canonical name for a caller with more evidence: a name whose odds
 * are less than "possible" by at most below has meant, typo, odds, file and
 * line set, too; its reason is VERDICT_NONE all the same. */
void
doppel_judge_doubt(const struct doppel *doppel, const struct name *name,
    double below, struct verdict *verdict_r);

/* The confidence that odds give by the thresholds in force. */
enum verdict_confidence
doppel_confidence(const struct doppel *doppel, double odds);

/* The entry of a list for a name or its nearest listed parent. */
struct doppel_listing {
	const char *file;
	unsigned line;
	const char *source; /* NULL: not said, or, where few names are judged,
	                       the innocent list's */
};

bool
doppel_listed(const struct doppel *doppel, enum listfile_kind kind,
    const char *name, size_t len, struct doppel_listing *listing_r);

/* Do people mean just this name: is it itself a provider's, or protected? */
bool
doppel_is_meant(const struct doppel *doppel, const struct name *name);

/* Is a host at or below a domain of the owner of name?  These are the
 * registrable domain of name and, where protected.list says more, what it gives
 * the same owner. */
bool
doppel_same_owner(const struct doppel *doppel, const struct name *name,
    const char *host, size_t len);

/* How many names of a kind are in force, for log lines at start and reload. */
size_t
doppel_count(const struct doppel *doppel, enum listfile_kind kind);

/* All that led to a verdict, for --explain. */
#define DOPPEL_NEAR_MAX 8

struct doppel_near {
	const char *name; /* a protected name near the one at hand */
	const char *file; /* where it is listed */
	unsigned line;
	struct typo typo; /* the slips between the two */
	double prior;     /* ln P(people here mean it) */
	double channel;   /* ln P(seen | meant) */
	double real;      /* ln P(seen is simply somebody's domain) */
	double odds;      /* prior + channel - real */
	enum verdict_confidence confidence; /* of this name alone */
	const char *cap; /* why confidence is less than odds give; or NULL */
};

struct doppel_thoughts {
	struct name name; /* the canonical name judged */
	const char *rule; /* which step decided: "exempt list", "typo rule" */
	struct verdict verdict;
	size_t near_count;
	struct doppel_near near[DOPPEL_NEAR_MAX]; /* best first */
	size_t real_count;                        /* the parts of P(real) */
	struct {
		const char *what; /* "five letters under .com" */
		double value;     /* nats */
	} real[REAL_PARTS_MAX];
};

void
doppel_explain_name(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts_r);

#endif
