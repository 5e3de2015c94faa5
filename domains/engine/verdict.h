/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdict: what the engine finds about one address, as data; the only thing
 * that it hands to a policy.  Reasons and confidences have stable names, which
 * configuration, logs, JSON and manuals use. */
#ifndef DOMAINS_ENGINE_VERDICT_H
#define DOMAINS_ENGINE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/name/name.h"
#include "domains/engine/typo/typo.h"

enum verdict_reason {
	VERDICT_NONE, /* nothing against the address */
	VERDICT_KNOWN_DOPPELGANGER,
	VERDICT_TYPO,
	VERDICT_REGISTRATION,
	VERDICT_UNDELIVERABLE,
	VERDICT_MISSPELLED_NAME,
	VERDICT_SIMILAR_CONTACT,
	VERDICT_FIRST_CONTACT,
	VERDICT_UNCONFIRMED,
	VERDICT_PRIVATE_ADDRESS,
	VERDICT_MALFORMED,
	VERDICT_REASONS
};

enum verdict_confidence {
	VERDICT_NO_CONFIDENCE,
	VERDICT_POSSIBLE,
	VERDICT_LIKELY,
	VERDICT_CERTAIN,
	VERDICT_CONFIDENCES
};

struct evidence;

/* The strings belong to the engine's handle (struct doppel) that judged, and
 * live as long as it does. */
struct verdict {
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	struct name meant; /* the intended domain; len 0 when there is none */
	struct typo typo;  /* slips 0 when not known */
	float odds;        /* ln odds, typo only */
	const char *file;  /* the list that has the name; NULL when none */
	unsigned line;
	unsigned others;    /* of a known doppelganger in a list of others: how
	                    long the name there is; else 0 */
	const char *source; /* the list's source for it; NULL: not said */
	const char *detail; /* static text: why an address is malformed, or
	                        mail to it bounces, or what it is near; else
	                        NULL */
	const struct evidence *evidence; /* of the DNS, borrowed from the
	                        caller; NULL: the DNS was not asked */
};

/* Sets a verdict with nothing against the address.  It is faster than clearing
 * every byte: of names and slips it sets only the lengths. */
void
verdict_clear(struct verdict *verdict);

/* "known-doppelganger"; "none" for VERDICT_NONE. */
const char *
verdict_reason_name(enum verdict_reason reason);
bool
verdict_reason_parse(const char *text, enum verdict_reason *reason_r);

/* "possible", "likely", "certain"; "none". */
const char *
verdict_confidence_name(enum verdict_confidence confidence);
bool
verdict_confidence_parse(const char *text, enum verdict_confidence *r);

/* The named slips of a verdict, for logs and JSON: "omission",
 * "transposition+suffix-slip"; "" when there are none.  As snprintf. */
int
verdict_slip_names(const struct verdict *verdict, char *buf, size_t size);

/* WHAT of the audit's line, without the suggestion; names in letters where that
 * deceives nobody (shown.h).  As snprintf.  Translated in a program that has
 * called messages_start(); English in the others.
 *
 *     known doppelganger of gmail.com
 *     certainly a typo of gmail.com (transposition: ia for ai)
 *     likely a typo of ..., possibly a typo of ...
 *     malformed address (no @)
 *     one slip (omission: no a) from the person's name
 *     one slip (insertion: u) from a known contact
 *     first mail from here to this address
 *     private address, where none is allowed
 */
int
verdict_phrase(const struct verdict *verdict, char *buf, size_t size);

/* The same for an SMTP reply, which is ASCII: names with A-labels, and letters
 * of slips by their numbers (U+8A9E). */
int
verdict_phrase_ascii(const struct verdict *verdict, char *buf, size_t size);

/* The whole address that was probably meant: the local part as it is written,
 * "@" and the intended domain.  As snprintf; 0 and "" when the verdict has
 * none. */
int
verdict_suggestion(const struct verdict *verdict, const char *local,
    size_t local_len, char *buf, size_t size);

#endif
