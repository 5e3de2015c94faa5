/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS: who asks, who waits, what is remembered. */
#include "domains/dns/dns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "domains/dns/job.h"

/* What stands in the cache under one name; each enum dns_want is one too. */
#define KIND_HOST 'h'

uint64_t
dns_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- facts --------------------------------------------------------------- */

const char *
dns_facts_mx(const struct dns_facts *facts, size_t i)
{
	return facts->pool + facts->mx[i];
}

const char *
dns_facts_ns(const struct dns_facts *facts, size_t i)
{
	return facts->pool + facts->ns[i];
}

size_t
dns_facts_size(const struct dns_facts *facts)
{
	return offsetof(struct dns_facts, pool) + facts->used;
}

const char *
dns_status_bounces(enum dns_status status)
{
	switch (status) {
	case DNS_NO_DOMAIN:
		return "the domain does not exist";
	case DNS_NULL_MX:
		return "the domain says that it takes no mail";
	case DNS_NO_HOST:
		return "the domain has neither mail host nor address";
	case DNS_DEAD_HOSTS:
		return "no mail host of the domain has an address";
	case DNS_UNKNOWN:
	case DNS_TAKES_MAIL:
	case DNS_STATUSES:
		break;
	}
	return NULL;
}

static void
facts_unknown(struct dns_facts *facts_r)
{
	memset(facts_r, 0, offsetof(struct dns_facts, pool));
}

/* ---- jobs: all under the lock ------------------------------------------- */

static struct dns_job **
job_place(struct dns *dns, const struct name *name, enum dns_want want)
{
	uint64_t hash = XXH3_64bits(name->text, name->len);
	struct dns_job **at = &dns->buckets[hash % DNS_BUCKETS];

	while (*at != NULL && ((*at)->want != want ||
				  strcmp((*at)->name.text, name->text) != 0))
		at = &(*at)->chain;
	return at;
}

static void
job_release(struct dns_job *job)
{
	if (--job->holders > 0)
		return;
	pthread_cond_destroy(&job->finished);
	free(job);
}

static struct dns_job *
job_new(struct dns *dns, const struct name *name, enum dns_want want)
{
	struct dns_job *job = calloc(1, sizeof(*job));
	pthread_condattr_t monotonic;

	if (job == NULL)
		return NULL;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&job->finished, &monotonic);
	pthread_condattr_destroy(&monotonic);
	job->dns = dns;
	job->name = *name;
	job->want = want;
	job->holders = 1;
	job->ttl = DNS_TTL_MAX;
	return job;
}

static void
wake(const struct dns *dns)
{
	const uint64_t one = 1;
	ssize_t written = write(dns->wake, &one, sizeof(one));

	(void)written; /* a counter that is full wakes too */
}

/* The job of a name, there already or new.  NULL when memory is out. */
static struct dns_job *
job_take(struct dns *dns, const struct name *name, enum dns_want want)
{
	struct dns_job **place = job_place(dns, name, want);
	struct dns_job *job = *place;

	if (job != NULL)
		return job;
	job = job_new(dns, name, want);
	if (job == NULL) {
		dns->breaker.trying = false;
		return NULL;
	}
	*place = job;
	dns->job_count++;
	if (dns->last != NULL)
		dns->last->next = job;
	else
		dns->first = job;
	dns->last = job;
	wake(dns);
	return job;
}

static bool
in_cache(struct dns *dns, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	facts_unknown(facts_r);
	/* What was asked with name servers holds without them too. */
	return dns_cache_get(dns->cache, DNS_WANT_NS, name->text, dns_now(),
		   facts_r, sizeof(*facts_r)) ||
	       (want == DNS_WANT_MAIL &&
		   dns_cache_get(dns->cache, DNS_WANT_MAIL, name->text,
		       dns_now(), facts_r, sizeof(*facts_r)));
}

/* What is known without asking: from the cache, or that nobody is asked. */
static bool
known_already(struct dns *dns, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	if (in_cache(dns, name, want, facts_r) || name->literal ||
	    dns->stopping)
		return true;
	/* One that is under way costs nothing more. */
	return *job_place(dns, name, want) == NULL &&
	       (dns->job_count >= DNS_JOBS_MAX ||
		   !dns_breaker_admit(&dns->breaker, dns_now()));
}

static struct timespec
time_at(uint64_t milliseconds)
{
	return (struct timespec){
	    .tv_sec = (time_t)(milliseconds / 1000),
	    .tv_nsec = (long)(milliseconds % 1000) * 1000000,
	};
}

