/* SPDX-License-Identifier: BSD-2-Clause */
/* Contact: what an organisation remembers of an outside address: since when,
 * how often and by how many it is written to, when somebody was heard from
 * there, who confirmed it, and through which own lists mail goes there.
 *
 *     "Taro.Tanaka@Partner.CO.jp"      taro.tanaka@partner.co.jp
 *     "\"taro.tanaka\"@partner.co.jp"  taro.tanaka@partner.co.jp
 *     "taro@Bücher.example"            taro@xn--bcher-kva.example
 *
 * One row is for one (organisation, address).  An organisation is a name of
 * ours for those who share their contacts; "" where there is only one.  Times
 * are seconds UTC; 0 is never.
 */
#ifndef DOMAINS_CONTACTS_CONTACT_H
#define DOMAINS_CONTACTS_CONTACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/span.h"

/* RFC 5321 4.5.3.1: 64 octets, @ and a domain.  Longer local parts are made by
 * programs (VERP, SRS), which are no contacts. */
#define CONTACT_LOCAL_MAX 64
#define CONTACT_ADDRESS_MAX 318
#define CONTACT_ADDRESS_SIZE (CONTACT_ADDRESS_MAX + 1)

/* Letters, digits, ".", "-" and "_". */
#define CONTACT_ORGANISATION_MAX 63

/* Keys by which an address is found from one that is near it (similar
 * contacts): equal keys, perhaps near. */
#define CONTACT_KEYS_MAX 128

/* Who said that the address is right.  A second try of a mail is nobody. */
enum contact_confirmation {
	CONTACT_UNCONFIRMED,
	CONTACT_BY_PERSON, /* doppelcontacts confirm */
	CONTACT_BY_OWNER,  /* the answer to a confirmation request */
	CONTACT_CONFIRMATIONS
};

struct contact_period {
	int64_t first, last;
	uint64_t count; /* of mails */
};

struct contact {
	char address[CONTACT_ADDRESS_SIZE]; /* as contact_write_address() has
	                                       it; of a store with hashes "#"
	                                       and the hash in hexadecimal */
	uint32_t len;
	struct contact_period sent; /* to it, by people of ours */
	uint32_t senders;           /* how many; CONTACT_SENDERS_MAX: or more */
	struct contact_period heard;
	enum contact_confirmation confirmed;
	int64_t confirmed_at;
	int64_t expires; /* forgotten then; 0: when the retention is over, or,
	                    confirmed, never */
};

#define CONTACT_SENDERS_MAX 64

/* Mail that an own list or forward sends to a contact. */
struct contact_list {
	char name[CONTACT_ADDRESS_SIZE]; /* of the list, in the form of
	                                    addresses */
	struct contact_period sent;
};

/* Whom a row is about. */
struct contact_key {
	struct span organisation; /* "" */
	struct span address; /* as contact_write_address() has it, or "#..." */
};

/* Writes an address in the one form for all its spellings: ASCII in lower
 * case, quotes only where they are needed, the domain as name_parse() has it.
 * Returns its length, or 0 when it is no address that can be a contact. */
size_t
contact_write_address(struct span path,
    char address_r[static CONTACT_ADDRESS_SIZE]);

/* Is it what that function writes?  For bytes of others. */
bool
contact_is_address(struct span address);

bool
contact_is_organisation(struct span name);

/* What rows that are no contacts belong to: the name of an organisation and a
 * byte that no name has, so that none of them is taken for a contact. */
enum contact_owner {
	CONTACT_LISTS = ':',    /* an organisation's own lists */
	CONTACT_REQUESTS = '?', /* what addresses were asked (request.h) */
	CONTACT_TRIES = '+',    /* pairs of sender and recipient (pair.h), */
	CONTACT_PASSES = '!',   /* and those that pass */
};

#define CONTACT_OWNER_SIZE (CONTACT_ORGANISATION_MAX + 1)
struct span
contact_owner(struct span organisation, enum contact_owner owner,
    char room[static CONTACT_OWNER_SIZE]);

bool
contact_is_owner(struct span name, enum contact_owner owner);

/* "no", "person", "owner": in CSV and JSON. */
const char *
contact_confirmation_name(enum contact_confirmation confirmation);
bool
contact_find_confirmation(struct span name,
    enum contact_confirmation *confirmation_r);

/* All mails of both, which may come in any order. */
void
contact_period_sum(struct contact_period *period,
    const struct contact_period *more);

/* The earlier first, the later last, the higher count: the same twice is the
 * same. */
void
contact_period_join(struct contact_period *period,
    const struct contact_period *other);

/* What is in a row and more mails: sums, the wider times, the later
 * confirmation. */
void
contact_add(struct contact *contact, const struct contact *more);

/* The same row of two stores (contact_period_join()). */
void
contact_join(struct contact *contact, const struct contact *other);

#endif
