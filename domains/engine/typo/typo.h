/* SPDX-License-Identifier: BSD-2-Clause */
/* Typo: how one name becomes another: which slips, at what cost.
 *
 * It is arithmetic on two canonical names, dots included: the one that is meant
 * and the one that was seen.  The cost of a slip is -ln P(slip), in nats; the
 * costs of several slips add up.
 */
#ifndef DOMAINS_ENGINE_TYPO_TYPO_H
#define DOMAINS_ENGINE_TYPO_TYPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "domains/engine/name/top_levels.h"

/* The most slips that are explained. */
#define TYPO_SLIPS_MAX 3

/* Five letters of three bytes. */
#define TYPO_SLIP_TEXT 16

/* No slip is cheaper: this replaces fitted costs below it. */
#define TYPO_SLIP_LEAST 0.1f

/* The slip classes.  Their names (typo_class_name) are stable: they stand in
 * logs, JSON and the manual. */
enum typo_class {
	TYPO_OMISSION,       /* gmal.com */
	TYPO_DOUBLING,       /* gmaill.com */
	TYPO_INSERTION,      /* gmaxil.com */
	TYPO_TRANSPOSITION,  /* gmial.com */
	TYPO_NEIGHBOUR_KEY,  /* gmsil.com: QWERTY or JIS */
	TYPO_SUBSTITUTION,   /* gmxil.com: any other letter */
	TYPO_LOOK_ALIKE,     /* gmaiI, rnsn.com, homographs */
	TYPO_LAYOUT,         /* seynam.cz: the key on another keyboard */
	TYPO_PHONETIC,       /* gmeil.com: sounds alike to a Japanese ear */
	TYPO_DOT_MISSING,    /* seibm.com, yahooco.jp */
	TYPO_DOT_EXTRA,      /* do.como.ne.jp */
	TYPO_DOT_MOVED,      /* is.oftbank.jp */
	TYPO_HYPHEN,         /* g-mail.com, ezweb-ne.jp */
	TYPO_SUFFIX_SLIP,    /* gmail.con: a slip within the suffix */
	TYPO_SUFFIX_SWAP,    /* docomo.co.jp: another suffix altogether */
	TYPO_SUFFIX_DOUBLED, /* gmail.com.com */
	TYPO_NAME_DOUBLED,   /* yandex.comyandex.com, hotmailmail.com */
	TYPO_GLUED,          /* 59gmail.com */
	TYPO_BIT_FLIP,       /* one bit of one byte */
	TYPO_CLASSES
};

struct typo_slip {
	enum typo_class class;
	uint8_t at;       /* offset in the seen name; in letters, where one of
	                     the names has any beyond ASCII */
	uint8_t at_meant; /* and in the meant one */
	char seen[TYPO_SLIP_TEXT];  /* the letters there, in UTF-8; may be
	                               "" */
	char meant[TYPO_SLIP_TEXT]; /* the letters that should be there */
	uint8_t kind; /* the kind within the class: typo_slip_kind() */
	float cost;   /* of this slip alone */
};

struct typo {
	unsigned slips; /* 0: the names are equal */
	struct typo_slip slip[TYPO_SLIPS_MAX];
	float cost; /* nats */
};

/* A name with the properties that the search needs, worked out once and not for
 * each pair. */
struct typo_side {
	const char *text; /* readable for NAME_ROOM bytes after its end */
	uint8_t len;
	uint8_t suffix; /* where the public suffix begins; the last label of
	                   a name that has none */
	uint8_t dots;   /* of the whole name, an upper bound */
	bool dot_in_suffix : 1;
	bool doubles : 1; /* two equal letters stand side by side */
	bool doubled : 1; /* gmail.comgmail.com: len ends with the first */
	bool plain : 1;  /* the suffix is one like com or co.jp, which exists */
	bool no_top : 1; /* its top level does not exist; the caller says */
	bool homograph : 1; /* text is the result of fold_name() */
	bool accents : 1;   /* by accents alone, which people write */
	bool letters : 1;   /* it is spelled, see spelling.h */
	uint32_t repeats;   /* what stands there twice, see below */
};

/* Bits of repeats: for each letter of a seen name that it stands there twice,
 * of a meant name that its key is beside that of one that does.  And that
 * digits or hyphens do, and that something stands there thrice. */
#define TYPO_REPEATS_OTHERS ((uint32_t)1 << 26)
#define TYPO_REPEATS_THRICE ((uint32_t)1 << 27)
#define TYPO_REPEATS_DOTS ((uint32_t)1 << 28) /* for THRICE alone */
#define TYPO_REPEATS_ANY UINT32_MAX           /* nobody has looked */

/* The length of a name without its suffix, and the dot before it. */
static inline size_t
typo_stem_len(const struct typo_side *side)
{
	return side->suffix > 0 ? side->suffix - 1u : side->len;
}

/* Is its top level a country's? */
static inline bool
typo_side_has_country(const struct typo_side *side)
{
	return side->len > 3 && side->text[side->len - 3] == '.';
}

/* Have both the same one? */
static inline bool
typo_sides_have_one_country(const struct typo_side *a,
    const struct typo_side *b)
{
	return a->len > 3 && b->len > 3 &&
	       memcmp(a->text + a->len - 3, b->text + b->len - 3, 3) == 0;
}

/* The public suffix of a name, as far as it shows without the Public Suffix
 * List, which takes as long as all other judging. */
struct typo_suffix {
	uint8_t at;  /* where it begins; 0: it does not show */
	uint8_t top; /* where the last label begins */
	bool plain;  /* it exists */
};

struct typo_suffix
typo_plain_suffix(const struct name *name);

/* Sets the properties of a name that is meant.  tops is a cache and may be
 * NULL. */
void
typo_side_of(const struct name *name, struct top_levels *tops,
    struct typo_side *side_r);

/* The same of a name whose suffix is known. */
void
typo_side_begin(const struct name *name, struct typo_suffix suffix,
    struct top_levels *tops, struct typo_side *side_r);

/* Sets the properties of a name that was seen; of a name that stands twice, the
 * first half counts. */
void
typo_side_of_seen(const struct name *name, struct typo_suffix suffix,
    struct top_levels *tops, struct typo_side *side_r);

/* Sets what a seen name repeats: worth it where there are near names. */
void
typo_side_find_repeats(struct typo_side *seen);

/* "omission", "neighbour-key", ... */
const char *typo_class_name(enum typo_class class);

/* A slip in words: "neighbour key: s for a".  As snprintf. */
int
typo_slip_format(const struct typo_slip *slip, char *buf, size_t size);

/* The kind of a slip within its class, as the table of costs names it:
 * "OMISSION_DOUBLE". */
const char *
typo_slip_kind(const struct typo_slip *slip);

/* Finds the cheapest slips, at most TYPO_SLIPS_MAX, that make seen of meant and
 * cost less than max_cost.  Returns false, *typo_r untouched, when there are
 * none. */
bool
typo_explain(const struct name *meant, const struct name *seen, float max_cost,
    struct typo *typo_r);

/* The same for the sides of a pair of spelling.h; code is the pair's. */
bool
typo_search_letters(const struct typo_side *meant, const struct typo_side *seen,
    const uint32_t *code, float max_cost, struct typo *typo_r);

/* The same for names in ASCII whose properties are known. */
static inline bool
typo_search(const struct typo_side *meant, const struct typo_side *seen,
    float max_cost, struct typo *typo_r)
{
	return typo_search_letters(meant, seen, NULL, max_cost, typo_r);
}

#endif
