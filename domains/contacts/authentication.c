/* SPDX-License-Identifier: BSD-2-Clause */
/* Decides whether the author's domain is proven. */
#include "domains/contacts/authentication.h"

#include <string.h>

#include "domains/contacts/received.h"
#include "domains/contacts/results.h"
#include "domains/engine/name/address.h"

/* What the fields that count say of the author's domain. */
struct evidence {
	bool field;     /* there is one */
	bool submitted; /* auth=pass */
	bool failed;
	const char *by; /* NULL: nothing proves it */
	struct name verified;
};

/* Which fields count. */
struct trust {
	const struct authentication_host *host;
	struct span job;     /* empty: not known */
	size_t own_received; /* 0: none, or the number of its field plus 1 */
	unsigned seen;       /* fields of our id below it */
	bool over;           /* somebody else's Received line was passed */
};

const char *
authentication_state_text(enum authentication_state state)
{
	static const char *const texts[AUTHENTICATION_STATES] = {
	    [AUTHENTICATION_PROVEN] = "proven",
	    [AUTHENTICATION_SUBMITTED] = "submitted",
	    [AUTHENTICATION_NO_FIELD] = "no field",
	    [AUTHENTICATION_NO_AUTHOR] = "no author",
	    [AUTHENTICATION_FAILED] = "failed",
	    [AUTHENTICATION_OTHERS] = "others",
	    [AUTHENTICATION_ODD] = "odd bytes",
	};

	return texts[state];
}

/* Have two names the same registrable domain, or are they equal? */
static bool
are_aligned(const struct name *a, const struct name *b)
{
	if (a->labels < 2 || b->labels < 2)
		return false;
	const char *own = a->text + name_registrable(a);
	const char *other = b->text + name_registrable(b);

	return strcmp(a->text, b->text) == 0 ||
	       (*own != '\0' && strcmp(own, other) == 0);
}

/* ---- what a sender chose ------------------------------------------------- */

/* Could bytes end a comment, a quoted string or a value?  strchr() finds '\0',
 * too. */
static bool
is_odd(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(" \t\r\n\"\\();,<>", text.bytes[i]) != NULL)
			return true;
	return false;
}

static struct span
without_angles(struct span path)
{
	path = span_trim(path);
	if (path.len >= 2 && path.bytes[0] == '<' &&
	    path.bytes[path.len - 1] == '>')
		path = (struct span){path.bytes + 1, path.len - 2};
	return path;
}

/* Is a tag of a signature (RFC 6376 3.2) odd that verifiers copy?  Their values
 * may be in quoted-printable, which hides a byte; "=3D" is "=". */
static bool
is_tag_odd(struct span tag)
{
	const char *equal = memchr(tag.bytes, '=', tag.len);

	if (equal == NULL)
		return false;
	struct span name = span_trim(span_between(tag.bytes, equal));
	struct span value =
	    span_trim(span_between(equal + 1, tag.bytes + tag.len));

	if (!span_equal(name, "d") && !span_equal(name, "i") &&
	    !span_equal(name, "s"))
		return false;
	for (const char *at = value.bytes, *end = at + value.len;
	     (at = memchr(at, '=', (size_t)(end - at))) != NULL; at++)
		if (!span_begins(span_between(at, end), "=3D"))
			return true;
	return is_odd(value);
}

static bool
is_signature_odd(struct span rest)
{
	while (rest.len != 0) {
		const char *end = memchr(rest.bytes, ';', rest.len);
		struct span tag =
		    end != NULL ? span_between(rest.bytes, end) : rest;

		if (is_tag_odd(tag))
			return true;
		rest = span_after(rest, tag.len + (end != NULL));
	}
	return false;
}

/* rspamd copies the domain of an ARC seal, too: arc=reject ("...{[1] =
 * sig:DOMAIN:reject}"). */
static bool
has_odd_signature(struct header header)
{
	static const char *const names[] = {"DKIM-Signature", "ARC-Seal",
	    "ARC-Message-Signature", "DomainKey-Signature"};
	const struct header_field *field;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (size_t at = 0;
		     (field = header_next(header, names[i], &at)) != NULL;)
			if (is_signature_odd(field->value))
				return true;
	return false;
}

/* ---- fields that count --------------------------------------------------- */

static bool
is_text(const struct header_word *word, struct span text)
{
	return span_same_folded((struct span){word->text, word->len}, text);
}

/* Finds the line that this host wrote, and what it says of the job. */
static void
find_own_received(struct trust *trust, struct header header,
    struct received *received)
{
	const struct authentication_host *host = trust->host;
	const char *name = host->name != NULL ? host->name : host->id;
	size_t at = 0;
	const struct header_field *first = header_next(header, "Received", &at);

	if (first == NULL || !received_read(first->value, received) ||
	    !header_word_is(&received->by, name))
		return;
	if (trust->job.len == 0 ? host->hidden
				: !is_text(&received->id, trust->job))
		return;
	trust->own_received = at;
	trust->job = (struct span){received->id.text, received->id.len};
}

