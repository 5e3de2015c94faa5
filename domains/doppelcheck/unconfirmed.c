/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps who is asked about, asks, and decides. */
#include "domains/doppelcheck/unconfirmed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/clock.h"
#include "domains/base/translation.h"
#include "domains/contacts/standing.h"
#include "domains/doppelcheck/dialogue.h"
#include "domains/reports/leak_format.h"

/* A list's name as a file has it. */
#define LIST_MAX 1024

struct pair {
	uint32_t list;       /* number of its name */
	uint32_t member;     /* number of its address */
	bool silent;         /* it is unconfirmed, */
	struct answer known; /*   after that */
	struct answer fresh; /* of the round that is on */
};

/* The addresses of a list. */
struct list {
	uint32_t addresses[UNCONFIRMED_DOMAINS_MAX];
	size_t count;
};

struct unconfirmed {
	struct interning *pair_names; /* "list", a tab, "member" */
	struct pair *pairs;           /* by the number of the name */
	size_t pair_room;
	struct interning *list_names;
	struct list *lists; /* the same */
	size_t list_room;
	struct interning *addresses;
	size_t asked; /* pairs before this were */

	struct dialogue dialogue;
	struct question_writer writer;
	char message[QUESTION_MESSAGE_MAX];
	size_t waiting[QUESTIONS_MAX]; /* pairs of the questions in writer */
	int64_t learning_since;

	/* Of unconfirmed_ask_at_once(). */
	const struct settings_contacts *at_once; /* NULL: it does not */
	int64_t now;
	struct diagnostics *diagnostics;
};

struct unconfirmed *
unconfirmed_new(void)
{
	struct unconfirmed *unconfirmed = calloc(1, sizeof(*unconfirmed));

	if (unconfirmed == NULL)
		return NULL;
	unconfirmed->dialogue.fd = -1;
	unconfirmed->pair_names = interning_new();
	unconfirmed->list_names = interning_new();
	unconfirmed->addresses = interning_new();
	if (unconfirmed->pair_names == NULL ||
	    unconfirmed->list_names == NULL || unconfirmed->addresses == NULL)
		unconfirmed_free(&unconfirmed);
	return unconfirmed;
}

void
unconfirmed_free(struct unconfirmed **unconfirmed)
{
	struct unconfirmed *gone = *unconfirmed;

	*unconfirmed = NULL;
	if (gone == NULL)
		return;
	dialogue_close(&gone->dialogue);
	interning_free(&gone->pair_names);
	interning_free(&gone->list_names);
	interning_free(&gone->addresses);
	free(gone->pairs);
	free(gone->lists);
	free(gone);
}

/* ---- who is asked about -------------------------------------------------- */

static uint32_t
add_address(struct unconfirmed *unconfirmed, struct span path)
{
	char address[CONTACT_ADDRESS_SIZE];
	size_t len = contact_write_address(path, address);

	return len == 0 ? INTERNING_NONE
	                : interning_add(unconfirmed->addresses,
			      (struct span){address, len});
}

static void
add_list_address(struct unconfirmed *unconfirmed, struct list *list,
    struct span path)
{
	uint32_t number = add_address(unconfirmed, path);

	for (size_t i = 0; i < list->count; i++)
		if (list->addresses[i] == number)
			return;
	if (number != INTERNING_NONE && list->count < UNCONFIRMED_DOMAINS_MAX)
		list->addresses[list->count++] = number;
}

/* The number of a list, or INTERNING_NONE. */
static uint32_t
add_list(struct unconfirmed *unconfirmed, const struct lookup_key_rules *rules,
    struct span name)
{
	size_t before = interning_count(unconfirmed->list_names);
	char path[LIST_MAX + 1 + NAME_SIZE];
	uint32_t number;
	struct list *list;

	if (name.len > LIST_MAX)
		return INTERNING_NONE;
	/* Each number has its list, also when memory is out after this. */
	if (array_reserve(&unconfirmed->lists, &unconfirmed->list_room, before,
		sizeof(*list)) < 0)
		return INTERNING_NONE;
	number = interning_add(unconfirmed->list_names, name);
	if (number == INTERNING_NONE || number < before)
		return number;
	list = &unconfirmed->lists[number];
	list->count = 0;
	if (memchr(name.bytes, '@', name.len) != NULL)
		add_list_address(unconfirmed, list, name);
	else if (rules != NULL)
		for (size_t i = 0; i < rules->domain_count; i++) {
			snprintf(path, sizeof(path), "%.*s@%s", (int)name.len,
			    name.bytes, rules->domains[i]);
			add_list_address(unconfirmed, list, span_of(path));
		}
	return number;
}

static size_t
count_pairs(const struct unconfirmed *unconfirmed)
{
	return interning_count(unconfirmed->pair_names);
}

/* The pair of a member, which is new or not; NULL when it cannot be asked
 * about. */
