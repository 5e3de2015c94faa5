/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS: takes questions, waits for answers, opens and closes. */
#include "domains/dns/dns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "domains/base/clock.h"
#include "domains/base/span.h"
#include "domains/dns/job.h"
#include "domains/base/translation.h"

/* ---- facts -------------------------------------------------------------- */

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
		return N_("the domain does not exist");
	case DNS_NULL_MX:
		return N_("the domain says that it takes no mail");
	case DNS_NO_HOST:
		return N_("the domain has neither mail host nor address");
	case DNS_DEAD_HOSTS:
		return N_("no mail host of the domain has an address");
	case DNS_UNKNOWN:
	case DNS_TAKES_MAIL:
	case DNS_STATUSES:
		break;
	}
	return NULL;
}

/* ---- asking ------------------------------------------------------------- */

static bool
in_cache(struct dns *dns, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	memset(facts_r, 0, offsetof(struct dns_facts, pool));
	/* An answer with name servers serves a question without them. */
	return dns_cache_get(dns->cache, DNS_WANT_NS, name->text, clock_now(),
		   facts_r, sizeof(*facts_r)) ||
	       (want == DNS_WANT_MAIL &&
		   dns_cache_get(dns->cache, DNS_WANT_MAIL, name->text,
		       clock_now(), facts_r, sizeof(*facts_r)));
}

/* Are there facts without a question: those of the cache, or DNS_UNKNOWN when
 * no question may be asked? */
static bool
is_settled(struct dns *dns, const struct name *name, enum dns_want want,
    struct dns_facts *facts_r)
{
	if (in_cache(dns, name, want, facts_r) || name->literal ||
	    dns->stopping)
		return true;
	/* To wait for a job that is under way costs nothing. */
	return dns_job_find(dns, name, want) == NULL &&
	       (dns->job_count >= DNS_JOBS_MAX ||
		   !dns_breaker_admit(&dns->breaker, clock_now()));
}

void
dns_ask(struct dns *dns, const struct name *name, enum dns_want want,
    unsigned wait, struct dns_facts *facts_r)
{
	struct timespec deadline = clock_timespec(clock_now() + wait);
	struct dns_job *job = NULL;

	pthread_mutex_lock(&dns->lock);
	if (wait == 0)
		(void)in_cache(dns, name, want, facts_r);
	else if (!is_settled(dns, name, want, facts_r))
		job = dns_job_take(dns, name, want);
	if (job != NULL) {
		job->holders++;
		while (!job->done && pthread_cond_timedwait(&job->finished,
					 &dns->lock, &deadline) == 0)
			;
		if (job->done)
			memcpy(facts_r, &job->facts,
			    dns_facts_size(&job->facts));
		facts_r->asked = true;
		dns_job_release(job);
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
	bool settled;

	if (waiter == NULL)
		return -1;
	pthread_mutex_lock(&dns->lock);
	settled = is_settled(dns, name, want, &facts);
	if (!settled)
		job = dns_job_take(dns, name, want);
	if (job != NULL) {
		*waiter = (struct dns_waiter){job->waiters, done, context};
		job->waiters = waiter;
	}
	pthread_mutex_unlock(&dns->lock);
	if (job != NULL)
		return 0;
	free(waiter);
	if (!settled)
		return -1;
	done(context, &facts);
	return 0;
}

/* ---- opening and closing ------------------------------------------------ */

/* One address, with a port or without. */
static bool
server_valid(const char *text, size_t len)
{
	char address[INET6_ADDRSTRLEN + 8];
	unsigned char binary[16];
	const char *port = NULL;
	uint64_t number;
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
	    (strlen(port) > 5 || !span_number(span_of(port), 65535, &number) ||
		number == 0))
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
	dns_resolver_close(dns);
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
	    dns_resolver_open(dns) < 0 || start_thread(dns) < 0) {
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
	dns_resolver_wake(gone);
	pthread_join(gone->thread, NULL);
	dns_free(gone);
}
