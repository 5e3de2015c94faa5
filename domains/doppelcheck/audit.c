/* SPDX-License-Identifier: BSD-2-Clause */
/* Judges every address of the files, by several threads, in order. */
#include "domains/registrations/judge.h"
#include "domains/doppelcheck/audit.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/doppelcheck/scan.h"
#include "domains/doppelcheck/domain_set.h"
#include "domains/doppelcheck/source.h"
#include "domains/text/console.h"

/* Chunks of findings that may wait for an earlier one: some a thread, so that
 * a thread with an easy chunk goes on. */
#define SLOTS_A_JOB 2

/* A slot that held more gives its memory back. */
#define SLOT_KEEPS ((size_t)256 * 1024)

/* The first chunks are one thread's: a short list is done before a thread
 * could be started. */
#define CHUNKS_ALONE 4

/* Direct-mapped, by the low bits of the hash: 16 KiB, half a first-level
 * cache.  Most addresses of most lists are at a few providers. */
#define CACHE_SLOTS 2048

/* Domains whose verdict a thread keeps: a wrong one often stands in many lines,
 * and each of them is told. */
#define KEPT_VERDICTS 1024

/* Enough that memory answers for the first when the last has asked. */
#define WAITING_MAX 32

/* The findings of one chunk.  Each is a struct mark and its bytes. */
struct slot {
	struct buffer findings;
	size_t file;
	bool begins_file;
	bool done;
	uint64_t lines;
};

struct mark {
	uint64_t line; /* newlines of the chunk before it */
	size_t len;
};

struct audit {
	const struct audit_options *options;
	struct domain_set *seen;
	unsigned jobs;
	atomic_bool stopped; /* nobody takes the findings, or out of memory */
	atomic_bool trouble;

	pthread_mutex_t reading; /* covers the next two */
	struct source *source;
	uint64_t next_chunk;

	pthread_mutex_t writing; /* covers all below */
	pthread_cond_t written;
	uint64_t turn; /* the chunk whose findings are next */
	bool busy;     /* somebody is writing: only he touches the last three */
	struct slot slots[AUDIT_JOBS_MAX * SLOTS_A_JOB];
	size_t place_file;
	struct buffer place; /* the finding up to its line number */
	uint64_t lines;      /* of the file, before the chunk */
};

/* An address that could not be settled at once. */
struct waiting {
	struct scan_item item;
	uint64_t hash;
};

struct kept {
	uint64_t hash; /* 0: none */
	struct verdict verdict;
};

struct worker {
	struct audit *audit;
	pthread_t thread;
	bool started;
	char *bytes;
	struct scan scan;
	struct report_counts counts;
	struct name name;         /* of an address that is not plain */
	struct evidence evidence; /* of the last verdict */
	struct kept *kept;        /* direct-mapped */
	size_t kept_count;
	size_t waiting_count;
	struct waiting waiting[WAITING_MAX];
	uint64_t
	    cache[CACHE_SLOTS]; /* hash and class, as in struct domain_set */
};

/* ---- writing, in order --------------------------------------------------- */

static void
audit_stop(struct audit *audit, const char *subject, const char *text)
{
	if (!atomic_exchange(&audit->stopped, true) && text != NULL)
		console_say(subject, text);
	atomic_store(&audit->trouble, true);
}

static void
audit_write_failed(struct audit *audit, int error)
{
	/* The reader went away, like head: that is said by the exit code. */
	audit_stop(audit, "standard output",
	    error == EPIPE ? NULL : strerror(error));
}

