/* SPDX-License-Identifier: BSD-2-Clause */
/* The actions, their names and their defaults. */
#include "domains/settings/actions.h"

#include "domains/base/strings.h"

const char *const action_names[ACTION_ACTIONS + 1] = {
    [ACTION_ACCEPT] = "accept",
    [ACTION_LOG] = "log",
    [ACTION_TAG] = "tag",
    [ACTION_QUARANTINE] = "quarantine",
    [ACTION_CONFIRM] = "confirm",
    [ACTION_TEMPFAIL] = "tempfail",
    [ACTION_REJECT] = "reject",
};

/* A verdict without a confidence is one that the engine did not weigh. */
#define EVERY(action)                                  \
	{                                              \
		(action), (action), (action), (action) \
	}

const struct action_table action_table_default = {
    .monitor = false,
    .table =
	{
	    [VERDICT_NONE] = EVERY(ACTION_ACCEPT),
	    [VERDICT_KNOWN_DOPPELGANGER] = EVERY(ACTION_REJECT),
	    [VERDICT_TYPO] =
		{
		    [VERDICT_NO_CONFIDENCE] = ACTION_LOG,
		    [VERDICT_POSSIBLE] = ACTION_TAG,
		    [VERDICT_LIKELY] = ACTION_QUARANTINE,
		    [VERDICT_CERTAIN] = ACTION_REJECT,
		},
	    /* Mail of a whole list waits for one member: a possible slip is
	     * too little for that. */
	    [VERDICT_REGISTRATION] =
		{
		    [VERDICT_NO_CONFIDENCE] = ACTION_LOG,
		    [VERDICT_POSSIBLE] = ACTION_LOG,
		    [VERDICT_LIKELY] = ACTION_QUARANTINE,
		    [VERDICT_CERTAIN] = ACTION_QUARANTINE,
		},
	    [VERDICT_UNDELIVERABLE] = EVERY(ACTION_LOG),
	    [VERDICT_MISSPELLED_NAME] = EVERY(ACTION_LOG),
	    [VERDICT_SIMILAR_CONTACT] = EVERY(ACTION_LOG),
	    [VERDICT_FIRST_CONTACT] = EVERY(ACTION_LOG),
	    [VERDICT_UNCONFIRMED] = EVERY(ACTION_LOG),
	    [VERDICT_PRIVATE_ADDRESS] = EVERY(ACTION_LOG),
	    [VERDICT_MALFORMED] = EVERY(ACTION_LOG),
	},
};

const char *
action_name(enum action action)
{
	return action < ACTION_ACTIONS ? action_names[action] : "?";
}

bool
action_refuses(enum action action)
{
	return action == ACTION_CONFIRM || action == ACTION_TEMPFAIL ||
	       action == ACTION_REJECT;
}

bool
action_parse(const char *text, enum action *action_r)
{
	return strings_find(action_names, ACTION_ACTIONS, text, action_r);
}
