/* SPDX-License-Identifier: BSD-2-Clause */
/* DNS resolver: the thread that owns the channel of c-ares, and the questions
 * of a job, one after the other.  Private to job.h. */
#include <ares.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/library.h"
#include "domains/dns/job.h"

/* ---- the library -------------------------------------------------------- */

#define FUNCTIONS(F)                          \
	F(ares, ares_, cancel)                \
	F(ares, ares_, destroy)               \
	F(ares, ares_, getsock)               \
	F(ares, ares_, init_options)          \
	F(ares, ares_, library_init)          \
	F(ares, ares_, process_fd)            \
	F(ares, ares_, query)                 \
	F(ares, ares_, set_servers_ports_csv) \
	F(ares, ares_, timeout)

LIBRARY(ares, DOPPEL_LIBCARES, FUNCTIONS)

/* RFC 6891; more than this may be lost in fragments (DNS flag day 2020). */
#define EDNS_SIZE 1232
#define CLASS_IN 1
/* The longest sleep. */
#define SLEEP_MS 1000

/* A question under way. */
struct query {
	struct dns_job *job;
	enum dns_type type;
	bool host; /* about a mail host of the job, not about its name */
	char name[NAME_SIZE];
};

static void
job_ask(struct dns_job *job, enum dns_type type, const char *name, bool host);

/* ---- what an answer means for a job ------------------------------------- */

static void
job_lower_ttl(struct dns_job *job, uint32_t ttl)
{
	if (ttl < job->ttl)
		job->ttl = ttl;
}

/* Adds a host to the facts; false when there is no room. */
static bool
facts_add(struct dns_facts *facts, const struct dns_host *host,
    uint16_t *offset_r)
{
	size_t size = (size_t)host->len + 1;

	if (DNS_POOL_SIZE - (size_t)facts->used < size)
		return false;
	memcpy(facts->pool + facts->used, host->text, size);
	*offset_r = facts->used;
	facts->used = (uint16_t)(facts->used + size);
	return true;
}

/* One host that can take the mail is enough; this looks for it, in the order of
 * preference. */
static void
job_look_at_hosts(struct dns_job *job)
{
	struct dns_facts *facts = &job->facts;

	for (; job->looked < facts->mx_count; job->looked++) {
		const char *host = dns_facts_mx(facts, job->looked);
		bool address;

		if (job->looked == DNS_LOOKED_MAX)
			return;
		if (strcmp(host, "localhost") == 0)
			continue;
		if (!dns_host_get(job->dns, host, &address)) {
			job_ask(job, DNS_A, host, true);
			return;
		}
		if (address)
			return;
	}
	if (!facts->more)
		facts->status = DNS_DEAD_HOSTS;
}

static void
job_take_mx(struct dns_job *job, const struct dns_answer *answer)
{
	struct dns_facts *facts = &job->facts;

	facts->more = answer->more;
	for (size_t i = 0; i < answer->count; i++) {
		if (answer->host[i].len == 0)
			continue;
		if (facts_add(facts, &answer->host[i],
			&facts->mx[facts->mx_count]))
			facts->mx_count++;
		else
			facts->more = true;
	}
	if (facts->mx_count > 0) {
		facts->status = DNS_TAKES_MAIL;
		job_look_at_hosts(job);
	} else if (!facts->more) {
		facts->status = DNS_NULL_MX;
	}
}

static void
job_take_mail(struct dns_job *job, const struct dns_answer *answer)
{
	job_lower_ttl(job, answer->ttl);
	switch (answer->outcome) {
	case DNS_FOUND:
		job_take_mx(job, answer);
		return;
	case DNS_NO_DATA:
		job_ask(job, DNS_A, job->name.text, false);
		return;
	case DNS_NO_NAME:
		job->facts.status = DNS_NO_DOMAIN;
		return;
	case DNS_REFUSED:
	case DNS_GARBAGE:
		job->failed = true;
		return;
	case DNS_NO_ANSWER:
		return;
	}
}

