/* SPDX-License-Identifier: BSD-2-Clause */
/* Session: libmilter's callbacks.  They carry bytes between the MTA and the
 * message and decide nothing. */
#include "milter/session.h"

#include <arpa/inet.h>
#include <libmilter/mfapi.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/service/log.h"
#include "milter/message.h"

/* libmilter's own 20 overflow with as many MTA processes that connect at
 * once; the kernel lowers it to net.core.somaxconn. */
#define BACKLOG 1024

/* What the end of a message may need; the MTA says what it grants. */
#define ACTIONS (SMFIF_ADDHDRS | SMFIF_QUARANTINE)

/* Steps that cost a round trip or a copy and are of no use here. */
#define STEPS                                                       \
	(SMFIP_NOHELO | SMFIP_NOHDRS | SMFIP_NOEOH | SMFIP_NOBODY | \
	    SMFIP_NOUNKNOWN)

/* Connect and MAIL are needed, their answer is not, and DATA neither.  Over
 * TCP they are answered all the same: two writes without an answer between
 * them meet Nagle's algorithm here and the delayed acknowledgement there,
 * 40 ms a mail.  (Postfix writes DATA's macros even when the step is off.) */
#define STEPS_UNANSWERED (SMFIP_NODATA | SMFIP_NR_CONN | SMFIP_NR_MAIL)

/* What contacts need. */
#define STEPS_OF_CONTACTS (SMFIP_NOHELO | SMFIP_NOHDRS)
#define STEPS_OF_CONTACTS_UNANSWERED (SMFIP_NR_HELO | SMFIP_NR_HDR)

struct session {
	struct message_client client;
	struct fine_names fine;
	struct message message; /* valid while message.snapshot is there */
};

/* libmilter hands nothing of ours to its callbacks but what hangs on a
 * connection: this is set once, before it starts. */
static struct snapshots *in_force;
static bool over_tcp;

/* ---- state --------------------------------------------------------------- */

/* The session of a connection.  NULL when memory is out; what cannot be
 * judged is answered with a temporary failure at RCPT and at the end. */
static struct session *
session_of(SMFICTX *ctx)
{
	struct session *session = smfi_getpriv(ctx);

	if (session != NULL)
		return session;
	session = calloc(1, sizeof(*session));
	if (session != NULL && smfi_setpriv(ctx, session) != MI_SUCCESS) {
		free(session);
		session = NULL;
	}
	if (session == NULL)
		log_line(LOG_ERROR, "out of memory for a session");
	return session;
}

static struct message *
message_of(SMFICTX *ctx)
{
	struct session *session = smfi_getpriv(ctx);

	return session != NULL && session->message.snapshot != NULL
	           ? &session->message
	           : NULL;
}

static const char *
queue_id_of(SMFICTX *ctx)
{
	return smfi_getsymval(ctx, (char[]){"i"});
}

/* Ends the mail in progress, if any. */
static void
drop_message(SMFICTX *ctx)
{
	struct message *message = message_of(ctx);

	if (message == NULL)
		return;
	message_abort(message, queue_id_of(ctx));
	snapshots_release(in_force, &message->snapshot);
}

/* ---- callbacks ----------------------------------------------------------- */

static bool
has_contacts(void)
{
	const struct snapshot *snapshot = snapshots_take(in_force);
	bool has = snapshot != NULL && snapshot->history != NULL;

	snapshots_release(in_force, &snapshot);
	return has;
}

static unsigned long
find_steps(void)
{
	unsigned long steps = over_tcp ? STEPS : STEPS | STEPS_UNANSWERED;

	if (!has_contacts())
		return steps;
	steps &= ~(unsigned long)STEPS_OF_CONTACTS;
	return over_tcp ? steps : steps | STEPS_OF_CONTACTS_UNANSWERED;
}

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps,
    unsigned long more1, unsigned long more2, unsigned long *actions_r,
    unsigned long *steps_r, unsigned long *more1_r, unsigned long *more2_r)
{
	(void)more1;
	(void)more2;
	/* The lists replace those of the MTA's configuration: nothing is sent
	 * that nobody reads. */
	if (actions & SMFIF_SETSYMLIST) {
		smfi_setsymlist(ctx, SMFIM_CONNECT,
		    (char[]){"j {daemon_name}"});
		smfi_setsymlist(ctx, SMFIM_ENVFROM,
		    (char[]){"i {auth_authen}"});
		smfi_setsymlist(ctx, SMFIM_ENVRCPT, (char[]){"i {rcpt_addr}"});
		smfi_setsymlist(ctx, SMFIM_EOM, (char[]){"i"});
	}
	/* An MTA that does not let us quarantine gets a temporary failure
	 * where we would have. */
	*actions_r = actions & (ACTIONS | SMFIF_SETSYMLIST);
	*steps_r = steps & find_steps();
	*more1_r = 0;
	*more2_r = 0;
	return SMFIS_CONTINUE;
}

