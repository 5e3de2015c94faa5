/* SPDX-License-Identifier: BSD-2-Clause */
/* Asks the DNS for many names, in parallel. */
#include "domains/tools/asking.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/engine/dns_cache.h"
#include "domains/engine/inquiry.h"
#include "domains/engine/nameset.h"
#include "domains/tools/trouble.h"

/* How often whoever waits looks up: progress and Ctrl-C. */
#define TICK_MS 100
/* A name that takes longer is shown. */
#define SLOW_MS 1500

/* The answers stand in a cache that forgets nothing: their kind there. */
#define KIND 0

struct one {
	struct asking *asking;
	char *name;
	enum dns_want want;
	bool done;
	uint64_t began; /* ms; 0: not yet */
};

struct asking {
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
	struct asking_counts counts;
};

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

struct asking *
asking_new(const struct doppel *doppel, struct dns *dns, bool all)
{
	struct asking *asking = calloc(1, sizeof(*asking));
	pthread_condattr_t monotonic;

	if (asking == NULL)
		return NULL;
	asking->doppel = doppel;
	asking->dns = dns;
	asking->all = all;
	pthread_mutex_init(&asking->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&asking->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return asking;
}

void
asking_free(struct asking **asking)
{
	struct asking *gone = *asking;

	*asking = NULL;
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
add(struct asking *asking, const struct name *name, enum dns_want want)
{
	unsigned place = nameset_find(&asking->names, name);
	struct one *list = asking->list;

	if (place != 0) {
		if (want == DNS_WANT_NS)
			list[place - 1].want = want;
		return 0;
	}
	if (asking->count == asking->room) {
		size_t room = asking->room == 0 ? 64 : asking->room * 2;

		list = reallocarray(list, room, sizeof(*list));
		if (list == NULL)
			return -1;
		asking->list = list;
		asking->room = room;
	}
	list[asking->count] = (struct one){
	    .asking = asking,
	    .name = strdup(name->text),
	    .want = want,
	};
	if (list[asking->count].name == NULL)
		return -1;
	asking->count++;
	return nameset_add(&asking->names, name, (unsigned)asking->count);
}

int
asking_add(struct asking *asking, const struct name *name,
    enum dns_want want)
{
	int result;

	pthread_mutex_lock(&asking->lock);
	result = add(asking, name, want);
	pthread_mutex_unlock(&asking->lock);
	return result;
}

int
asking_collect(struct asking *asking, const char *domain, size_t len)
{
	const struct inquiry inquiry = {
	    .doppel = asking->doppel,
	    .all = asking->all,
	};
	struct name name, names[2];
	enum name_fault fault;
	size_t count;
	int result = 0;

	if (name_parse(domain, len, &name, &fault) < 0)
		return 0; /* the second reading says so */
	count = inquiry_names(&inquiry, &name, names);
	if (count == 0)
		return 0;
	for (size_t i = 0; i < count && result == 0; i++)
		result = asking_add(asking, &names[i],
		    count == 2 ? DNS_WANT_NS : DNS_WANT_MAIL);
	return result;
}

/* ---- asking -------------------------------------------------------------- */

/* From the resolver's thread. */
static void
take_answer(void *context, const struct dns_facts *facts)
{
	struct one *one = context;
	struct asking *asking = one->asking;

	pthread_mutex_lock(&asking->lock);
	dns_cache_put(asking->answers, KIND, one->name, facts,
	    dns_facts_size(facts), UINT64_MAX);
	if (!facts->asked && facts->status == DNS_UNKNOWN)
		asking->counts.not_asked++;
	else if (facts->status == DNS_UNKNOWN)
		asking->counts.silent++;
	else
		asking->counts.answered++;
	one->done = true;
	asking->under_way--;
	pthread_cond_signal(&asking->changed);
	pthread_mutex_unlock(&asking->lock);
}

static size_t
done_count(const struct asking_counts *counts)
{
	return counts->answered + counts->silent + counts->not_asked;
}

/* "1234/10000 domains asked, 1800/s, 0:05 left, waiting for slow.example" */
static void
show_progress(struct asking *asking, FILE *out, uint64_t begin)
{
	uint64_t now = now_ms();
	size_t done = done_count(&asking->counts);
	uint64_t spent = now - begin > 0 ? now - begin : 1;
	uint64_t left =
	    done > 0 ? spent * (asking->count - done) / done / 1000 : 0;
	const struct one *oldest;

	while (asking->oldest < asking->count &&
	       asking->list[asking->oldest].done)
		asking->oldest++;
	fprintf(out, "\r\033[K%zu/%zu domains asked, %" PRIu64 "/s", done,
	    asking->count, done * 1000 / spent);
	if (done > 0)
		fprintf(out, ", %" PRIu64 ":%02" PRIu64 " left", left / 60,
		    left % 60);
	if (asking->oldest < asking->count) {
		oldest = &asking->list[asking->oldest];
		if (oldest->began != 0 && now - oldest->began > SLOW_MS)
			fprintf(out, ", waiting for %.40s", oldest->name);
	}
	fflush(out);
}

/* Waits for an answer, not for long.  Under the lock. */
static void
wait_a_tick(struct asking *asking, unsigned ms)
{
	uint64_t at = now_ms() + ms;
	const struct timespec until = {
	    .tv_sec = (time_t)(at / 1000),
	    .tv_nsec = (long)(at % 1000) * 1000000,
	};

	pthread_cond_timedwait(&asking->changed, &asking->lock, &until);
}

/* Under the lock, but for the question itself, whose answer may come at
 * once. */
static void
start(struct asking *asking, size_t i)
{
	struct one *one = &asking->list[i];
	struct name name;
	enum name_fault fault;
	int started = -1;

	one->began = now_ms();
	asking->under_way++;
	pthread_mutex_unlock(&asking->lock);
	if (name_parse(one->name, strlen(one->name), &name, &fault) == 0)
		started = dns_start(asking->dns, &name, one->want, take_answer,
		    one);
	pthread_mutex_lock(&asking->lock);
	if (started == 0)
		return;
	one->done = true;
	asking->under_way--;
	asking->counts.not_asked++;
}

void
asking_run(struct asking *asking, FILE *progress,
    const volatile sig_atomic_t *stop, struct asking_counts *counts_r)
{
	uint64_t begin = now_ms(), shown = begin;
	size_t next = 0;

	pthread_mutex_lock(&asking->lock);
	asking->answers = dns_cache_create(asking->count);
	while (asking->answers != NULL && !*stop &&
	       (next < asking->count || asking->under_way > 0)) {
		uint64_t now = now_ms();
		uint64_t may = (now - begin + TICK_MS) * ASKING_RATE / 1000;

		if (progress != NULL && now - shown >= TICK_MS) {
			show_progress(asking, progress, begin);
			shown = now;
		}
		if (next < asking->count && next < may &&
		    asking->under_way < ASKING_WINDOW)
			start(asking, next++);
		else
			wait_a_tick(asking, next >= may ? 5 : TICK_MS);
	}
	*counts_r = asking->counts;
	counts_r->names = asking->count;
	counts_r->not_asked =
	    asking->count - counts_r->answered - counts_r->silent;
	pthread_mutex_unlock(&asking->lock);
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
asking_run_and_tell(struct asking *asking, FILE *progress, bool quiet)
{
	/* The second Ctrl-C ends the program. */
	struct sigaction action = {
	    .sa_handler = interrupt,
	    .sa_flags = (int)SA_RESETHAND,
	};
	struct sigaction before;
	struct asking_counts counts;

	sigaction(SIGINT, &action, &before);
	asking_run(asking, progress, &interrupted, &counts);
	sigaction(SIGINT, &before, NULL);
	if (!quiet)
		fprintf(stderr,
		    "DNS: %zu of %zu domains answered for, %zu silent\n",
		    counts.answered, counts.names, counts.silent);
	if (counts.not_asked == 0)
		return 0;
	trouble_format("--dns", "%s: %zu of %zu domains were not asked",
	    interrupted ? "interrupted"
	                : "the servers do not answer",
	    counts.not_asked, counts.names);
	return -1;
}

/* ---- the second reading -------------------------------------------------- */

void
asking_facts(struct asking *asking, const struct name *name,
    struct dns_facts *facts_r)
{
	memset(facts_r, 0, offsetof(struct dns_facts, pool));
	pthread_mutex_lock(&asking->lock);
	if (asking->answers != NULL)
		(void)dns_cache_get(asking->answers, KIND, name->text, 0,
		    facts_r, sizeof(*facts_r));
	pthread_mutex_unlock(&asking->lock);
}

/* An inquiry_ask. */
static void
look_up(void *context, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	(void)want;
	asking_facts(context, name, facts_r);
}

void
asking_judge(struct asking *asking, const char *domain, size_t len,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	const struct inquiry inquiry = {
	    .doppel = asking->doppel,
	    .ask = look_up,
	    .context = asking,
	    .all = asking->all,
	};
	struct name name;
	enum name_fault fault;

	if (name_parse(domain, len, &name, &fault) == 0)
		inquiry_judge_name(&inquiry, &name, evidence_r, verdict_r);
	else
		doppel_judge_domain(asking->doppel, domain, len, verdict_r);
}
