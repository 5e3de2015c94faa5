/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits members: see the header. */
#include "domains/doppelcheck/auditor.h"

#include <stdlib.h>

#include "domains/registrations/budget.h"
#include "domains/text/progress.h"
#include "domains/base/translation.h"

/* Domains whose verdict is kept: a wrong one often stands in many lines, and
 * each of them is reported. */
#define KEPT_VERDICTS 1024

/* So many members take well under a millisecond. */
#define MEMBERS_A_LOOK 1024

struct auditor_verdict {
	uint64_t hash; /* 0: none */
	struct verdict verdict;
};

/* As struct judge has it. */
static struct judge_demands
find_demands(void *context, const struct member *member)
{
	const struct auditor *auditor = context;
	const struct audit_demands *demands = &auditor->options->demands;
	const struct settings_policy *policy = NULL;
	bool by_policy = !demands->no_private && !demands->any_private;
	bool asks = auditor->options->silence.is_unconfirmed != NULL;

	if (auditor->options->collecting)
		return (struct judge_demands){0};
	if (demands->policies != NULL && (by_policy || asks))
		policy = settings_find_policy(demands->policies, member->list);
	return (struct judge_demands){
	    .private_address =
		demands->no_private ||
		(by_policy && policy != NULL && policy->private_address),
	    .misspelled_name = demands->misspelled_name,
	    .unconfirmed = asks && (policy == NULL || policy->unconfirmed),
	};
}

/* As struct judge has it. */
static bool
remember(void *context, const struct address *address,
    const struct name *domain, struct finding *finding)
{
	const struct audit_options *options =
	    ((const struct auditor *)context)->options;

	return memories_recall(options->memories, address, domain,
	    options->min_confidence, finding);
}

int
auditor_begin(struct auditor *auditor, const struct audit_options *options,
    struct domain_set *domains, struct sink sink)
{
	struct member member = {.list = span_of("")};

	*auditor = (struct auditor){
	    .options = options,
	    .domains = domains,
	    .sink = sink,
	    .verdicts =
		calloc(KEPT_VERDICTS + 1, sizeof(struct auditor_verdict)),
	};
	if (options->reader.list != NULL)
		member.list = span_of(options->reader.list);
	auditor->no_private = find_demands(auditor, &member).private_address;
	return auditor->verdicts != NULL ? 0 : -1;
}

void
auditor_end(struct auditor *auditor)
{
	free(auditor->verdicts);
	auditor->verdicts = NULL;
}

static void
stop(struct auditor *auditor, const char *lacking)
{
	if (!auditor->stopped)
		auditor->lacking = lacking;
	auditor->stopped = true;
}

/* ---- domains ------------------------------------------------------------- */

/* Judges a name, or notes that the DNS is to be asked about it. */
static void
judge_with_dns(struct auditor *auditor, const char *name, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	const struct audit_options *options = auditor->options;

	if (!options->collecting)
		dns_batch_judge(options->batch, name, len, evidence_r,
		    verdict_r);
	else if (dns_batch_collect(options->batch, name, len) < 0)
		stop(auditor, N_("domains to ask"));
}

/* The verdict on a name, which holds until the next.  Nearly all names are
 * fine: so as not to drive out of the caches what judging needs, all have one
 * place. */
static const struct verdict *
judge_domain(struct auditor *auditor, const char *name, size_t len)
{
	struct verdict *verdict = &auditor->verdicts[KEPT_VERDICTS].verdict;

	if (auditor->options->batch != NULL) {
		verdict_clear(verdict);
		judge_with_dns(auditor, name, len, &auditor->evidence, verdict);
	} else {
		doppel_judge_domain(auditor->options->doppel, name, len,
		    verdict);
	}
	return verdict;
}

/* Keeps the last verdict, but for what the DNS said: what stands in one line
 * stands in more. */