/* Writes the findings of a slot.  Only the one who is busy does. */
static void
audit_write_slot(struct audit *audit, struct slot *slot)
{
	const char *at = slot->findings.bytes;
	const char *end = at + slot->findings.len;
	struct buffer line = {0};

	if (slot->begins_file) {
		audit->lines = 0;
		audit->place.len = 0;
		report_add_place(&audit->options->report,
		    audit->options->paths[slot->file], &audit->place);
		slot->begins_file = false;
	}
	if (slot->findings.failed || audit->place.failed)
		audit_stop(audit, "findings", strerror(ENOMEM));
	while (at != end && !atomic_load(&audit->stopped)) {
		struct mark mark;

		memcpy(&mark, at, sizeof(mark));
		at += sizeof(mark);
		line.len = 0;
		report_add_separator(&audit->options->report, &line);
		buffer_add(&line, audit->place.bytes, audit->place.len);
		buffer_add_number(&line, audit->lines + mark.line + 1);
		errno = line.failed ? ENOMEM : 0;
		if (line.failed ||
		    fwrite(line.bytes, 1, line.len, audit->options->out) !=
			line.len ||
		    fwrite(at, 1, mark.len, audit->options->out) != mark.len)
			audit_write_failed(audit, errno);
		at += mark.len;
	}
	if (slot->findings.len != 0 && !atomic_load(&audit->stopped) &&
	    fflush(audit->options->out) != 0)
		audit_write_failed(audit, errno);
	buffer_clear(&line);
	slot->findings.len = 0;
	if (slot->findings.size > SLOT_KEEPS)
		buffer_clear(&slot->findings);
}

/* Writes all that is done and next.  The lock is held on entry and exit, not
 * while writing. */
static void
audit_write_done(struct audit *audit, size_t slot_count)
{
	if (audit->busy)
		return;
	audit->busy = true;
	for (;;) {
		struct slot *slot = &audit->slots[audit->turn % slot_count];

		if (!slot->done)
			break;
		pthread_mutex_unlock(&audit->writing);
		audit_write_slot(audit, slot);
		audit->lines += slot->lines;
		pthread_mutex_lock(&audit->writing);
		slot->done = false;
		audit->turn++;
	}
	audit->busy = false;
	pthread_cond_broadcast(&audit->written);
}

static size_t
audit_slot_count(const struct audit *audit)
{
	return (size_t)audit->jobs * SLOTS_A_JOB;
}

/* The slot of a chunk, once its last user is written. */
static struct slot *
audit_take_slot(struct audit *audit, uint64_t chunk)
{
	size_t count = audit_slot_count(audit);

	pthread_mutex_lock(&audit->writing);
	while (chunk - audit->turn >= count)
		pthread_cond_wait(&audit->written, &audit->writing);
	pthread_mutex_unlock(&audit->writing);
	return &audit->slots[chunk % count];
}

static void
audit_finish_slot(struct audit *audit, struct slot *slot)
{
	pthread_mutex_lock(&audit->writing);
	slot->done = true;
	audit_write_done(audit, audit_slot_count(audit));
	pthread_mutex_unlock(&audit->writing);
}

/* Too many findings to keep: waits until the chunk is next and writes what
 * there is.  While its slot is not done nobody else writes. */
static void
audit_drain_slot(struct audit *audit, struct slot *slot, uint64_t chunk)
{
	pthread_mutex_lock(&audit->writing);
	while (audit->turn != chunk || audit->busy)
		pthread_cond_wait(&audit->written, &audit->writing);
	audit->busy = true;
	pthread_mutex_unlock(&audit->writing);
	audit_write_slot(audit, slot);
	pthread_mutex_lock(&audit->writing);
	audit->busy = false;
	pthread_cond_broadcast(&audit->written);
	pthread_mutex_unlock(&audit->writing);
}

/* ---- judging ------------------------------------------------------------- */

static void
worker_add_finding(struct worker *worker, const struct scan_item *item,
    const struct finding *finding, struct slot *slot)
{
	struct mark mark = {.line = item->line};
	size_t at = slot->findings.len;

	worker->counts.findings[finding->verdict.reason]++;
	buffer_add(&slot->findings, &mark, sizeof(mark));
	report_add_finding(&worker->audit->options->report, finding,
	    &slot->findings);
	if (slot->findings.failed)
		return;
	mark.len = slot->findings.len - at - sizeof(mark);
	memcpy(slot->findings.bytes + at, &mark, sizeof(mark));
}

static enum domain_set_class
worker_classify(const struct worker *worker, const struct verdict *verdict)
{
	if (verdict->reason == VERDICT_MALFORMED)
		return DOMAIN_SET_MALFORMED;
	if (verdict->reason == VERDICT_NONE ||
	    verdict->confidence < worker->audit->options->min_confidence)
		return DOMAIN_SET_FINE;
	return DOMAIN_SET_FLAGGED;
}