static void
job_take_ns(struct dns_job *job, const struct dns_answer *answer)
{
	struct dns_facts *facts = &job->facts;

	for (size_t i = 0; i < answer->count && facts->ns_count < DNS_NS_MAX;
	     i++)
		if (answer->host[i].len > 0 &&
		    facts_add(facts, &answer->host[i],
			&facts->ns[facts->ns_count]))
			facts->ns_count++;
}

/* The address of the name itself, which has no MX. */
static void
job_take_own_address(struct dns_job *job, enum dns_type type,
    const struct dns_answer *answer)
{
	job_lower_ttl(job, answer->ttl);
	if (answer->address) {
		job->facts.status = DNS_TAKES_MAIL;
	} else if (answer->outcome <= DNS_NO_NAME) {
		if (type == DNS_A)
			job_ask(job, DNS_AAAA, job->name.text, false);
		else
			job->facts.status = DNS_NO_HOST;
	}
}

/* The address of a mail host.  That there is no answer about the host does not
 * count against the name. */
static void
job_take_host_address(struct dns_job *job, const struct query *query,
    const struct dns_answer *answer)
{
	if (answer->outcome > DNS_NO_NAME)
		return;
	if (!answer->address && query->type == DNS_A &&
	    answer->outcome != DNS_NO_NAME) {
		job_ask(job, DNS_AAAA, query->name, true);
		return;
	}
	dns_host_put(job->dns, query->name, answer->address, answer->ttl);
	if (answer->address)
		return;
	job_lower_ttl(job, answer->ttl);
	job->looked++;
	job_look_at_hosts(job);
}

static void
job_take(const struct query *query, const struct dns_answer *answer)
{
	struct dns_job *job = query->job;

	if (query->type == DNS_MX)
		job_take_mail(job, answer);
	else if (query->type == DNS_NS)
		job_take_ns(job, answer);
	else if (query->host)
		job_take_host_address(job, query, answer);
	else
		job_take_own_address(job, query->type, answer);
}

/* ---- questions ---------------------------------------------------------- */

static void
job_settle(struct dns_job *job)
{
	if (--job->outstanding == 0)
		dns_job_finish(job);
}

static void
on_answer(void *context, int status, int timeouts, unsigned char *bytes,
    int len)
{
	struct query *query = context;
	struct dns_answer answer;

	(void)timeouts;
	if (bytes != NULL && len > 0) {
		dns_answer_read(bytes, (size_t)len, query->name, query->type,
		    &answer);
		job_take(query, &answer);
	} else if (status == ARES_ENOTFOUND) {
		/* c-ares does not ask for .onion: RFC 7686. */
		answer = (struct dns_answer){
		    .outcome = DNS_NO_NAME,
		    .ttl = UINT32_MAX,
		};
		job_take(query, &answer);
	} else if (query->type == DNS_MX) {
		query->job->failed = true;
	}
	job_settle(query->job);
	free(query);
}

static void
job_ask(struct dns_job *job, enum dns_type type, const char *name, bool host)
{
	struct query *query = malloc(sizeof(*query));

	if (query == NULL)
		return; /* the facts stay unknown */
	query->job = job;
	query->type = type;
	query->host = host;
	memcpy(query->name, name, strlen(name) + 1);
	job->outstanding++;
	ares.query(job->dns->channel, query->name, CLASS_IN, (int)type,
	    on_answer, query);
}

#define REGISTRABLE(name) ((name)->text + name_registrable(name))

static void
job_begin(struct dns_job *job)
{
	/* One for this function, for answers may come at once. */
	job->outstanding = 1;
	job_ask(job, DNS_MX, job->name.text, false);
	if (job->key.want == DNS_WANT_NS && *REGISTRABLE(&job->name) != '\0')
		job_ask(job, DNS_NS, REGISTRABLE(&job->name), false);
	job_settle(job);
}

/* ---- the thread --------------------------------------------------------- */

static void
begin_jobs(struct dns *dns)
{
	struct dns_job *job;
	bool finish;

	while ((job = dns_job_next(dns, &finish)) != NULL) {
		if (finish)
			dns_job_finish(job);
		else
			job_begin(job);
	}
}

