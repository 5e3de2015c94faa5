/* SPDX-License-Identifier: BSD-2-Clause */
/* Weighs contacts that are near an address; similar_keys.c finds them. */
#include "domains/contacts/similar.h"

#include <math.h>
#include <string.h>

#include "domains/contacts/reading.h"
#include "domains/person/romaji.h"

/* Nats.  A slip that costs more is another address. */
#define COST_MAX 7.5f
#define COST_SPELLING 1.0 /* another spelling of the same name */
#define COST_BETWEEN 3.0  /* "_" for "-", or a dot left out */
#define COST_AVERAGE 2.4  /* of hashes */

/* In a shorter word that is alone another letter makes another name: ito, iyo.
 * In tanaka.ken the family name says who is meant. */
#define ALONE_WORD_MIN 4

/* More mails than this make nobody more probable. */
#define MAILS_MAX 100.0
#define HEARD_WEIGHT 2.0

/* A word that the contact has, too: somebody of that name is known there. */
#define SAME_WORD -6.0
/* The whole name, written in another way: hosts keep to one. */
#define SAME_NAME -2.0
/* info, soumu: many a domain has that. */
#define OFFICE -2.5
/* Where anybody may have an address, somebody has the one at hand. */
#define PROVIDER -3.0
/* A domain like the contact's: other suffixes of the same label are often the
 * same owner's; with another second level in one country less often.  Of short
 * labels all are taken; others are as probable as their letters. */
#define OTHER_SUFFIX -3.0
#define OTHER_SECOND_LEVEL -6.0
#define SHORT_LABEL -4.0
#define SHORT_LABEL_MAX 4
#define LABEL -1.0
#define LABEL_LETTER -1.9

/* Not of dots, hyphens, suffixes and whole names. */
static const bool are_of_letters[TYPO_CLASSES] = {
    [TYPO_OMISSION] = true,
    [TYPO_DOUBLING] = true,
    [TYPO_INSERTION] = true,
    [TYPO_TRANSPOSITION] = true,
    [TYPO_NEIGHBOUR_KEY] = true,
    [TYPO_SUBSTITUTION] = true,
    [TYPO_LOOK_ALIKE] = true,
    [TYPO_LAYOUT] = true,
    [TYPO_PHONETIC] = true,
    [TYPO_BIT_FLIP] = true,
};

static double
weigh_mails(const struct contact *contact)
{
	double mails = (double)contact->sent.count +
	               HEARD_WEIGHT * (double)contact->heard.count;

	return log(mails < MAILS_MAX ? mails : MAILS_MAX);
}

static bool
has_word(const struct mailbox *mailbox, struct span word)
{
	for (size_t i = 0; i < mailbox->word_count; i++)
		if (span_same(mailbox_word(mailbox, i), word))
			return true;
	return false;
}

/* ln P that a new address has this local part, where the contact is. */
static double
weigh_local(const struct mailbox *asked, const struct mailbox *contact)
{
	double sum = 0;

	for (size_t i = 0; i < asked->word_count; i++) {
		struct span text = mailbox_word(asked, i);
		double word = reading_weigh(text);

		if (word < SAME_WORD && has_word(contact, text))
			word = SAME_WORD;
		sum += word;
	}
	return sum;
}

/* ---- slips of the local part --------------------------------------------- */

/* A local part as a name, which the engine can compare: "_" is "-". */
static bool
name_local(const struct mailbox *mailbox, struct name *name_r)
{
	char text[MAILBOX_SIZE + sizeof(".invalid")];

	for (size_t i = 0; i < mailbox->len; i++)
		text[i] = mailbox->local[i] == '_' ? '-' : mailbox->local[i];
	memcpy(text + mailbox->len, ".invalid", sizeof(".invalid"));
	return name_parse(text, strlen(text), name_r, NULL) == 0;
}

/* One slip between two names? */
static bool
explain(const struct name *meant, const struct name *seen, struct typo *typo_r)
{
	return typo_explain(meant, seen, COST_MAX, typo_r) &&
	       typo_r->slips == 1;
}

/* The word that has a byte of the local part, or ends before it. */
static struct span
find_word(const struct mailbox *mailbox, size_t at)
{
	for (size_t i = 0; i < mailbox->word_count; i++) {
		const struct mailbox_word *word = &mailbox->words[i];

		if (word->at <= at && at <= word->at + word->len)
			return mailbox_word(mailbox, i);
	}
	return (struct span){mailbox->local, 0};
}

/* Is a word alone, so that an initial may be glued to it? */
static bool
is_alone(const struct mailbox *mailbox)
{
	return mailbox->word_count == 1;
}

/* A department has one address, and no initial. */
static bool
is_office(const struct mailbox *mailbox)
{
	return is_alone(mailbox) && reading_is_office(mailbox_word(mailbox, 0));
}