static uint64_t *
worker_cached(struct worker *worker, uint64_t hash)
{
	return &worker->cache[(hash >> 2) % CACHE_SLOTS];
}

static void
worker_judge(struct worker *worker, const char *name, size_t len,
    struct verdict *verdict_r)
{
	const struct audit_options *options = worker->audit->options;

	if (options->batch == NULL)
		doppel_judge_domain(options->doppel, name, len, verdict_r);
	else if (!options->collecting)
		dns_batch_judge(options->batch, name, len, &worker->evidence,
		    verdict_r);
	else if (dns_batch_collect(options->batch, name, len) < 0)
		audit_stop(worker->audit, "domains to ask", strerror(ENOMEM));
}

/* Notes how a name came out. */
static void
worker_note_class(struct worker *worker, uint64_t hash,
    enum domain_set_class class)
{
	int added = domain_set_add(worker->audit->seen, hash, class);

	if (added < 0)
		audit_stop(worker->audit, "distinct domains", strerror(ENOMEM));
	worker->counts.distinct += added == 1 && class != DOMAIN_SET_MALFORMED;
}

/* The verdict on a name that is not fine: what stands in one line stands in
 * more, so that it is kept. */
static const struct verdict *
worker_keep_verdict(struct worker *worker, uint64_t hash, const char *name,
    size_t len)
{
	struct kept *kept = &worker->kept[(hash >> 2) % worker->kept_count];

	if (kept->hash != hash || worker->kept_count == 1) {
		verdict_clear(&kept->verdict);
		worker_judge(worker, name, len, &kept->verdict);
		kept->hash = hash;
	}
	return &kept->verdict;
}

/* As struct judge has it. */
static void
worker_judge_name(void *context, const struct name *name,
    struct evidence *evidence_r, struct verdict *verdict_r)
{
	struct worker *worker = context;
	struct domain_set *seen = worker->audit->seen;
	uint64_t hash = domain_set_hash(seen, name->text, name->len);

	(void)evidence_r; /* the verdict borrows the worker's */
	*verdict_r = *worker_keep_verdict(worker, hash, name->text, name->len);
	if (domain_set_find(seen, hash) == DOMAIN_SET_NEVER)
		worker_note_class(worker, hash,
		    worker_classify(worker, verdict_r));
}

/* The address as the judge takes it; a list says nothing more about it. */
static struct member
make_member(const struct scan_item *item)
{
	return (struct member){
	    .target = MEMBER_ADDRESS,
	    .address = {item->bytes, item->len},
	    .mended = item->mended,
	    .oddities = item->oddities,
	    .parsed =
		{
		    .local = item->local,
		    .local_len = item->local_len,
		    .domain = item->domain,
		    .domain_len = item->domain_len,
		},
	    .error = item->error,
	};
}

/* Judges the address and writes what is found. */
static void
worker_judge_item(struct worker *worker, const struct scan_item *item,
    struct slot *slot)
{
	const struct judge judge = {
	    .doppel = worker->audit->options->doppel,
	    .judge_name = worker_judge_name,
	    .context = worker,
	    .least = worker->audit->options->min_confidence,
	};
	const struct member member = make_member(item);
	struct finding found[JUDGE_FINDINGS_MAX];
	int count = judge_member(&judge, &member, found);

	if (count < 0)
		audit_stop(worker->audit, "addresses", strerror(ENOMEM));
	if (worker->audit->options->collecting)
		return;
	for (int i = 0; i < count; i++)
		worker_add_finding(worker, item, &found[i], slot);
}

/* How a name that is written as usual came out, which is judged if it never
 * was. */
static enum domain_set_class
worker_find_class(struct worker *worker, const struct waiting *waiting)
{
	const struct scan_item *item = &waiting->item;
	uint64_t hash = waiting->hash;
	enum domain_set_class class =
	    domain_set_find(worker->audit->seen, hash);

	if (class == DOMAIN_SET_NEVER) {
		class =
		    worker_classify(worker, worker_keep_verdict(worker, hash,
						item->plain, item->plain_len));
		worker_note_class(worker, hash, class);
	}
	*worker_cached(worker, hash) =
	    (hash & DOMAIN_SET_HASH_MASK) | (uint64_t) class;
	return class;
}