/* Does a field of our id count?  Asked for each in the order of the header. */
static bool
is_trusted(struct trust *trust, size_t at, const struct results *results)
{
	const struct authentication_host *host = trust->host;
	bool counts = at < trust->own_received;

	if (!counts) {
		counts = (host->hidden || trust->own_received != 0) &&
		         !trust->over &&
		         (trust->seen < host->first ||
			     host->first == AUTHENTICATION_ALL);
		trust->seen++;
	}
	if (results->job.len != 0)
		return is_text(&results->job, trust->job);
	return counts;
}

/* ---- what they say ------------------------------------------------------- */

static void
take_proof(struct evidence *evidence, const char *by,
    const struct results_result *result, enum results_property property,
    const struct name *domain)
{
	if (evidence->by == NULL && result->given[property] &&
	    are_aligned(&result->domain[property], domain)) {
		evidence->by = by;
		evidence->verified = result->domain[property];
	}
}

/* Some write what is done with the mail in the place of "fail". */
static bool
is_failure(const struct header_word *result)
{
	return header_word_is(result, "fail") ||
	       header_word_is(result, "reject") ||
	       header_word_is(result, "quarantine");
}

static void
take_result(struct evidence *evidence, const struct results_result *result,
    const struct name *domain)
{
	const struct header_word *method = &result->method;
	bool passed = header_word_is(&result->result, "pass");

	if (header_word_is(method, "dmarc")) {
		if (is_failure(&result->result))
			evidence->failed = true;
		if (passed)
			take_proof(evidence, "dmarc", result, RESULTS_AUTHOR,
			    domain);
	} else if (header_word_is(method, "dkim") && passed)
		take_proof(evidence, "dkim", result,
		    result->given[RESULTS_SIGNER] ? RESULTS_SIGNER
						  : RESULTS_AGENT,
		    domain);
	else if (header_word_is(method, "spf") && passed)
		take_proof(evidence, "spf", result, RESULTS_MAILFROM, domain);
	else if (header_word_is(method, "auth") && passed)
		evidence->submitted = true;
}

/* A field that is broken says nothing, also of what stands before the break. */
static void
take_field(struct evidence *evidence, struct results *results,
    const struct name *domain)
{
	struct evidence after = *evidence;
	struct results_result result;

	after.field = true;
	while (results_next(results, &result))
		take_result(&after, &result, domain);
	if (!results->broken)
		*evidence = after;
}

static void
take_fields(struct evidence *evidence, struct trust *trust,
    struct header header, const struct name *domain)
{
	struct results results;

	for (size_t i = 0; i < header.count; i++) {
		const struct header_field *field = &header.fields[i];

		if (span_equal(field->name, "Received"))
			trust->over |= i >= trust->own_received;
		if (span_equal(field->name, "Authentication-Results") &&
		    results_begin(&results, field->value) &&
		    header_word_is(&results.id, trust->host->id) &&
		    is_trusted(trust, i, &results))
			take_field(evidence, &results, domain);
	}
}

/* ---- the author ---------------------------------------------------------- */

/* The only address of the only From field. */
static bool
find_author(struct header header, struct authentication *authentication)
{
	const struct header_field *from = header_only(header, "From");
	struct address_scan scan;
	struct address_found found, more;
	enum name_error error;

	if (from == NULL)
		return false;
	address_scan_begin(&scan, from->value.bytes, from->value.len);
	if (!address_scan_next(&scan, &found) || found.error != ADDRESS_FINE ||
	    address_scan_next(&scan, &more))
		return false;
	if (name_parse(found.address.domain, found.address.domain_len,
		&authentication->domain, &error) < 0)
		return false;
	authentication->author = (struct span){found.bytes, found.len};
	return true;
}

static enum authentication_state
decide(const struct evidence *evidence, bool author, bool odd)
{
	if (!evidence->field)
		return AUTHENTICATION_NO_FIELD;
	if (evidence->submitted)
		return AUTHENTICATION_SUBMITTED;
	if (!author)
		return AUTHENTICATION_NO_AUTHOR;
	if (evidence->failed)
		return AUTHENTICATION_FAILED;
	if (evidence->by == NULL)
		return AUTHENTICATION_OTHERS;
	return odd ? AUTHENTICATION_ODD : AUTHENTICATION_PROVEN;
}

void
authentication_check(const struct authentication_host *host,
    const struct authentication_mail *mail, struct header header,
    struct authentication *authentication_r)
{
	struct trust trust = {.host = host, .job = mail->queue_id};
	struct evidence evidence = {.by = NULL};
	struct received received;

	*authentication_r = (struct authentication){.by = NULL};
	bool author = find_author(header, authentication_r);

	find_own_received(&trust, header, &received);
	take_fields(&evidence, &trust, header, &authentication_r->domain);
	authentication_r->state = decide(&evidence, author,
	    is_odd(without_angles(mail->sender)) || is_odd(mail->greeting) ||
		has_odd_signature(header));
	if (authentication_r->state == AUTHENTICATION_PROVEN) {
		authentication_r->by = evidence.by;
		authentication_r->verified = evidence.verified;
	}
}
