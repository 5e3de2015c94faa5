/* SPDX-License-Identifier: BSD-2-Clause */
/* Request: a mail that asks the owner of a registered address to answer, as the
 * store remembers it, and the token that its answer brings back.
 *
 *     Message-ID: <confirm-7qk...26...x2a@mx.univ.example>
 *     Reply-To: <kakunin+confirm-7qk...26...x2a@univ.example>
 *
 *     request_draw(&diagnostics, &token)
 *     request_note(store, &key, &token, &request)    before the mail goes
 *     ... it was handed over: the same with .sent
 *     request_check_answers(store, list, count, ...) has it come back?
 *
 * A token has 128 bits that are drawn.  The store has its hash (HMAC-SHA-256
 * with a key that is no secret), as an entry of the address it was sent to: it
 * is good for that address and organisation alone, and whoever reads the store
 * cannot answer.  The row is one of CONTACT_REQUESTS; the entry's first
 * and last are when it was asked and until when an answer is wanted, its count
 * is 1, and 2 when the mail was handed over.
 */
#ifndef DOMAINS_CONTACTS_REQUEST_H
#define DOMAINS_CONTACTS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/contacts/store.h"

/* What stands before a token. */
#define REQUEST_MARK "confirm-"

/* Letters of ASCII and the digits 2 to 7, 5 bits each (RFC 4648 6), in lower
 * case: what MTAs do to local parts does them no harm. */
#define REQUEST_TOKEN_LEN 26
#define REQUEST_TOKEN_SIZE (REQUEST_TOKEN_LEN + 1)

/* An answer that comes late is as good as another one, for so long. */
#define REQUEST_LATE_SECONDS (30 * INT64_C(86400))

struct request_token {
	char text[REQUEST_TOKEN_SIZE]; /* in the mail */
	char name[33];                 /* in the store: hexadecimal digits */
};

/* Returns 0, or -1 with a diagnostic. */
int
request_draw(struct diagnostics *diagnostics, struct request_token *token_r);

bool
request_is_token(struct span text);

/* Takes off what stands before the next token of a text, and the token, which
 * has the mark before it and no letter or digit around both.  Any bytes, any
 * case. */
bool
request_find_token(struct span *text, char token_r[static REQUEST_TOKEN_SIZE]);

struct request {
	int64_t asked, until; /* seconds UTC */
	bool sent;            /* the mail was handed over */
};

/* The longest time that one is given to answer, and a day for its end. */
#define REQUEST_OPEN_SECONDS (367 * INT64_C(86400))

/* Can that be an entry's, as request_note() writes it?  For rows of others. */
bool
request_is_entry(const struct contact_period *entry);

/* Returns 0, or -1 with store_error(). */
int
request_note(struct store *store, const struct contact_key *key,
    const struct request_token *token, const struct request *request);

/* What an address was asked. */
struct request_state {
	int64_t last;         /* when a mail was written last */
	bool waits;           /* that was not handed over */
	struct request first; /* of those that were, the first that ends; asked
	                         0: there is none */
};

/* STORE_NONE: nothing. */
enum store_result
request_find(struct store *store, const struct contact_key *key,
    struct request_state *state_r);

/* Observations that claim an answer and bring no token that was sent to their
 * address, and is still good, become none (OBSERVATION_KINDS).  *answers_r: how
 * many are left that do.  Returns 0, or -1 with why in words, which hold until
 * the next call of the thread: it can be done again. */
int
request_check_answers(struct store *store, struct observation *list,
    size_t count, size_t *answers_r, const char **why_r);

#endif