static struct pair *
find_pair(struct unconfirmed *unconfirmed, const struct lookup_key_rules *rules,
    const struct member *member)
{
	char name[LIST_MAX + 1 + CONTACT_ADDRESS_SIZE];
	char address[CONTACT_ADDRESS_SIZE];
	size_t len = contact_write_address(member->mended, address);
	size_t count = count_pairs(unconfirmed);
	struct pair pair = {0};
	uint32_t number;

	if (len == 0 || member->list.len > LIST_MAX ||
	    count == UNCONFIRMED_PAIRS_MAX)
		return NULL;
	snprintf(name, sizeof(name), "%.*s\t%s", (int)member->list.len,
	    member->list.bytes, address);
	number = interning_find(unconfirmed->pair_names, span_of(name));
	if (number != INTERNING_NONE)
		return &unconfirmed->pairs[number];
	pair.list = add_list(unconfirmed, rules, member->list);
	pair.member =
	    interning_add(unconfirmed->addresses, (struct span){address, len});
	if (pair.list == INTERNING_NONE || pair.member == INTERNING_NONE ||
	    array_reserve(&unconfirmed->pairs, &unconfirmed->pair_room, count,
		sizeof(pair)) < 0 ||
	    interning_add(unconfirmed->pair_names, span_of(name)) != count)
		return NULL;
	unconfirmed->pairs[count] = pair;
	return &unconfirmed->pairs[count];
}

/* ---- asking -------------------------------------------------------------- */

static struct span
address_of(const struct unconfirmed *unconfirmed, uint32_t number)
{
	return span_of(interning_text(unconfirmed->addresses, number));
}

static int
fail(const char *path, const char *why, struct diagnostics *diagnostics)
{
	return diagnostics_add(diagnostics, path, 0,
	    "cannot ask who was heard from: %s", why);
}

/* Sends what the writer has, and takes the answers. */
static int
send_questions(struct unconfirmed *unconfirmed,
    const struct settings_contacts *settings, int64_t *since_r,
    struct diagnostics *diagnostics)
{
	const char *path = settings_contacts_questions(settings), *why;
	const uint64_t patience = unconfirmed->at_once != NULL
	                              ? UNCONFIRMED_AUDIT_WAIT_MS
	                              : UNCONFIRMED_WAIT_MS;
	struct answer answers[QUESTIONS_MAX];
	size_t len = question_finish(&unconfirmed->writer,
	    settings_contacts_organisation(settings), unconfirmed->message);
	int count;

	if (len == 0)
		return 0;
	if (dialogue_ask(&unconfirmed->dialogue, path,
		(struct span){unconfirmed->message, len},
		clock_now() + patience, unconfirmed->message, &len) < 0)
		return fail(path, strerror(errno), diagnostics);
	count = question_parse_answer((struct span){unconfirmed->message, len},
	    since_r, answers, &why);
	if (count >= 0 && (unsigned)count != unconfirmed->writer.count)
		why = "other answers than questions";
	if (why != NULL) {
		dialogue_close(&unconfirmed->dialogue);
		return fail(path, why, diagnostics);
	}
	for (int i = 0; i < count; i++) {
		struct pair *pair =
		    &unconfirmed->pairs[unconfirmed->waiting[i]];

		pair->fresh.heard |= answers[i].heard;
		contact_period_join(&pair->fresh.sent, &answers[i].sent);
		pair->fresh.asked = answers[i].asked;
		pair->fresh.until = answers[i].until;
	}
	question_begin(&unconfirmed->writer);
	return 0;
}

static int
ask_about(struct unconfirmed *unconfirmed, size_t number,
    const struct settings_contacts *settings, int64_t *since_r,
    struct diagnostics *diagnostics)
{
	struct pair *pair = &unconfirmed->pairs[number];
	const struct list *list = &unconfirmed->lists[pair->list];

	pair->fresh = (struct answer){0};
	for (size_t i = 0; i < list->count; i++) {
		const struct question question = {address_of(unconfirmed,
						      list->addresses[i]),
		    address_of(unconfirmed, pair->member)};

		if (!question_add(&unconfirmed->writer, &question)) {
			if (send_questions(unconfirmed, settings, since_r,
				diagnostics) < 0)
				return -1;
			(void)question_add(&unconfirmed->writer, &question);
		}
		unconfirmed->waiting[unconfirmed->writer.count - 1] = number;
	}
	return 0;
}

/* Returns whether it is another than before. */
static bool
settle(struct pair *pair, const struct standing_limits *limits, bool learning,
    int64_t now)
{
	const struct contact contact = {.heard.count = pair->fresh.heard};
	const bool overdue =
	    standing_is_overdue(&contact, pair->fresh.until, now);
	const bool silent =
	    !learning && (overdue || standing_is_unconfirmed(&contact,
					 &pair->fresh.sent, limits, now));
	const bool changed = silent != pair->silent ||
	                     (silent && overdue != (pair->known.until != 0));

	/* The finding stays as it is while it stays. */
	if (changed) {
		pair->known = pair->fresh;
		if (!overdue)
			pair->known.until = 0;
	}
	pair->silent = silent;
	return changed;
}

