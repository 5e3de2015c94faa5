/* SPDX-License-Identifier: BSD-2-Clause */
/* Audits plain lists by several threads: see the header. */
#include "domains/doppelcheck/plain.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppelcheck/known.h"
#include "domains/doppelcheck/ordered.h"
#include "domains/doppelcheck/scan.h"
#include "domains/doppelcheck/source.h"
#include "domains/readers/list_line.h"
#include "domains/text/console.h"

/* The first chunks are one thread's: a short list is done before a thread
 * could be started. */
#define CHUNKS_ALONE 2

/* Enough that memory answers for the first when the last has asked. */
#define WAITING_MAX 32

struct plain {
	const struct audit_options *options;
	struct domain_set *domains;
	struct ordered *ordered;
	struct span list;        /* whose members the lines are */
	pthread_mutex_t reading; /* covers the next two */
	struct source *source;
	uint64_t next_chunk;
};

/* An address whose domain the cache does not know to be fine. */
struct waiting {
	struct scan_item item;
	uint64_t hash;
};

/* Lines up to an LF that were passed, for their domain is not known to be
 * fine: mostly one, but more where others end with mere CRs. */
struct seen {
	char *at;
	uint64_t line;
	struct scan_ends ends;
};

struct worker {
	struct plain *plain;
	pthread_t thread;
	bool started;
	char *bytes;
	struct scan scan;
	struct auditor auditor;
	struct ordered_slot *slot; /* of the chunk at hand */
	const char *file;          /* and its file */
	size_t waiting_count;
	struct waiting waiting[WAITING_MAX];
	size_t seen_count;
	struct seen seen[WAITING_MAX];
	struct known known;
	struct domain_set_batch fine; /* of this chunk */
};

/* ---- lines --------------------------------------------------------------- */

/* As struct sink has it. */
static enum sink_result
take_finding(void *context, const struct finding *finding)
{
	struct worker *worker = context;

	ordered_add(worker->plain->ordered, worker->slot, finding);
	return SINK_TAKEN;
}

static void
take_address(struct worker *worker, const struct scan_item *item)
{
	const struct span address = {item->bytes, item->len};
	const struct member member = {
	    .target = MEMBER_ADDRESS,
	    .list = worker->plain->list,
	    .address = address,
	    .mended = address,
	    .parsed =
		{
		    .local = item->bytes,
		    .local_len = item->local_len,
		    .domain = item->bytes + item->local_len + 1,
		    .domain_len = item->domain_len,
		},
	    .error = item->kind == SCAN_LONG ? ADDRESS_TEXT_LONG : ADDRESS_FINE,
	    .file = worker->file,
	    .line = (unsigned)item->line,
	};

	(void)auditor_take(&worker->auditor, &member);
}

static void
take_line(struct worker *worker, const struct scan_item *item)
{
	const struct reader_text text = {
	    .file = worker->file,
	    .text = {item->bytes, item->len},
	    .take = auditor_take,
	    .context = &worker->auditor,
	};
	const struct destination_place place = {
	    .list = worker->plain->list,
	    .line = (unsigned)item->line,
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = item->continues,
	};

	(void)list_line_take(&text, &place, text.text);
}

/* ---- lines of a chunk ---------------------------------------------------- */

static void
settle(struct worker *worker, const struct waiting *waiting)
{
	const struct scan_item *item = &waiting->item;
	uint64_t hash = waiting->hash;
	enum domain_set_class class = auditor_classify(&worker->auditor, hash,
	    item->plain, item->domain_len, &worker->fine);

	/* Where contacts are remembered each address is looked at. */
	if (class == DOMAIN_SET_FINE &&
	    worker->plain->options->memories != NULL) {
		take_address(worker, item);
		return;
	}
	if (class == DOMAIN_SET_FINE) {
		known_put(&worker->known, item->plain, item->domain_len);
		worker->auditor.counts.addresses++;
	} else {
		take_address(worker, item);
	}
}

static void
settle_all(struct worker *worker)
{
	for (size_t i = 0; i < worker->waiting_count; i++)
		settle(worker, &worker->waiting[i]);
	worker->waiting_count = 0;
}

/* Takes a usual line whose domain may be new.  It waits until there are some,
 * in their order, so that the processor fetches for all of them at once what
 * each would wait for. */
