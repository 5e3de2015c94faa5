/* SPDX-License-Identifier: BSD-2-Clause */
/* Logs: the mail logs among the inputs of an audit, which are read after the
 * lists, all together: a mail may begin in one file and end in another. */
#ifndef DOMAINS_DOPPELCHECK_LOGS_H
#define DOMAINS_DOPPELCHECK_LOGS_H

#include <stddef.h>
#include <stdint.h>

#include "domains/doppelcheck/stdin_copy.h"
#include "domains/maillog/lines.h"
#include "domains/maillog/wanted.h"

struct log_options;

struct logs {
	struct maillog_file *files;
	struct stdin_begun *begun; /* of each: what the file points to */
	size_t count;
};

/* Adds a file; of one that was begun it takes what was read, and the
 * descriptor.  name holds as long as the logs.  Returns 0, or -1 when
 * memory is out. */
int
logs_add(struct logs *logs, const char *name, const char *path,
    struct stdin_begun *begun);

/* What of the logs is wanted. */
struct logs_wanted {
	int64_t since, until;
	struct wanted whose;
};

/* As --since and --until, --sender and --domain say.  Returns 0, or -1 with a
 * message. */
int
logs_take_wanted(const struct log_options *options,
    struct logs_wanted *wanted_r);

/* Empty again. */
void
logs_clear(struct logs *logs);

#endif
