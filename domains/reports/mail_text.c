/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the mails to those who look after lists: see the header. */
#include "domains/reports/mail_text.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/text/mail.h"

/* Of a list's name in a subject. */
#define SUBJECT_LIST_MAX 60

static void
add_row(struct buffer *text, const char *title, const char *value)
{
	buffer_add_format(text, "   %-12s", title);
	mail_add_escaped(text, value, strlen(value));
	buffer_add_text(text, "\n");
}

static void
add_place(struct buffer *text, const char *file, unsigned line)
{
	mail_add_escaped(text, file, strlen(file));
	if (line != 0)
		buffer_add_format(text, ":%u", line);
}

static void
add_cell(struct buffer *text, const char *cell)
{
	buffer_add_text(text, ":");
	mail_add_escaped(text, cell, strlen(cell));
}

/* How sure it is. */
static const char *const surely[VERDICT_CONFIDENCES] = {
    [VERDICT_NO_CONFIDENCE] = "perhaps a mistake: ",
    [VERDICT_POSSIBLE] = "perhaps a mistake: ",
    [VERDICT_LIKELY] = "likely a mistake: ",
    [VERDICT_CERTAIN] = "a mistake: ",
};

static void
add_what(struct buffer *text, const struct spool_finding *finding)
{
	buffer_add_format(text, "   what        %s",
	    surely[finding->confidence]);
	mail_add_escaped(text, finding->phrase, strlen(finding->phrase));
	buffer_add_text(text, "\n");
}

static void
add_finding(struct buffer *text, size_t number,
    const struct spool_finding *finding)
{
	char room[SHOWN_ADDRESS_SIZE];

	buffer_add_format(text, "%zu. ", number);
	if (*finding->list != '\0')
		mail_add_escaped(text, finding->list, strlen(finding->list));
	else
		buffer_add_text(text, "(the file does not say for whom)");
	buffer_add_text(text, "\n");
	add_row(text, "address", finding->address);
	if (*finding->name != '\0')
		add_row(text, "person", finding->name);
	buffer_add_text(text, "   stands in   ");
	/* The entry of a page means nothing to the owner of a list. */
	if (strncmp(finding->file, "http", 4) == 0) {
		buffer_add_text(text, "Mailman, ");
		mail_add_escaped(text, finding->file,
		    strcspn(finding->file, "?"));
	} else {
		add_place(text, finding->file, finding->line);
		if (finding->cell != NULL)
			add_cell(text, finding->cell);
	}
	buffer_add_text(text, "\n");
	add_what(text, finding);
	if (*finding->suggestion != '\0')
		add_row(text, "meant?",
		    shown_address(finding->suggestion, room));
	buffer_add_text(text, "\n");
}

/* How to say that an address is right depends on what was found. */
enum advice { OF_DOMAIN, OF_PRIVATE, OF_NEAR, OF_UNHEARD, ADVICE };

static const enum advice advice_of[VERDICT_REASONS] = {
    [VERDICT_PRIVATE_ADDRESS] = OF_PRIVATE,
    [VERDICT_MISSPELLED_NAME] = OF_NEAR,
    [VERDICT_SIMILAR_CONTACT] = OF_NEAR,
    [VERDICT_UNCONFIRMED] = OF_UNHEARD,
};

static const char *const advice[ADVICE] = {
    [OF_DOMAIN] = "\n"
		  "When an address is right: let its domain, the part after "
		  "the @, be put into\n" DOPPEL_SYSCONFDIR
		  "/exempt.list on the machine.\n",
    [OF_PRIVATE] =
	"\n"
	"Which lists take no private addresses is set under "
	"policies in\n" DOPPEL_SYSCONFDIR "/domains.conf on the machine.\n",
    [OF_NEAR] = "\n"
		"When an address is only like a name or another address, "
		"and right: do nothing.\n",
    [OF_UNHEARD] = "\n"
		   "When nobody was heard from at an address: ask its owner "
		   "some other way. If it\n"
		   "is right, let\n"
		   "\n"
		   "    doppelcontacts confirm ADDRESS\n"
		   "\n"
		   "be run on the machine.\n",
};

static void
add_when_right(struct buffer *text, const struct spool_finding *const *findings,
    size_t count)
{
	bool wanted[ADVICE] = {false};

	for (size_t i = 0; i < count; i++)
		wanted[advice_of[findings[i]->reason]] = true;
	for (size_t i = 0; i < ADVICE; i++)
		if (wanted[i])
			buffer_add_text(text, advice[i]);
}