static void
take_plain(struct worker *worker, const struct scan_item *item)
{
	struct domain_set *domains = worker->plain->domains;
	uint64_t hash = domain_set_hash(domains, item->plain, item->domain_len);

	domain_set_prefetch(domains, hash);
	worker->waiting[worker->waiting_count++] =
	    (struct waiting){.item = *item, .hash = hash};
	/* What does not stand in the chunk is overwritten by the next one. */
	if (worker->waiting_count == WAITING_MAX ||
	    item->plain == worker->scan.lower)
		settle_all(worker);
}

static void
take_other(struct worker *worker, const struct scan_item *item)
{
	settle_all(worker);
	if (item->kind == SCAN_LINE)
		take_line(worker, item);
	else
		take_address(worker, item);
}

/* ---- threads ------------------------------------------------------------- */

static bool
read_chunk(struct worker *worker, struct source_chunk *chunk_r,
    uint64_t *number_r)
{
	struct plain *plain = worker->plain;
	bool more;

	pthread_mutex_lock(&plain->reading);
	more = !ordered_is_stopped(plain->ordered) &&
	       source_next(plain->source, worker->bytes, chunk_r);
	if (more)
		*number_r = plain->next_chunk++;
	pthread_mutex_unlock(&plain->reading);
	return more;
}

/* Takes the line that the scan is at. */
static bool
take_next(struct worker *worker)
{
	struct scan_item item;

	if (!scan_next(&worker->scan, &item))
		return false;
	if (item.kind == SCAN_ADDRESS && item.plain != NULL)
		take_plain(worker, &item);
	else
		take_other(worker, &item);
	return true;
}

/* Takes a line that was passed, or the lines up to the LF and none after it. */
static void
take_again(struct worker *worker, const struct seen *seen)
{
	struct scan *scan = &worker->scan;
	char *newline = scan->at + seen->ends.newline, *end = scan->end;
	struct scan_item item;

	if (scan_take_small(scan, &seen->ends, &item)) {
		take_plain(worker, &item);
		scan_end_line(scan, newline);
		return;
	}
	scan->end = newline + 1;
	while (take_next(worker))
		;
	scan->end = end;
}

/* Goes back to the lines that were passed, and takes them. */
static void
take_seen(struct worker *worker)
{
	struct scan *scan = &worker->scan;
	char *at = scan->at;
	uint64_t lines = scan->lines, more = 0;

	for (size_t i = 0; i < worker->seen_count; i++) {
		scan->at = worker->seen[i].at;
		scan->lines = worker->seen[i].line + more;
		take_again(worker, &worker->seen[i]);
		more = scan->lines - worker->seen[i].line - 1;
	}
	worker->seen_count = 0;
	scan->at = at;
	scan->lines = lines + more;
	settle_all(worker);
}

/* Passes the line at hand if it may be a usual one.  Most are done here: their
 * domain is known to be fine, whatever else a line might hold.  Whether it is
 * known decides no branch, which could not be predicted; nor must a line be
 * taken apart to find where the next one begins.  The end of the chunk is none
 * of a line when a mere CR stands before it. */
static inline bool
pass_line(struct worker *worker)
{
	struct scan *scan = &worker->scan;
	struct seen *seen = &worker->seen[worker->seen_count];
	struct scan_ends *ends = &seen->ends;
	bool known;

	if (!scan_find_ends(scan->at, ends) ||
	    scan->at + ends->newline >= scan->end ||
	    ends->domain_len >= KNOWN_SIZE)
		return false;
	seen->at = scan->at;
	seen->line = scan->lines;
	known = known_has(&worker->known, scan->at + ends->at + 1,
	    ends->domain_len);
	worker->auditor.counts.addresses += known;
	worker->seen_count += !known;
	scan_end_line(scan, scan->at + ends->newline);
	return true;
}

/* A usual line that goes on from the chunk before is none to pass. */
static void
take_lines(struct worker *worker)
{
	bool more = !worker->scan.continues || take_next(worker);

	while (more) {
		while (worker->seen_count < WAITING_MAX && pass_line(worker))
			;
		more = worker->seen_count == WAITING_MAX;
		take_seen(worker);
		more = more || take_next(worker);
	}
	settle_all(worker);
}

static void
take_chunk(struct worker *worker, const struct source_chunk *chunk,
    uint64_t number)
{
	struct plain *plain = worker->plain;

	worker->slot = ordered_take_slot(plain->ordered, number, chunk);
	worker->file = plain->options->paths[chunk->file];
	scan_begin(&worker->scan, chunk);
	take_lines(worker);
	auditor_add_batch(&worker->auditor, &worker->fine);
	ordered_finish_slot(plain->ordered, worker->slot,
	    scan_lines(&worker->scan));
	if (worker->auditor.stopped)
		ordered_stop(plain->ordered);
}

