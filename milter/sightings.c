/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds out whom a mail shows to be contacts. */
#include "milter/sightings.h"

#include <string.h>
#include <time.h>

#include "domains/contacts/authentication.h"
#include "domains/contacts/kind.h"
#include "domains/contacts/machine.h"
#include "domains/service/log.h"

/* The domain of an address in the form of contacts. */
static bool
read_domain(const char *address, struct name *name_r)
{
	const char *at = strrchr(address, '@');

	return at != NULL &&
	       name_parse(at + 1, strlen(at + 1), name_r, NULL) == 0;
}

/* An address in the form of contacts, and whether its domain is ours.  Returns
 * its length, or 0 for what can be none. */
static size_t
write_address(const struct lookup_key_rules *rules, struct span path,
    char address_r[static CONTACT_ADDRESS_SIZE], bool *ours_r)
{
	size_t len = contact_write_address(path, address_r);
	struct name domain;

	if (len == 0 || !read_domain(address_r, &domain))
		return 0;
	*ours_r = lookup_key_vouches(rules, &domain);
	return len;
}

/* ---- recipients ---------------------------------------------------------- */

/* Keeps a recipient as struct sightings has it; either may be "". */
static bool
keep(struct sightings *sightings, const char *address, const char *list)
{
	const size_t len = strlen(address) + 1, list_len = strlen(list) + 1;
	char *at = NULL;

	if (len + list_len <= SIGHTINGS_BYTES - sightings->kept.len)
		at = buffer_add_room(&sightings->kept, len + list_len);
	if (at == NULL)
		return false;
	memcpy(at, address, len);
	memcpy(at + len, list, list_len);
	return true;
}

void
sightings_add(struct sightings *sightings, const struct lookup_key_rules *rules,
    struct span path, const char *original)
{
	char address[CONTACT_ADDRESS_SIZE], list[CONTACT_ADDRESS_SIZE];
	bool ours;

	if (write_address(rules, path, address, &ours) == 0 || ours)
		return;
	if (original == NULL ||
	    write_address(rules, span_of(original), list, &ours) == 0 || !ours)
		list[0] = '\0';
	if (!keep(sightings, address, list))
		sightings->left++;
}

void
sightings_add_list(struct sightings *sightings,
    const struct lookup_key_rules *rules, struct span path)
{
	char address[CONTACT_ADDRESS_SIZE];
	bool ours;

	if (write_address(rules, path, address, &ours) != 0 && ours &&
	    !keep(sightings, "", address))
		sightings->left++;
}

void
sightings_add_tokens(struct sightings *sightings, struct span text)
{
	char token[REQUEST_TOKEN_SIZE];

	while (sightings->token_count < SIGHTINGS_TOKENS_MAX &&
	       request_find_token(&text, token)) {
		size_t i = 0;

		while (i < sightings->token_count &&
		       strcmp(sightings->tokens[i], token) != 0)
			i++;
		memcpy(sightings->tokens[i], token, sizeof(token));
		if (i == sightings->token_count)
			sightings->token_count++;
	}
}

void
sightings_clear(struct sightings *sightings)
{
	buffer_clear(&sightings->kept);
	sightings->left = 0;
	sightings->token_count = 0;
}

/* ---- sent ---------------------------------------------------------------- */

bool
sightings_is_ours(const struct lookup_key_rules *rules, struct span path)
{
	char address[CONTACT_ADDRESS_SIZE];
	bool ours;

	return write_address(rules, path, address, &ours) != 0 && ours &&
	       machine_find(path) != MACHINE_MAIL;
}

/* The author's address, when there is one From with one address. */
static struct span
find_author(struct header header)
{
	const struct header_field *from = header_only(header, "From");
	struct address_found first, next;
	struct address_scan scan;

	if (from == NULL)
		return (struct span){.len = 0};
	address_scan_begin(&scan, from->value.bytes, from->value.len);
	if (!address_scan_next(&scan, &first) ||
	    address_scan_next(&scan, &next))
		return (struct span){.len = 0};
	return (struct span){first.bytes, first.len};
}

/* Who of ours sent it, in room; empty: nobody. */
static struct span
find_sender(const struct sightings_mail *mail,
    char room[static CONTACT_ADDRESS_SIZE])
{
	const struct lookup_key_rules *rules = mail->judge->rules;
	const struct span paths[] = {mail->sender, find_author(mail->header)};
	bool ours;

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (sightings_is_ours(rules, paths[i]))
			return (struct span){room,
			    write_address(rules, paths[i], room, &ours)};
	return (struct span){room, 0};
}

