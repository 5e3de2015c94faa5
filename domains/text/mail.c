/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a mail together in memory and gives it to a program. */
#include "domains/text/mail.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/subprocess.h"
#include "domains/text/mime.h"

/* "Fri, 27 Nov 2026 08:50:53 +0000" */
#define DATE_SIZE 64

void
mail_host(char host_r[static MAIL_HOST_SIZE])
{
	static const char kept[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.-";

	if (gethostname(host_r, MAIL_HOST_SIZE) < 0)
		*host_r = '\0';
	host_r[MAIL_HOST_SIZE - 1] = '\0';
	host_r[strspn(host_r, kept)] = '\0';
	if (*host_r == '\0')
		snprintf(host_r, MAIL_HOST_SIZE, "localhost");
}

void
mail_add_escaped(struct buffer *text, const char *bytes, size_t len)
{
	char shown[MAIL_SHOWN_MAX + sizeof("...")];

	buffer_add(text, shown,
	    escape_bytes(bytes, len, ESCAPE_TEXT, shown, sizeof(shown)));
}

static void
add_field(struct buffer *bytes, const char *name, const char *before,
    const char *value, const char *after)
{
	buffer_add_format(bytes, "%s: %s", name, before);
	for (; *value != '\0'; value++)
		buffer_add(bytes, *value >= ' ' && *value <= '~' ? value : "?",
		    1);
	buffer_add_format(bytes, "%s\n", after);
}

/* Who writes, and about what. */
static void
add_author(struct buffer *bytes, const struct mail *mail)
{
	const struct mail_outside *outside = mail->outside;

	if (outside == NULL) {
		add_field(bytes, "From", "doppelcheck <", mail->from, ">");
		add_field(bytes, "Subject", "", mail->subject, "");
		return;
	}
	buffer_add_text(bytes, "From: ");
	if (outside->name != NULL) {
		mime_add_phrase(bytes, outside->name);
		buffer_add_text(bytes, "\n ");
	}
	buffer_add_format(bytes, "<%s>\n", mail->from);
	if (outside->reply_to != NULL)
		add_field(bytes, "Reply-To", "<", outside->reply_to, ">");
	buffer_add_text(bytes, "Subject: ");
	mime_add_words(bytes, mail->subject);
	buffer_add_text(bytes, "\n");
}

static void
write_id(const struct mail *mail, time_t now,
    char id_r[static MAIL_HOST_SIZE + 3 * 20])
{
	const size_t size = MAIL_HOST_SIZE + 3 * 20;
	const char *at = strrchr(mail->from, '@');
	char host[MAIL_HOST_SIZE];

	mail_host(host);
	if (mail->outside != NULL)
		snprintf(id_r, size, "%.50s@%.255s", mail->outside->id,
		    at != NULL ? at + 1 : host);
	else
		snprintf(id_r, size, "%llx.%lx.%x@%s", (unsigned long long)now,
		    (unsigned long)getpid(), mail->number, host);
}

static void
add_head(struct buffer *bytes, const struct mail *mail)
{
	char date[DATE_SIZE] = "", id[MAIL_HOST_SIZE + 3 * 20];
	time_t now = time(NULL);
	struct tm local;

	if (localtime_r(&now, &local) != NULL)
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S %z",
		    &local);
	write_id(mail, now, id);
	add_author(bytes, mail);
	add_field(bytes, "To", "<", mail->to, ">");
	add_field(bytes, "Date", "", date, "");
	add_field(bytes, "Message-ID", "<", id, ">");
	buffer_add_format(bytes,
	    "MIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: %s\n"
	    "Auto-Submitted: auto-generated\n"
	    "\n",
	    mail->outside != NULL ? "base64" : "8bit");
}

/* The mail in memory, as a file: a program that reads it from a pipe of ours
 * would take half a mail for a whole one if we were killed. */
static int
make_file(const struct mail *mail)
{
	struct buffer bytes = {0};
	int fd = -1;

	add_head(&bytes, mail);
	if (mail->outside != NULL)
		mime_add_body(&bytes, mail->text->bytes, mail->text->len);
	else
		buffer_add(&bytes, mail->text->bytes, mail->text->len);
	errno = ENOMEM;
	if (!bytes.failed && !mail->text->failed)
		fd = memfd_create("mail", MFD_CLOEXEC);
	if (fd >= 0 && (file_write(fd, bytes.bytes, bytes.len) < 0 ||
			   lseek(fd, 0, SEEK_SET) < 0)) {
		close(fd);
		fd = -1;
	}
	buffer_clear(&bytes);
	return fd;
}

bool
mail_is_address(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || strchr("<>()\"\\,;", *at))
			return false;
	return *text != '\0' && strchr("-@/|:", *text) == NULL;
}

enum mail_result
mail_send(const struct mail *mail, struct diagnostics *diagnostics)
{
	const char *const arguments[] = {mail->program, "-i", "-f",
	    mail->outside != NULL ? mail->from : "<>", "--", mail->to, NULL};
	struct diagnostics own = {0};
	enum subprocess_end end;
	int fd;

	if (!mail_is_address(mail->to) || !mail_is_address(mail->from)) {
		diagnostics_add(diagnostics, mail->to, 0,
		    "cannot be mailed: is no plain address");
		return MAIL_REFUSED;
	}
	fd = make_file(mail);
	if (fd < 0) {
		diagnostics_add(diagnostics, mail->to, 0,
		    "cannot be mailed: %s", strerror(errno));
		return MAIL_REFUSED;
	}
	end = subprocess_write(mail->program, arguments, fd, &own);
	close(fd);
	if (own.kept != 0)
		diagnostics_add(diagnostics, mail->to, 0,
		    "cannot be mailed: %s%s%s",
		    end != SUBPROCESS_NOT_STARTED ? mail->program : "",
		    end != SUBPROCESS_NOT_STARTED ? " " : "", own.list->text);
	diagnostics_clear(&own);
	switch (end) {
	case SUBPROCESS_DONE:
		return MAIL_TAKEN;
	case SUBPROCESS_STUCK:
		return MAIL_STUCK;
	case SUBPROCESS_NOT_STARTED:
	case SUBPROCESS_FAILED:
		break;
	}
	return MAIL_REFUSED;
}
