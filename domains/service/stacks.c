/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/stacks.h"

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

/* The C library keeps the stacks of threads that ended, up to 40 MiB in all:
 * five of its own size, 8 MiB, or this many of this one. */
#ifdef __SANITIZE_THREAD__ /* keeps more than that on each for itself */
#define STACK_SIZE ((size_t)8 << 20)
#else
#define STACK_SIZE ((size_t)512 << 10)
#endif
#define STACKS 64

static void
set_size(void)
{
	pthread_attr_t attributes;

	if (pthread_getattr_default_np(&attributes) != 0)
		return;
	if (pthread_attr_setstacksize(&attributes, STACK_SIZE) == 0)
		(void)pthread_setattr_default_np(&attributes);
	pthread_attr_destroy(&attributes);
}

/* A thread that ends only when all are there: a stack of its own. */
static void *
wait_for_all(void *all)
{
	while (sem_wait(all) != 0)
		continue;
	return NULL;
}

void
stacks_reserve(void)
{
	pthread_t threads[STACKS];
	size_t count = 0;
	sem_t all;

	set_size();
	sem_init(&all, 0, 0);
	while (count < STACKS &&
	       pthread_create(&threads[count], NULL, wait_for_all, &all) == 0)
		count++;
	for (size_t i = 0; i < count; i++)
		sem_post(&all);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	sem_destroy(&all);
}
