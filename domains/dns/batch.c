/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS batch: asks about many names in parallel and keeps the answers. */
#include "domains/dns/batch.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/clock.h"
#include "domains/base/hash_index.h"
#include "domains/base/translation.h"
#include "domains/dns/evidence.h"
#include "domains/text/console.h"

/* How often the caller looks up: progress and Ctrl-C. */
#define TICK_MS 100
/* The progress line names a question that takes longer. */
#define SLOW_MS 1500

struct question {
	struct dns_batch *batch;
	char *name;
	enum dns_want want;
	bool done;
	uint64_t began;          /* ms; 0: not yet */
	struct dns_facts *facts; /* as much of them as has a meaning; NULL:
	                            no answer, or memory is out */
};

struct counts {
	size_t names;
	size_t answered;
	size_t silent;    /* asked about, without an answer */
	size_t not_asked; /* stopped before, or the servers do not answer */
};

struct dns_batch {
	const struct doppel *doppel;
	struct dns *dns;
	bool all;

	pthread_mutex_t lock; /* covers all below */
	pthread_cond_t changed;
	struct hash_index index; /* of the names */
	struct question *questions;
	size_t count, room;
	size_t under_way;
	size_t oldest; /* all before it are done */
	struct counts counts;
};

struct dns_batch *
dns_batch_new(const struct doppel *doppel, struct dns *dns, bool all)
{
	struct dns_batch *batch = calloc(1, sizeof(*batch));

	if (batch == NULL)
		return NULL;
	batch->doppel = doppel;
	batch->dns = dns;
	batch->all = all;
	hash_index_seed(&batch->index);
	pthread_mutex_init(&batch->lock, NULL);
	clock_init_condition(&batch->changed);
	return batch;
}

void
dns_batch_free(struct dns_batch **batch)
{
	struct dns_batch *gone = *batch;

	*batch = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->count; i++) {
		free(gone->questions[i].name);
		free(gone->questions[i].facts);
	}
	free(gone->questions);
	hash_index_clear(&gone->index);
	pthread_cond_destroy(&gone->changed);
	pthread_mutex_destroy(&gone->lock);
	free(gone);
}

/* ---- collecting the names ----------------------------------------------- */

/* Under the lock.  NULL when there is none. */
static struct question *
find_question(const struct dns_batch *batch, const struct name *name)
{
	uint32_t hash = hash_index_hash(&batch->index, name->text, name->len);
	size_t at = hash;
	uint32_t i;

	while (
	    (i = hash_index_next(&batch->index, hash, &at)) != HASH_INDEX_NONE)
		if (strcmp(batch->questions[i].name, name->text) == 0)
			return &batch->questions[i];
	return NULL;
}

/* Under the lock. */
static int
add_question(struct dns_batch *batch, const struct name *name,
    enum dns_want want)
{
	struct question *question = find_question(batch, name);

	if (question != NULL) {
		if (want == DNS_WANT_NS)
			question->want = want;
		return 0;
	}
	if (array_reserve(&batch->questions, &batch->room, batch->count,
		sizeof(*batch->questions)) < 0)
		return -1;
	question = &batch->questions[batch->count];
	*question = (struct question){
	    .batch = batch,
	    .name = strdup(name->text),
	    .want = want,
	};
	if (question->name == NULL ||
	    hash_index_add(&batch->index,
		hash_index_hash(&batch->index, name->text, name->len),
		(uint32_t)batch->count) < 0) {
		free(question->name);
		return -1;
	}
	batch->count++;
	return 0;
}

int
dns_batch_add(struct dns_batch *batch, const struct name *name,
    enum dns_want want)
{
	int result;

	pthread_mutex_lock(&batch->lock);
	result = add_question(batch, name, want);
	pthread_mutex_unlock(&batch->lock);
	return result;
}

int
dns_batch_collect(struct dns_batch *batch, const char *domain, size_t len)
{
	const struct evidence_source source = {
	    .doppel = batch->doppel,
	    .all = batch->all,
	};
	struct name name, names[2];
	size_t count;
	int result = 0;

	if (name_parse(domain, len, &name, NULL) < 0)
		return 0; /* dns_batch_judge() says so */
	count = evidence_names(&source, &name, names);
	if (count == 0)
		return 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = dns_batch_add(batch, &names[i],
		    count == 2 ? DNS_WANT_NS : DNS_WANT_MAIL);
	return result;
}

/* ---- asking ------------------------------------------------------------- */

/* From the resolver's thread. */
static void
take_answer(void *context, const struct dns_facts *facts)
{
	struct question *question = context;
	struct dns_batch *batch = question->batch;
	size_t size = dns_facts_size(facts);

	pthread_mutex_lock(&batch->lock);
	question->facts = malloc(size);
	if (question->facts != NULL)
		memcpy(question->facts, facts, size);
	if (!facts->asked && facts->status == DNS_UNKNOWN)
		batch->counts.not_asked++;
	else if (facts->status == DNS_UNKNOWN)
		batch->counts.silent++;
	else
		batch->counts.answered++;
	question->done = true;
	batch->under_way--;
	pthread_cond_signal(&batch->changed);
	pthread_mutex_unlock(&batch->lock);
}

static size_t
done_count(const struct counts *counts)
{
	return counts->answered + counts->silent + counts->not_asked;
}

