/* SPDX-License-Identifier: BSD-2-Clause */
/* Headers by chance, from the grammar of RFC 8601 and of Received lines, with
 * fields of ours and of a sender who would like to be believed. */
#include "domains/contacts/authentication.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "tests/unit/contacts/mails.h"
#include "tests/unit/property.h"

#define JOB "4QbT1"

/* Domains, and who owns them: 0 is nobody's in particular. */
static const struct {
	const char *text;
	int owner;
} domains[] = {{"sender.example", 1}, {"mail.Sender.Example", 1},
    {"SENDER.EXAMPLE.", 1}, {"badsender.example", 2}, {"sender.co.jp", 3},
    {"a.b.sender.co.jp", 3}, {"other.co.jp", 4}, {"co.jp", 6}, {"localhost", 0},
    {"sender.example.net", 5}};
#define DOMAINS (sizeof(domains) / sizeof(*domains))

/* What a field says, and what the header is to say in the end. */
struct truth {
	bool field, submitted, failed, proven;
};

struct making {
	struct property *random;
	struct buffer text;
	int author;         /* the domain of From; -1: there is none */
	struct truth truth; /* of the fields that count */
};

static size_t
below(struct making *making, size_t limit)
{
	return property_below(making->random, limit);
}

static void
add(struct making *making, const char *text)
{
	buffer_add_text(&making->text, text);
}

/* Blanks and comments between words, where some may stand or must. */
static void
add_gap(struct making *making, bool must)
{
	static const char *const gaps[] = {" ", "\r\n\t", "\n ",
	    " (dkim=pass header.d=sender.example)", "(a (b; c) \\) \" d)\t",
	    " (by x id 4QbT1;)\n\t", "(\\()"};

	if (must || below(making, 3) == 0)
		add(making, property_one_of(making->random, gaps));
	if (must && below(making, 5) == 0)
		add_gap(making, true);
}

/* A value as it is, or in quotes, some of it after backslashes. */
static void
add_value(struct making *making, const char *value)
{
	if (below(making, 4) != 0) {
		add(making, value);
		return;
	}
	add(making, "\"");
	for (; *value != '\0'; value++) {
		if (below(making, 8) == 0)
			add(making, "\\");
		buffer_add(&making->text, value, 1);
	}
	add(making, "\"");
}

static void
add_word(struct making *making, const char *word)
{
	bool capitals = below(making, 6) == 0;

	for (; *word != '\0'; word++) {
		char byte = *word;

		if (capitals && byte >= 'a' && byte <= 'z')
			byte = (char)(byte - 'a' + 'A');
		buffer_add(&making->text, &byte, 1);
	}
}

static void
add_property(struct making *making, const char *type, const char *name,
    const char *value)
{
	add_gap(making, true);
	add_word(making, type);
	add_gap(making, false);
	add(making, ".");
	add_gap(making, false);
	add_word(making, name);
	add_gap(making, false);
	add(making, "=");
	add_gap(making, false);
	add_value(making, value);
}

/* Properties that say nothing. */
static void
add_noise(struct making *making)
{
	static const char *const noise[] = {" reason=\"no; dkim=pass\"",
	    " action=none", " header.b=Ge/+a=", " policy.x=sender.example",
	    "\n\treason = \"a\\\"; dmarc=pass header.from=sender.example\"",
	    " header.s=s1 (header.d=sender.example)",
	    " smtp.helo=sender.example"};

	while (below(making, 3) == 0)
		add(making, property_one_of(making->random, noise));
}

static bool
is_aligned(const struct making *making, size_t domain)
{
	return making->author >= 0 && domains[domain].owner != 0 &&
	       domains[domain].owner == domains[making->author].owner;
}

/* A property with a domain, or an address of it. */
static void
add_domain(struct making *making, const char *type, const char *name,
    size_t domain, const char *local)
{
	char value[96];

	snprintf(value, sizeof(value), "%s%s", local, domains[domain].text);
	add_property(making, type, name, value);
}