static void
keep_verdict(struct auditor *auditor, uint64_t hash)
{
	struct auditor_verdict *kept =
	    &auditor->verdicts[(hash >> 2) % KEPT_VERDICTS];

	if (auditor->options->batch != NULL)
		return;
	kept->hash = hash;
	kept->verdict = auditor->verdicts[KEPT_VERDICTS].verdict;
}

/* The verdict on a name that is not fine. */
static const struct verdict *
recall_domain(struct auditor *auditor, uint64_t hash, const char *name,
    size_t len)
{
	const struct auditor_verdict *kept =
	    &auditor->verdicts[(hash >> 2) % KEPT_VERDICTS];
	const struct verdict *verdict;

	if (kept->hash == hash)
		return &kept->verdict;
	verdict = judge_domain(auditor, name, len);
	keep_verdict(auditor, hash);
	return verdict;
}

static enum domain_set_class
class_of(const struct auditor *auditor, const struct verdict *verdict,
    const char *name, size_t len)
{
	struct doppel_listing listing;

	if (verdict->reason == VERDICT_MALFORMED)
		return DOMAIN_SET_MALFORMED;
	if (verdict->reason != VERDICT_NONE &&
	    verdict->confidence >= auditor->options->min_confidence)
		return DOMAIN_SET_FLAGGED;
	return auditor->no_private && doppel_listed(auditor->options->doppel,
					  LISTFILE_PRIVATE, name, len, &listing)
	           ? DOMAIN_SET_FLAGGED
	           : DOMAIN_SET_FINE;
}

/* added: new names, or -1. */
static void
count_distinct(struct auditor *auditor, int added)
{
	if (added < 0)
		stop(auditor, N_("distinct domains"));
	else
		auditor->counts.distinct += (unsigned)added;
}

void
auditor_add_batch(struct auditor *auditor, struct domain_set_batch *batch)
{
	count_distinct(auditor, domain_set_add_batch(auditor->domains, batch));
}

/* Judges a name and notes how it came out; if it is fine, in the batch. */
static enum domain_set_class
classify(struct auditor *auditor, uint64_t hash, const char *name, size_t len,
    struct domain_set_batch *batch, const struct verdict **verdict_r)
{
	enum domain_set_class class;
	int added;

	*verdict_r = judge_domain(auditor, name, len);
	class = class_of(auditor, *verdict_r, name, len);
	if (class == DOMAIN_SET_FINE && batch != NULL) {
		batch->hashes[batch->count++] = hash;
		if (batch->count == DOMAIN_SET_BATCH)
			auditor_add_batch(auditor, batch);
		return class;
	}
	if (class != DOMAIN_SET_FINE)
		keep_verdict(auditor, hash);
	added = domain_set_add(auditor->domains, hash, class);
	if (class == DOMAIN_SET_MALFORMED && added > 0)
		added = 0;
	count_distinct(auditor, added);
	return class;
}

enum domain_set_class
auditor_classify(struct auditor *auditor, uint64_t hash, const char *name,
    size_t len, struct domain_set_batch *batch)
{
	enum domain_set_class class = domain_set_find(auditor->domains, hash);
	const struct verdict *verdict;

	return class != DOMAIN_SET_NEVER
	           ? class
	           : classify(auditor, hash, name, len, batch, &verdict);
}

/* As struct judge has it: fine names are known by their hash. */
static void
judge_name(void *context, const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	struct auditor *auditor = context;
	uint64_t hash =
	    domain_set_hash(auditor->domains, name->text, name->len);
	enum domain_set_class class = domain_set_find(auditor->domains, hash);
	const struct verdict *verdict;

	if (class == DOMAIN_SET_FINE)
		return;
	if (class == DOMAIN_SET_NEVER)
		(void)classify(auditor, hash, name->text, name->len, NULL,
		    &verdict);
	else
		verdict = recall_domain(auditor, hash, name->text, name->len);
	*verdict_r = *verdict;
	if (verdict->evidence != NULL) {
		*evidence_r = *verdict->evidence;
		verdict_r->evidence = evidence_r;
	}
}

/* ---- members ------------------------------------------------------------- */