/* About the pairs from a number on. */
static int
ask_from(struct unconfirmed *unconfirmed, size_t first,
    const struct settings_contacts *settings, int64_t now,
    struct diagnostics *diagnostics, bool *changed_r)
{
	const struct standing_limits limits = {
	    .mails = settings->unconfirmed_mails,
	    .days = settings->unconfirmed_days,
	    .learning_days = settings->learning,
	};
	size_t count = count_pairs(unconfirmed);
	int64_t since = 0;
	bool learning;

	*changed_r = false;
	question_begin(&unconfirmed->writer);
	for (size_t i = first; i < count; i++)
		if (ask_about(unconfirmed, i, settings, &since, diagnostics) <
		    0)
			return -1;
	if (send_questions(unconfirmed, settings, &since, diagnostics) < 0)
		return -1;
	learning = since != 0 && standing_is_learning(since, &limits, now);
	unconfirmed->learning_since = learning ? since : 0;
	for (size_t i = first; i < count; i++)
		*changed_r |=
		    settle(&unconfirmed->pairs[i], &limits, learning, now);
	unconfirmed->asked = count;
	return 0;
}

int
unconfirmed_ask(struct unconfirmed *unconfirmed,
    const struct settings_contacts *settings, int64_t now,
    struct diagnostics *diagnostics, bool *changed_r)
{
	return ask_from(unconfirmed, 0, settings, now, diagnostics, changed_r);
}

void
unconfirmed_ask_at_once(struct unconfirmed *unconfirmed,
    const struct settings_contacts *settings, int64_t now,
    struct diagnostics *diagnostics)
{
	unconfirmed->at_once = settings;
	unconfirmed->now = now;
	unconfirmed->diagnostics = diagnostics;
}

bool
unconfirmed_has_new(const struct unconfirmed *unconfirmed)
{
	return unconfirmed->asked < count_pairs(unconfirmed);
}

void
unconfirmed_each_silent(const struct unconfirmed *unconfirmed,
    unconfirmed_take take, void *context)
{
	for (size_t i = 0; i < unconfirmed->asked; i++) {
		const struct pair *pair = &unconfirmed->pairs[i];
		const struct list *list = &unconfirmed->lists[pair->list];

		if (!pair->fresh.heard)
			take(context,
			    interning_text(unconfirmed->addresses,
				pair->member),
			    list->count == 1
				? interning_text(unconfirmed->addresses,
				      list->addresses[0])
				: interning_text(unconfirmed->list_names,
				      pair->list));
	}
}

int64_t
unconfirmed_learning_since(const struct unconfirmed *unconfirmed)
{
	return unconfirmed->learning_since;
}

/* ---- what is found ------------------------------------------------------- */

/* "40 mails since 2026-09-01" */
static void
write_mails(const struct contact_period *sent, bool translated,
    char detail_r[static FINDING_DETAIL_SIZE])
{
	char day[LEAK_DAY_SIZE];

	leak_format_time(sent->first, day);
	snprintf(detail_r, FINDING_DETAIL_SIZE,
	    translated ? ngettext("%llu mail since %s", "%llu mails since %s",
			     sent->count)
	    : sent->count == 1 ? "%llu mail since %s"
			       : "%llu mails since %s",
	    (unsigned long long)sent->count, day);
}

/* "asked on 2026-11-29, no answer by 2026-12-13", or how many mails went there;
 * the time to answer ends with its day. */
static void
write_detail(const struct answer *known, bool translated,
    char detail_r[static FINDING_DETAIL_SIZE])
{
	const char *const format = N_("asked on %s, no answer by %s");
	char asked[LEAK_DAY_SIZE], until[LEAK_DAY_SIZE];

	if (known->until == 0) {
		write_mails(&known->sent, translated, detail_r);
		return;
	}
	leak_format_time(known->asked, asked);
	leak_format_time(known->until - 1, until);
	snprintf(detail_r, FINDING_DETAIL_SIZE, translated ? _(format) : format,
	    asked, until);
}

bool
unconfirmed_find(void *of, const struct lookup_key_rules *rules,
    const struct member *member, char detail_r[static FINDING_DETAIL_SIZE])
{
	struct unconfirmed *unconfirmed = of;
	struct pair *pair = find_pair(unconfirmed, rules, member);
	bool changed;

	if (pair == NULL)
		return false;
	if (unconfirmed->at_once != NULL && unconfirmed_has_new(unconfirmed) &&
	    ask_from(unconfirmed, unconfirmed->asked, unconfirmed->at_once,
		unconfirmed->now, unconfirmed->diagnostics, &changed) < 0)
		unconfirmed->at_once = NULL;
	if (pair->silent)
		write_detail(&pair->known, unconfirmed->diagnostics != NULL,
		    detail_r);
	return pair->silent;
}
