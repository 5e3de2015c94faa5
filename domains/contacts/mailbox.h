/* SPDX-License-Identifier: BSD-2-Clause */
/* Mailbox: an address taken apart, for slips within it.
 *
 *     tanaka.t1@partner.co.jp   letters "tanaka", rigid "t" "1", domain
 *     tanakataro@...            letters "tanakataro"
 *
 * Where an address says which of several people it is, nothing slips: digits,
 * and words of one or two letters (initials).  Both are rigid.
 */
#ifndef DOMAINS_CONTACTS_MAILBOX_H
#define DOMAINS_CONTACTS_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/span.h"
#include "domains/contacts/reading.h"
#include "domains/engine/name/name.h"

/* Bytes of a local part; a longer one is no person's. */
#define MAILBOX_LOCAL_MAX 40
#define MAILBOX_SIZE (MAILBOX_LOCAL_MAX + 1)
#define MAILBOX_WORDS_MAX 12

/* A shorter word is an initial. */
#define MAILBOX_WORD_MIN 3

struct mailbox_word {
	size_t at, len; /* in local */
};

struct mailbox {
	char local[MAILBOX_SIZE]; /* without its extension */
	size_t len;
	struct mailbox_word words[MAILBOX_WORDS_MAX]; /* of letters; initials,
	                                                 too */
	size_t word_count;
	char letters[MAILBOX_SIZE];   /* of words that are no initials */
	char rigid[2 * MAILBOX_SIZE]; /* digits and initials, a blank after
	                                 each */
	char plain[MAILBOX_SIZE];     /* letters and digits, nothing between */
	struct name domain;
};

/* Takes an address as contact_write_address() writes it.  Returns false for one
 * that cannot be compared: quotes, other bytes than letters, digits, ".", "-"
 * and "_", or too long. */
bool
mailbox_read(struct span address, struct mailbox *mailbox_r);

/* The letters as reading_write() writes each word, nothing between: for satoh
 * and yuji are not read as satohyuji is.  Returns false when no word can be
 * Japanese. */
bool
mailbox_write_reading(const struct mailbox *mailbox,
    char reading_r[static READING_SIZE]);

/* A word, into the mailbox. */
struct span
mailbox_word(const struct mailbox *mailbox, size_t number);

#endif
