/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums up what went to wrong addresses: see the header. */
#include "domains/maillog/leaks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "domains/base/array.h"
#include "domains/base/hash_index.h"
#include "domains/base/spill.h"
#include "domains/maillog/shares.h"

/* A message as it is kept; its id follows. */
struct kept_message {
	uint32_t address, sender;
	int64_t time;
	size_t len;
};

struct leaks {
	struct leaks_options options;
	struct interning *names; /* by the number of the leak */
	struct interning *texts;
	size_t name_bytes, text_bytes;
	struct leak *list;
	size_t room;
	struct leaks_share *shares;
	size_t share_count, share_room;
	struct hash_index index; /* of the shares */
	struct spill *messages;
	uint64_t mail; /* the number of the one at hand */
	bool refused;  /* what is at hand was */
	bool overflowed, failed;
};

static const struct leak new_leak = {
    .domain = LEAKS_NONE,
    .first = INT64_MAX,
    .last = INT64_MIN,
    .seen = INT64_MAX,
    .seen_last = INT64_MIN,
};

/* ---- addresses ----------------------------------------------------------- */

/* The number of a name, which has a leak. */
static uint32_t
find_name(struct leaks *leaks, struct span name)
{
	uint32_t number = interning_find(leaks->names, name);

	if (number != INTERNING_NONE)
		return number;
	number = (uint32_t)interning_count(leaks->names);
	if (number >= (uint32_t)LEAKS_MAX >> leaks->refused ||
	    leaks->name_bytes + name.len > LEAKS_TEXT_MAX >> leaks->refused) {
		leaks->overflowed = true;
		return LEAKS_NONE;
	}
	if (array_reserve(&leaks->list, &leaks->room, number,
		sizeof(*leaks->list)) < 0 ||
	    interning_add(leaks->names, name) != number) {
		leaks->failed = true;
		return LEAKS_NONE;
	}
	leaks->name_bytes += name.len;
	leaks->list[number] = new_leak;
	return number;
}

struct leaks *
leaks_new(const struct leaks_options *options)
{
	struct leaks *leaks = calloc(1, sizeof(*leaks));

	if (leaks == NULL)
		return NULL;
	leaks->options = *options;
	leaks->names = interning_new();
	leaks->texts = interning_new();
	leaks->messages = options->message_ids ? spill_new() : NULL;
	hash_index_seed(&leaks->index);
	if (leaks->names == NULL || leaks->texts == NULL ||
	    (options->message_ids && leaks->messages == NULL) ||
	    find_name(leaks, (struct span){"", 0}) != 0)
		leaks_free(&leaks);
	return leaks;
}

void
leaks_free(struct leaks **leaks)
{
	if (*leaks == NULL)
		return;
	interning_free(&(*leaks)->names);
	interning_free(&(*leaks)->texts);
	spill_free(&(*leaks)->messages);
	hash_index_clear(&(*leaks)->index);
	free((*leaks)->list);
	free((*leaks)->shares);
	free(*leaks);
	*leaks = NULL;
}

/* The number of a domain's leak, whose name begins with @. */
static uint32_t
find_domain(struct leaks *leaks, struct span domain)
{
	char name[LEAKS_TEXT_LEN_MAX] = "@";
	uint32_t number;

	if (domain.len >= sizeof(name))
		return 0;
	memcpy(name + 1, domain.bytes, domain.len);
	number = find_name(leaks, (struct span){name, domain.len + 1});
	if (number == LEAKS_NONE)
		return 0;
	leaks->list[number].domain = 0;
	return number;
}

void
leaks_take_refused(struct leaks *leaks, bool refused)
{
	leaks->refused = refused;
}

bool
leaks_may_be_wrong(const struct leaks *leaks, struct span address)
{
	return leaks->options.may_be_wrong == NULL ||
	       leaks->options.may_be_wrong(leaks->options.context, address);
}

/* "@a.example:x@gmai.com": the hosts before the colon mean nothing (RFC 5321,
 * 4.1.1.3). */