static bool
is_known(const struct mailbox *mailbox, struct span word, bool swapped)
{
	if (!is_alone(mailbox))
		return reading_is_name(word) || reading_is_compound(word);
	/* Letters that are swapped are no initial: inoeu is hardly inoe u. */
	return reading_is_known(word) ||
	       (!swapped && reading_has_initial(word));
}

static bool
is_possible(struct span word)
{
	return romaji_is_possible(word.bytes, word.len);
}

/* What two words have in common could be a name, which one letter, or none,
 * stands beside in both: an initial.  So ttanaka, stanaka and tanaka are three
 * people; ranaka is a slip, for there is no tanak.  What a foreign name is,
 * nobody knows: jsmith. */
static bool
is_name_beside_initial(struct span asked, struct span contact,
    struct span common)
{
	return asked.len <= common.len + 1 && contact.len <= common.len + 1 &&
	       (is_possible(common) ||
		   (!is_possible(asked) && !is_possible(contact)));
}

/* ookubo is okubo, written with its long o, rather than o. kubo. */
static bool
has_long_o(struct span longer, struct span shorter)
{
	return longer.len == shorter.len + 1 && shorter.len != 0 &&
	       longer.bytes[0] == 'o' && shorter.bytes[0] == 'o' &&
	       memcmp(longer.bytes + 1, shorter.bytes, shorter.len) == 0;
}

static bool
is_initial_before(struct span asked, struct span contact)
{
	size_t same = 0;

	while (same < asked.len && same < contact.len &&
	       asked.bytes[asked.len - 1 - same] ==
		   contact.bytes[contact.len - 1 - same])
		same++;
	return is_name_beside_initial(asked, contact,
	    span_after(asked, asked.len - same));
}

static bool
is_initial_after(struct span asked, struct span contact)
{
	size_t same = 0;

	while (same < asked.len && same < contact.len &&
	       asked.bytes[same] == contact.bytes[same])
		same++;
	return is_name_beside_initial(asked, contact,
	    (struct span){asked.bytes, same});
}

static bool
is_another_person(const struct mailbox *asked, const struct mailbox *contact,
    const struct typo_slip *slip)
{
	struct span word = find_word(asked, slip->at);
	struct span other = find_word(contact, slip->at_meant);

	const size_t least =
	    is_alone(contact) ? ALONE_WORD_MIN : MAILBOX_WORD_MIN;
	const bool swapped = slip->class == TYPO_TRANSPOSITION;

	if (word.len < least || other.len < least ||
	    (is_known(asked, word, swapped) &&
		is_known(contact, other, swapped)))
		return true;
	return is_alone(asked) && is_alone(contact) && !is_office(contact) &&
	       (is_initial_before(word, other) ||
		   is_initial_after(word, other));
}

static bool
has_same_reading(const struct mailbox *a, const struct mailbox *b)
{
	char one[READING_SIZE], other[READING_SIZE];

	return mailbox_write_reading(a, one) &&
	       mailbox_write_reading(b, other) && strcmp(one, other) == 0;
}

/* mueller and muller: both are Müller.  But not inoue and inou. */
static bool
has_umlaut(struct span longer, struct span shorter)
{
	size_t at = 0;

	if (longer.len != shorter.len + 1 || is_possible(longer))
		return false;
	while (at < shorter.len && longer.bytes[at] == shorter.bytes[at])
		at++;
	return at != 0 && longer.bytes[at] == 'e' &&
	       memchr("aou", longer.bytes[at - 1], 3) != NULL &&
	       memcmp(longer.bytes + at + 1, shorter.bytes + at,
		   shorter.len - at) == 0;
}

static bool
is_another_umlaut(const struct mailbox *asked, const struct mailbox *contact,
    const struct typo_slip *slip)
{
	struct span word = find_word(asked, slip->at);
	struct span other = find_word(contact, slip->at_meant);

	return has_umlaut(word, other) || has_umlaut(other, word);
}

/* What the slip costs and the new address is worth, without the mails.  Returns
 * false when they are two people. */
static bool
weigh_locals(const struct mailbox *asked, const struct mailbox *contact,
    struct similar *similar)
{
	struct name seen, meant;
	double new_address = weigh_local(asked, contact);
	bool same_plain = strcmp(asked->plain, contact->plain) == 0;

