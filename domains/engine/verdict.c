/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdict: the stable names of reasons and confidences, and a verdict in the
 * words that an audit's line, a log and an SMTP reply share. */
#include "domains/engine/verdict.h"

#include <stdio.h>
#include <string.h>

#include "domains/engine/name/shown.h"
#include "domains/base/strings.h"
#include "domains/base/translation.h"
#include "domains/base/utf8.h"

static const char *const reason_names[VERDICT_REASONS] = {
    [VERDICT_NONE] = "none",
    [VERDICT_KNOWN_DOPPELGANGER] = "known-doppelganger",
    [VERDICT_TYPO] = "typo",
    [VERDICT_REGISTRATION] = "registration",
    [VERDICT_UNDELIVERABLE] = "undeliverable",
    [VERDICT_MISSPELLED_NAME] = "misspelled-name",
    [VERDICT_SIMILAR_CONTACT] = "similar-contact",
    [VERDICT_FIRST_CONTACT] = "first-contact",
    [VERDICT_UNCONFIRMED] = "unconfirmed",
    [VERDICT_PRIVATE_ADDRESS] = "private-address",
    [VERDICT_MALFORMED] = "malformed",
};

static const char *const confidence_names[VERDICT_CONFIDENCES] = {
    [VERDICT_NO_CONFIDENCE] = "none",
    [VERDICT_POSSIBLE] = "possible",
    [VERDICT_LIKELY] = "likely",
    [VERDICT_CERTAIN] = "certain",
};

/* Of a name and SLIPS_TEXT_SIZE. */
#define PHRASE_SIZE 1024

/* Room for TYPO_SLIPS_MAX slips in words. */
#define SLIPS_TEXT_SIZE 512

void
verdict_clear(struct verdict *verdict)
{
	verdict->reason = VERDICT_NONE;
	verdict->confidence = VERDICT_NO_CONFIDENCE;
	verdict->meant.text[0] = '\0';
	verdict->meant.len = 0;
	verdict->meant.labels = 0;
	verdict->meant.literal = false;
	verdict->meant.idn = false;
	verdict->typo.slips = 0;
	verdict->typo.cost = 0;
	verdict->odds = 0;
	verdict->file = NULL;
	verdict->line = 0;
	verdict->others = 0;
	verdict->source = NULL;
	verdict->detail = NULL;
	verdict->evidence = NULL;
}

const char *
verdict_reason_name(enum verdict_reason reason)
{
	return reason < VERDICT_REASONS ? reason_names[reason] : "none";
}

bool
verdict_reason_parse(const char *text, enum verdict_reason *reason_r)
{
	return strings_find(reason_names, VERDICT_REASONS, text, reason_r);
}

const char *
verdict_confidence_name(enum verdict_confidence confidence)
{
	return confidence < VERDICT_CONFIDENCES ? confidence_names[confidence]
	                                        : "none";
}

bool
verdict_confidence_parse(const char *text, enum verdict_confidence *r)
{
	return strings_find(confidence_names, VERDICT_CONFIDENCES, text, r);
}

/* Appends to buf at *used as snprintf would; *used may pass size. */
static void
append(char *buf, size_t size, size_t *used, const char *text)
{
	size_t len = strlen(text);
	if (*used < size) {
		size_t room = size - *used - 1;
		size_t take = len < room ? len : room;
		memcpy(buf + *used, text, take);
		buf[*used + take] = '\0';
	}
	*used += len;
}

int
verdict_slip_names(const struct verdict *verdict, char *buf, size_t size)
{
	size_t used = 0;
	if (size > 0)
		buf[0] = '\0';
	for (unsigned i = 0; i < verdict->typo.slips; i++) {
		if (i > 0)
			append(buf, size, &used, "+");
		append(buf, size, &used,
		    typo_class_name(verdict->typo.slip[i].class));
	}
	return (int)used;
}

/* " (transposition: ia for ai, doubling: ll for l)", or "". */
static void
slips_in_words(const struct typo *typo, char buf[static SLIPS_TEXT_SIZE])
{
	char all[SLIPS_TEXT_SIZE] = "";
	size_t used = 0;
	buf[0] = '\0';
	for (unsigned i = 0; i < typo->slips; i++) {
		char words[128];
		typo_slip_format(&typo->slip[i], words, sizeof(words));
		append(all, sizeof(all), &used, i == 0 ? "" : _(", "));
		append(all, sizeof(all), &used, words);
	}
	if (typo->slips > 0)
		snprintf(buf, SLIPS_TEXT_SIZE, _(" (%s)"), all);
}

