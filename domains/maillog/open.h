/* SPDX-License-Identifier: BSD-2-Clause */
/* Open: the mails that are not over, with their wrong recipients, and those
 * that were over last; only for mails.c, whose header has the rules. */
#ifndef DOMAINS_MAILLOG_OPEN_H
#define DOMAINS_MAILLOG_OPEN_H

#include "domains/maillog/client.h"
#include "domains/maillog/mails.h"

#define OPEN_NONE UINT32_MAX

struct open_mails;

struct open_mails *
open_mails_new(struct leaks *leaks, const struct mails_options *options,
    struct mails_counts *counts);
void
open_mails_free(struct open_mails **open);

/* The mail that an event is about, which is made when there is none; OPEN_NONE
 * when there is none or memory is out. */
uint32_t
open_mails_find(struct open_mails *open, const struct maillog_event *event,
    bool make);

/* Notes the sender, the size and the Message-ID that an event has. */
void
open_mails_begin(struct open_mails *open, uint32_t mail,
    const struct maillog_event *event);

/* A mail goes on under the event's next id, too. */
void
open_mails_clone(struct open_mails *open, uint32_t mail,
    const struct maillog_event *event);

/* The mail with the event's next id is for the members of its list. */
void
open_mails_forward(struct open_mails *open, const struct maillog_event *event);

/* Notes a result, and where an event says that the mail went; NULL: nothing
 * says so. */
void
open_mails_set(struct open_mails *open, uint32_t mail,
    const struct leaks_recipient *result, const struct maillog_event *event);

/* Notes where the mail came from. */
void
open_mails_come(struct open_mails *open, uint32_t mail,
    const struct client *client);

/* What has no result at its end is held, or not. */
void
open_mails_hold(struct open_mails *open, uint32_t mail, bool held);

/* All recipients with one outcome have the other from this line on. */
void
open_mails_change(struct open_mails *open, uint32_t mail,
    enum maillog_outcome from, enum maillog_outcome to,
    const struct maillog_line *line);

/* The mail is over, or goes on under another id. */
void
open_mails_end(struct open_mails *open, uint32_t mail,
    const struct maillog_event *event);

/* Has the log had this before, by its hash? */
bool
open_mails_note(struct open_mails *open, uint64_t hash);

int
open_mails_finish(struct open_mails *open, int64_t last);

#endif