static void
add_what_to_do(struct buffer *text, const struct spool_finding *const *findings,
    size_t count, const char *helper)
{
	buffer_add_text(text,
	    "WHAT TO DO\n"
	    "\n"
	    "When an address is wrong: correct it in the file and the line "
	    "given above\n"
	    "(file:line), or in the program that writes this file, such as a "
	    "list manager.\n"
	    "Until then take it out. If you cannot, ask ");
	buffer_add_format(text,
	    "%s.\nThen find out what was sent there: search the mail log for "
	    "the address.\n",
	    helper);
	add_when_right(text, findings, count);
	buffer_add_text(text,
	    "\n"
	    "doppelcheck looks every day, and reports each finding once.\n");
}

/* The list of all findings, when it is one of plain letters; else "". */
static const char *
list_of(const struct spool_finding *const *findings, size_t count)
{
	const char *list = findings[0]->list;

	for (size_t i = 1; i < count; i++)
		if (strcmp(findings[i]->list, list) != 0)
			return "";
	for (const char *at = list; *at != '\0'; at++)
		if (*at <= ' ' || *at > '~' || at - list >= SUBJECT_LIST_MAX)
			return "";
	return list;
}

static void
write_subject(const struct spool_finding *const *findings, size_t count,
    const char *host, char subject_r[static MAIL_TEXT_SUBJECT_SIZE])
{
	const char *list = list_of(findings, count);

	if (*list != '\0')
		snprintf(subject_r, MAIL_TEXT_SUBJECT_SIZE,
		    "Wrong mail address for %s", list);
	else if (count == 1)
		snprintf(subject_r, MAIL_TEXT_SUBJECT_SIZE,
		    "A wrong mail address on %.100s", host);
	else
		snprintf(subject_r, MAIL_TEXT_SUBJECT_SIZE,
		    "%zu wrong mail addresses on %.100s", count, host);
}

void
mail_text_write_findings(const struct spool_finding *const *findings,
    size_t count, const char *helper,
    char subject_r[static MAIL_TEXT_SUBJECT_SIZE], struct buffer *text)
{
	char host[MAIL_HOST_SIZE];

	mail_host(host);
	write_subject(findings, count, host, subject_r);
	buffer_add_text(text,
	    count == 1
		? "A mail address that looks wrong is registered on the mail "
		  "server\n"
		: "Mail addresses that look wrong are registered on the mail "
		  "server\n");
	buffer_add_text(text, host);
	buffer_add_text(text,
	    ". What is sent to the list, alias or user below goes there too.\n"
	    "It need not come back: strangers own domains such as gmai.com, "
	    "and can read\n"
	    "all mail for them.\n\n");
	for (size_t i = 0; i < count; i++)
		add_finding(text, i + 1, findings[i]);
	add_what_to_do(text, findings, count, helper);
}

void
mail_text_write_diagnostics(const struct diagnostics *diagnostics, bool nothing,
    char subject_r[static MAIL_TEXT_SUBJECT_SIZE], struct buffer *text)
{
	char host[MAIL_HOST_SIZE];
	size_t shown = diagnostics->kept < MAIL_TEXT_DIAGNOSTICS_MAX
	                   ? diagnostics->kept
	                   : MAIL_TEXT_DIAGNOSTICS_MAX;

	mail_host(host);
	snprintf(subject_r, MAIL_TEXT_SUBJECT_SIZE,
	    "The search for wrong mail addresses on %.100s failed", host);
	buffer_add_text(text,
	    "doppelcheck looks every day for wrong addresses in lists, "
	    "aliases and forwards\non the mail server ");
	buffer_add_format(text, "%s. Today it failed:\n\n", host);
	for (size_t i = 0; i < shown; i++) {
		const struct diagnostic *diagnostic = &diagnostics->list[i];

		buffer_add_text(text, "   ");
		add_place(text, diagnostic->file, diagnostic->line);
		buffer_add_text(text, ": ");
		mail_add_escaped(text, diagnostic->text,
		    strlen(diagnostic->text));
		buffer_add_text(text, "\n");
	}
	if (diagnostics->count > shown)
		buffer_add_format(text, "   and %zu more\n",
		    diagnostics->count - shown);
	buffer_add_text(text,
	    nothing
		? "\nNothing was looked at, so no wrong address can be found.\n"
		: "\nWhat could not be read was not searched; all else was.\n");
	buffer_add_text(text,
	    "\n"
	    "WHAT TO DO\n"
	    "\n"
	    "Put right what is named above (file:line). As root,\n"
	    "\n"
	    "    doppelcheck --system\n"
	    "\n"
	    "shows at once whether it is. The same errors are reported once, "
	    "and again when there\n"
	    "are others.\n");
}
