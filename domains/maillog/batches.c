/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes lines by a thread of their own: see the header. */
#include "domains/maillog/batches.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"

struct batch {
	char *block;
	struct maillog_line *lines;
	size_t count, room;
};

struct batches {
	maillog_take take;
	void *context;
	size_t size;
	bool direct;       /* lines are taken at once */
	atomic_bool ended; /* no more are wanted */
	pthread_t thread;
	pthread_mutex_t lock; /* covers the next three */
	pthread_cond_t changed;
	size_t filled, taken; /* counted on */
	bool over;            /* no more are filled */
	struct batch list[BATCHES];
};

/* ---- the thread ---------------------------------------------------------- */

/* Waits for lines; NULL when there are no more. */
static struct batch *
wait_for_lines(struct batches *batches)
{
	struct batch *batch = NULL;

	pthread_mutex_lock(&batches->lock);
	/* To wake a thread costs about as much as to take a batch, so it sleeps
	 * until there are some. */
	if (batches->filled == batches->taken)
		while (batches->filled - batches->taken < BATCHES / 2 &&
		       !batches->over)
			pthread_cond_wait(&batches->changed, &batches->lock);
	if (batches->filled != batches->taken)
		batch = &batches->list[batches->taken % BATCHES];
	pthread_mutex_unlock(&batches->lock);
	return batch;
}

static void
take_one(struct batches *batches, const struct maillog_line *line)
{
	if (!atomic_load_explicit(&batches->ended, memory_order_relaxed) &&
	    batches->take(batches->context, line) != 0)
		atomic_store(&batches->ended, true);
}

static void *
take_lines(void *context)
{
	struct batches *batches = context;
	struct batch *batch;

	while ((batch = wait_for_lines(batches)) != NULL) {
		for (size_t i = 0; i < batch->count; i++)
			take_one(batches, &batch->lines[i]);
		pthread_mutex_lock(&batches->lock);
		batches->taken++;
		if (batches->filled - batches->taken <= BATCHES / 2)
			pthread_cond_signal(&batches->changed);
		pthread_mutex_unlock(&batches->lock);
	}
	return NULL;
}

/* ---- begin and end ------------------------------------------------------- */

static void
free_all(struct batches *batches)
{
	for (size_t i = 0; i < BATCHES; i++) {
		free(batches->list[i].block);
		free(batches->list[i].lines);
	}
	pthread_cond_destroy(&batches->changed);
	pthread_mutex_destroy(&batches->lock);
	free(batches);
}

struct batches *
batches_begin(size_t size, maillog_take take, void *context)
{
	struct batches *batches = calloc(1, sizeof(*batches));
	bool all = true;

	if (batches == NULL)
		return NULL;
	batches->take = take;
	batches->context = context;
	batches->size = size;
	atomic_init(&batches->ended, false);
	(void)pthread_mutex_init(&batches->lock, NULL);
	(void)pthread_cond_init(&batches->changed, NULL);
	for (size_t i = 0; i < BATCHES; i++)
		all = (batches->list[i].block = malloc(size)) != NULL && all;
	if (all &&
	    pthread_create(&batches->thread, NULL, take_lines, batches) == 0)
		return batches;
	free_all(batches);
	return NULL;
}

static bool
are_wanted(const struct batches *batches)
{
	return !atomic_load_explicit(&batches->ended, memory_order_relaxed);
}

bool
batches_end(struct batches **batches)
{
	struct batches *gone = *batches;
	bool wanted;

	*batches = NULL;
	pthread_mutex_lock(&gone->lock);
	gone->filled += gone->list[gone->filled % BATCHES].count != 0;
	gone->over = true;
	pthread_cond_signal(&gone->changed);
	pthread_mutex_unlock(&gone->lock);
	pthread_join(gone->thread, NULL);
	wanted = are_wanted(gone);
	free_all(gone);
	return wanted;
}

/* ---- lines --------------------------------------------------------------- */

/* The one that is filled, which nobody else looks at. */
static struct batch *
at_hand(struct batches *batches)
{
	return &batches->list[batches->filled % BATCHES];
}

char *
batches_block(const struct batches *batches)
{
	return batches->list[batches->filled % BATCHES].block;
}

/* Has the one at hand taken.  If more than so many are not, waits until some
 * are, or all where none may be left: then it was the last one. */
static void
hand_on(struct batches *batches, size_t left)
{
	pthread_mutex_lock(&batches->lock);
	batches->filled++;
	batches->over |= left == 0;
	if (batches->over || batches->filled - batches->taken >= BATCHES / 2)
		pthread_cond_signal(&batches->changed);
	if (batches->filled - batches->taken > left)
		while (batches->filled - batches->taken >
		       (left < BATCHES / 2 ? left : BATCHES / 2))
			pthread_cond_wait(&batches->changed, &batches->lock);
	pthread_mutex_unlock(&batches->lock);
	at_hand(batches)->count = 0;
}

static bool
is_within(const struct batches *batches, const char *block, struct span text)
{
	return text.len == 0 ||
	       (text.bytes >= block && text.bytes < block + batches->size);
}

/* Keeps a line; false when it cannot be kept. */
static bool
keep(struct batches *batches, const struct maillog_line *line)
{
	struct batch *batch = at_hand(batches);

	if (!is_within(batches, batch->block, line->text) ||
	    !is_within(batches, batch->block, line->tag) ||
	    !is_within(batches, batch->block, line->host) ||
	    !is_within(batches, batch->block, line->pid) ||
	    array_reserve(&batch->lines, &batch->room, batch->count,
		sizeof(*batch->lines)) < 0)
		return false;
	batch->lines[batch->count++] = *line;
	return true;
}

bool
batches_take(struct batches *batches, const struct maillog_line *line)
{
	if (!batches->direct && keep(batches, line))
		return are_wanted(batches);
	if (!batches->direct) {
		char *block = batches_block(batches);

		/* The block at hand is still read. */
		hand_on(batches, 0);
		batches->direct = true;
		batches->list[(batches->filled - 1) % BATCHES].block =
		    batches_block(batches);
		at_hand(batches)->block = block;
	}
	take_one(batches, line);
	return are_wanted(batches);
}

char *
batches_pass(struct batches *batches, struct span rest)
{
	if (at_hand(batches)->count != 0)
		hand_on(batches, BATCHES - 1);
	return memmove(batches_block(batches), rest.bytes, rest.len);
}
