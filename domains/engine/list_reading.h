/* SPDX-License-Identifier: BSD-2-Clause */
/* List reading: takes the lists of the options in, each from its file or from
 * bytes, and says where they contradict each other; only for doppel.c. */
#ifndef DOMAINS_ENGINE_LIST_READING_H
#define DOMAINS_ENGINE_LIST_READING_H

#include "domains/engine/doppel.h"
#include "domains/engine/lists/entries.h"
#include "domains/engine/lists/late_list.h"

/* Returns 0, or -1 with the errors; then the entries are not whole.  Sets
 * *innocent_r, which is NULL, to the innocent list if that can be late. */
int
list_reading_take(struct list_entries *lists,
    const struct doppel_options *options, struct diagnostics *errors,
    struct diagnostics *warnings, struct late_list **innocent_r);

#endif