/* No address, or one that no SMTP client has: Postfix gives a mail from its
 * maildrop the client localhost with port 0. */
static bool
is_local(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (address == NULL)
		return true;
	if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof(in));
		return in.sin_port == 0 &&
		       in.sin_addr.s_addr == htonl(INADDR_LOOPBACK);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof(in6));
		return in6.sin6_port == 0 &&
		       IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
	}
	return true;
}

/* For the steps that decide nothing. */
static sfsistat
go_on(void)
{
	return over_tcp ? SMFIS_CONTINUE : SMFIS_NOREPLY;
}

/* What the MTA calls its host, where mail is delivered by default. */
static void
note_host(SMFICTX *ctx, struct message_client *client)
{
	const char *text = smfi_getsymval(ctx, (char[]){"j"});
	struct name name;

	if (text != NULL && name_parse(text, strlen(text), &name, NULL) == 0)
		memcpy(client->host, name.text, sizeof(client->host));
}

static sfsistat
on_connect(SMFICTX *ctx, char *name, struct sockaddr *address)
{
	struct session *session = session_of(ctx);
	struct message_client *client;

	if (session == NULL)
		return go_on();
	drop_message(ctx);
	client = &session->client;
	memset(client, 0, sizeof(*client));
	if (name != NULL)
		strncat(client->name, name, sizeof(client->name) - 1);
	exempt_address_of(address, &client->ip);
	if (client->ip.family != AF_UNSPEC)
		inet_ntop(client->ip.family,
		    client->ip.bytes + (client->ip.family == AF_INET ? 12 : 0),
		    client->address, sizeof(client->address));
	client->local = is_local(address);
	note_host(ctx, client);
	return go_on();
}

/* Only with contacts. */
static sfsistat
on_greeting(SMFICTX *ctx, char *name)
{
	struct session *session = session_of(ctx);

	if (session != NULL && name != NULL &&
	    snprintf(session->client.greeting, sizeof(session->client.greeting),
		"%s", name) >= (int)sizeof(session->client.greeting))
		session->client.greeting[0] = '('; /* as odd as a long one */
	return go_on();
}

static sfsistat
on_mail(SMFICTX *ctx, char **argv)
{
	struct session *session = session_of(ctx);
	const struct snapshot *snapshot;

	if (session == NULL)
		return go_on();
	drop_message(ctx);
	snapshot = snapshots_take(in_force);
	if (snapshot != NULL)
		message_begin(&session->message, snapshot, &session->client,
		    &session->fine,
		    smfi_getsymval(ctx, (char[]){"{auth_authen}"}), argv[0],
		    strlen(argv[0]));
	return go_on();
}

/* Turns an action into libmilter's answer. */
static sfsistat
answer(SMFICTX *ctx, enum action action, struct policy_reply *reply)
{
	if (!action_refuses(action))
		return SMFIS_CONTINUE;
	/* Without it the MTA's own text is used: the refusal stands. */
	if (smfi_setreply(ctx, reply->code, reply->status, reply->text) !=
	    MI_SUCCESS)
		log_line(LOG_WARN, "libmilter refused the reply's text");
	return action == ACTION_TEMPFAIL ? SMFIS_TEMPFAIL : SMFIS_REJECT;
}

