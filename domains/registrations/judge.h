/* SPDX-License-Identifier: BSD-2-Clause */
/* Judge: one member against the engine and the demands on its list.  The only
 * judge: the audit, --fix, --explain, registered members, RCPT TO and all that
 * come later ask it, so that the same bytes get the same verdict whichever way
 * they come in.
 *
 *     const struct judge judge = {.doppel = doppel};
 *     struct finding found[JUDGE_FINDINGS_MAX];
 *     int count = judge_member(&judge, &member, found);
 *
 * In this order:
 *
 *   1. The domain is wrong, as the engine sees it.  What an MTA may deliver in
 *      spite of its form has its domain's reason: a@b@gmai.com goes where its
 *      last @ says, and taro%gmai.com@localhost where the % does (route.h).
 *      A domain of this host's own, or below one, is no slip of another.  One
 *      address at a typo may be confirmed: then it alone is right.
 *   2. No MTA delivers it: malformed.  Quotes, brackets and punctuation around
 *      an address are left out first, and full-width letters and the like are
 *      mended; the finding's detail names them.
 *   3. The domain is right.  It may still be one of private persons
 *      (private.list) where the list takes none; nobody may ever have been
 *      heard from there; the local part may be a misspelling of the person's
 *      name or of another address of that person, or a slip of a contact
 *      (memory.h).  All may be found.
 *
 * A command or a file is never wrong, nor are a user and a mailbox unless an
 * MTA reads a domain in the name.  Nothing is
 * allocated, and any number of threads may judge.
 */
#ifndef DOMAINS_REGISTRATIONS_JUDGE_H
#define DOMAINS_REGISTRATIONS_JUDGE_H

#include <stdbool.h>

#include "domains/engine/doppel.h"
#include "domains/engine/verdict.h"
#include "domains/registrations/finding.h"
#include "domains/registrations/lookup_keys.h"
#include "domains/registrations/member.h"

/* What a policy demands of a list beyond right domains. */
struct judge_demands {
	bool private_address; /* no address of private.list */
	bool misspelled_name; /* local parts fit their person's name */
	bool unconfirmed;     /* somebody was heard from there */
};

/* Was nobody heard from at a member's address, which is not a local one, for
 * too long?  Writes in words for how long.  NULL: that is not known. */
struct judge_silence {
	bool (*is_unconfirmed)(void *of, const struct lookup_key_rules *rules,
	    const struct member *member,
	    char detail_r[static FINDING_DETAIL_SIZE]);
	void *of;
};

/* Did somebody say that an address whose domain is like a slip is right all the
 * same (memory_find_confirmed())?  False as well when that is not known.  NULL:
 * nobody did. */
struct judge_confirmation {
	bool (*is_confirmed)(void *of, const struct address *address,
	    const struct name *domain);
	void *of;
};

struct judge {
	const struct doppel *doppel;
	const struct lookup_key_rules *rules; /* what is local; NULL: as
	                                         Postfix has it by default */

	/* Judges a canonical name, with DNS evidence for example.  NULL: the
	 * engine does.  The verdict may borrow *evidence_r. */
	void (*judge_name)(void *context, const struct name *name,
	    struct evidence *evidence_r, struct verdict *verdict_r);
	/* What is demanded of a member's list.  NULL: nothing. */
	struct judge_demands (
	    *demand)(void *context, const struct member *member);
	/* What is remembered of an address that is not here, and whose domain
	 * is right.  Sets the verdict and the suggestion of a finding that has
	 * its member, if there is something against it.  NULL: nothing. */
	bool (*remember)(void *context, const struct address *address,
	    const struct name *domain, struct finding *finding);
	void *context; /* of these */
	struct judge_silence silence;
	struct judge_confirmation confirmation; /* asked about typos alone */

	/* A verdict of less confidence is no finding. */
	enum verdict_confidence least;
};

#define JUDGE_FINDINGS_MAX 4

/* member was parsed by member_parse().  Returns how many findings there are,
 * the worst first, or -1 when memory was too short to read the domain: then
 * nothing is known about the member. */
int
judge_member(const struct judge *judge, const struct member *member,
    struct finding findings_r[static JUDGE_FINDINGS_MAX]);

/* The house's own domains are nobody's slips, and get their mail, whatever
 * odds, DNS and the lists of others say, but for what those list below them.
 * What one's own list calls a doppelganger stays one. */
bool
judge_vouches(const struct lookup_key_rules *rules, const struct name *name,
    const struct verdict *verdict);

/* Is what another judge found a registration whose address is confirmed, and at
 * nothing but a typo?  Nobody waits for the DNS. */
bool
judge_is_confirmed(const struct judge *judge, const struct finding *finding);

#endif
