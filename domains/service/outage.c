/* SPDX-License-Identifier: BSD-2-Clause */
/* A flag, the end of a pause, a count; the log. */
#include "domains/service/outage.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "domains/base/clock.h"
#include "domains/service/log.h"

struct outage {
	pthread_mutex_t lock;
	unsigned holders;
	bool logged;    /* that the store cannot be read */
	uint64_t again; /* when it is tried again (clock_now()) */
	unsigned long long missed;
};

struct outage *
outage_new(void)
{
	struct outage *outage = calloc(1, sizeof(*outage));

	if (outage == NULL)
		return NULL;
	outage->holders = 1;
	pthread_mutex_init(&outage->lock, NULL);
	return outage;
}

struct outage *
outage_share(struct outage *outage)
{
	pthread_mutex_lock(&outage->lock);
	outage->holders++;
	outage->again = 0;
	pthread_mutex_unlock(&outage->lock);
	return outage;
}

void
outage_release(struct outage **outage)
{
	struct outage *gone = *outage;
	unsigned holders;

	*outage = NULL;
	if (gone == NULL)
		return;
	pthread_mutex_lock(&gone->lock);
	holders = --gone->holders;
	pthread_mutex_unlock(&gone->lock);
	if (holders != 0)
		return;
	pthread_mutex_destroy(&gone->lock);
	free(gone);
}

bool
outage_may_try(struct outage *outage)
{
	bool may;

	pthread_mutex_lock(&outage->lock);
	may = !outage->logged || clock_now() >= outage->again;
	pthread_mutex_unlock(&outage->lock);
	return may;
}

void
outage_fail(struct outage *outage, const char *why, unsigned pause_ms)
{
	bool known;

	pthread_mutex_lock(&outage->lock);
	known = outage->logged;
	outage->logged = true;
	outage->again = clock_now() + pause_ms;
	pthread_mutex_unlock(&outage->lock);
	if (!known)
		log_line(LOG_WARN,
		    "contacts: %s; the rules about contacts are off until it "
		    "can be read",
		    why);
}

void
outage_succeed(struct outage *outage)
{
	unsigned long long missed;
	bool over;

	pthread_mutex_lock(&outage->lock);
	over = outage->logged && clock_now() >= outage->again;
	missed = outage->missed;
	if (over) {
		outage->logged = false;
		outage->missed = 0;
	}
	pthread_mutex_unlock(&outage->lock);
	if (over)
		log_line(LOG_NOTE,
		    "contacts: the store can be read again; recipients judged "
		    "without it: %llu",
		    missed);
}

void
outage_miss(struct outage *outage)
{
	pthread_mutex_lock(&outage->lock);
	outage->missed++;
	pthread_mutex_unlock(&outage->lock);
}
