/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with the recipients of a log, each judged once; and what
 * exempts their mails. */
#include "domains/policy/replay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/escape.h"
#include "domains/base/xxh3.h"

/* An address in a log is shorter. */
#define PATH_MAX_BYTES ((size_t)2048)

#define ADDRESS_TEXT_SIZE 64

/* ---- the judge ----------------------------------------------------------- */

/* A recipient at hand. */
struct finding_out {
	struct replay *replay;
	struct replay_hit *hit;
	bool local;
	bool dns;   /* it would have been asked, */
	bool asked; /*   and so would the contacts */
};

/* As struct judge has it.  The DNS of today says nothing about that day: what
 * it could move is marked. */
static void
judge_name(void *context, const struct name *name, struct evidence *evidence_r,
    struct verdict *verdict_r)
{
	struct finding_out *out = context;
	const struct replay_options *options = &out->replay->options;
	const struct evidence_source source = {
	    .doppel = options->how.judge.doppel};
	struct name names[2];

	(void)evidence_r;
	doppel_judge_name(source.doppel, name, verdict_r);
	out->dns = out->dns ||
	           (options->dns && evidence_names(&source, name, names) != 0);
}

/* As struct judge has it. */
static bool
remember(void *context, const struct address *address, const struct name *name,
    struct finding *finding)
{
	struct finding_out *out = context;

	(void)address;
	(void)name;
	(void)finding;
	out->asked = true;
	return false;
}

/* The address that is wrong, and its domain. */
static void
note_target(struct finding_out *out, const struct recipient_subject *subject)
{
	const struct member *member = &subject->finding->member;
	struct replay_hit *hit = out->hit;
	struct span target = {subject->path, subject->len};
	char domain[NAME_SIZE + 1] = "@";
	struct address address;
	struct name name;
	size_t len = 1;

	hit->member = member->file != NULL;
	if (hit->member)
		target = member->address;
	escape_path(&target.bytes, &target.len);
	if (address_parse_named(target.bytes, target.len, &address, &name)) {
		memcpy(domain + 1, name.text, name.len);
		len += name.len;
	}
	hit->target = replay_folded(out->replay, target);
	hit->domain = replay_text(out->replay, (struct span){domain, len});
}

/* As recipient_take: the strongest decision is the recipient's. */
static void
take_decision(void *context, const struct recipient_subject *subject,
    const struct policy_decision *decision)
{
	struct finding_out *out = context;
	const struct verdict *verdict = &subject->finding->verdict;
	struct replay_outcome *outcome = &out->hit->outcomes[out->local];
	const enum action action = policy_shown_action(decision, EXEMPTION_NONE,
	    out->replay->options.how.policy->monitor);

	if (outcome->reason != VERDICT_NONE && action <= outcome->action)
		return;
	*outcome = (struct replay_outcome){verdict->reason, verdict->confidence,
	    action};
	if (!out->local || out->hit->outcomes[0].reason == VERDICT_NONE)
		note_target(out, subject);
}

/* What the MTA calls itself, as far as the log says: its host, with the domain
 * of the recipient where that is one of it and the log has the first part
 * only. */
static bool
find_host(struct span host, struct span path, struct name *name_r)
{
	const char *at = span_find_last(path, '@');
	struct span domain;

	if (host.len == 0)
		return false;
	if (!span_has(host, '.') && at != NULL) {
		domain = span_between(at + 1, path.bytes + path.len);
		if (domain.len > host.len && domain.bytes[host.len] == '.' &&
		    span_same_folded(host,
			(struct span){domain.bytes, host.len}))
			host = domain;
	}
	return name_parse(host.bytes, host.len, name_r, NULL) == 0;
}

static void
decide(struct finding_out *out, struct span host, struct span path,
    struct span resolved, recipient_take take, void *context)
{
	struct replay *replay = out->replay;
	struct recipient_judge how = replay->options.how;
	struct lookup_key_rules rules = *how.judge.rules;
	char to[PATH_MAX_BYTES + 1];
	struct recipient recipient = {.path = path.bytes, .len = path.len};
	const struct policy_facts facts = {.local = out->local};
	struct recipient_result result;
	struct name name;

	if (resolved.bytes != NULL && resolved.len < sizeof(to)) {
		memcpy(to, resolved.bytes, resolved.len);
		to[resolved.len] = '\0';
		recipient.resolved = to;
	}
	rules.host = find_host(host, path, &name) ? name.text : NULL;
	how.judge.rules = &rules;
	how.judge.judge_name = judge_name;
	how.judge.remember = replay->options.ours != NULL ? remember : NULL;
	how.judge.context = out;
	if (recipient_decide(&how, facts, &recipient, take, context, &result) <
	    0)
		replay->failed = true;
}

