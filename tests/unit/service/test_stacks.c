/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/service/stacks.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define SESSIONS 48

static pthread_barrier_t all;

static void *
meet(void *nothing)
{
	pthread_barrier_wait(&all);
	return nothing;
}

static rlim_t
data_size(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned long kib = 0;
	char line[256];

	cr_assert_not_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "VmData: %lu", &kib) == 1)
			break;
	fclose(file);
	return (rlim_t)kib << 10;
}

/* How many threads there can be at once without more memory than there is. */
static size_t
threads_without_memory(void)
{
	const struct rlimit none = {data_size(), RLIM_INFINITY};
	const struct rlimit before = {RLIM_INFINITY, RLIM_INFINITY};
	pthread_t threads[SESSIONS];
	size_t count = 0;

	pthread_barrier_init(&all, NULL, SESSIONS + 1);
	cr_assert_eq(setrlimit(RLIMIT_DATA, &none), 0);
	while (count < SESSIONS &&
	       pthread_create(&threads[count], NULL, meet, NULL) == 0)
		count++;
	setrlimit(RLIMIT_DATA, &before);
	if (count < SESSIONS)
		return count; /* they wait until the process ends */
	pthread_barrier_wait(&all);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return count;
}

#ifndef __SANITIZE_ADDRESS__ /* whose own memory for threads is not ready */
Test(stacks, sessions_have_threads_when_memory_is_short)
{
	cr_assert_lt(threads_without_memory(), 4);
	stacks_reserve();
	cr_expect_eq(threads_without_memory(), SESSIONS);
}
#endif
