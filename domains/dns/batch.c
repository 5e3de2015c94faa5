/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the DNS for many names, in parallel. */
#include "domains/dns/batch.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/dns/cache.h"
#include "domains/dns/inquiry.h"
#include "domains/engine/lists/nameset.h"
#include "domains/text/console.h"

/* How often whoever waits looks up: progress and Ctrl-C. */
#define TICK_MS 100
/* A name that takes longer is shown. */
#define SLOW_MS 1500

/* The answers stand in a cache that forgets nothing: their kind there. */
#define KIND 0

struct one {
	struct dns_batch *batch;
	char *name;
	enum dns_want want;
	bool done;
	uint64_t began; /* ms; 0: not yet */
};

struct dns_batch {
	const struct doppel *doppel;
	struct dns *dns;
	bool all;

	pthread_mutex_t lock; /* covers all below */
	pthread_cond_t changed;
	struct nameset names; /* its lines are places in list, from 1 */
	struct one *list;
	size_t count, room;
	struct dns_cache *answers;
	size_t under_way;
	size_t oldest; /* all before it are done */
	struct dns_batch_counts counts;
};

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

struct dns_batch *
dns_batch_new(const struct doppel *doppel, struct dns *dns, bool all)
{
	struct dns_batch *batch = calloc(1, sizeof(*batch));
	pthread_condattr_t monotonic;

	if (batch == NULL)
		return NULL;
	batch->doppel = doppel;
	batch->dns = dns;
	batch->all = all;
	pthread_mutex_init(&batch->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&batch->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return batch;
}

void
dns_batch_free(struct dns_batch **batch)
{
	struct dns_batch *gone = *batch;

	*batch = NULL;
	if (gone == NULL)
		return;
	for (size_t i = 0; i < gone->count; i++)
		free(gone->list[i].name);
	free(gone->list);
	nameset_free(&gone->names);
	dns_cache_free(&gone->answers);
	pthread_cond_destroy(&gone->changed);
	pthread_mutex_destroy(&gone->lock);
	free(gone);
}

/* ---- the first reading --------------------------------------------------- */

/* Under the lock. */
static int
add(struct dns_batch *batch, const struct name *name, enum dns_want want)
{
	unsigned place = nameset_find(&batch->names, name);
	struct one *list = batch->list;

	if (place != 0) {
		if (want == DNS_WANT_NS)
			list[place - 1].want = want;
		return 0;
	}
	if (batch->count == batch->room) {
		size_t room = batch->room == 0 ? 64 : batch->room * 2;

		list = reallocarray(list, room, sizeof(*list));
		if (list == NULL)
			return -1;
		batch->list = list;
		batch->room = room;
	}
	list[batch->count] = (struct one){
	    .batch = batch,
	    .name = strdup(name->text),
	    .want = want,
	};
	if (list[batch->count].name == NULL)
		return -1;
	batch->count++;
	return nameset_add(&batch->names, name, (unsigned)batch->count);
}

int
dns_batch_add(struct dns_batch *batch, const struct name *name,
    enum dns_want want)
{
	int result;

	pthread_mutex_lock(&batch->lock);
	result = add(batch, name, want);
	pthread_mutex_unlock(&batch->lock);
	return result;
}

int
dns_batch_collect(struct dns_batch *batch, const char *domain, size_t len)
{
	const struct evidence_source inquiry = {
	    .doppel = batch->doppel,
	    .all = batch->all,
	};
	struct name name, names[2];
	enum name_error error;
	size_t count;
	int result = 0;

	if (name_parse(domain, len, &name, &error) < 0)
		return 0; /* the second reading says so */
	count = evidence_names(&inquiry, &name, names);
	if (count == 0)
		return 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = dns_batch_add(batch, &names[i],
		    count == 2 ? DNS_WANT_NS : DNS_WANT_MAIL);
	return result;
}

/* ---- asking -------------------------------------------------------------- */

/* From the resolver's thread. */
static void
take_answer(void *context, const struct dns_facts *facts)
{
	struct one *one = context;
	struct dns_batch *batch = one->batch;

	pthread_mutex_lock(&batch->lock);
	dns_cache_put(batch->answers, KIND, one->name, facts,
	    dns_facts_size(facts), UINT64_MAX);
	if (!facts->asked && facts->status == DNS_UNKNOWN)
		batch->counts.not_asked++;
	else if (facts->status == DNS_UNKNOWN)
		batch->counts.silent++;
	else
		batch->counts.answered++;
	one->done = true;
	batch->under_way--;
	pthread_cond_signal(&batch->changed);
	pthread_mutex_unlock(&batch->lock);
}

static size_t
done_count(const struct dns_batch_counts *counts)
{
	return counts->answered + counts->silent + counts->not_asked;
}

/* "1234/10000 domains asked, 1800/s, 0:05 left, waiting for slow.example" */
static void
show_progress(struct dns_batch *batch, FILE *out, uint64_t begin)
{
	uint64_t now = now_ms();
	size_t done = done_count(&batch->counts);
	uint64_t spent = now - begin > 0 ? now - begin : 1;
	uint64_t left =
	    done > 0 ? spent * (batch->count - done) / done / 1000 : 0;
	const struct one *oldest;

	while (batch->oldest < batch->count && batch->list[batch->oldest].done)
		batch->oldest++;
	fprintf(out, "\r\033[K%zu/%zu domains asked, %" PRIu64 "/s", done,
	    batch->count, done * 1000 / spent);
	if (done > 0)
		fprintf(out, ", %" PRIu64 ":%02" PRIu64 " left", left / 60,
		    left % 60);
	if (batch->oldest < batch->count) {
		oldest = &batch->list[batch->oldest];
		if (oldest->began != 0 && now - oldest->began > SLOW_MS)
			fprintf(out, ", waiting for %.40s", oldest->name);
	}
	fflush(out);
}

/* Waits for an answer, not for long.  Under the lock. */
static void
wait_a_tick(struct dns_batch *batch, unsigned ms)
{
	uint64_t at = now_ms() + ms;
	const struct timespec until = {
	    .tv_sec = (time_t)(at / 1000),
	    .tv_nsec = (long)(at % 1000) * 1000000,
	};

	pthread_cond_timedwait(&batch->changed, &batch->lock, &until);
}

/* Under the lock, but for the question itself, whose answer may come at
 * once. */
static void
start(struct dns_batch *batch, size_t i)
{
	struct one *one = &batch->list[i];
	struct name name;
	enum name_error error;
	int started = -1;

	one->began = now_ms();
	batch->under_way++;
	pthread_mutex_unlock(&batch->lock);
	if (name_parse(one->name, strlen(one->name), &name, &error) == 0)
		started =
		    dns_start(batch->dns, &name, one->want, take_answer, one);
	pthread_mutex_lock(&batch->lock);
	if (started == 0)
		return;
	one->done = true;
	batch->under_way--;
	batch->counts.not_asked++;
}

void
dns_batch_run(struct dns_batch *batch, FILE *progress,
    const volatile sig_atomic_t *stop, struct dns_batch_counts *counts_r)
{
	uint64_t begin = now_ms(), shown = begin;
	size_t next = 0;

	pthread_mutex_lock(&batch->lock);
	batch->answers = dns_cache_create(batch->count);
	while (batch->answers != NULL && !*stop &&
	       (next < batch->count || batch->under_way > 0)) {
		uint64_t now = now_ms();
		uint64_t may = (now - begin + TICK_MS) * DNS_BATCH_RATE / 1000;

		if (progress != NULL && now - shown >= TICK_MS) {
			show_progress(batch, progress, begin);
			shown = now;
		}
		if (next < batch->count && next < may &&
		    batch->under_way < DNS_BATCH_WINDOW)
			start(batch, next++);
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

/* ---- for a person -------------------------------------------------------- */

/* The one variable that a signal handler may write to. */
static volatile sig_atomic_t interrupted;

static void
interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

int
dns_batch_run_and_tell(struct dns_batch *batch, FILE *progress, bool quiet)
{
	/* The second Ctrl-C ends the program. */
	struct sigaction action = {
	    .sa_handler = interrupt,
	    .sa_flags = (int)SA_RESETHAND,
	};
	struct sigaction before;
	struct dns_batch_counts counts;

	sigaction(SIGINT, &action, &before);
	dns_batch_run(batch, progress, &interrupted, &counts);
	sigaction(SIGINT, &before, NULL);
	if (!quiet)
		fprintf(stderr,
		    "DNS: %zu of %zu domains answered for, %zu silent\n",
		    counts.answered, counts.names, counts.silent);
	if (counts.not_asked == 0)
		return 0;
	console_format("--dns", "%s: %zu of %zu domains were not asked",
	    interrupted ? "interrupted" : "the servers do not answer",
	    counts.not_asked, counts.names);
	return -1;
}

/* ---- the second reading -------------------------------------------------- */

void
dns_batch_facts(struct dns_batch *batch, const struct name *name,
    struct dns_facts *facts_r)
{
	memset(facts_r, 0, offsetof(struct dns_facts, pool));
	pthread_mutex_lock(&batch->lock);
	if (batch->answers != NULL)
		(void)dns_cache_get(batch->answers, KIND, name->text, 0,
		    facts_r, sizeof(*facts_r));
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
	const struct evidence_source inquiry = {
	    .doppel = batch->doppel,
	    .ask = look_up,
	    .context = batch,
	    .all = batch->all,
	};
	struct name name;
	enum name_error error;

	if (name_parse(domain, len, &name, &error) == 0)
		evidence_judge_name(&inquiry, &name, evidence_r, verdict_r);
	else
		doppel_judge_domain(batch->doppel, domain, len, verdict_r);
}
