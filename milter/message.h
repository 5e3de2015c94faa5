/* SPDX-License-Identifier: BSD-2-Clause */
/* Message: what is known about the mail in progress, and what follows from it
 * for each recipient and for the whole.  Knows no libmilter.
 *
 *     message_begin(&message, snapshot, &client, user, "<a@b.jp>", 8);
 *     ... at each RCPT TO:
 *     action = message_recipient(&message, &recipient, &reply);
 *     ... for each field of the header, with contacts:
 *     message_field(&message, "From", "a@b.jp");
 *     ... at the end of the mail:
 *     message_end(&message, id, &end);     or: message_abort(&message, id);
 *
 * A decision is logged when it takes effect: a refusal at once, all others at
 * the end of the mail, when the MTA has given it a queue ID.  A mail that is
 * aborted before is not logged (but with debug).
 */
#ifndef MILTER_MESSAGE_H
#define MILTER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/policy/exemption.h"
#include "domains/policy/policy.h"
#include "domains/reports/decision_line.h"
#include "domains/service/snapshot.h"
#include "milter/fields.h"
#include "milter/fine_names.h"
#include "milter/lines.h"
#include "milter/sightings.h"
#include "milter/tries.h"

/* An envelope sender is kept up to here for the log, which cuts before. */
#define MESSAGE_SENDER_SIZE 512

/* The client of a session. */
struct message_client {
	char name[DECISION_HOST_SIZE];
	char address[64]; /* text; "" when there is none */
	struct exempt_address ip;
	char host[NAME_SIZE];     /* the MTA's own name, canonical; "" */
	char greeting[NAME_SIZE]; /* of HELO; "" when it is not known */
	bool local;               /* no SMTP client: submitted on this host */
};

struct message {
	const struct snapshot *snapshot; /* lives as long as the message */
	const struct message_client *client;
	struct fine_names *fine; /* the session's; NULL: it keeps none */
	struct policy_facts facts;
	char sender[MESSAGE_SENDER_SIZE]; /* without <> */
	size_t sender_len;
	unsigned dns_wait; /* ms left for the DNS */
	bool trusted;      /* the client is ours (settings_milter_contacts) */
	bool ours;         /* and so is the envelope's sender */
	struct sightings sightings;
	struct fields fields;
	struct tries tries;
	bool tried; /* the recipient at hand is one of them */
	/* of the recipients that are not refused at RCPT TO: */
	enum action action;              /* the strongest */
	struct policy_reply reply;       /* for one that refuses, at the end */
	char header[POLICY_HEADER_SIZE]; /* for TAG and QUARANTINE */
	struct lines lines;
	struct policy_reply repeated; /* the reply if a second try is none */
};

void
message_begin(struct message *message, const struct snapshot *snapshot,
    const struct message_client *client, struct fine_names *fine,
    const char *user, const char *sender, size_t sender_len);

/* A recipient as the MTA gives it. */
struct message_recipient {
	const char *path; /* as the client wrote it */
	size_t len;
	/* what the MTA reads in it and delivers to; NULL: it does not say */
	const char *resolved;
	char *const *arguments; /* of ESMTP, NULL-terminated; or NULL */
	const char *queue_id;   /* NULL when the MTA has none yet */
};

/* Judges a recipient.  Returns an action that refuses, reply_r filled in, when
 * it is to be refused now; else ACTION_ACCEPT. */
enum action
message_recipient(struct message *message, const struct message_recipient *to,
    struct policy_reply *reply_r);

/* A field of the header, where the MTA sends it; contacts need it. */
void
message_field(struct message *message, const char *name, const char *value);

/* What is to be done with the whole: message->action, with message->reply or
 * message->header.  Writes the lines that waited. */
enum action
message_end(struct message *message, const char *queue_id);

/* The mail does not come: forgets it. */
void
message_abort(struct message *message, const char *queue_id);

#endif
