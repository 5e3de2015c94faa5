/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows addresses that programs make or read. */
#include "domains/contacts/machine.h"

#include <stdbool.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/engine/name/address.h"
#include "domains/engine/name/name.h"

/* How a local part begins or ends, or what it is. */
enum place { WHOLE, BEGIN, END, WITHIN };

static const struct {
	enum machine machine;
	enum place place;
	const char *text; /* of the local part in lower case */
} forms[] = {
    {MACHINE_DAEMON, WHOLE, "mailer-daemon"},
    {MACHINE_DAEMON, WHOLE, "mailerdaemon"}, /* Lotus, GroupWise */
    {MACHINE_DAEMON, WHOLE, "mail-daemon"},

    {MACHINE_MAIL, WITHIN, "+bnc"},      /* Google Groups */
    {MACHINE_MAIL, WITHIN, "-confirm+"}, /* Mailman */
    {MACHINE_MAIL, WITHIN, "-return-"},  /* ezmlm */
    {MACHINE_MAIL, BEGIN, "bounce+"},    /* Sympa, and senders of newsletters */
    {MACHINE_MAIL, BEGIN, "bounces+"},
    {MACHINE_MAIL, BEGIN, "bounce-"},
    {MACHINE_MAIL, BEGIN, "bounces-"},
    {MACHINE_MAIL, BEGIN, "reply+"}, /* tickets and boards: an answer's place */
    {MACHINE_MAIL, WITHIN, "-bounces+"},

    {MACHINE_LIST, BEGIN, "owner-"}, /* Majordomo, LISTSERV, sendmail */
    {MACHINE_LIST, END, "-owner"},   /* Mailman, Sympa, ezmlm */
    {MACHINE_LIST, END, "-bounces"}, /* Mailman */
    {MACHINE_LIST, END, "-bounce"},
    {MACHINE_LIST, END, "-request"}, /* RFC 2142 6 */
    {MACHINE_LIST, END, "-return"},
    {MACHINE_LIST, END, "-subscribe"}, /* ezmlm, Mailman */
    {MACHINE_LIST, END, "-unsubscribe"},
    {MACHINE_LIST, WHOLE, "bounce"},
    {MACHINE_LIST, WHOLE, "bounces"},
    {MACHINE_LIST, WHOLE, "mailman"},
    {MACHINE_LIST, WHOLE, "majordomo"},
    {MACHINE_LIST, WHOLE, "listserv"},
    {MACHINE_LIST, WHOLE, "sympa"},
};

/* What addresses that nobody reads have in them, without what stands between
 * letters; the long ones anywhere. */
static const char *const unread[] = {"noreply", "noreplay", "noreplies",
    "donotreply", "dontreply", "donotrespond", "noresponse", "norespond",
    "noanswer", "notreply", "unattended", "nichtantworten", "keineantwort",
    "nepasrepondre", "noresponder", "naoresponda", "nonrispondere",
    "sendonly", /* from here on, services of Japan: "for sending only" */
    "soushinsenyo", "sousinsenyo", "sosinsenyo", "henshinfuka", "hensinfuka",
    "henshinhuka", "hensinhuka", "henshindekimasen"};

/* Words that say it only when they stand alone. */
static const char *const unread_words[] = {"autoreply", "autoresponder",
    "automail", "automailer", "autoconfirm", "autosend", "devnull", "blackhole",
    "haishin", "haisin", "haishinsenyo", "haishinsenyou", "jidohaishin",
    "jidouhaishin", "jidouhaisin"};

static bool
has_form(struct span local, enum place place, const char *text)
{
	size_t len = strlen(text);

	if (local.len < len)
		return false;
	switch (place) {
	case WHOLE:
		return local.len == len && memcmp(local.bytes, text, len) == 0;
	case BEGIN:
		return memcmp(local.bytes, text, len) == 0;
	case END:
		return local.len > len &&
		       memcmp(local.bytes + local.len - len, text, len) == 0;
	case WITHIN:
		return memmem(local.bytes + 1, local.len - 1, text, len) !=
		       NULL;
	}
	return false;
}

/* Postfix' XVERP with the same delimiter twice: list+user+example.com.  One
 * plus is a person's own tag, as in taro+example.com. */
static bool
has_domain_at_end(struct span local)
{
	const char *plus = memchr(local.bytes, '+', local.len);
	const char *last = memrchr(local.bytes, '+', local.len);
	struct name name;

	return last != plus &&
	       memchr(last, '.', (size_t)(local.bytes + local.len - last)) !=
	           NULL &&
	       name_parse(last + 1,
		   (size_t)(local.bytes + local.len - last - 1), &name,
		   NULL) == 0 &&
	       name_tld_exists(&name);
}

/* A run of letters and digits of so many bytes, in which they change so often,
 * is a number in some base; a person's digits stand together. */
#define TOKEN_MIN 16
#define TOKEN_CHANGES_MIN 5

static bool
has_token(struct span local)
{
	size_t len = 0, changes = 0;

	for (size_t i = 0; i < local.len; i++) {
		if (!ascii_is_alphanumeric(local.bytes[i])) {
			len = changes = 0;
			continue;
		}
		if (len++ > 0 && ascii_is_digit(local.bytes[i]) !=
				     ascii_is_digit(local.bytes[i - 1]))
			changes++;
		if (len >= TOKEN_MIN && changes >= TOKEN_CHANGES_MIN)
			return true;
	}
	return false;
}

/* The letters alone: "no_reply2" is "noreply". */
static bool
is_unread(struct span local)
{
	char letters[ADDRESS_LOCAL_MAX + 1];
	size_t len = 0;

	for (size_t i = 0; i < local.len; i++)
		if (ascii_is_lower(local.bytes[i]))
			letters[len++] = local.bytes[i];
	letters[len] = '\0';
	for (size_t i = 0; i < sizeof(unread) / sizeof(*unread); i++)
		if (strstr(letters, unread[i]) != NULL)
			return true;
	for (size_t i = 0; i < sizeof(unread_words) / sizeof(*unread_words);
	     i++)
		if (strcmp(letters, unread_words[i]) == 0)
			return true;
	return false;
}

static enum machine
find_form(struct span local)
{
	/* No person has "=" in an address; VERP, SRS and BATV always do. */
	if (memchr(local.bytes, '=', local.len) != NULL)
		return MACHINE_MAIL;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (has_form(local, forms[i].place, forms[i].text))
			return forms[i].machine;
	if (has_domain_at_end(local) || has_token(local))
		return MACHINE_MAIL;
	return is_unread(local) ? MACHINE_UNREAD : MACHINE_NONE;
}

enum machine
machine_find(struct span address)
{
	char local[ADDRESS_LOCAL_MAX];
	struct address parsed;

	if (address_parse_path(address.bytes, address.len, &parsed, NULL) < 0)
		return MACHINE_NONE;
	for (size_t i = 0; i < parsed.local_len; i++)
		local[i] = ascii_lower(parsed.local[i]);
	return find_form((struct span){local, parsed.local_len});
}
