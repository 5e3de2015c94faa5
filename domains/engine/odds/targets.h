/* SPDX-License-Identifier: BSD-2-Clause */
/* Targets: the names that people may mean, providers and protected names, with
 * P(people here mean it), and the index of them.  Private to the channel.
 *
 * With few names to judge they are collected when the first one is weighed:
 * most addresses are at a listed name, and then a third of the time to open the
 * lists is spared.
 */
#ifndef DOMAINS_ENGINE_ODDS_TARGETS_H
#define DOMAINS_ENGINE_ODDS_TARGETS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "domains/engine/index/index.h"
#include "domains/engine/lists/entries.h"

struct target {
	uint32_t entry; /* its number in the lists */
	float prior;    /* ln P(people here mean it) */
};

struct targets {
	const struct list_entries *lists;
	struct top_levels *tops;
	struct target *all;      /* the heaviest first */
	struct typo_side *sides; /* of them, for the index */
	char *spelled; /* the texts of those with letters beyond ASCII; NULL:
	                  there are none */
	struct index *index;
	atomic_bool ready;
	pthread_mutex_t collecting;
};

/* Borrows the lists and the cache.  late: the targets are collected later, and
 * the index is late (index.h).  NULL when memory is out. */
struct targets *
targets_create(const struct list_entries *lists, struct top_levels *tops,
    bool late);

void
targets_free(struct targets **targets);

/* Collects them unless another thread does.  It needs memory for names beyond
 * ASCII alone; where that is out they are compared as they are in ASCII. */
void
targets_collect(struct targets *targets);

/* The name of an entry, which was canonical when it was read. */
void
targets_name(const struct list_entry *entry, struct name *name_r);

/* Is the target a name that everybody knows?  So is a provider that an
 * administrator protects.  The weight of a partner, as --learn gives one to
 * each, says how many people here mean it, and nothing of who else has a name
 * beside it. */
bool
targets_are_weighed(const struct targets *targets, size_t number);

/* Call it before any other use of them. */
static inline void
targets_be_ready(struct targets *targets)
{
	if (!atomic_load_explicit(&targets->ready, memory_order_acquire))
		targets_collect(targets);
}

static inline const struct list_entry *
targets_entry(const struct targets *targets, const struct target *target)
{
	return list_entries_at(targets->lists, target->entry);
}

#endif