static sfsistat
on_recipient(SMFICTX *ctx, char **argv)
{
	struct message *message = message_of(ctx);
	const struct message_recipient to = {
	    .path = argv[0],
	    .len = strlen(argv[0]),
	    .resolved = smfi_getsymval(ctx, (char[]){"{rcpt_addr}"}),
	    .arguments = argv + 1,
	    .queue_id = queue_id_of(ctx),
	};
	struct policy_reply reply;

	if (message == NULL)
		return SMFIS_TEMPFAIL;
	return answer(ctx, message_recipient(message, &to, &reply), &reply);
}

static sfsistat
on_data(SMFICTX *ctx)
{
	(void)ctx;
	return SMFIS_CONTINUE;
}

/* Only with contacts. */
static sfsistat
on_field(SMFICTX *ctx, char *name, char *value)
{
	struct message *message = message_of(ctx);

	if (message != NULL)
		message_field(message, name, value);
	return go_on();
}

/* Header and hold queue.  What fails must not become a delivery: -1. */
static int
mark(SMFICTX *ctx, struct message *message)
{
	if (message->action != ACTION_TAG &&
	    message->action != ACTION_QUARANTINE)
		return 0;
	/* On top of all, so that one further down is somebody else's. */
	if (smfi_insheader(ctx, 0, (char[]){POLICY_HEADER_NAME},
		message->header) != MI_SUCCESS)
		return -1;
	if (message->action == ACTION_QUARANTINE &&
	    smfi_quarantine(ctx, message->header) != MI_SUCCESS)
		return -1;
	return 0;
}

static sfsistat
on_end(SMFICTX *ctx)
{
	struct message *message = message_of(ctx);
	enum action action;
	sfsistat status;

	if (message == NULL)
		return SMFIS_TEMPFAIL;
	action = message_end(message, queue_id_of(ctx));
	status = answer(ctx, action, &message->reply);
	if (mark(ctx, message) < 0) {
		char queue[LOG_QUEUE_SIZE];

		log_line(LOG_ERROR,
		    "%s: the MTA does not take %s: temporary failure",
		    log_queue(queue_id_of(ctx), queue), action_name(action));
		status = SMFIS_TEMPFAIL;
	}
	snapshots_release(in_force, &message->snapshot);
	return status;
}

static sfsistat
on_abort(SMFICTX *ctx)
{
	drop_message(ctx);
	return SMFIS_CONTINUE;
}

static sfsistat
on_close(SMFICTX *ctx)
{
	drop_message(ctx);
	free(smfi_getpriv(ctx));
	smfi_setpriv(ctx, NULL);
	return SMFIS_CONTINUE;
}

/* ---- the door ------------------------------------------------------------ */

int
session_register(const char *socket, bool tcp, struct snapshots *snapshots)
{
	/* libmilter copies neither the name nor the socket. */
	static char name[] = "doppelmilter";
	static char conn[256];
	const struct smfiDesc callbacks = {
	    .xxfi_name = name,
	    .xxfi_version = SMFI_VERSION,
	    .xxfi_flags = ACTIONS | SMFIF_SETSYMLIST,
	    .xxfi_connect = on_connect,
	    .xxfi_helo = on_greeting,
	    .xxfi_envfrom = on_mail,
	    .xxfi_envrcpt = on_recipient,
	    .xxfi_data = on_data,
	    .xxfi_header = on_field,
	    .xxfi_eom = on_end,
	    .xxfi_abort = on_abort,
	    .xxfi_close = on_close,
	    .xxfi_negotiate = on_negotiate,
	};

	if (strlen(socket) >= sizeof(conn))
		return -1;
	memcpy(conn, socket, strlen(socket) + 1);
	in_force = snapshots;
	over_tcp = tcp;
	if (smfi_register(callbacks) != MI_SUCCESS ||
	    smfi_setconn(conn) != MI_SUCCESS ||
	    smfi_setbacklog(BACKLOG) != MI_SUCCESS)
		return -1;
	return 0;
}

int
session_listen(mode_t mode)
{
	/* Before bind: between it and a chmod the socket would be there with
	 * the wrong mode. */
	mode_t before = umask(~mode & 0777);
	int status = smfi_opensocket(false);

	umask(before);
	return status == MI_SUCCESS ? 0 : -1;
}

int
session_serve(void)
{
	return smfi_main() == MI_SUCCESS ? 0 : -1;
}

void
session_stop(void)
{
	smfi_stop();
}
