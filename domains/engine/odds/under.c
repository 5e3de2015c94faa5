/* SPDX-License-Identifier: BSD-2-Clause */
/* Under: looks at the suffix. */
#include "domains/engine/odds/under.h"

#include <string.h>

#include "domains/base/short_texts.h"

bool
under_is_country(const struct typo_side *side)
{
	return side->len - side->suffix == 2;
}

bool
under_is_japan(const struct typo_side *side)
{
	return side->len > 3 &&
	       memcmp(side->text + side->len - 3, ".jp", 3) == 0;
}

bool
under_is_place(const struct typo_side *side)
{
	static const char kinds[][SHORT_TEXTS_SIZE] = {"ac", "ad", "co", "com",
	    "ed", "edu", "go", "gob", "gouv", "gov", "govt", "gr", "lg", "mil",
	    "ne", "net", "or", "org"};
	const char *suffix = side->text + side->suffix;
	size_t len = (size_t)(side->len - side->suffix);
	const char *dot = memchr(suffix, '.', len);

	return dot != NULL && len > 3 && suffix[len - 3] == '.' &&
	       (memcmp(suffix + len - 2, "us", 2) == 0 ||
		   !SHORT_TEXTS_HAVE(kinds, suffix, (size_t)(dot - suffix)));
}

bool
under_is_other_place(const struct typo_side *meant,
    const struct typo_side *seen)
{
	size_t len = (size_t)(meant->len - meant->suffix);

	return under_is_place(meant) && under_is_place(seen) &&
	       (len != (size_t)(seen->len - seen->suffix) ||
		   memcmp(meant->text + meant->suffix,
		       seen->text + seen->suffix, len) != 0);
}

bool
under_is_new_top(const struct typo_side *side)
{
	static const char known[][SHORT_TEXTS_SIZE] = {"com", "net", "org"};
	const char *dot = memrchr(side->text, '.', side->len);
	size_t len =
	    dot == NULL ? 0 : (size_t)(side->text + side->len - dot) - 1;

	return len > 2 && !SHORT_TEXTS_HAVE(known, dot + 1, len);
}

bool
under_is_mail(const struct typo_side *seen)
{
	static const char tops[][SHORT_TEXTS_SIZE] = {"mail"};

	return seen->no_top && SHORT_TEXTS_HAVE(tops, seen->text + seen->suffix,
				   (size_t)(seen->len - seen->suffix));
}

bool
under_is_government(const struct typo_side *side)
{
	static const char kinds[][SHORT_TEXTS_SIZE] = {"go", "gob", "gouv",
	    "gov", "govt", "gub", "mil"};
	const char *country, *dot;

	if (!typo_side_has_country(side))
		return false;
	country = side->text + side->len - 2;
	dot = memrchr(side->text, '.', side->len - 3u);
	return dot != NULL && SHORT_TEXTS_HAVE(kinds, dot + 1,
				  (size_t)(country - 1 - (dot + 1)));
}

bool
under_is_other_government(const struct typo_side *meant,
    const struct typo_side *seen)
{
	return under_is_government(meant) && under_is_government(seen) &&
	       memcmp(meant->text + meant->len - 2, seen->text + seen->len - 2,
		   2) != 0;
}

size_t
under_dots(const struct typo_side *side)
{
	size_t dots = 0;

	for (size_t i = side->suffix; i < side->len; i++)
		dots += side->text[i] == '.';
	return dots;
}