/* "1234/10000 domains asked, 1800/s, 0:05 left, waiting for slow.example" */
static void
show_progress(struct dns_batch *batch, FILE *out, uint64_t begin)
{
	uint64_t now = clock_now();
	size_t done = done_count(&batch->counts);
	uint64_t spent = now - begin > 0 ? now - begin : 1;
	uint64_t left =
	    done > 0 ? spent * (batch->count - done) / done / 1000 : 0;
	const struct question *oldest;

	while (batch->oldest < batch->count &&
	       batch->questions[batch->oldest].done)
		batch->oldest++;
	fprintf(out, "\r\033[K%zu/%zu domains asked, %" PRIu64 "/s", done,
	    batch->count, done * 1000 / spent);
	if (done > 0)
		fprintf(out, ", %" PRIu64 ":%02" PRIu64 " left", left / 60,
		    left % 60);
	if (batch->oldest < batch->count) {
		oldest = &batch->questions[batch->oldest];
		if (oldest->began != 0 && now - oldest->began > SLOW_MS)
			fprintf(out, ", waiting for %.40s", oldest->name);
	}
	fflush(out);
}

/* Waits for an answer, not for long.  Under the lock. */
static void
wait_a_tick(struct dns_batch *batch, unsigned ms)
{
	const struct timespec until = clock_timespec(clock_now() + ms);

	pthread_cond_timedwait(&batch->changed, &batch->lock, &until);
}

/* Under the lock, but for asking itself: the answer may come at once. */
static void
start_question(struct dns_batch *batch, size_t i)
{
	struct question *question = &batch->questions[i];
	struct name name;
	int started = -1;

	question->began = clock_now();
	batch->under_way++;
	pthread_mutex_unlock(&batch->lock);
	if (name_parse(question->name, strlen(question->name), &name, NULL) ==
	    0)
		started = dns_start(batch->dns, &name, question->want,
		    take_answer, question);
	pthread_mutex_lock(&batch->lock);
	if (started == 0)
		return;
	question->done = true;
	batch->under_way--;
	batch->counts.not_asked++;
}

static void
run(struct dns_batch *batch, FILE *progress, const volatile sig_atomic_t *stop,
    struct counts *counts_r)
{
	uint64_t begin = clock_now(), shown = begin;
	size_t next = 0;

	pthread_mutex_lock(&batch->lock);
	while (!*stop && (next < batch->count || batch->under_way > 0)) {
		uint64_t now = clock_now();
		uint64_t may = (now - begin + TICK_MS) * DNS_BATCH_RATE / 1000;

		if (progress != NULL && now - shown >= TICK_MS) {
			show_progress(batch, progress, begin);
			shown = now;
		}
		if (next < batch->count && next < may &&
		    batch->under_way < DNS_BATCH_WINDOW)
			start_question(batch, next++);
		else
			wait_a_tick(batch, next >= may ? 5 : TICK_MS);
	}
	*counts_r = batch->counts;
	counts_r->names = batch->count;
	counts_r->not_asked =
	    batch->count - counts_r->answered - counts_r->silent;
	pthread_mutex_unlock(&batch->lock);
	if (progress != NULL) {
		fputs("\r\033[K", progress);
		fflush(progress);
	}
}

/* ---- reporting to a person ---------------------------------------------- */

/* The one variable that a signal handler may write to. */
static volatile sig_atomic_t interrupted;

static void
interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

int
dns_batch_run_and_report(struct dns_batch *batch, FILE *progress, bool quiet)
{
	/* The second Ctrl-C ends the program. */
	struct sigaction action = {
	    .sa_handler = interrupt,
	    .sa_flags = (int)SA_RESETHAND,
	};
	struct sigaction before;
	struct counts counts;

	sigaction(SIGINT, &action, &before);
	run(batch, progress, &interrupted, &counts);
	sigaction(SIGINT, &before, NULL);
	if (!quiet)
		fprintf(stderr,
		    ngettext(
			"DNS: %zu of %zu domain answered for, %zu silent\n",
			"DNS: %zu of %zu domains answered for, %zu silent\n",
			counts.names),
		    counts.answered, counts.names, counts.silent);
	if (counts.not_asked == 0)
		return 0;
	return console_format("--dns",
	    ngettext("%s: %zu of %zu domains was not asked",
		"%s: %zu of %zu domains were not asked", counts.not_asked),
	    interrupted ? _("interrupted") : _("the servers do not answer"),
	    counts.not_asked, counts.names);
}

/* ---- judging with the answers ------------------------------------------- */

void
dns_batch_facts(struct dns_batch *batch, const struct name *name,
    struct dns_facts *facts_r)
{
	const struct question *question;

	memset(facts_r, 0, offsetof(struct dns_facts, pool));
	pthread_mutex_lock(&batch->lock);
	question = find_question(batch, name);
	if (question != NULL && question->facts != NULL)
		memcpy(facts_r, question->facts,
		    dns_facts_size(question->facts));
	pthread_mutex_unlock(&batch->lock);
}

/* An evidence_ask. */
static void
look_up(void *context, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	(void)want;
	dns_batch_facts(context, name, facts_r);
}

void
dns_batch_judge(struct dns_batch *batch, const char *domain, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	const struct evidence_source source = {
	    .doppel = batch->doppel,
	    .ask = look_up,
	    .context = batch,
	    .all = batch->all,
	};
	struct name name;

	if (name_parse(domain, len, &name, NULL) == 0)
		evidence_judge_name(&source, &name, evidence_r, verdict_r);
	else
		doppel_judge_domain(batch->doppel, domain, len, verdict_r);
}
