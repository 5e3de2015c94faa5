/* SPDX-License-Identifier: BSD-2-Clause */
/* Actions: what the gate does with a mail, by the reason and the confidence of
 * its verdict.  milter.conf sets the table; the policy reads it. */
#ifndef DOMAINS_SETTINGS_ACTIONS_H
#define DOMAINS_SETTINGS_ACTIONS_H

#include <stdbool.h>

#include "domains/engine/verdict.h"

/* In the order of strength: of two decisions about one message the greater
 * holds.  Their names stand in configuration and logs. */
enum action {
	ACTION_ACCEPT,     /* nothing at all, not even a log line */
	ACTION_LOG,        /* a log line */
	ACTION_TAG,        /* and a header */
	ACTION_QUARANTINE, /* and the MTA holds the whole message */
	ACTION_CONFIRM,    /* 5xx, unless the sender sends it a second time */
	ACTION_TEMPFAIL,   /* 4xx */
	ACTION_REJECT,     /* 5xx */
	ACTION_ACTIONS
};

struct action_table {
	bool monitor; /* do nothing; the log says what enforce would do */
	enum action table[VERDICT_REASONS][VERDICT_CONFIDENCES];
};

/* DESIGN's defaults: mode enforce; known-doppelganger reject; typo certain
 * reject, likely quarantine, possible tag; registration quarantine, but log
 * where it is only possible; the others log. */
extern const struct action_table action_table_default;

/* In this order; NULL ends them. */
extern const char *const action_names[];

/* "?" when it is none. */
const char *
action_name(enum action action);

/* Does nobody get the mail? */
bool
action_refuses(enum action action);

/* false: it is the name of none. */
bool
action_parse(const char *text, enum action *action_r);

#endif
