/* SPDX-License-Identifier: BSD-2-Clause */
/* Candidate: a file that may be one of the logs that a position knows, as far
 * as it shows which one it is; only for position.c. */
#ifndef DOMAINS_MAILLOG_CANDIDATE_H
#define DOMAINS_MAILLOG_CANDIDATE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "domains/base/diagnostic.h"
#include "domains/maillog/border.h"
#include "domains/maillog/lines.h"

struct candidate {
	struct stat status;
	struct border_head head;
	bool plain; /* it is not compressed */
};

/* Looks at a file.  Returns 0, or -1 with a diagnostic: it is none that could
 * be read once more. */
int
candidate_look(const struct maillog_file *file, struct candidate *candidate_r,
    struct diagnostics *diagnostics);

#endif