/* An address whose domain the cache does not know to be fine. */
static void
worker_settle(struct worker *worker, const struct waiting *waiting,
    struct slot *slot)
{
	if (waiting->item.plain != NULL &&
	    worker_find_class(worker, waiting) == DOMAIN_SET_FINE)
		return;
	worker_judge_item(worker, &waiting->item, slot);
}

static void
worker_settle_all(struct worker *worker, struct slot *slot, uint64_t chunk)
{
	for (size_t i = 0; i < worker->waiting_count; i++) {
		worker_settle(worker, &worker->waiting[i], slot);
		if (slot->findings.len > AUDIT_FINDINGS_MAX)
			audit_drain_slot(worker->audit, slot, chunk);
	}
	worker->waiting_count = 0;
}

/* The domain in the form that is hashed and judged, of an address that has
 * nothing odd about it; else the judge reads it. */
static void
worker_make_plain(struct worker *worker, struct scan_item *item)
{
	enum name_error error;

	if (item->plain != NULL || item->error != ADDRESS_FINE ||
	    item->oddities != 0 ||
	    name_parse(item->domain, item->domain_len, &worker->name, &error) <
		0)
		return;
	item->plain = worker->name.text;
	item->plain_len = worker->name.len;
}

/* Takes one address.  The usual one is done here: its domain is in the cache
 * and fine.  The others wait until there are some, in their order, so that the
 * processor fetches for all of them at once what each would wait for. */
static inline void
worker_take_item(struct worker *worker, struct scan_item *item,
    struct slot *slot, uint64_t chunk)
{
	const char *in_chunk = item->domain;
	uint64_t hash = 0;

	worker->counts.addresses++;
	worker_make_plain(worker, item);
	if (item->plain != NULL) {
		hash = domain_set_hash(worker->audit->seen, item->plain,
		    item->plain_len);
		if (*worker_cached(worker, hash) ==
		    ((hash & DOMAIN_SET_HASH_MASK) | DOMAIN_SET_FINE))
			return;
		domain_set_prefetch(worker->audit->seen, hash);
	}
	worker->waiting[worker->waiting_count++] =
	    (struct waiting){.item = *item, .hash = hash};
	/* What does not stand in the chunk is overwritten by the next of its
	 * kind. */
	if (worker->waiting_count == WAITING_MAX || item->plain != in_chunk ||
	    item->mended.bytes != item->bytes)
		worker_settle_all(worker, slot, chunk);
}

/* ---- threads ------------------------------------------------------------- */

static bool
worker_read(struct worker *worker, struct source_chunk *chunk_r,
    uint64_t *number_r)
{
	struct audit *audit = worker->audit;
	bool more;

	pthread_mutex_lock(&audit->reading);
	more = !atomic_load(&audit->stopped) &&
	       source_next(audit->source, worker->bytes, chunk_r);
	if (more)
		*number_r = audit->next_chunk++;
	pthread_mutex_unlock(&audit->reading);
	return more;
}

static void
worker_take_chunk(struct worker *worker, const struct source_chunk *chunk,
    uint64_t number)
{
	struct slot *slot = audit_take_slot(worker->audit, number);
	struct scan_item item;

	slot->file = chunk->file;
	slot->begins_file = chunk->begins_file;
	scan_begin(&worker->scan, chunk);
	while (scan_next(&worker->scan, &item))
		worker_take_item(worker, &item, slot, number);
	worker_settle_all(worker, slot, number);
	slot->lines = scan_lines(&worker->scan);
	audit_finish_slot(worker->audit, slot);
}

static void *
worker_run(void *context)
{
	struct worker *worker = context;
	struct source_chunk chunk;
	uint64_t number;

	while (worker_read(worker, &chunk, &number))
		worker_take_chunk(worker, &chunk, number);
	return NULL;
}

