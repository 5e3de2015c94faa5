/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS job: keeps the names that are being asked about, each of them once, from
 * the question to the answer. */
#include "domains/dns/job.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"

/* The kind of a mail host in the cache; each enum dns_want is a kind too. */
#define KIND_HOST 'h'

/* ---- for the callers: all under the lock -------------------------------- */

static int
compare_keys(const void *a, const void *b)
{
	const struct dns_job_key *left = a, *right = b;

	if (left->want != right->want)
		return left->want < right->want ? -1 : 1;
	return strcmp(left->name, right->name);
}

struct dns_job *
dns_job_find(struct dns *dns, const struct name *name, enum dns_want want)
{
	const struct dns_job_key key = {name->text, want};
	struct dns_job *const *found = tfind(&key, &dns->jobs, compare_keys);

	return found == NULL ? NULL : *found;
}

void
dns_job_release(struct dns_job *job)
{
	if (--job->holders > 0)
		return;
	pthread_cond_destroy(&job->finished);
	free(job);
}

static struct dns_job *
create_job(struct dns *dns, const struct name *name, enum dns_want want)
{
	struct dns_job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return NULL;
	job->dns = dns;
	job->name = *name;
	job->key = (struct dns_job_key){job->name.text, want};
	job->holders = 1;
	job->ttl = DNS_TTL_MAX;
	if (tsearch(job, &dns->jobs, compare_keys) == NULL) {
		free(job);
		return NULL;
	}
	clock_init_condition(&job->finished);
	return job;
}

struct dns_job *
dns_job_take(struct dns *dns, const struct name *name, enum dns_want want)
{
	struct dns_job *job = dns_job_find(dns, name, want);

	if (job != NULL)
		return job;
	job = create_job(dns, name, want);
	if (job == NULL) {
		dns->breaker.trying = false;
		return NULL;
	}
	dns->job_count++;
	if (dns->last != NULL)
		dns->last->next = job;
	else
		dns->first = job;
	dns->last = job;
	dns_resolver_wake(dns);
	return job;
}

/* ---- for the resolver --------------------------------------------------- */

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
		/* The breaker opened while the job was waiting. */
		if (dns->breaker.open && !dns->breaker.trying)
			*finish_r = true;
		job->facts.asked = !*finish_r;
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
	bool found = dns_cache_get(dns->cache, KIND_HOST, host, clock_now(),
	    address_r, sizeof(*address_r));
	pthread_mutex_unlock(&dns->lock);
	return found;
}

void
dns_host_put(struct dns *dns, const char *host, bool address, uint32_t ttl)
{
	pthread_mutex_lock(&dns->lock);
	dns_cache_put(dns->cache, KIND_HOST, host, &address, sizeof(address),
	    clock_now() + (uint64_t)ttl_within(ttl) * 1000);
	pthread_mutex_unlock(&dns->lock);
}

/* Returns whether there is an event to report. */
static bool
count_outcome(struct dns_job *job, enum dns_event *event_r)
{
	struct dns *dns = job->dns;

	if (!job->facts.asked || dns->stopping)
		return false;
	if (job->failed) {
		*event_r = DNS_EVENT_SILENT;
		return dns_breaker_fail(&dns->breaker, clock_now());
	}
	*event_r = DNS_EVENT_BACK;
	return dns_breaker_succeed(&dns->breaker);
}

static void
keep_facts(const struct dns_job *job)
{
	uint32_t ttl = job->facts.status == DNS_UNKNOWN ? DNS_TTL_FAILURE
	                                                : ttl_within(job->ttl);

	if (job->facts.asked)
		dns_cache_put(job->dns->cache, (unsigned char)job->key.want,
		    job->name.text, &job->facts, dns_facts_size(&job->facts),
		    clock_now() + (uint64_t)ttl * 1000);
}

void
dns_job_finish(struct dns_job *job)
{
	struct dns *dns = job->dns;
	struct dns_waiter *waiter;
	enum dns_event event;
	bool has_event;

	pthread_mutex_lock(&dns->lock);
	keep_facts(job);
	has_event = count_outcome(job, &event);
	tdelete(job, &dns->jobs, compare_keys);
	dns->job_count--;
	dns->active--;
	waiter = job->waiters;
	job->waiters = NULL;
	job->done = true;
	pthread_cond_broadcast(&job->finished);
	pthread_mutex_unlock(&dns->lock);

	for (struct dns_waiter *next; waiter != NULL; waiter = next) {
		next = waiter->next;
		waiter->done(waiter->context, &job->facts);
		free(waiter);
	}
	if (has_event && dns->options.event != NULL)
		dns->options.event(dns->options.context, event);
	pthread_mutex_lock(&dns->lock);
	dns_job_release(job);
	pthread_mutex_unlock(&dns->lock);
}
