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
#include "domains/reports/page.h"

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

/* The option by which only some mails of the logs are wanted; NULL: all. */
const char *
logs_selection(const struct log_options *options);

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

/* The same for those who count; its texts are in it. */
struct wanted_part
logs_part(const struct logs_wanted *wanted);

/* What is said while they are read. */
struct logs_messages {
	struct diagnostics diagnostics, notes;
};

/* The logs, read as the options say, with messages that outlive it. */
struct maillog_source
logs_source(const struct logs *logs, const struct log_options *options,
    const struct logs_wanted *wanted, struct logs_messages *messages);

/* Adds a note when nothing was in them, or nothing of the time that is wanted;
 * any: there were deliveries, or what else is reported. */
void
logs_note_nothing(const struct maillog_read *read,
    const struct logs_wanted *wanted, bool any, struct diagnostics *notes);

/* Were there lines, and all reported before? */
bool
logs_have_nothing_new(const struct maillog_read *read);

/* There is more than is counted apart, in words. */
extern const char logs_too_many[];

/* Adds notes of mails that were given up, of those that are there twice, and
 * that there is more than is counted apart. */
void
logs_note_mails(uint64_t given_up, uint64_t again, bool too_many,
    struct diagnostics *notes);

/* Shows the messages on the console, without notes when it is quiet, and on a
 * page, unless that is NULL. */
void
logs_show(const struct logs_messages *messages, bool quiet, struct page *page);

/* There are none then. */
void
logs_clear_messages(struct logs_messages *messages);

/* Empty again. */
void
logs_clear(struct logs *logs);

#endif