/* dmarc, dkim or spf.  Returns what it says. */
static struct truth
add_method(struct making *making)
{
	static const struct {
		const char *method, *type, *name, *local;
	} methods[] = {{"dmarc", "header", "from", ""},
	    {"dkim", "header", "d", ""}, {"dkim", "header", "i", "@"},
	    {"dkim", "header", "i", "x+y@"}, {"spf", "smtp", "mailfrom", ""},
	    {"spf", "smtp", "mailfrom", "b=c@"}, {"spf", "smtp", "helo", ""},
	    {"dkim-atps", "header", "d", ""}, {"arc", "header", "d", ""},
	    {"x-dmarc", "header", "from", ""}, {"dkim", "smtp", "d", ""},
	    {"spf", "smtp", "mailfrom", "\"a; b\\\" (\"@"}};
	static const char *const results[] = {"pass", "pass", "pass", "none",
	    "fail", "softfail", "temperror", "neutral", "passed"};
	size_t which = below(making, 3) == 0 ? 0 : below(making, 12);
	size_t result = below(making, sizeof(results) / sizeof(*results));
	size_t domain = below(making, DOMAINS), version = below(making, 12);
	bool twice = which != 11 && below(making, 12) == 0;
	bool counts = which < 6 || which == 11;
	struct truth truth = {.field = true};

	add_word(making, methods[which].method);
	add_gap(making, false);
	if (version < 2) {
		add(making, version == 0 ? "/1" : "/2");
		add_gap(making, false);
	}
	add(making, "=");
	add_gap(making, false);
	add_word(making, results[result]);
	add_noise(making);
	if (which == 11) {
		add(making, " smtp.mailfrom=\"a; b\\\" (\"@");
		add(making, domains[domain].text);
	} else
		add_domain(making, methods[which].type, methods[which].name,
		    domain, methods[which].local);
	if (twice)
		add_domain(making, methods[which].type, methods[which].name,
		    below(making, DOMAINS), methods[which].local);
	add_noise(making);
	if (version == 1 || (twice && counts))
		return truth;
	truth.failed = which == 0 && strcmp(results[result], "fail") == 0;
	truth.proven = counts && strcmp(results[result], "pass") == 0 &&
	               is_aligned(making, domain);
	return truth;
}

/* The results of a field. */
static struct truth
add_results(struct making *making)
{
	static const char *const oddities[] = {"none", "spf", "x=", "=pass",
	    "auth=fail smtp.auth=u", "dkim==pass header.d=sender.example"};
	struct truth all = {.field = true};
	size_t count = below(making, 4);

	for (size_t i = 0; i < count; i++) {
		struct truth one = {.field = true};

		add(making, ";");
		add_gap(making, false);
		switch (below(making, 9)) {
		case 0:
			add(making, property_one_of(making->random, oddities));
			break;
		case 1:
			add(making, "auth=pass smtp.auth=u");
			one.submitted = true;
			break;
		default:
			one = add_method(making);
		}
		add_gap(making, false);
		all.submitted |= one.submitted;
		all.failed |= one.failed;
		all.proven |= one.proven;
	}
	if (below(making, 6) == 0)
		add(making, ";");
	return all;
}

enum job { NO_JOB, RIGHT_JOB, WRONG_JOB };

/* A field of our id, but for one in four.  Returns whether it is ours. */
static bool
add_field(struct making *making, enum job *job_r, struct truth *truth_r)
{
	static const char *const others[] = {"mx.own.example.net",
	    "x-mx.own.example", "mx.own.example = pass", "own.example",
	    "\"mx.own.example/" JOB "\""};
	static const char *const ends[] = {"(", "; x=\"", "; dkim=pass (a (b)"};
	bool ours = below(making, 4) != 0;
	size_t version = below(making, 12);

	add(making, "Authentication-Results:");
	add_gap(making, true);
	*job_r = below(making, 3) == 0
	             ? (below(making, 2) ? RIGHT_JOB : WRONG_JOB)
	             : NO_JOB;
	if (!ours)
		add(making, property_one_of(making->random, others));
	else if (*job_r == NO_JOB)
		add_value(making, "mx.own.example");
	else {
		add_word(making, "mx.own.example");
		add(making, *job_r == RIGHT_JOB ? "/" JOB : "/4QbT2");
	}
	add_gap(making, false);
	if (version < 2)
		add(making, version == 0 ? " 1" : " 2");
	*truth_r = add_results(making);
	if (version == 1)
		*truth_r = (struct truth){.field = false};
	if (below(making, 10) == 0) {
		add(making, property_one_of(making->random, ends));
		*truth_r = (struct truth){.field = false};
	}
	add(making, "\n");
	return ours;
}

/* Fields that count when they are ours: so many, or with the right job. */
static void
add_fields(struct making *making, size_t count, unsigned first, bool job_known)
{
	unsigned seen = 0;

	for (size_t i = 0; i < count; i++) {
		enum job job;
		struct truth truth;

		if (!add_field(making, &job, &truth))
			continue;
		bool counts = job == NO_JOB ? seen < first
		                            : job == RIGHT_JOB && job_known;

		seen++;
		if (!counts)
			continue;
		making->truth.field |= truth.field;
		making->truth.submitted |= truth.submitted;
		making->truth.failed |= truth.failed;
		making->truth.proven |= truth.proven;
	}
}

