// SPDX-License-Identifier: BSD-2-Clause
/* Reading: looks up by the name what is known of its reading. */
#include "domains/engine/odds/reading.h"

#include <string.h>

bool
reading_begin(const struct name *name, struct top_levels *tops,
    struct reading *reading_r, struct typo_suffix *suffix_r)
{
	reading_r->name = name;
	return spelling_of(name, tops, &reading_r->letters, &reading_r->spelled,
	    suffix_r);
}

void
reading_side(const struct reading *reading, struct typo_suffix suffix,
    struct typo_side *side_r)
{
	typo_side_of_seen(&reading->spelled, suffix, NULL, side_r);
	side_r->letters = true;
}

/* Where in the name the label begins that begins in its reading at at, a place
 * of spelled.text. */
static size_t
place_in_name(const struct reading *reading, const char *at)
{
	const char *spelled = reading->spelled.text;

	return spelling_place(reading->name->text, spelled,
	    (size_t)(at - spelled));
}

size_t
reading_end(const struct name *name, const struct typo_side *whole, size_t at,
    struct typo_side *end_r)
{
	size_t place =
	    name->idn ? spelling_place(name->text, whole->text, at) : at;

	*end_r = *whole;
	end_r->text = whole->text + at;
	end_r->len = (uint8_t)(whole->len - at);
	end_r->suffix = (uint8_t)(whole->suffix - at);
	if (whole->homograph && strstr(name->text + place, "xn--") == NULL)
		end_r->homograph = end_r->accents = false;
	return place;
}

/* ---- the same stem ------------------------------------------------------ */

struct counting {
	const struct targets *targets;
	const char *stem; /* with A-labels, and the dot after it */
	size_t len;
	size_t count;
};

/* As index_each: letters that share a byte make other stems. */
static bool
count_same(void *context, size_t number)
{
	struct counting *counting = context;
	const struct list_entry *entry =
	    targets_entry(counting->targets, &counting->targets->all[number]);

	counting->count +=
	    entry->len > counting->len &&
	    memcmp(entry->name, counting->stem, counting->len) == 0;
	return true;
}

size_t
reading_count_same(const struct reading *reading, const struct targets *targets,
    const struct typo_side *seen)
{
	size_t begin = place_in_name(reading, seen->text);
	size_t end = place_in_name(reading, seen->text + seen->suffix);
	struct counting counting = {
	    .targets = targets,
	    .stem = reading->name->text + begin,
	    .len = end - begin,
	};

	index_each_same(targets->index, seen->text, typo_stem_len(seen),
	    count_same, &counting);
	return counting.count;
}

/* ---- the file of real domains -------------------------------------------- */

bool
reading_is_real(const struct real_domains *real_domains,
    const struct reading *reading, const struct typo_side *seen)
{
	const char *text = seen->text;
	size_t len = seen->len;
	size_t suffix = seen->suffix;

	if (real_domains == NULL || seen->homograph || seen->doubled)
		return false;
	if (seen->letters) {
		size_t begin = place_in_name(reading, text);

		suffix = place_in_name(reading, text + suffix) - begin;
		text = reading->name->text + begin;
		len = reading->name->len - begin;
	}
	while (!real_domains_has(real_domains, text, len)) {
		const char *dot = memchr(text, '.', suffix);
		if (dot == NULL || dot + 1 == text + suffix)
			return false;
		suffix -= (size_t)(dot + 1 - text);
		len -= (size_t)(dot + 1 - text);
		text = dot + 1;
	}
	return true;
}

/* ---- pairs -------------------------------------------------------------- */

static const uint32_t *
codes_of_ascii(const struct typo_side *side, struct code_points *letters)
{
	for (size_t i = 0; i < side->len; i++)
		letters->code[i] = (unsigned char)side->text[i];
	letters->code[side->len] = 0;
	return letters->code;
}

bool
reading_pair_up(const struct targets *targets, size_t number,
    const struct reading *reading, const struct typo_side *seen,
    struct reading_pair *pair_r)
{
	const struct typo_side *meant = &targets->sides[number];
	const struct list_entry *entry =
	    targets_entry(targets, &targets->all[number]);
	const uint32_t *meant_code, *seen_code;

	if (!meant->letters) {
		meant_code = codes_of_ascii(meant, &pair_r->meant);
	} else {
		struct name name;

		targets_name(entry, &name);
		if (!spelling_read(&name, &pair_r->meant))
			return false;
		meant_code = pair_r->meant.code;
	}
	seen_code = seen->letters ? reading->letters.code +
	                                (seen->text - reading->spelled.text)
	                          : codes_of_ascii(seen, &pair_r->seen);
	return spelling_pair_up(meant, meant_code, seen, seen_code,
	    &pair_r->of);
}
