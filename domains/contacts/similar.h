/* SPDX-License-Identifier: BSD-2-Clause */
/* Similar: is an address that was never written to a slip of one that often is?
 * Right domain, wrong person; or a partner's wrong domain.
 *
 *     often written to      never written to
 *     tanaka.taro@p.co.jp   tanaka.tarou@p.co.jp   another spelling
 *     tanaka.taro@p.co.jp   tanaka.tsro@p.co.jp    neighbour key
 *     tanaka.taro@p.co.jp   tanakataro@p.co.jp     a dot left out
 *     tanaka_taro@p.co.jp   tanaka-taro@p.co.jp    what stands between
 *     kouhou@p.co.jp        koho@p.co.jp           another spelling
 *     tanaka.taro@p.co.jp   tanaka.taro@p.ne.jp    suffix
 *     tanaka1, t.tanaka     tanaka2, s.tanaka      none: two people
 *     tanaka.yuki           tanaka.yuko            none: both are names
 *
 * It is a noisy channel, as the engine is for domains:
 *
 *     odds = ln(times written or heard) - cost of the slip - ln P(new address)
 *
 * The cost is the engine's (typo.h); P(new address) is the product of what its
 * words are worth (reading.h): of common names many people have some, of
 * letters that make no word hardly anybody.
 *
 * Two people, whatever the odds:
 *   - digits differ, or initials (words of one or two letters; also glued to a
 *     name: ttanaka, stanaka; but ookubo is okubo);
 *   - the slip makes one common name of another (reading_is_known()), or one
 *     with an initial, unless letters are swapped; but mueller is muller;
 *   - somebody was heard from at the new address, and the domain is the same.
 *
 * Contacts that are near are found by exact keys (similar_keys.c), so that a
 * store can keep keyed hashes: two addresses with one slip between them share
 * at least one.  Addresses with other digits or initials share none, but for
 * those that differ only in what stands between letters.
 *
 *     count = similar_write_keys(address, keys)
 *     store_find_near(store, organisation, keys, count, take, ...)
 *             take(): similar_judge(&asked, contact, &similar), the best counts
 */
#ifndef DOMAINS_CONTACTS_SIMILAR_H
#define DOMAINS_CONTACTS_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"
#include "domains/contacts/contact.h"
#include "domains/contacts/mailbox.h"
#include "domains/engine/typo/typo.h"
#include "domains/engine/verdict.h"

/* Of the keys, for a store that has kept some (store_options.keys_version).
 * 1: rows that are no contacts had some, too. */
#define SIMILAR_KEYS_VERSION 2

/* Least odds, nats; `make accuracy-contacts' measures them. */
#define SIMILAR_POSSIBLE 8.5
#define SIMILAR_LIKELY 12.0

/* Fewer mails make no contact that somebody could mean. */
#define SIMILAR_MAILS_MIN 3

/* The address at hand. */
struct similar_asked {
	struct mailbox mailbox;
	bool provider;     /* anybody may have an address at its domain */
	bool heard;        /* somebody was heard from there */
	bool known_domain; /* others are written to at its domain, or a list
	                      has it: the domain is no slip */
};

struct similar {
	enum verdict_confidence confidence; /* possible or likely */
	double odds;
	struct typo typo; /* the slip, in the local part or the domain; none of
	                     another spelling */
	bool in_domain;
	char meant[CONTACT_ADDRESS_SIZE]; /* the contact; "" of hashes */
};

/* Writes the keys of an address as contact_write_address() writes it.  Returns
 * how many; 0: it cannot be compared.  As store_keys wants it. */
size_t
similar_write_keys(struct span address,
    uint64_t keys_r[static CONTACT_KEYS_MAX]);

/* Returns false when the address cannot be compared.  The caller sets the rest
 * of what is asked. */
bool
similar_begin(struct span address, struct similar_asked *asked_r);

/* Could the address be a slip of this contact?  Returns false, *similar_r
 * untouched, when it could not, or when *similar_r, which the caller has set to
 * zero before the first, is better.  Of a contact that is a hash only that a
 * key is the same is known: it is weighed as an average slip. */
bool
similar_judge(const struct similar_asked *asked, const struct contact *contact,
    struct similar *similar_r);

#endif