/* One finding more: of root's files there may be any number. */
static bool
is_within_budget(struct auditor *auditor)
{
	struct budgets *budgets = auditor->options->reader.budgets;

	return budgets == NULL || budgets->owner == NULL ||
	       budget_spend(budgets, BUDGET_FINDINGS, 1);
}

/* Returns whether it was taken, and is new. */
static bool
hand_on(struct auditor *auditor, const struct finding *finding)
{
	switch (auditor->sink.take(auditor->sink.context, finding)) {
	case SINK_TAKEN:
		auditor->counts.findings[finding->verdict.reason]++;
		return true;
	case SINK_KNOWN:
		break;
	case SINK_STOPPED:
		stop(auditor, NULL);
		break;
	}
	return false;
}

/* Hands on what was found in one address.  Returns false when that is over the
 * source's budget. */
static bool
hand_on_all(struct auditor *auditor, const struct finding *found, int count)
{
	bool wrong = false, certain = false;

	for (int i = 0; i < count; i++) {
		if (!is_within_budget(auditor))
			return false;
		if (auditor->weighing || !hand_on(auditor, &found[i]))
			continue;
		wrong = true;
		certain =
		    certain || found[i].verdict.confidence == VERDICT_CERTAIN;
	}
	auditor->counts.wrong += wrong;
	auditor->counts.certain += certain;
	return true;
}

int
auditor_take(void *context, const struct member *member)
{
	struct auditor *auditor = context;
	const struct judge judge = {
	    .doppel = auditor->options->doppel,
	    .rules = auditor->options->rules,
	    .judge_name = judge_name,
	    .demand = find_demands,
	    .remember = auditor->options->memories != NULL &&
	                        !auditor->options->collecting
	                    ? remember
	                    : NULL,
	    .context = auditor,
	    .least = auditor->options->min_confidence,
	    .silence = auditor->options->silence,
	    .confirmation = auditor->options->confirmation,
	};
	struct finding found[JUDGE_FINDINGS_MAX];
	int count = judge_member(&judge, member, found);

	if (!auditor->weighing)
		auditor->counts.addresses += member->target == MEMBER_ADDRESS ||
		                             member->target == MEMBER_DOMAIN ||
		                             count > 0;
	if (count < 0)
		stop(auditor, member->file);
	if (!auditor->options->collecting &&
	    !hand_on_all(auditor, found, count))
		return -1;
	if (++auditor->taken % MEMBERS_A_LOOK == 0)
		progress_step(member->file, member->line);
	return auditor->stopped;
}

/* ---- lists -------------------------------------------------------------- */

/* Does anything ask whether a domain is one of private persons? */
static bool
wants_private(const struct audit_demands *demands)
{
	bool wanted = demands->no_private;

	for (size_t i = 0; i < demands->policies->count; i++)
		wanted =
		    wanted || (!demands->any_private &&
				  demands->policies->list[i].private_address);
	return wanted;
}

/* The optional lists are for the DNS and for what a policy demands: to read all
 * of them takes a third of the time for one address. */
void
auditor_leave_out_lists(const struct audit_demands *demands, bool dns,
    struct settings *settings)
{
	bool private = wants_private(demands);

	for (size_t i = 0; i < settings->engine.list_count; i++) {
		struct doppel_list *list = &settings->lists[i];

		if (list->kind == LISTFILE_PRIVATE)
			list->unread = !private;
		else if (list->kind == LISTFILE_COLLECTORS ||
			 list->kind == LISTFILE_HOSTERS)
			list->unread = !dns;
	}
}

/* Without the list of private domains none would be found. */
int
auditor_check_demands(const struct audit_demands *demands,
    const struct doppel *doppel, struct diagnostics *diagnostics)
{
	if (!wants_private(demands) ||
	    doppel_count(doppel, LISTFILE_PRIVATE) != 0)
		return 0;
	return diagnostics_add(diagnostics, "private-address", 0,
	    "private.list, which says what is private, is missing or empty");
}
