/* SPDX-License-Identifier: BSD-2-Clause */
/* The time of day, moved for one process: preloaded (LD_PRELOAD), it adds to
 * each answer the seconds that stand in the file that DOPPEL_CLOCK names,
 * eight bytes in the machine's order, which a test changes while the process
 * runs.  The kernel has namespaces for the other clocks only. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *moved;

__attribute__((constructor)) static void
open_file(void)
{
	const char *path = getenv("DOPPEL_CLOCK");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, sizeof(*moved), PROT_READ, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED)
		moved = map;
	close(fd);
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
	int status = (int)syscall(SYS_clock_gettime, clock, now);

	if (status == 0 && moved != NULL &&
	    (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		now->tv_sec += *moved;
	return status;
}

time_t
time(time_t *now_r)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now_r != NULL)
		*now_r = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict now_r, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	now_r->tv_sec = now.tv_sec;
	now_r->tv_usec = now.tv_nsec / 1000;
	return 0;
}