/* shows: the mail shows whom we write to. */
static void
report_recipients(const struct sightings *sightings,
    const struct sightings_mail *mail, bool shows)
{
	struct observation list[OBSERVATIONS_MAX];
	char room[CONTACT_ADDRESS_SIZE];
	const struct span sender = find_sender(mail, room);
	const int64_t now = time(NULL);
	size_t at = 0, count = 0;

	while (at < sightings->kept.len) {
		struct span address = span_of(sightings->kept.bytes + at);
		struct span via = span_of(address.bytes + address.len + 1);

		at += address.len + via.len + 2;
		if (address.len == 0)
			list[count++] = (struct observation){
			    .kind = OBSERVATION_LIST,
			    .time = now,
			    .key.address = via,
			};
		else if (shows && (sender.len != 0 || via.len != 0))
			list[count++] = (struct observation){
			    .kind = OBSERVATION_SENT,
			    .time = now,
			    .key.address = address,
			    .sender = sender,
			    .list = via,
			};
		if (count == OBSERVATIONS_MAX || at == sightings->kept.len) {
			history_report(mail->snapshot->history, list, count);
			count = 0;
		}
	}
	if (sightings->left != 0)
		log_line(LOG_NOTE,
		    sightings->left == 1
			? "%zu recipient of a mail is not remembered: too many"
			: "%zu recipients of a mail are not remembered: too "
			  "many",
		    sightings->left);
}

/* ---- heard --------------------------------------------------------------- */

static bool
is_proven(const struct sightings_mail *mail,
    struct authentication *authentication_r)
{
	const struct settings_milter_contacts *settings =
	    &mail->snapshot->settings.contacts;
	/* Postfix and Sendmail do not show their own Received line. */
	const struct authentication_host host = {
	    .id = settings->authserv_id,
	    .first = settings->authserv_alone ? AUTHENTICATION_ALL
	                                      : settings->authserv_fields,
	    .hidden = true,
	};
	const struct authentication_mail about = {
	    .queue_id = mail->queue_id,
	    .sender = mail->sender,
	    .greeting = mail->greeting,
	};

	if (settings->authserv_id == NULL)
		return false;
	authentication_check(&host, &about, mail->header, authentication_r);
	return authentication_r->state == AUTHENTICATION_PROVEN;
}

/* Whoever writes from a domain that is like a contact's, or that the engine
 * finds wrong, is not heard: a doppelganger can sign its mail. */
static bool
is_author_wrong(const struct sightings_mail *mail, struct span path)
{
	const struct memory memory = {
	    .doppel = mail->judge->doppel,
	    .similar = true,
	};
	struct judge judge = *mail->judge;
	struct finding found[JUDGE_FINDINGS_MAX];
	struct full_width mended;
	struct member member;
	struct name domain;

	judge.remember = NULL;
	member_of_text(path.bytes, path.len, &mended, &member);
	if (judge_member(&judge, &member, found) != 0 ||
	    name_parse(member.parsed.domain, member.parsed.domain_len, &domain,
		NULL) < 0)
		return true;
	finding_begin(&member, found);
	return history_judge(mail->snapshot->history, memory, &member.parsed,
		   &domain, found) &&
	       found->verdict.meant.len != 0;
}

/* Whom the mail is heard from, in room.  Returns NULL, or why it shows nothing
 * in words. */
static const char *
find_heard(const struct sightings_mail *mail, enum kind kind,
    char room[static CONTACT_ADDRESS_SIZE], struct span *address_r)
{
	struct authentication authentication = {
	    .state = AUTHENTICATION_NO_FIELD,
	};
	bool ours;

	if (kind != KIND_PERSONAL)
		return kind_name(kind);
	if (!is_proven(mail, &authentication))
		return authentication_state_text(authentication.state);
	*address_r =
	    (struct span){room, write_address(mail->judge->rules,
				    authentication.author, room, &ours)};
	if (address_r->len == 0 || ours)
		return "its author is nobody outside";
	return is_author_wrong(mail, *address_r) ? "its author's address is "
	                                           "wrong"
	                                         : NULL;
}

static void
report_heard(const struct sightings *sightings,
    const struct sightings_mail *mail, enum kind kind)
{
	struct observation list[1 + SIGHTINGS_TOKENS_MAX];
	char room[CONTACT_ADDRESS_SIZE], queue[LOG_QUEUE_SIZE];
	struct span address;
	const char *why = find_heard(mail, kind, room, &address);
	const int64_t now = time(NULL);
	size_t count = 0;

	if (why != NULL) {
		if (sightings->token_count != 0)
			log_line(LOG_NOTE,
			    "%s: an answer to a request for confirmation does "
			    "not count: %s",
			    log_queue(mail->queue_id.len != 0
					  ? mail->queue_id.bytes
					  : NULL,
				queue),
			    why);
		return;
	}
	list[count++] = (struct observation){
	    .kind = OBSERVATION_HEARD,
	    .time = now,
	    .key.address = address,
	};
	for (size_t i = 0; i < sightings->token_count; i++)
		list[count++] = (struct observation){
		    .kind = OBSERVATION_CONFIRMED,
		    .time = now,
		    .key.address = address,
		    .token = span_of(sightings->tokens[i]),
		};
	history_report(mail->snapshot->history, list, count);
}

/* ---- both ---------------------------------------------------------------- */

void
sightings_report(const struct sightings *sightings,
    const struct sightings_mail *mail)
{
	enum kind kind = kind_find(mail->sender, mail->header);

	if (sightings->kept.len != 0 && kind != KIND_REPORT)
		report_recipients(sightings, mail, kind != KIND_AUTOMATIC);
	if (!mail->trusted)
		report_heard(sightings, mail, kind);
}