static int
sleep_time(ares_channel channel)
{
	struct timeval most = {.tv_sec = SLEEP_MS / 1000}, left;
	const struct timeval *time = ares.timeout(channel, &most, &left);

	return (int)(time->tv_sec * 1000 + (time->tv_usec + 999) / 1000);
}

/* Waits for the sockets of the channel and for a new job. */
static void
wait_and_process(struct dns *dns)
{
	ares_channel channel = dns->channel;
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	struct pollfd ready[ARES_GETSOCK_MAXNUM + 1];
	/* ARES_GETSOCK_WRITABLE shifts an int into its sign. */
	unsigned which =
	    (unsigned)ares.getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
	nfds_t count = 0;
	uint64_t counter;

	for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		short events = 0;

		if (which >> i & 1)
			events |= POLLIN;
		if (which >> (i + ARES_GETSOCK_MAXNUM) & 1)
			events |= POLLOUT;
		if (events != 0)
			ready[count++] = (struct pollfd){
			    .fd = sockets[i],
			    .events = events,
			};
	}
	ready[count] = (struct pollfd){.fd = dns->wake, .events = POLLIN};
	if (poll(ready, count + 1, sleep_time(channel)) < 0)
		return;
	if (ready[count].revents != 0 &&
	    read(dns->wake, &counter, sizeof(counter)) < 0)
		counter = 0; /* nothing to read: as good */
	for (nfds_t i = 0; i < count; i++)
		if (ready[i].revents != 0)
			ares.process_fd(channel,
			    ready[i].revents & ~POLLOUT ? ready[i].fd
							: ARES_SOCKET_BAD,
			    ready[i].revents & POLLOUT ? ready[i].fd
						       : ARES_SOCKET_BAD);
	ares.process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static bool
is_stopping(struct dns *dns)
{
	pthread_mutex_lock(&dns->lock);
	bool stopping = dns->stopping;
	pthread_mutex_unlock(&dns->lock);
	return stopping;
}

void *
dns_resolver_run(void *context)
{
	struct dns *dns = context;

	while (!is_stopping(dns)) {
		begin_jobs(dns);
		wait_and_process(dns);
	}
	/* The questions under way end now, and those that follow from them. */
	ares.cancel(dns->channel);
	begin_jobs(dns);
	return NULL;
}

void
dns_resolver_wake(const struct dns *dns)
{
	const uint64_t one = 1;
	ssize_t written = write(dns->wake, &one, sizeof(one));

	(void)written; /* a counter that is full wakes too */
}

/* Opens a channel.  No search list: a name is asked about as it is.  Any answer
 * is an answer: one that says "refused" is not put to the next server. */
static int
open_channel(struct dns *dns)
{
	struct ares_options options = {
	    .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS |
	             ARES_FLAG_NOCHECKRESP,
	    .timeout = (int)dns->options.timeout,
	    .tries = (int)dns->options.tries,
	    .ednspsz = EDNS_SIZE,
	};
	ares_channel channel;
	int status = ares.init_options(&channel, &options,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		ARES_OPT_EDNSPSZ);

	if (status != ARES_SUCCESS)
		return status;
	dns->channel = channel;
	return dns->servers == NULL
	           ? ARES_SUCCESS
	           : ares.set_servers_ports_csv(channel, dns->servers);
}

int
dns_resolver_open(struct dns *dns)
{
	const char *why;
	int status;

	if (library_load(&library, &why) < 0) {
		errno = ELIBACC;
		return -1;
	}
	/* Nothing cleans up after this: the counter of c-ares is not safe for
	 * several threads, and here it would free nothing. */
	status = ares.library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS
	             ? ARES_ENOMEM
	             : open_channel(dns);
	if (status == ARES_SUCCESS)
		return 0;
	errno = status == ARES_ENOMEM ? ENOMEM : EIO;
	return -1;
}

void
dns_resolver_close(struct dns *dns)
{
	if (dns->channel != NULL)
		ares.destroy(dns->channel);
}