/* A Received line: ours, with this job or another one, or somebody else's. */
static void
add_received(struct making *making, const char *by, const char *id)
{
	add(making, "Received: from x");
	add_gap(making, true);
	add(making, "(x [192.0.2.9])");
	add_gap(making, false);
	add(making, " by ");
	add(making, by);
	add_gap(making, true);
	add(making, "with ESMTP");
	add_gap(making, true);
	add(making, "id ");
	add(making, id);
	add(making, " for <\"by id\"@own.example>");
	add_gap(making, false);
	add(making, ";");
	add_gap(making, false);
	add(making, "Sun, 1 Nov 2026 00:00:01 +0000\n");
}

static void
add_author(struct making *making)
{
	size_t form = below(making, 8);
	const char *domain =
	    domains[making->author < 0 ? 0 : making->author].text;
	char text[256];

	if (making->author >= 0)
		snprintf(text, sizeof(text),
		    form == 0   ? "From: a@%s\n"
		    : form == 1 ? "From: \"x@y.example, (\" <a@%s>\n"
				: "From: Ann (x) <a@%s>\n",
		    domain);
	else
		snprintf(text, sizeof(text),
		    form < 3   ? "From: a@%s, b@%s\n"
		    : form < 5 ? "From: a@%s\nFrom: a@%s\n"
		    : form < 7 ? "From: undisclosed:;\n"
			       : "",
		    domain, domain);
	add(making, text);
}

static enum authentication_state
expect(const struct making *making)
{
	const struct truth *truth = &making->truth;

	if (!truth->field)
		return AUTHENTICATION_NO_FIELD;
	if (truth->submitted)
		return AUTHENTICATION_SUBMITTED;
	if (making->author < 0)
		return AUTHENTICATION_NO_AUTHOR;
	if (truth->failed)
		return AUTHENTICATION_FAILED;
	return truth->proven ? AUTHENTICATION_PROVEN : AUTHENTICATION_OTHERS;
}

/* The whole header: what is above our line, which may be hidden, what is below
 * it, what the sender wrote. */
static void
make_header(struct making *making, struct authentication_host *host,
    bool job_known)
{
	bool own = !host->hidden && below(making, 6) != 0;

	if (own) {
		add_fields(making, below(making, 3), UINT_MAX, true);
		add_received(making, "MX.own.example", JOB);
	} else if (!host->hidden)
		add_received(making, "relay.own.example", JOB);
	add_fields(making, below(making, 4),
	    own || host->hidden ? host->first : 0, own || job_known);
	/* The sender's own: the line there is not ours. */
	add_received(making, "mx.own.example", own ? JOB : "4QbT0");
	add_fields(making, below(making, 3), 0, own || job_known);
	add_author(making);
}

Test(authentication_property, headers_by_chance)
{
	static const unsigned firsts[] = {0, 1, 2, AUTHENTICATION_ALL};
	unsigned states[AUTHENTICATION_STATES] = {0};

	PROPERTY_CASES(random, "authentication")
	{
		struct making making = {.random = &random};
		struct authentication_host host = {.id = "mx.own.example",
		    .first = property_one_of(&random, firsts),
		    .hidden = property_below(&random, 2) == 0};
		bool job_known = property_below(&random, 2) == 0;
		struct authentication_mail mail = {span_of(
						       job_known ? JOB : ""),
		    span_of(""), span_of("")};
		struct header_field fields[MAILS_FIELDS_MAX];
		struct authentication got;

		making.author = property_below(&random, 8) == 0
		                    ? -1
		                    : (int)property_below(&random, DOMAINS);
		make_header(&making, &host, job_known);
		buffer_add(&making.text, "", 1);
		cr_assert(!making.text.failed);
		authentication_check(&host, &mail,
		    mails_header(making.text.bytes, fields), &got);
		property_check(&random, got.state == expect(&making),
		    authentication_state_text(got.state), making.text.bytes,
		    making.text.len - 1);
		states[got.state]++;
		buffer_clear(&making.text);
	}
	for (size_t i = 0; i < AUTHENTICATION_STATES; i++)
		cr_expect(i == AUTHENTICATION_ODD || states[i] > 50, "%s: %u",
		    authentication_state_text(i), states[i]);
}