static struct span
without_route(struct span address)
{
	const char *colon = *address.bytes == '@'
	                        ? memchr(address.bytes, ':', address.len)
	                        : NULL;

	return colon == NULL
	           ? address
	           : span_between(colon + 1, address.bytes + address.len);
}

uint32_t
leaks_find(struct leaks *leaks, struct span address)
{
	const struct leaks_options *options = &leaks->options;
	char folded[LEAKS_TEXT_LEN_MAX];
	struct span name, domain;
	uint32_t number, above;

	if (!leaks_may_be_wrong(leaks, address) || address.len > sizeof(folded))
		return LEAKS_NONE;
	name = without_route(span_to_lower(address, folded));
	number = options->domains_only ? INTERNING_NONE
	                               : interning_find(leaks->names, name);
	if (number != INTERNING_NONE)
		return number;
	if (!options->is_wrong(options->context, name, &domain) ||
	    (options->wanted.domain.len != 0 &&
		!span_same_folded(options->wanted.domain, domain)))
		return LEAKS_NONE;
	above = find_domain(leaks, domain);
	if (options->domains_only)
		return above;
	number = find_name(leaks, name);
	/* "@gmai.com", without a local part, is the domain itself. */
	if (number == LEAKS_NONE || number == above)
		return above;
	leaks->list[number].domain = above;
	return number;
}

uint32_t
leaks_text(struct leaks *leaks, struct span text)
{
	size_t before = interning_count(leaks->texts);
	uint32_t number;

	if (text.len > LEAKS_TEXT_LEN_MAX)
		text.len = LEAKS_TEXT_LEN_MAX;
	if (leaks->text_bytes + text.len > LEAKS_TEXT_MAX >> leaks->refused) {
		number = interning_find(leaks->texts, text);
		leaks->overflowed |= number == INTERNING_NONE;
		return number;
	}
	number = interning_add(leaks->texts, text);
	leaks->failed |= number == INTERNING_NONE;
	if (interning_count(leaks->texts) != before)
		leaks->text_bytes += text.len + 32;
	return number;
}

/* ---- sums ---------------------------------------------------------------- */

/* Counts a value of the mail at hand for a leak. */
static void
add_share(struct leaks *leaks, uint32_t leak, enum leaks_tally tally,
    uint64_t value)
{
	const uint64_t key[] = {value, (uint64_t)leak << 8 | tally};
	uint32_t hash = hash_index_hash(&leaks->index, key, sizeof(key)), item;
	size_t at = hash;

	while ((item = hash_index_next(&leaks->index, hash, &at)) !=
	       HASH_INDEX_NONE) {
		struct leaks_share *share = &leaks->shares[item];

		if (share->value != value || share->leak != leak ||
		    share->tally != tally)
			continue;
		share->mails += share->mail != (uint32_t)leaks->mail;
		share->mail = (uint32_t)leaks->mail;
		return;
	}
	/* The months of all mails always have room: they are few. */
	if (leaks->share_count >= LEAKS_TALLY_MAX &&
	    (leak != 0 || tally != LEAKS_MONTH)) {
		leaks->overflowed = true;
		return;
	}
	if (array_reserve(&leaks->shares, &leaks->share_room,
		leaks->share_count, sizeof(*leaks->shares)) < 0 ||
	    hash_index_add(&leaks->index, hash, (uint32_t)leaks->share_count) <
		0) {
		leaks->failed = true;
		return;
	}
	leaks->shares[leaks->share_count++] = (struct leaks_share){
	    .value = value,
	    .leak = leak,
	    .mails = 1,
	    .mail = (uint32_t)leaks->mail,
	    .tally = (uint8_t)tally,
	};
	leaks->list[leak].distinct[tally]++;
}

static void
add_month(struct leaks *leaks, uint32_t number, int64_t time)
{
	time_t seconds = (time_t)time;
	struct tm parts;

	if (localtime_r(&seconds, &parts) != NULL && parts.tm_year >= 0)
		add_share(leaks, number, LEAKS_MONTH,
		    12 * ((uint64_t)parts.tm_year + 1900) +
			(uint64_t)parts.tm_mon);
}

