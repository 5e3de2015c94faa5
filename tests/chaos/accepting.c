/* SPDX-License-Identifier: BSD-2-Clause */
/* Linked around libmilter (ld --wrap), it makes of doppelmilter one that
 * answers ACCEPT at RCPT where CONTINUE is right: the MTA then asks no more
 * about the rest of the message.  `make chaos BROKEN=1` must notice. */
#include <libmilter/mfapi.h>

int
__real_smfi_register(struct smfiDesc callbacks);
int
__wrap_smfi_register(struct smfiDesc callbacks);

static sfsistat (*on_recipient)(SMFICTX *ctx, char **argv);

static sfsistat
accept_recipient(SMFICTX *ctx, char **argv)
{
	sfsistat answer = on_recipient(ctx, argv);

	return answer == SMFIS_CONTINUE ? SMFIS_ACCEPT : answer;
}

int
__wrap_smfi_register(struct smfiDesc callbacks)
{
	on_recipient = callbacks.xxfi_envrcpt;
	callbacks.xxfi_envrcpt = accept_recipient;
	return __real_smfi_register(callbacks);
}
