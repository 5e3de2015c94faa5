/* SPDX-License-Identifier: BSD-2-Clause */
/* Memories: what doppelcheck knows of contacts, where domains.conf has a store.
 *
 *     memories_open(&settings, doppel, &memories)
 *     ... memories_recall(&memories, ...), by any number of threads
 *     if (memories_close(&memories) < 0) ... an error
 */
#ifndef DOMAINS_DOPPELCHECK_MEMORIES_H
#define DOMAINS_DOPPELCHECK_MEMORIES_H

#include <stdatomic.h>
#include <stdbool.h>

#include "domains/registrations/judge.h"
#include "domains/registrations/memory.h"
#include "domains/settings/settings.h"

struct memories {
	struct memory memory; /* its store is NULL when there is none */
	atomic_bool failed;
};

/* Looks for similar contacts; a first contact is nothing that is wrong with a
 * list.  A store that cannot be read is reported, and then there is none: it
 * belongs to the gate's user. */
void
memories_open(const struct settings *settings, const struct doppel *doppel,
    struct memories *memories_r);

/* Returns -1 when the store could not be asked about an address, which was
 * reported. */
int
memories_close(struct memories *memories);

/* Who was confirmed; NULL: nobody was.  Fails as memories_recall() does. */
struct judge_confirmation
memories_confirmation(struct memories *memories);

/* As memory_judge(); false as well when the store fails, which it reports
 * once. */
bool
memories_recall(struct memories *memories, const struct address *address,
    const struct name *domain, enum verdict_confidence least,
    struct finding *finding);

#endif