static void *
worker_run(void *context)
{
	struct worker *worker = context;
	struct source_chunk chunk;
	uint64_t number;

	while (read_chunk(worker, &chunk, &number))
		take_chunk(worker, &chunk, number);
	return NULL;
}

static int
worker_begin(struct worker *worker, struct plain *plain)
{
	const struct sink sink = {take_finding, worker};

	worker->plain = plain;
	worker->bytes = malloc(SOURCE_CHUNK_SIZE);
	return worker->bytes != NULL ? auditor_begin(&worker->auditor,
					   plain->options, plain->domains, sink)
	                             : -1;
}

/* The first has begun.  Does the beginning alone, then starts the others, for
 * which one address has no work, and joins in. */
static void
workers_run(struct worker *workers, unsigned jobs)
{
	struct source_chunk chunk;
	uint64_t number = 0;

	while (number + 1 < CHUNKS_ALONE || jobs == 1) {
		if (!read_chunk(&workers[0], &chunk, &number))
			return;
		take_chunk(&workers[0], &chunk, number);
	}
	for (unsigned i = 1; i < jobs; i++)
		/* Without it the others do the work. */
		workers[i].started =
		    worker_begin(&workers[i], workers[0].plain) == 0 &&
		    pthread_create(&workers[i].thread, NULL, worker_run,
			&workers[i]) == 0;
	worker_run(&workers[0]);
	for (unsigned i = 1; i < jobs; i++)
		if (workers[i].started)
			pthread_join(workers[i].thread, NULL);
}

/* The processors that we may run on, as sysconf(3) says them by a file that it
 * opens. */
static unsigned
count_processors(void)
{
	cpu_set_t ours;

	return sched_getaffinity(0, sizeof(ours), &ours) == 0
	           ? (unsigned)CPU_COUNT(&ours)
	           : CPU_SETSIZE; /* there are more */
}

static unsigned
choose_jobs(unsigned asked)
{
	if (asked == 0)
		asked = count_processors();
	return asked < PLAIN_JOBS_MAX ? asked : PLAIN_JOBS_MAX;
}

/* ---- the door ------------------------------------------------------------ */

/* Of two readings the second complains. */
static void
complain(void *context, const char *path, const char *text)
{
	const struct plain *plain = context;

	if (!plain->options->collecting)
		console_say(path, text);
}

/* Runs the workers; returns what memory was too short for, or NULL. */
static const char *
run(struct plain *plain, unsigned jobs, struct report_counts *counts_r)
{
	struct worker *workers = calloc(jobs, sizeof(*workers));
	bool complete = workers != NULL && worker_begin(workers, plain) == 0;
	const char *lacking = NULL;

	if (complete)
		workers_run(workers, jobs);
	for (unsigned i = 0; workers != NULL && i < jobs; i++) {
		report_add_counts(counts_r, &workers[i].auditor.counts);
		if (workers[i].auditor.lacking != NULL)
			lacking = workers[i].auditor.lacking;
		auditor_end(&workers[i].auditor);
		free(workers[i].bytes);
	}
	free(workers);
	return complete ? lacking : "audit";
}

int
plain_audit(const struct audit_options *options, struct stdin_begun *begun,
    struct domain_set *domains, struct report_counts *counts_r)
{
	unsigned jobs = choose_jobs(options->jobs);
	struct plain plain = {
	    .options = options,
	    .domains = domains,
	    .ordered = ordered_new(options->report, options->paths, jobs),
	    .list = span_of(
		options->reader.list != NULL ? options->reader.list : ""),
	    .source = source_new(options->copies != NULL ? options->copies
							 : options->paths,
		options->path_count, complain, &plain),
	};
	const char *lacking = "audit";
	int result = -1;

	*counts_r = (struct report_counts){0};
	pthread_mutex_init(&plain.reading, NULL);
	if (plain.source != NULL && begun != NULL) {
		source_begin(plain.source, begun->fd, begun->bytes, begun->len,
		    begun->ended);
		begun->fd = -1;
	}
	if (plain.ordered != NULL && plain.source != NULL)
		lacking = run(&plain, jobs, counts_r);
	if (lacking != NULL)
		console_say(lacking, strerror(ENOMEM));
	else if (!ordered_is_stopped(plain.ordered) &&
		 source_was_whole(plain.source))
		result = 0;
	pthread_mutex_destroy(&plain.reading);
	source_free(&plain.source);
	ordered_free(&plain.ordered);
	return result;
}