	/* Gmail does not look at dots. */
	if (strcmp(asked->local, contact->local) == 0 ||
	    (same_plain && strcmp(asked->domain.text, "gmail.com") == 0))
		return false;
	if (!same_plain && strcmp(asked->rigid, contact->rigid) != 0)
		return false;
	/* Only what stands between the words differs. */
	if (same_plain) {
		similar->odds = -COST_BETWEEN - new_address - SAME_NAME;
		return true;
	}
	similar->odds = -COST_SPELLING - new_address;
	if (has_same_reading(asked, contact)) {
		struct span one = span_of(asked->letters);
		struct span other = span_of(contact->letters);
		bool office = is_office(contact);

		if (office || !is_alone(asked))
			similar->odds -= SAME_NAME;
		return office || !is_alone(asked) || has_long_o(one, other) ||
		       has_long_o(other, one) || !is_initial_before(one, other);
	}
	if (!name_local(asked, &seen) || !name_local(contact, &meant) ||
	    !explain(&meant, &seen, &similar->typo))
		return false;
	if (is_another_umlaut(asked, contact, &similar->typo.slip[0])) {
		similar->odds -= SAME_NAME;
		return true;
	}
	similar->odds = -(double)similar->typo.cost - new_address;
	return are_of_letters[similar->typo.slip[0].class] &&
	       !is_another_person(asked, contact, &similar->typo.slip[0]);
}

/* ---- slips of the domain ------------------------------------------------- */

/* ln P that a new address has this domain, where the contact's is. */
static double
weigh_domain(const struct name *asked, const struct name *contact)
{
	size_t suffix = name_public_suffix(asked);
	size_t other = name_public_suffix(contact);
	const char *top = strrchr(asked->text, '.');
	const char *other_top = strrchr(contact->text, '.');
	size_t label = name_registrable(asked);

	if (suffix == other && memcmp(asked->text, contact->text, suffix) == 0)
		return top != NULL && other_top != NULL &&
		               strcmp(top, other_top) == 0
		           ? OTHER_SECOND_LEVEL
		           : OTHER_SUFFIX;
	if (label >= suffix || suffix - 1 - label <= SHORT_LABEL_MAX)
		return SHORT_LABEL;
	return LABEL + LABEL_LETTER * (double)(suffix - 1 - label);
}

static bool
weigh_domains(const struct similar_asked *asked, const struct mailbox *contact,
    struct similar *similar)
{
	const struct mailbox *mailbox = &asked->mailbox;

	if (asked->known_domain ||
	    strcmp(mailbox->local, contact->local) != 0 ||
	    !explain(&contact->domain, &mailbox->domain, &similar->typo) ||
	    similar->typo.slip[0].class == TYPO_GLUED ||
	    similar->typo.slip[0].class == TYPO_NAME_DOUBLED)
		return false;
	similar->in_domain = true;
	similar->odds =
	    -(double)similar->typo.cost -
	    (is_office(mailbox) ? OFFICE : weigh_local(mailbox, mailbox)) -
	    weigh_domain(&mailbox->domain, &contact->domain);
	return true;
}

/* ---- both ---------------------------------------------------------------- */

/* Of a hash: an address with a common name is perhaps another person's. */
static bool
weigh_hash(const struct mailbox *asked, struct similar *similar)
{
	for (size_t i = 0; i < asked->word_count; i++)
		if (asked->words[i].len >= MAILBOX_WORD_MIN &&
		    !reading_is_known(mailbox_word(asked, i)) &&
		    !reading_has_initial(mailbox_word(asked, i))) {
			similar->odds =
			    -COST_AVERAGE - weigh_local(asked, asked);
			return true;
		}
	return false;
}

static bool
weigh_contact(const struct similar_asked *asked, const struct contact *contact,
    struct similar *similar)
{
	struct mailbox mailbox;

	if (strchr(contact->address, '@') == NULL) /* a hash */
		return !asked->heard && weigh_hash(&asked->mailbox, similar);
	if (!mailbox_read((struct span){contact->address, contact->len},
		&mailbox))
		return false;
	memcpy(similar->meant, contact->address, contact->len + 1);
	if (strcmp(asked->mailbox.domain.text, mailbox.domain.text) != 0)
		return weigh_domains(asked, &mailbox, similar);
	return !asked->heard &&
	       weigh_locals(&asked->mailbox, &mailbox, similar);
}

bool
similar_begin(struct span address, struct similar_asked *asked_r)
{
	asked_r->heard = asked_r->known_domain = asked_r->provider = false;
	return mailbox_read(address, &asked_r->mailbox);
}

bool
similar_judge(const struct similar_asked *asked, const struct contact *contact,
    struct similar *similar_r)
{
	struct similar similar = {.odds = 0};

	if (contact->sent.count + contact->heard.count < SIMILAR_MAILS_MIN ||
	    !weigh_contact(asked, contact, &similar))
		return false;
	similar.odds += weigh_mails(contact);
	if (asked->provider)
		similar.odds += PROVIDER;
	if (similar.odds < SIMILAR_POSSIBLE ||
	    (similar_r->confidence != VERDICT_NO_CONFIDENCE &&
		similar_r->odds >= similar.odds))
		return false;
	similar.confidence =
	    similar.odds < SIMILAR_LIKELY ? VERDICT_POSSIBLE : VERDICT_LIKELY;
	*similar_r = similar;
	return true;
}