void
dns_ask(struct dns *dns, const struct name *name, enum dns_want want,
    unsigned wait, struct dns_facts *facts_r)
{
	struct timespec deadline = time_at(dns_now() + wait);
	struct dns_job *job = NULL;

	pthread_mutex_lock(&dns->lock);
	if (wait == 0)
		(void)in_cache(dns, name, want, facts_r);
	else if (!known_already(dns, name, want, facts_r))
		job = job_take(dns, name, want);
	if (job != NULL) {
		job->holders++;
		while (!job->done && pthread_cond_timedwait(&job->finished,
					 &dns->lock, &deadline) == 0)
			;
		if (job->done)
			memcpy(facts_r, &job->facts,
			    dns_facts_size(&job->facts));
		facts_r->asked = true;
		job_release(job);
	}
	pthread_mutex_unlock(&dns->lock);
}

int
dns_start(struct dns *dns, const struct name *name, enum dns_want want,
    dns_done done, void *context)
{
	struct dns_waiter *waiter = malloc(sizeof(*waiter));
	struct dns_job *job = NULL;
	struct dns_facts facts;
	bool cached;

	if (waiter == NULL)
		return -1;
	pthread_mutex_lock(&dns->lock);
	cached = known_already(dns, name, want, &facts);
	if (!cached)
		job = job_take(dns, name, want);
	if (job != NULL) {
		*waiter = (struct dns_waiter){job->waiters, done, context};
		job->waiters = waiter;
	}
	pthread_mutex_unlock(&dns->lock);
	if (job != NULL)
		return 0;
	free(waiter);
	if (!cached)
		return -1;
	done(context, &facts);
	return 0;
}

unsigned long
dns_asked(struct dns *dns)
{
	pthread_mutex_lock(&dns->lock);
	unsigned long asked = dns->asked;
	pthread_mutex_unlock(&dns->lock);
	return asked;
}

/* ---- the resolver's side ------------------------------------------------- */

struct dns_job *
dns_job_next(struct dns *dns, bool *finish_r)
{
	pthread_mutex_lock(&dns->lock);
	struct dns_job *job = dns->first;
	*finish_r = dns->stopping;
	if (job != NULL && (dns->stopping || dns->active < DNS_ACTIVE_MAX)) {
		dns->first = job->next;
		if (dns->first == NULL)
			dns->last = NULL;
		dns->active++;
		/* It opened while the job was waiting. */
		if (dns->breaker.open && !dns->breaker.trying)
			*finish_r = true;
		job->facts.asked = !*finish_r;
		dns->asked += job->facts.asked;
	} else {
		job = NULL;
	}
	pthread_mutex_unlock(&dns->lock);
	return job;
}

static uint32_t
ttl_within(uint32_t ttl)
{
	if (ttl < DNS_TTL_MIN)
		return DNS_TTL_MIN;
	return ttl > DNS_TTL_MAX ? DNS_TTL_MAX : ttl;
}

bool
dns_host_get(struct dns *dns, const char *host, bool *address_r)
{
	pthread_mutex_lock(&dns->lock);
	bool found = dns_cache_get(dns->cache, KIND_HOST, host, dns_now(),
	    address_r, sizeof(*address_r));
	pthread_mutex_unlock(&dns->lock);
	return found;
}

void
dns_host_put(struct dns *dns, const char *host, bool address, uint32_t ttl)
{
	pthread_mutex_lock(&dns->lock);
	dns_cache_put(dns->cache, KIND_HOST, host, &address, sizeof(address),
	    dns_now() + (uint64_t)ttl_within(ttl) * 1000);
	pthread_mutex_unlock(&dns->lock);
}

/* Returns whether the event is to be told. */
static bool
job_count_outcome(struct dns_job *job, enum dns_event *event_r)
{
	struct dns *dns = job->dns;

	if (!job->facts.asked || dns->stopping)
		return false;
	if (job->failed) {
		*event_r = DNS_EVENT_SILENT;
		return dns_breaker_fail(&dns->breaker, dns_now());
	}
	*event_r = DNS_EVENT_BACK;
	return dns_breaker_succeed(&dns->breaker);
}

static void
job_keep_facts(const struct dns_job *job)
{
	uint32_t ttl = job->facts.status == DNS_UNKNOWN ? DNS_TTL_FAILURE
	                                                : ttl_within(job->ttl);

	if (job->facts.asked)
		dns_cache_put(job->dns->cache, (unsigned char)job->want,
		    job->name.text, &job->facts, dns_facts_size(&job->facts),
		    dns_now() + (uint64_t)ttl * 1000);
}