/* Does the beginning alone, then starts the others and joins in. */
static void
workers_run(struct worker *workers, unsigned jobs)
{
	struct source_chunk chunk;
	uint64_t number = 0;

	while (number + 1 < CHUNKS_ALONE || jobs == 1) {
		if (!worker_read(&workers[0], &chunk, &number))
			return;
		worker_take_chunk(&workers[0], &chunk, number);
	}
	for (unsigned i = 1; i < jobs; i++)
		/* Without it the others do the work. */
		workers[i].started = pthread_create(&workers[i].thread, NULL,
					 worker_run, &workers[i]) == 0;
	worker_run(&workers[0]);
	for (unsigned i = 1; i < jobs; i++)
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
}

static unsigned
choose_jobs(unsigned asked)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);

	if (asked == 0)
		asked = online > 0 ? (unsigned)online : 1;
	return asked < AUDIT_JOBS_MAX ? asked : AUDIT_JOBS_MAX;
}

static void
workers_free(struct worker *workers, unsigned jobs)
{
	for (unsigned i = 0; i < jobs; i++) {
		free(workers[i].bytes);
		free(workers[i].kept);
	}
	free(workers);
}

static struct worker *
workers_new(struct audit *audit)
{
	struct worker *workers = calloc(audit->jobs, sizeof(*workers));
	bool complete = workers != NULL;

	for (unsigned i = 0; complete && i < audit->jobs; i++) {
		workers[i].audit = audit;
		workers[i].bytes = malloc(SOURCE_CHUNK_SIZE);
		/* What DNS says goes with the verdict and is not kept. */
		workers[i].kept_count =
		    audit->options->batch == NULL ? KEPT_VERDICTS : 1;
		workers[i].kept =
		    calloc(workers[i].kept_count, sizeof(*workers[i].kept));
		complete = workers[i].bytes != NULL && workers[i].kept != NULL;
	}
	if (!complete && workers != NULL) {
		workers_free(workers, audit->jobs);
		workers = NULL;
	}
	return workers;
}

static void
workers_count(const struct worker *workers, unsigned jobs,
    struct report_counts *counts_r)
{
	*counts_r = (struct report_counts){0};
	for (unsigned i = 0; i < jobs; i++) {
		counts_r->addresses += workers[i].counts.addresses;
		counts_r->distinct += workers[i].counts.distinct;
		for (size_t j = 0; j < VERDICT_REASONS; j++)
			counts_r->findings[j] += workers[i].counts.findings[j];
	}
}

static void
complain(void *context, const char *path, const char *text)
{
	(void)context;
	console_say(path, text);
}

static struct audit *
audit_new(const struct audit_options *options)
{
	struct audit *audit = calloc(1, sizeof(*audit));

	if (audit == NULL)
		return NULL;
	audit->options = options;
	audit->jobs = choose_jobs(options->jobs);
	pthread_mutex_init(&audit->reading, NULL);
	pthread_mutex_init(&audit->writing, NULL);
	pthread_cond_init(&audit->written, NULL);
	audit->seen = options->seen != NULL ? options->seen : domain_set_new();
	audit->source = source_new(options->copies != NULL ? options->copies
							   : options->paths,
	    options->path_count, complain, (void *)(uintptr_t)options);
	return audit;
}

static void
audit_free(struct audit *audit)
{
	for (size_t i = 0; i < audit_slot_count(audit); i++)
		buffer_clear(&audit->slots[i].findings);
	buffer_clear(&audit->place);
	source_free(&audit->source);
	if (audit->options->seen == NULL)
		domain_set_free(&audit->seen);
	pthread_cond_destroy(&audit->written);
	pthread_mutex_destroy(&audit->writing);
	pthread_mutex_destroy(&audit->reading);
	free(audit);
}

int
audit_run(const struct audit_options *options, struct report_counts *counts_r)
{
	struct audit *audit = audit_new(options);
	struct worker *workers = NULL;
	bool trouble;

	*counts_r = (struct report_counts){0};
	if (audit != NULL && audit->seen != NULL && audit->source != NULL)
		workers = workers_new(audit);
	if (workers == NULL) {
		console_say("audit", strerror(ENOMEM));
		if (audit != NULL)
			audit_free(audit);
		return -1;
	}
	workers_run(workers, audit->jobs);
	trouble =
	    atomic_load(&audit->trouble) || !source_was_whole(audit->source);
	workers_count(workers, audit->jobs, counts_r);
	workers_free(workers, audit->jobs);
	audit_free(audit);
	return trouble ? -1 : 0;
}
