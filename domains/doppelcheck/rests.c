/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps account of whose files are slow. */
#include "domains/doppelcheck/rests.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "domains/base/clock.h"
#include "domains/base/interning.h"
#include "domains/registrations/budget.h"

/* A change is in force within two seconds: others wait for so long. */
#define SLOW_MS 1000

#define REST_SHARE 20
#define REST_MS_MAX 3600000

/* A rest that somebody may wonder about. */
#define REPORTED_MS 600000

/* Of a user: no path is one. */
#define USER_NAME_SIZE 24

struct rest {
	uint64_t spent; /* ms, in this look */
	unsigned look;
	uint64_t until; /* of clock_now() */
};

void
rests_begin(struct rests *rests)
{
	rests->look++;
}

uint64_t
rests_beyond(uint64_t ms, size_t files)
{
	uint64_t usual = BUDGET_FREE_WAIT_MS * (files != 0 ? files : 1);

	return ms > usual ? ms - usual : 0;
}

static const char *
name_user(uid_t uid, char name_r[static USER_NAME_SIZE])
{
	snprintf(name_r, USER_NAME_SIZE, "%ju", (uintmax_t)uid);
	return name_r;
}

static struct rest *
find(const struct rests *rests, const char *name)
{
	uint32_t number = rests->names != NULL
	                      ? interning_find(rests->names, span_of(name))
	                      : INTERNING_NONE;

	return number != INTERNING_NONE ? &rests->list[number] : NULL;
}

/* NULL when memory is out: then it does not rest. */
static struct rest *
find_or_add(struct rests *rests, const char *name)
{
	return interning_row(&rests->names, span_of(name), &rests->list,
	    &rests->room, sizeof(*rests->list));
}

static bool
does_rest(const struct rests *rests, const char *name)
{
	const struct rest *rest = rests->on ? find(rests, name) : NULL;

	return rest != NULL && clock_now() < rest->until;
}

/* Returns for how long it rests from now on; 0: it does not. */
static uint64_t
add(const struct rests *rests, struct rest *rest, uint64_t ms)
{
	uint64_t pause;

	if (!rests->on)
		return 0;
	if (rest->look != rests->look)
		rest->spent = 0;
	rest->look = rests->look;
	rest->spent += ms;
	if (rest->spent < SLOW_MS)
		return 0;
	pause = rest->spent < REST_MS_MAX / REST_SHARE
	            ? rest->spent * REST_SHARE
	            : REST_MS_MAX;
	rest->until = clock_now() + pause;
	return pause;
}

bool
rests_user(const struct rests *rests, uid_t uid)
{
	char name[USER_NAME_SIZE];

	return does_rest(rests, name_user(uid, name));
}

bool
rests_file(const struct rests *rests, const char *path)
{
	return does_rest(rests, path);
}

void
rests_add_user(struct rests *rests, uid_t uid, const char *path, uint64_t ms,
    struct diagnostics *diagnostics)
{
	char name[USER_NAME_SIZE];
	struct rest *rest = find_or_add(rests, name_user(uid, name));
	uint64_t pause = rest != NULL ? add(rests, rest, ms) : 0;

	if (pause >= REPORTED_MS)
		diagnostics_add(diagnostics, path, 0,
		    "took %ju seconds: the files of its owner are left alone "
		    "for %ju minutes",
		    (uintmax_t)(rest->spent / 1000),
		    (uintmax_t)(pause / 60000));
}

void
rests_add_file(struct rests *rests, const char *path, uint64_t ms)
{
	struct rest *rest = find_or_add(rests, path);

	if (rest != NULL)
		(void)add(rests, rest, ms);
}

void
rests_add_known_file(struct rests *rests, const char *path, uint64_t ms)
{
	struct rest *rest = find(rests, path);

	if (rest != NULL)
		(void)add(rests, rest, ms);
}

void
rests_clear(struct rests *rests)
{
	interning_free(&rests->names);
	free(rests->list);
	*rests = (struct rests){.names = NULL};
}