static int
typo_phrase(const struct verdict *verdict, const char *meant, char *buf,
    size_t size)
{
	char slips[SLIPS_TEXT_SIZE];

	slips_in_words(&verdict->typo, slips);
	if (verdict->confidence == VERDICT_CERTAIN)
		return snprintf(buf, size, _("certainly a typo of %s%s"), meant,
		    slips);
	if (verdict->confidence == VERDICT_LIKELY)
		return snprintf(buf, size, _("likely a typo of %s%s"), meant,
		    slips);
	return snprintf(buf, size, _("possibly a typo of %s%s"), meant, slips);
}

static int
near_phrase(const struct verdict *verdict, char *buf, size_t size)
{
	static const char *const counts[TYPO_SLIPS_MAX + 1] = {N_("near"),
	    N_("one slip"), N_("two slips"), N_("three slips")};
	const char *by = _(
	    verdict->detail != NULL ? verdict->detail : N_("a known contact"));
	char slips[SLIPS_TEXT_SIZE];

	slips_in_words(&verdict->typo, slips);
	if (verdict->typo.slips == 0)
		return snprintf(buf, size, "%s %s", _(counts[0]), by);
	return snprintf(buf, size, _("%s%s from %s"),
	    _(counts[verdict->typo.slips]), slips, by);
}

/* meant: the name as it is shown. */
static int
phrase(const struct verdict *verdict, const char *meant, char *buf, size_t size)
{
	switch (verdict->reason) {
	case VERDICT_KNOWN_DOPPELGANGER:
		if (verdict->meant.len == 0)
			return snprintf(buf, size, _("known doppelganger"));
		return snprintf(buf, size, _("known doppelganger of %s"),
		    meant);
	case VERDICT_TYPO:
		return typo_phrase(verdict, meant, buf, size);
	case VERDICT_MALFORMED:
		if (verdict->detail == NULL)
			return snprintf(buf, size, _("malformed address"));
		return snprintf(buf, size, _("malformed address (%s)"),
		    _(verdict->detail));
	case VERDICT_REGISTRATION:
		return snprintf(buf, size, _("wrong address on record"));
	case VERDICT_UNDELIVERABLE:
		if (verdict->detail == NULL)
			return snprintf(buf, size,
			    _("domain that takes no mail"));
		return snprintf(buf, size, _("undeliverable (%s)"),
		    _(verdict->detail));
	case VERDICT_MISSPELLED_NAME:
	case VERDICT_SIMILAR_CONTACT:
		return near_phrase(verdict, buf, size);
	case VERDICT_FIRST_CONTACT:
		return snprintf(buf, size,
		    _("first mail from here to this address"));
	case VERDICT_UNCONFIRMED:
		return snprintf(buf, size,
		    _("nobody there was ever heard from"));
	case VERDICT_PRIVATE_ADDRESS:
		return snprintf(buf, size,
		    _("private address, where none is allowed"));
	case VERDICT_NONE:
	case VERDICT_REASONS:
		break;
	}
	return snprintf(buf, size, _("nothing against it"));
}

int
verdict_phrase(const struct verdict *verdict, char *buf, size_t size)
{
	char room[NAME_SIZE];

	return phrase(verdict, shown_name(&verdict->meant, room), buf, size);
}

int
verdict_phrase_ascii(const struct verdict *verdict, char *buf, size_t size)
{
	char text[PHRASE_SIZE];
	int len = phrase(verdict, verdict->meant.text, text, sizeof(text));
	size_t used = 0, end, taken;
	uint32_t code;

	end = len < (int)sizeof(text) ? (size_t)len : sizeof(text) - 1;
	if (size > 0)
		buf[0] = '\0';
	for (size_t at = 0; at < end; at += taken) {
		char one[16] = {text[at]};

		taken = utf8_decode(text + at, end - at, &code);
		if (taken == 0)
			break;
		if (taken > 1)
			(void)snprintf(one, sizeof(one), "U+%04X", code);
		append(buf, size, &used, one);
	}
	return (int)used;
}

int
verdict_suggestion(const struct verdict *verdict, const char *local,
    size_t local_len, char *buf, size_t size)
{
	if (verdict->meant.len == 0 || local_len > 1024) {
		if (size > 0)
			buf[0] = '\0';
		return 0;
	}
	return snprintf(buf, size, "%.*s@%s", (int)local_len, local,
	    verdict->meant.text);
}