static void
add_sent(struct leaks *leaks, uint32_t number, const struct leaks_mail *mail,
    uint32_t sender, const struct leaks_recipient *recipient)
{
	struct leak *leak = &leaks->list[number];

	maillog_widen(&leak->first, &leak->last, recipient->time);
	if (sender != INTERNING_NONE)
		add_share(leaks, number, LEAKS_SENDER, sender);
	if (recipient->via != INTERNING_NONE)
		add_share(leaks, number, LEAKS_LIST, recipient->via);
	if (recipient->relay != INTERNING_NONE)
		add_share(leaks, number, LEAKS_RELAY, recipient->relay);
	if (mail->message_hash != 0)
		add_share(leaks, number, LEAKS_MESSAGE_ID, mail->message_hash);
	if (leaks->options.months)
		add_month(leaks, number, recipient->time);
}

/* A leak, with what of the mail at hand was counted for it. */
static struct leak *
find_counted(struct leaks *leaks, uint32_t number)
{
	struct leak *leak = &leaks->list[number];

	if (leak->mail != leaks->mail)
		leak->outcomes = 0;
	leak->mail = leaks->mail;
	return leak;
}

/* Counts the mail at hand once for each way in which it ended, and where only
 * recipients were taken out each of them.  first: that is what the address has
 * by it for the first time. */
static void
add_to_leak(struct leaks *leaks, uint32_t number, const struct leaks_mail *mail,
    uint32_t sender, const struct leaks_recipient *recipient, bool first)
{
	struct leak *leak = find_counted(leaks, number);
	unsigned bit = 1U << recipient->outcome;

	maillog_widen(&leak->seen, &leak->seen_last, recipient->time);
	if (recipient->outcome == MAILLOG_DISCARDED
		? first
		: (leak->outcomes & bit) == 0) {
		leak->mails[recipient->outcome]++;
		if (recipient->outcome == MAILLOG_SENT)
			leak->bytes += mail->size;
	}
	leak->outcomes |= bit;
	if (recipient->outcome == MAILLOG_SENT)
		add_sent(leaks, number, mail, sender, recipient);
}

static void
keep_message(struct leaks *leaks, const struct leaks_mail *mail,
    uint32_t sender, const struct leaks_recipient *recipient)
{
	const size_t len = mail->message_id.len;
	const struct kept_message kept = {
	    .address = recipient->address,
	    .sender = sender,
	    .time = recipient->time,
	    .len = len < LEAKS_TEXT_LEN_MAX ? len : LEAKS_TEXT_LEN_MAX,
	};

	if (spill_add(leaks->messages, &kept, sizeof(kept)) < 0 ||
	    spill_add(leaks->messages, mail->message_id.bytes, kept.len) < 0)
		leaks->failed = true;
}

static void
add_recipient(struct leaks *leaks, const struct leaks_mail *mail,
    uint32_t sender, const struct leaks_recipient *recipient)
{
	const struct leak address = leaks->list[recipient->address];
	bool sent = recipient->outcome == MAILLOG_SENT;
	bool seen = address.seen <= address.seen_last;
	bool seen_sent = address.first <= address.last;
	bool first = address.mail != leaks->mail ||
	             (address.outcomes & 1U << recipient->outcome) == 0;

	if (sent && leaks->messages != NULL && mail->message_id.len != 0 &&
	    first)
		keep_message(leaks, mail, sender, recipient);
	add_to_leak(leaks, recipient->address, mail, sender, recipient, first);
	for (uint32_t above = address.domain; above != LEAKS_NONE;
	     above = leaks->list[above].domain) {
		add_to_leak(leaks, above, mail, sender, recipient, first);
		leaks->list[above].addresses += !seen;
		leaks->list[above].sent_addresses += sent && !seen_sent;
	}
}

/* The hop's mail, whose lines came first, was sent; the list by which it came
 * there stands only in this one. */
static void
add_list(struct leaks *leaks, const struct leaks_recipient *recipient)
{
	if (recipient->via == INTERNING_NONE ||
	    leaks->list[recipient->address].mails[MAILLOG_SENT] == 0)
		return;
	for (uint32_t leak = recipient->address; leak != LEAKS_NONE;
	     leak = leaks->list[leak].domain)
		add_share(leaks, leak, LEAKS_LIST, recipient->via);
}

