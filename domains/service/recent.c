/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the last tries in a table of hashes. */
#include "domains/service/recent.h"

#include <string.h>

static struct recent_try
make_try(const struct recent *recent, struct span recipient, struct span sender)
{
	const uint64_t seed = (uint64_t)(uintptr_t)recent;

	return (struct recent_try){
	    .recipient = span_hash(recipient, seed),
	    .sender = span_hash(sender, seed),
	};
}

static struct recent_try *
find_place(struct recent *recent, const struct recent_try *one)
{
	return &recent->list[(one->recipient ^ one->sender * 31) % RECENT_MAX];
}

void
recent_begin(struct recent *recent)
{
	pthread_mutex_init(&recent->lock, NULL);
	memset(recent->list, 0, sizeof(recent->list));
}

void
recent_end(struct recent *recent)
{
	pthread_mutex_destroy(&recent->lock);
}

void
recent_note(struct recent *recent, struct span recipient, struct span sender,
    int64_t time)
{
	struct recent_try one = make_try(recent, recipient, sender);

	one.time = time;
	pthread_mutex_lock(&recent->lock);
	*find_place(recent, &one) = one;
	pthread_mutex_unlock(&recent->lock);
}

int64_t
recent_find(struct recent *recent, struct span recipient, struct span sender)
{
	const struct recent_try one = make_try(recent, recipient, sender);
	struct recent_try there;

	pthread_mutex_lock(&recent->lock);
	there = *find_place(recent, &one);
	pthread_mutex_unlock(&recent->lock);
	return there.recipient == one.recipient && there.sender == one.sender
	           ? there.time
	           : 0;
}
