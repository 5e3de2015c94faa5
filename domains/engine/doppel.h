/* SPDX-License-Identifier: BSD-2-Clause */
/* Doppel: the engine's handle and the folder's door.
 *
 * Open the lists once, judge from any number of threads: the handle does not
 * change after doppel_open().  To take in a changed list, open a new handle
 * and swap it.  Judging an ASCII name allocates nothing and takes no lock.
 *
 *     struct doppel *doppel;
 *     struct diagnostics faults = {0};
 *     if (doppel_open(&options, &faults, &doppel) < 0) ... print the faults
 *     struct verdict verdict;
 *     doppel_judge_path(doppel, "<taro@gmai.com>", 15, &verdict);
 *     doppel_close(&doppel);
 *
 * The order of the judgement: malformed, exempt, known doppelganger with its
 * subdomains (doppelganger.test is always one), itself a protected or innocent
 * name, typo of a protected name.
 */
#ifndef DOMAINS_ENGINE_DOPPEL_H
#define DOMAINS_ENGINE_DOPPEL_H

#include <stddef.h>
#include <stdint.h>

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
	bool optional; /* no fault when the file does not exist */
};

/* Thresholds are ln odds that the name is a slip: typo >= certain, ... */
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
	struct doppel_thresholds thresholds;
};

/* Returns 0, or -1 with the faults added and *doppel_r untouched. */
int
doppel_open(const struct doppel_options *options,
    struct diagnostics *diagnostics, struct doppel **doppel_r);

/* Sets *doppel to NULL. */
void
doppel_close(struct doppel **doppel);

/* Judges an envelope path as address_parse_path() takes it.  What cannot be
 * parsed and would go to a wrong domain all the same ("a@b@gmai.com") is
 * judged by that domain, and malformed otherwise. */
void
doppel_judge_path(const struct doppel *doppel, const char *bytes, size_t len,
    struct verdict *verdict_r);

/* Judges the domain of an address that is already parsed.  What is no name but
 * stands below a known doppelganger ("a_b.gmai.com") is one too. */
void
doppel_judge_domain(const struct doppel *doppel, const char *domain, size_t len,
    struct verdict *verdict_r);

/* Judges a canonical name. */
void
doppel_judge_name(const struct doppel *doppel, const struct name *name,
    struct verdict *verdict_r);

/* As doppel_judge_name(), for who has more evidence: also a name whose odds are
 * less than "possible" by at most that much has meant, typo, odds, file and
 * line set; its reason is VERDICT_NONE all the same. */
void
doppel_judge_doubt(const struct doppel *doppel, const struct name *name,
    double below, struct verdict *verdict_r);

/* What odds amount to by the thresholds in force. */
enum verdict_confidence
doppel_confidence(const struct doppel *doppel, double odds);

/* The entry of a list for a name or its nearest listed parent. */
struct doppel_listing {
	const char *file;
	unsigned line;
	const char *source; /* NULL: not said */
};

bool
doppel_listed(const struct doppel *doppel, enum listfile_kind kind,
    const char *name, size_t len, struct doppel_listing *listing_r);

/* How many names of a kind are in force (start-up and reload log lines). */
size_t
doppel_count(const struct doppel *doppel, enum listfile_kind kind);

/* Everything the engine thought about a name, for --explain. */
#define DOPPEL_NEAR_MAX 8

struct doppel_near {
	const char *name; /* a protected name near the one seen */
	const char *file; /* where it is listed */
	unsigned line;
	struct typo typo; /* how it becomes the one seen */
	double prior;     /* ln P(people here mean it) */
	double channel;   /* ln P(seen | meant) */
	double real;      /* ln P(seen is simply somebody's domain) */
	double odds;      /* prior + channel - real */
	enum verdict_confidence confidence; /* what it alone would give */
	const char *cap; /* why confidence is less than odds say; or NULL */
};

struct doppel_thoughts {
	struct name name; /* the canonical name judged */
	const char *rule; /* which step decided: "exempt list", "typo rule" */
	struct verdict verdict;
	size_t near_count;
	struct doppel_near near[DOPPEL_NEAR_MAX]; /* best first */
	size_t real_count;                        /* what P(real) is made of */
	struct {
		const char *what; /* "five letters under .com" */
		double value;     /* nats */
	} real[REAL_PARTS_MAX];
};

void
doppel_explain_name(const struct doppel *doppel, const struct name *name,
    struct doppel_thoughts *thoughts_r);

#endif