static bool
counts(const struct leaks *leaks, const struct leaks_mail *mail,
    const struct leaks_recipient *recipient)
{
	const struct leaks_options *options = &leaks->options;
	struct span via = {"", 0};

	if (recipient->outcome == MAILLOG_PENDING ||
	    !wanted_then(&options->wanted, recipient->time))
		return false;
	if (recipient->via != INTERNING_NONE)
		via = span_of(interning_text(leaks->texts, recipient->via));
	return options->counts == NULL || recipient->outcome != MAILLOG_SENT ||
	       options->counts(options->context, mail->sender, via);
}

/* An earlier run counted the mail at hand for these. */
static void
mark_reported(struct leaks *leaks, const struct leaks_recipient *recipient)
{
	for (uint32_t number = recipient->address; number != LEAKS_NONE;
	     number = leaks->list[number].domain)
		find_counted(leaks, number)->outcomes |= 1U
		                                         << recipient->outcome;
}

void
leaks_add(struct leaks *leaks, const struct leaks_mail *mail,
    const struct leaks_recipient *list, size_t count)
{
	uint32_t sender = INTERNING_NONE;

	if (!wanted_from(&leaks->options.wanted, mail->sender))
		return;
	leaks->mail++;
	if (mail->sender.bytes != NULL)
		sender = leaks_address(leaks, mail->sender);
	for (size_t i = 0; i < count; i++)
		if (list[i].reported)
			mark_reported(leaks, &list[i]);
	for (size_t i = 0; i < count; i++) {
		if (list[i].reported || !counts(leaks, mail, &list[i]))
			continue;
		if (leaks->options.keep != NULL)
			leaks->options.keep(leaks->options.context, mail,
			    sender, &list[i]);
		if (list[i].outcome == MAILLOG_HANDED_ON)
			add_list(leaks, &list[i]);
		else
			add_recipient(leaks, mail, sender, &list[i]);
	}
}

/* ---- what came of it ----------------------------------------------------- */

size_t
leaks_count(const struct leaks *leaks)
{
	return interning_count(leaks->names);
}

const struct leak *
leaks_at(const struct leaks *leaks, uint32_t number)
{
	return &leaks->list[number];
}

const char *
leaks_name(const struct leaks *leaks, uint32_t number)
{
	return interning_text(leaks->names, number);
}

size_t
leaks_count_texts(const struct leaks *leaks)
{
	return interning_count(leaks->texts);
}

const char *
leaks_text_of(const struct leaks *leaks, uint32_t text)
{
	return interning_text(leaks->texts, text);
}

const struct leaks_share *
leaks_shares(struct leaks *leaks, const uint64_t *ranks, size_t *count_r)
{
	size_t kept = 0;

	for (size_t i = 0; i < leaks->share_count; i++)
		if (leaks->shares[i].tally != LEAKS_MESSAGE_ID)
			leaks->shares[kept++] = leaks->shares[i];
	leaks->share_count = kept;
	shares_sort(leaks->shares, kept, leaks, ranks);
	*count_r = kept;
	return leaks->shares;
}

int
leaks_each_message(const struct leaks *leaks,
    void (*take)(void *context, const struct leaks_message *message),
    void *context)
{
	char id[LEAKS_TEXT_LEN_MAX];
	struct kept_message kept;
	uint64_t at = 0;

	while (leaks->messages != NULL && at < spill_length(leaks->messages)) {
		struct leaks_message message;

		if (spill_read(leaks->messages, at, &kept, sizeof(kept)) < 0 ||
		    spill_read(leaks->messages, at + sizeof(kept), id,
			kept.len) < 0)
			return -1;
		message = (struct leaks_message){kept.address, kept.sender,
		    kept.time, {id, kept.len}};
		take(context, &message);
		at += sizeof(kept) + kept.len;
	}
	return 0;
}

bool
leaks_overflowed(const struct leaks *leaks)
{
	return leaks->overflowed;
}

bool
leaks_failed(const struct leaks *leaks)
{
	return leaks->failed;
}