void
dns_job_finish(struct dns_job *job)
{
	struct dns *dns = job->dns;
	struct dns_waiter *waiter;
	enum dns_event event;
	bool tell;

	pthread_mutex_lock(&dns->lock);
	job_keep_facts(job);
	tell = job_count_outcome(job, &event);
	*job_place(dns, &job->name, job->want) = job->chain;
	dns->job_count--;
	dns->active--;
	waiter = job->waiters;
	job->waiters = NULL;
	job->done = true;
	pthread_cond_broadcast(&job->finished);
	pthread_mutex_unlock(&dns->lock);

	while (waiter != NULL) {
		struct dns_waiter *next = waiter->next;

		waiter->done(waiter->context, &job->facts);
		free(waiter);
		waiter = next;
	}
	if (tell && dns->options.event != NULL)
		dns->options.event(dns->options.context, event);
	pthread_mutex_lock(&dns->lock);
	job_release(job);
	pthread_mutex_unlock(&dns->lock);
}

/* ---- opening and closing ------------------------------------------------- */

/* One address, a port behind it or not. */
static bool
server_valid(const char *text, size_t len)
{
	char address[INET6_ADDRSTRLEN + 8];
	unsigned char binary[16];
	const char *port = NULL;
	char *end;
	int family = AF_INET;

	if (len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	if (address[0] == '[') {
		end = strchr(address, ']');
		if (end == NULL || end[1] != ':')
			return false;
		family = AF_INET6;
		port = end + 2;
		*end = '\0';
	} else if ((end = strchr(address, ':')) != NULL) {
		if (strchr(end + 1, ':') != NULL) {
			family = AF_INET6;
		} else {
			port = end + 1;
			*end = '\0';
		}
	}
	if (port != NULL &&
	    (strspn(port, "0123456789") != strlen(port) || strlen(port) > 5 ||
		strtoul(port, NULL, 10) < 1 || strtoul(port, NULL, 10) > 65535))
		return false;
	return inet_pton(family, address + (address[0] == '['), binary) == 1;
}

bool
dns_servers_valid(const char *servers)
{
	for (;;) {
		size_t len = strcspn(servers, ",");

		if (!server_valid(servers, len))
			return false;
		if (servers[len] == '\0')
			return true;
		servers += len + 1;
	}
}

/* Everything but the thread. */
static struct dns *
dns_new(const struct dns_options *options)
{
	struct dns *dns = calloc(1, sizeof(*dns));

	if (dns == NULL)
		return NULL;
	pthread_mutex_init(&dns->lock, NULL);
	atomic_init(&dns->holders, 1);
	dns->options = *options;
	dns->breaker.limit = options->failures;
	dns->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	dns->cache = dns_cache_create(DNS_CACHE_MAX);
	if (options->servers != NULL)
		dns->servers = strdup(options->servers);
	dns->options.servers = dns->servers;
	return dns;
}

static void
dns_free(struct dns *dns)
{
	dns_resolver_close(&dns->resolver);
	dns_cache_free(&dns->cache);
	if (dns->wake >= 0)
		close(dns->wake);
	free(dns->servers);
	pthread_mutex_destroy(&dns->lock);
	free(dns);
}

/* Signals are for the program's own threads. */
static int
start_thread(struct dns *dns)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errno = pthread_create(&dns->thread, NULL, dns_resolver_run, dns);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return errno == 0 ? 0 : -1;
}

int
dns_open(const struct dns_options *options, struct dns **dns_r)
{
	struct dns *dns;
	int error;

	if (options->servers != NULL && !dns_servers_valid(options->servers)) {
		errno = EINVAL;
		return -1;
	}
	dns = dns_new(options);
	if (dns == NULL)
		return -1;
	errno = ENOMEM;
	if (dns->wake < 0 || dns->cache == NULL ||
	    (options->servers != NULL && dns->servers == NULL) ||
	    dns_resolver_open(dns, &dns->resolver) < 0 ||
	    start_thread(dns) < 0) {
		error = errno;
		dns_free(dns);
		errno = error;
		return -1;
	}
	*dns_r = dns;
	return 0;
}

struct dns *
dns_share(struct dns *dns)
{
	atomic_fetch_add(&dns->holders, 1);
	return dns;
}

void
dns_close(struct dns **dns)
{
	struct dns *gone = *dns;

	*dns = NULL;
	if (gone == NULL || atomic_fetch_sub(&gone->holders, 1) > 1)
		return;
	pthread_mutex_lock(&gone->lock);
	gone->stopping = true;
	pthread_mutex_unlock(&gone->lock);
	wake(gone);
	pthread_join(gone->thread, NULL);
	dns_free(gone);
}