static uint32_t
add_hit(struct replay *replay, struct span path, struct replay_hit *hit)
{
	size_t count = interning_count(replay->paths);

	if (count >= REPLAY_HITS_MAX ||
	    replay->path_bytes + path.len > REPLAY_TEXT_MAX) {
		replay->overflowed = true;
		return 0;
	}
	if (array_reserve(&replay->hits, &replay->hit_room, count,
		sizeof(*hit)) < 0 ||
	    interning_add(replay->paths, path) != count) {
		replay->failed = true;
		return 0;
	}
	replay->path_bytes += path.len;
	replay->hits[count] = *hit;
	return (uint32_t)count;
}

uint32_t
replay_find(void *context, struct span host, struct span path,
    struct span resolved)
{
	struct replay *replay = context;
	char line[PATH_MAX_BYTES + 1];
	struct replay_hit hit = replay_new_hit;
	struct finding_out out = {.replay = replay, .hit = &hit};
	uint64_t hash, *innocent;
	uint32_t number;

	if (path.len > PATH_MAX_BYTES)
		path.len = PATH_MAX_BYTES;
	hash = XXH3_64bits_withSeed(path.bytes, path.len,
	    replay->received.seed + XXH3_64bits(host.bytes, host.len));
	innocent = &replay->innocent[hash % REPLAY_INNOCENT];
	if ((*innocent | 1) == (hash | 1))
		return (*innocent & 1) != 0 ? REPLAY_ASKED : ENVELOPES_NONE;
	number = interning_find(replay->paths, path);
	if (number != INTERNING_NONE)
		return number;
	/* An original is shown as a text with an end. */
	memcpy(line, path.bytes, path.len);
	line[path.len] = '\0';
	path.bytes = line;
	for (int local = 0; local < 2; local++) {
		out.local = local != 0;
		decide(&out, host, path, resolved, take_decision, &out);
	}
	hit.dns = out.dns;
	if (hit.outcomes[0].reason == VERDICT_NONE &&
	    hit.outcomes[1].reason == VERDICT_NONE && !hit.dns) {
		*innocent = (hash & ~UINT64_C(1)) | out.asked;
		return out.asked ? REPLAY_ASKED : ENVELOPES_NONE;
	}
	hit.host = replay_text(replay, host);
	return add_hit(replay, path, &hit);
}

/* The strongest one goes on. */
struct explaining {
	enum action action;
	bool begun;
	const struct replay *replay;
	recipient_take take;
	void *context;
};

static void
explain_strongest(void *context, const struct recipient_subject *subject,
    const struct policy_decision *decision)
{
	struct explaining *explaining = context;
	const enum action action = policy_shown_action(decision, EXEMPTION_NONE,
	    explaining->replay->options.how.policy->monitor);

	if (explaining->begun && action <= explaining->action)
		return;
	explaining->begun = true;
	explaining->action = action;
	explaining->take(explaining->context, subject, decision);
}

void
replay_explain(struct replay *replay, uint32_t number, bool local,
    recipient_take take, void *context)
{
	struct replay_hit copy = replay->hits[number];
	struct finding_out out = {replay, &copy, local, false, false};
	struct explaining explaining = {.replay = replay,
	    .take = take,
	    .context = context};
	const struct span none = {NULL, 0};

	decide(&out, span_of(replay_text_of(replay, copy.host)),
	    span_of(replay_path(replay, number)), none, explain_strongest,
	    &explaining);
}

/* ---- exemptions ---------------------------------------------------------- */

/* Of a mail that was submitted on this host MTAs say that it is from there. */
static void
parse_client(const struct client *client, struct exempt_address *address_r)
{
	char text[ADDRESS_TEXT_SIZE] = "127.0.0.1";
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	exempt_address_of(NULL, address_r);
	if (!client->local) {
		if (client->address.len >= sizeof(text))
			return;
		memcpy(text, client->address.bytes, client->address.len);
		text[client->address.len] = '\0';
	}
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		exempt_address_of((struct sockaddr *)&in, address_r);
	else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		exempt_address_of((struct sockaddr *)&in6, address_r);
}

/* As the gate knows mail of ours, its sender aside. */
static bool
is_trusted(const struct exempt *ours, const struct client *client,
    const struct exempt_address *address)
{
	return ours != NULL && (client->local || client->user.len != 0 ||
				   exemption_find(ours, address, NULL, "", 0) ==
				       EXEMPTION_CLIENT);
}

uint8_t
replay_by_client(void *context, const struct client *client)
{
	const struct replay *replay = context;
	struct exempt_address address;
	char user[256] = "";

	parse_client(client, &address);
	if (client->user.len != 0 && client->user.len < sizeof(user)) {
		memcpy(user, client->user.bytes, client->user.len);
		user[client->user.len] = '\0';
	}
	return (uint8_t)(exemption_find(replay->options.exempt, &address, user,
			     "", 0) |
			 (is_trusted(replay->options.ours, client, &address)
				 ? REPLAY_OURS
				 : 0));
}

uint8_t
replay_by_sender(void *context, struct span sender)
{
	const struct replay *replay = context;
	struct exempt_address nobody;

	exempt_address_of(NULL, &nobody);
	return (uint8_t)exemption_find(replay->options.exempt, &nobody, NULL,
	    sender.bytes, sender.len);
}
