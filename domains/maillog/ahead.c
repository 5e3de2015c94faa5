/* SPDX-License-Identifier: BSD-2-Clause */
/* Expands a log ahead of its reader: see the header. */
#include "domains/maillog/ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct piece {
	size_t len;     /* 0: the text is over */
	uint64_t total; /* of the input, by then */
	char bytes[AHEAD_PIECE];
};

struct ahead {
	struct input *input; /* the thread's */
	pthread_t thread;
	pthread_mutex_t lock; /* covers the next four */
	pthread_cond_t changed;
	size_t written, taken; /* pieces, counted on */
	bool stopped;
	size_t at; /* the reader's place in its piece */
	uint64_t total;
	struct piece pieces[AHEAD_PIECES];
};

/* Waits for a piece to write into; NULL when nobody wants it. */
static struct piece *
wait_for_room(struct ahead *ahead)
{
	struct piece *piece;

	pthread_mutex_lock(&ahead->lock);
	while (ahead->written - ahead->taken == AHEAD_PIECES && !ahead->stopped)
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	piece = ahead->stopped ? NULL
	                       : &ahead->pieces[ahead->written % AHEAD_PIECES];
	pthread_mutex_unlock(&ahead->lock);
	return piece;
}

static void
count_on(struct ahead *ahead, size_t *count)
{
	pthread_mutex_lock(&ahead->lock);
	(*count)++;
	pthread_cond_signal(&ahead->changed);
	pthread_mutex_unlock(&ahead->lock);
}

static void *
expand(void *context)
{
	struct ahead *ahead = context;
	struct piece *piece;
	size_t len = 1;

	while (len != 0 && (piece = wait_for_room(ahead)) != NULL) {
		len = input_read(ahead->input, piece->bytes, AHEAD_PIECE);
		piece->len = len;
		piece->total = ahead->input->total;
		count_on(ahead, &ahead->written);
	}
	return NULL;
}

struct ahead *
ahead_begin(struct input *input)
{
	struct ahead *ahead = malloc(sizeof(*ahead));

	if (ahead == NULL)
		return NULL;
	ahead->input = input;
	ahead->written = ahead->taken = ahead->at = 0;
	ahead->total = 0;
	ahead->stopped = false;
	(void)pthread_mutex_init(&ahead->lock, NULL);
	(void)pthread_cond_init(&ahead->changed, NULL);
	if (pthread_create(&ahead->thread, NULL, expand, ahead) == 0)
		return ahead;
	pthread_cond_destroy(&ahead->changed);
	pthread_mutex_destroy(&ahead->lock);
	free(ahead);
	return NULL;
}

size_t
ahead_read(struct ahead *ahead, char *room, size_t size)
{
	struct piece *piece = &ahead->pieces[ahead->taken % AHEAD_PIECES];
	size_t len;

	pthread_mutex_lock(&ahead->lock);
	while (ahead->written == ahead->taken)
		pthread_cond_wait(&ahead->changed, &ahead->lock);
	pthread_mutex_unlock(&ahead->lock);
	/* The last piece stays. */
	len = piece->len - ahead->at;
	len = len < size ? len : size;
	memcpy(room, piece->bytes + ahead->at, len);
	ahead->at += len;
	ahead->total = piece->total;
	if (piece->len != 0 && ahead->at == piece->len) {
		ahead->at = 0;
		count_on(ahead, &ahead->taken);
	}
	return len;
}

uint64_t
ahead_total(const struct ahead *ahead)
{
	return ahead->total;
}

void
ahead_end(struct ahead **ahead)
{
	struct ahead *gone = *ahead;

	*ahead = NULL;
	if (gone == NULL)
		return;
	pthread_mutex_lock(&gone->lock);
	gone->stopped = true;
	pthread_cond_signal(&gone->changed);
	pthread_mutex_unlock(&gone->lock);
	pthread_join(gone->thread, NULL);
	pthread_cond_destroy(&gone->changed);
	pthread_mutex_destroy(&gone->lock);
	free(gone);
}
