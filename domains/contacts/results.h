/* SPDX-License-Identifier: BSD-2-Clause */
/* Results: an Authentication-Results field (RFC 8601 2.2), one result after the
 * other.
 *
 *     " mx.example/4TestId 1; spf=pass (a (b)) smtp.mailfrom=a@send.example;
 *       dkim=fail reason=\"a; b\" header.d=send.example"
 *
 *     results_begin(&results, value)    true, id "mx.example", job "4TestId"
 *     results_next(&results, &result)   spf, pass, MAILFROM send.example
 *     results_next(&results, &result)   dkim, fail, SIGNER send.example
 *     results_next(&results, &result)   false; results.broken: false
 *
 * Where programs do not keep to the grammar it reads on:
 *   - an id may have a slash in it, which is no byte of a token, and the rest
 *     is the job (OpenDKIM's and OpenDMARC's AuthservIDWithJobID);
 *   - a value of a property is any bytes up to a blank, ";" or a parenthesis
 *     (base64 in header.b), and words without a dot may stand beside the
 *     properties (Exchange's action=none);
 *   - a ";" may stand at the end.
 * A result that cannot be read proves nothing, and neither does one of another
 * version than 1, or one with the same property twice.
 */
#ifndef DOMAINS_CONTACTS_RESULTS_H
#define DOMAINS_CONTACTS_RESULTS_H

#include <stdbool.h>

#include "domains/base/span.h"
#include "domains/contacts/header.h"
#include "domains/engine/name/name.h"

struct results {
	struct header_word id;  /* without the job */
	struct header_word job; /* "" when there is none */
	struct span rest;
	bool broken; /* a comment or a quoted string has no end, or the field
	                is of another version: nothing of it counts */
};

/* Properties with a domain that somebody vouches for. */
enum results_property {
	RESULTS_SIGNER,   /* header.d */
	RESULTS_AGENT,    /* header.i: of the signer, or below */
	RESULTS_AUTHOR,   /* header.from */
	RESULTS_MAILFROM, /* smtp.mailfrom: a domain, or an address */
	RESULTS_PROPERTIES
};

struct results_result {
	struct header_word method; /* "" when it cannot be read */
	struct header_word result; /* "" in "none", which has no results */
	bool given[RESULTS_PROPERTIES];
	struct name domain[RESULTS_PROPERTIES]; /* without text when the value
	                                           has no domain */
};

/* Reads the id and the version.  Returns false when there is no id: Exchange
 * Online writes none. */
bool
results_begin(struct results *results, struct span value);

/* Returns false after the last, and where the field is broken. */
bool
results_next(struct results *results, struct results_result *result_r);

#endif
