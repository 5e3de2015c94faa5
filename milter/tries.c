/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds out which try of its sender a mail is. */
#include "milter/tries.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "domains/contacts/kind.h"
#include "domains/contacts/machine.h"

/* Both addresses as a pair has them. */
struct addresses {
	char recipient[CONTACT_ADDRESS_SIZE], sender[CONTACT_ADDRESS_SIZE];
	struct pair pair;
};

/* What can be no contact is called by a hash of its bytes. */
static size_t
write_recipient(struct span path, char address_r[static CONTACT_ADDRESS_SIZE])
{
	size_t len = contact_write_address(path, address_r);

	return len != 0 ? len
	                : (size_t)snprintf(address_r, CONTACT_ADDRESS_SIZE,
			      "%016" PRIx64 "%016" PRIx64 "@address.invalid",
			      span_hash(path, 0), span_hash(path, 1));
}

/* False: the sender is none that reads a reply. */
static bool
write_pair(const struct tries_mail *mail, struct span recipient,
    struct addresses *addresses_r)
{
	size_t len = contact_write_address(mail->sender, addresses_r->sender);

	addresses_r->pair = (struct pair){
	    .recipient = {addresses_r->recipient,
		write_recipient(recipient, addresses_r->recipient)},
	    .sender = {addresses_r->sender, len},
	};
	return len != 0 && machine_find(mail->sender) == MACHINE_NONE;
}

/* ---- what is kept -------------------------------------------------------- */

/* The next one, from *at on; NULL after the last. */
static const char *
take_kept(const struct tries *tries, size_t *at)
{
	const char *kept = tries->kept.bytes + *at;

	if (*at >= tries->kept.len)
		return NULL;
	*at += strlen(kept + 1) + 2;
	return kept;
}

/* All that is wrong with one recipient comes at once. */
static enum policy_try
find_last(const struct tries *tries, const char *recipient)
{
	const char *kept = tries->kept.bytes + tries->last;

	return tries->kept.len != 0 && strcmp(kept + 1, recipient) == 0
	           ? (enum policy_try)kept[0]
	           : POLICY_TRY_NONE;
}

static void
keep(struct tries *tries, enum policy_try try, struct span recipient)
{
	const size_t last = tries->kept.len;
	char *at = NULL;

	if (recipient.len + 2 <= TRIES_BYTES - last)
		at = buffer_add_room(&tries->kept, recipient.len + 2);
	if (at == NULL)
		return;
	at[0] = (char)try;
	memcpy(at + 1, recipient.bytes, recipient.len + 1);
	tries->last = last;
}

void
tries_clear(struct tries *tries)
{
	buffer_clear(&tries->kept);
	tries->last = 0;
}

/* ---- at RCPT TO ---------------------------------------------------------- */

static enum policy_try
find_try(const struct tries_mail *mail, struct pair pair)
{
	const struct span none = {.len = 0};
	struct pair_standing standing;
	const int64_t now = time(NULL);
	enum pair_state state;

	if (history_find_pair(mail->history, pair, &standing) == STORE_ERROR)
		return POLICY_TRY_UNKNOWN;
	state = pair_judge(&standing, now);
	if (state == PAIR_PASSES && standing.passed < now - PAIR_NOTED_EVERY)
		(void)history_report_pair(mail->history, OBSERVATION_PASSED,
		    pair, none);
	if (state == PAIR_PASSES)
		return POLICY_TRY_KNOWN;
	if (state == PAIR_AGAIN)
		return POLICY_TRY_SECOND;
	if (!history_report_pair(mail->history, OBSERVATION_TRIED, pair, none))
		return POLICY_TRY_UNKNOWN;
	return state == PAIR_NEW ? POLICY_TRY_FIRST : POLICY_TRY_EARLY;
}

bool
tries_lead_astray(const struct doppel *doppel, struct span address)
{
	struct full_width mended;
	struct member member;
	struct verdict verdict;
	struct name name;

	member_of_text(address.bytes, address.len, &mended, &member);
	if (name_parse(member.parsed.domain, member.parsed.domain_len, &name,
		NULL) < 0)
		return false;
	doppel_judge_name(doppel, &name, &verdict);
	return verdict.reason == VERDICT_KNOWN_DOPPELGANGER;
}

enum policy_try
tries_ask(struct tries *tries, const struct tries_mail *mail,
    struct span recipient)
{
	struct addresses addresses;
	enum policy_try try;

	if (mail->history == NULL)
		return POLICY_TRY_UNKNOWN;
	if (!write_pair(mail, recipient, &addresses))
		return POLICY_TRY_NEVER;
	try = find_last(tries, addresses.recipient);
	if (try != POLICY_TRY_NONE)
		return try;
	try = find_try(mail, addresses.pair);
	keep(tries, try, addresses.pair.recipient);
	return try;
}

/* ---- at the end ---------------------------------------------------------- */

/* What the mail is known by, in room; empty: nothing. */
static struct span
find_mail(const struct tries_mail *mail, struct header header,
    char room[static PAIR_MAIL_SIZE])
{
	const struct header_field *id = header_only(header, "Message-ID");
	const struct span text =
	    id == NULL ? (struct span){.len = 0} : span_trim(id->value);

	return text.len == 0 ? text : pair_write_mail(mail->sender, text, room);
}

bool
tries_are_repeated(const struct tries *tries, const struct tries_mail *mail,
    struct header header)
{
	char room[PAIR_MAIL_SIZE];
	const struct span id = find_mail(mail, header, room);
	struct addresses addresses;
	bool personal = false;
	const char *kept;
	size_t at = 0;

	while ((kept = take_kept(tries, &at)) != NULL) {
		if (kept[0] != POLICY_TRY_SECOND)
			continue;
		/* The header is looked through once for all recipients. */
		if (!personal && (mail->cut || kind_find(mail->sender,
						   header) != KIND_PERSONAL))
			return true;
		personal = true;
		if (id.len != 0 &&
		    write_pair(mail, span_of(kept + 1), &addresses) &&
		    history_knows_mail(mail->history, addresses.pair, id))
			return true;
	}
	return false;
}

/* What was let pass has passed, unless nobody got it. */
static void
end_one(const struct tries_mail *mail, enum policy_try try, struct pair pair,
    struct span id, bool refused)
{
	if (try == POLICY_TRY_SECOND && !refused)
		(void)history_report_pair(mail->history, OBSERVATION_PASSED,
		    pair, (struct span){.len = 0});
	else if (id.len != 0 &&
		 (try == POLICY_TRY_FIRST || try == POLICY_TRY_EARLY))
		(void)history_report_pair(mail->history, OBSERVATION_TRIED,
		    pair, id);
}

void
tries_end(const struct tries *tries, const struct tries_mail *mail,
    struct header header, bool refused)
{
	char room[PAIR_MAIL_SIZE];
	const struct span id = find_mail(mail, header, room);
	struct addresses addresses;
	const char *kept;
	size_t at = 0;

	while ((kept = take_kept(tries, &at)) != NULL)
		if (write_pair(mail, span_of(kept + 1), &addresses))
			end_one(mail, (enum policy_try)kept[0], addresses.pair,
			    id, refused);
}
