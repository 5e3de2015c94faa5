/* SPDX-License-Identifier: BSD-2-Clause */
/* A milter that takes the same steps as doppelmilter and does nothing: what
 * is left of the difference is our own work.
 *
 *     noop-milter inet:8892@127.0.0.1
 *     noop-milter inet:8892@127.0.0.1 contacts    the steps that they need
 */
#include <libmilter/mfapi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* As in milter/session.c: steps, actions, macros. */
#define ACTIONS (SMFIF_ADDHDRS | SMFIF_QUARANTINE)
#define STEPS                                                       \
	(SMFIP_NOHELO | SMFIP_NOHDRS | SMFIP_NOEOH | SMFIP_NOBODY | \
	    SMFIP_NOUNKNOWN)
#define STEPS_UNANSWERED (SMFIP_NODATA | SMFIP_NR_CONN | SMFIP_NR_MAIL)

#define STEPS_OF_CONTACTS (SMFIP_NOHELO | SMFIP_NOHDRS)
#define STEPS_OF_CONTACTS_UNANSWERED (SMFIP_NR_HELO | SMFIP_NR_HDR)

static bool over_tcp, with_contacts;

static unsigned long
find_steps(void)
{
	unsigned long steps = over_tcp ? STEPS : STEPS | STEPS_UNANSWERED;

	if (!with_contacts)
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
	if (actions & SMFIF_SETSYMLIST) {
		smfi_setsymlist(ctx, SMFIM_CONNECT, (char[]){"{daemon_name}"});
		smfi_setsymlist(ctx, SMFIM_ENVFROM,
		    (char[]){"i {auth_authen}"});
		smfi_setsymlist(ctx, SMFIM_ENVRCPT, (char[]){"i {rcpt_addr}"});
		smfi_setsymlist(ctx, SMFIM_EOM, (char[]){"i"});
	}
	*actions_r = actions & (ACTIONS | SMFIF_SETSYMLIST);
	*steps_r = steps & find_steps();
	*more1_r = 0;
	*more2_r = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
on_connect(SMFICTX *ctx, char *name, struct sockaddr *address)
{
	(void)ctx;
	(void)name;
	(void)address;
	return over_tcp ? SMFIS_CONTINUE : SMFIS_NOREPLY;
}

static sfsistat
on_greeting(SMFICTX *ctx, char *name)
{
	(void)ctx;
	(void)name;
	return over_tcp ? SMFIS_CONTINUE : SMFIS_NOREPLY;
}

static sfsistat
on_field(SMFICTX *ctx, char *name, char *value)
{
	(void)value;
	return on_greeting(ctx, name);
}

static sfsistat
on_mail(SMFICTX *ctx, char **argv)
{
	(void)ctx;
	(void)argv;
	return over_tcp ? SMFIS_CONTINUE : SMFIS_NOREPLY;
}

static sfsistat
on_recipient(SMFICTX *ctx, char **argv)
{
	(void)ctx;
	(void)argv;
	return SMFIS_CONTINUE;
}

static sfsistat
on_other(SMFICTX *ctx)
{
	(void)ctx;
	return SMFIS_CONTINUE;
}

int
main(int argc, char *argv[])
{
	struct smfiDesc callbacks = {
	    .xxfi_name = (char[]){"noop"},
	    .xxfi_version = SMFI_VERSION,
	    .xxfi_flags = ACTIONS | SMFIF_SETSYMLIST,
	    .xxfi_connect = on_connect,
	    .xxfi_helo = on_greeting,
	    .xxfi_envfrom = on_mail,
	    .xxfi_envrcpt = on_recipient,
	    .xxfi_data = on_other,
	    .xxfi_header = on_field,
	    .xxfi_eom = on_other,
	    .xxfi_abort = on_other,
	    .xxfi_close = on_other,
	    .xxfi_negotiate = on_negotiate,
	};
	struct rlimit limit;

	with_contacts = argc == 3 && strcmp(argv[2], "contacts") == 0;
	if (argc != 2 && !with_contacts) {
		fputs("usage: noop-milter SOCKET [contacts]\n", stderr);
		return EXIT_FAILURE;
	}
	over_tcp = strncmp(argv[1], "inet", 4) == 0;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (smfi_register(callbacks) != MI_SUCCESS ||
	    smfi_setconn(argv[1]) != MI_SUCCESS ||
	    smfi_setbacklog(1024) != MI_SUCCESS ||
	    smfi_opensocket(false) != MI_SUCCESS) {
		fprintf(stderr, "noop-milter: %s: cannot listen\n", argv[1]);
		return EXIT_FAILURE;
	}
	return smfi_main() == MI_SUCCESS ? EXIT_SUCCESS : EXIT_FAILURE;
}
