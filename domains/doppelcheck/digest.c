/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes or mails a digest and keeps its position: see the header. */
#include "domains/doppelcheck/digest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/text/console.h"
#include "domains/text/mail.h"

int
digest_open(struct digest *digest, const struct digest_options *options)
{
	struct diagnostics diagnostics = {0};
	int result = 0;

	*digest = (struct digest){.options = *options, .out = stdout};
	if (options->path == NULL)
		return 0;
	if (options->mail &&
	    (digest->out = open_memstream(&digest->text, &digest->len)) == NULL)
		return console_say("--mail", strerror(errno));
	if (position_open(options->path, &diagnostics, &digest->position) < 0)
		result = -1;
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	if (result < 0)
		(void)digest_close(digest, false, 0);
	return result;
}

static int
mail(const struct digest *digest, struct diagnostics *diagnostics)
{
	const char *contact = digest->options.contact;
	char host[MAIL_HOST_SIZE];
	struct buffer text = {0};
	struct mail mail = {
	    .program = digest->options.program,
	    .from = "postmaster",
	    .to = contact != NULL && mail_is_address(contact) ? contact
	                                                      : "postmaster",
	    .subject = "Mail to wrong addresses",
	    .text = &text,
	};
	int result = -1;

	mail_host(host);
	buffer_add_format(&text,
	    "What the mail log of %s says since the last report:\n\n", host);
	buffer_add(&text, digest->text, digest->len);
	buffer_add_text(&text,
	    "\nWhoever owns these domains can read what went there.  Correct "
	    "the lists and\naddress books it came through, and report the "
	    "incident if it had personal data.\n\n"
	    "    doppelcheck --explain ADDRESS    shows why one is wrong\n");
	if (text.failed)
		console_say("--mail", strerror(ENOMEM));
	else if (mail_send(&mail, diagnostics) == MAIL_TAKEN)
		result = 0;
	buffer_clear(&text);
	return result;
}

/* Sees to it that the report is where it has to go. */
static int
deliver(struct digest *digest, size_t leaked, struct diagnostics *diagnostics)
{
	if (fflush(digest->out) != 0 || ferror(digest->out))
		return console_say("report", strerror(errno));
	if (digest->out != stdout)
		return leaked != 0 ? mail(digest, diagnostics) : 0;
	/* What is no file has it when it was written. */
	if (fsync(STDOUT_FILENO) < 0 && errno != EINVAL && errno != EROFS)
		return console_say("standard output", strerror(errno));
	return 0;
}

int
digest_close(struct digest *digest, bool reported, size_t leaked)
{
	struct diagnostics diagnostics = {0};
	int result = 0;

	if (digest->position != NULL && reported &&
	    (deliver(digest, leaked, &diagnostics) < 0 ||
		position_save(digest->position, &diagnostics) < 0))
		result = -1;
	position_close(&digest->position);
	if (digest->out != stdout)
		fclose(digest->out);
	digest->out = stdout;
	free(digest->text);
	digest->text = NULL;
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return result;
}
