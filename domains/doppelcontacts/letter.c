/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the mail to the owner of a registered address. */
#include "domains/doppelcontacts/letter.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/text/mail.h"
#include "domains/text/messages.h"

#define DAY_SIZE 64

/* The day before its end. */
static void
write_day(int64_t until, char day_r[static DAY_SIZE])
{
	const time_t last = (time_t)until - 1;
	struct tm day;

	*day_r = '\0';
	if (localtime_r(&last, &day) != NULL)
		/* A date: year, month, day. */
		snprintf(day_r, DAY_SIZE, _("%d-%02d-%02d"), day.tm_year + 1900,
		    day.tm_mon + 1, day.tm_mday);
}

static void
add_lists(struct buffer *text, const struct letter *letter)
{
	for (size_t i = 0; i < letter->count && i < LETTER_LISTS_MAX; i++) {
		const char *list = letter->members[i].list;

		buffer_add_text(text, "    ");
		mail_add_escaped(text, list, strlen(list));
		buffer_add_text(text, "\n");
	}
	if (letter->count > LETTER_LISTS_MAX)
		buffer_add_format(text,
		    ngettext("    and %zu more\n", "    and %zu more\n",
			letter->count - LETTER_LISTS_MAX),
		    letter->count - LETTER_LISTS_MAX);
}

/* To whom the first list is reported that has somebody. */
static const char *
find_contact(const struct letter *letter)
{
	for (size_t i = 0; i < letter->count; i++)
		if (strchr(letter->members[i].contact, '@') != NULL)
			return letter->members[i].contact;
	return letter->from;
}

static void
add_why(struct buffer *text, const struct letter *letter)
{
	buffer_add_format(text,
	    _("This mail is from %s <%s>.\n"
	      "\n"
	      "Mail of ours is sent to this address:\n"
	      "\n"),
	    letter->name, letter->from);
	buffer_add_text(text, "    ");
	mail_add_escaped(text, letter->members->address,
	    strlen(letter->members->address));
	buffer_add_text(text, _("\n\n"
				"because it is registered with\n"
				"\n"));
	add_lists(text, letter);
	buffer_add_text(text,
	    _("\n"
	      "We have never had a mail from this address.  A slip of the pen "
	      "may have sent our\n"
	      "mail to somebody else, so we ask its owner once.\n"
	      "\n"));
}

static void
add_what_to_do(struct buffer *text, const struct letter *letter)
{
	const char *contact = find_contact(letter);
	char day[DAY_SIZE];

	write_day(letter->until, day);
	buffer_add_format(text,
	    _("If you belong to us, or gave us this address yourself:\n"
	      "    simply answer this mail by %s, from this address,\n"
	      "    and put your name into it.  Your answer says: I am the "
	      "person who is\n"
	      "    registered with %s,\n"
	      "    and this address is mine.\n"
	      "\n"),
	    day, letter->name);
	buffer_add_format(text,
	    _("If you do not know us, or are not that person:\n"
	      "    please do NOT answer this mail, for an answer of any kind "
	      "counts as yes.\n"
	      "    Our mail reaches you by mistake.  We would be grateful for "
	      "a "
	      "NEW mail to\n"
	      "    %s, and that you delete what came before.\n"
	      "\n"),
	    contact);
	buffer_add_format(text,
	    _("Without an answer by that day we report it to those who look "
	      "after the list,\n"
	      "and may stop sending to this address.\n"
	      "\n"
	      "This mail was written by a program.  It has no link and no "
	      "attachment, and we\n"
	      "never ask for a password.  Questions: %s\n"),
	    contact);
}

struct writing {
	const struct letter *letter;
	struct buffer *subject, *text;
};

static void
write_parts(void *context)
{
	const struct writing *writing = context;

	buffer_add_format(writing->subject,
	    _("%s: please confirm your mail address"), writing->letter->name);
	add_why(writing->text, writing->letter);
	add_what_to_do(writing->text, writing->letter);
}

void
letter_write(const struct letter *letter, struct buffer *subject,
    struct buffer *text)
{
	struct writing writing = {letter, subject, text};

	messages_in(letter->language, write_parts, &writing);
}
