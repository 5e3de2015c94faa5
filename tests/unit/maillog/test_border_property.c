/* SPDX-License-Identifier: BSD-2-Clause */
/* Border: texts with holes, read in pieces of any size, and read again. */
#include "domains/maillog/border.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/unit/property.h"

#define TEXT_MAX ((size_t)1600)

struct text {
	char bytes[TEXT_MAX];
	size_t len;
};

/* A hole, often; lines; the last one may have no end. */
static void
make_text(struct property *random, struct text *text)
{
	size_t len = property_below(random, TEXT_MAX), at = 0;

	if (property_below(random, 3) == 0)
		for (at = property_below(random, len / 2 + 1); at > 0; at--)
			text->bytes[text->len++] = '\0';
	while (text->len < len)
		text->bytes[text->len++] =
		    property_below(random, 40) == 0
			? '\n'
			: "ab\0c"[property_below(random, 4)];
}

static void
take_piece(struct property *random, struct border_track *track,
    const struct text *text, size_t end)
{
	size_t len = 1 + property_below(random, 300);

	len = len < end - track->at ? len : end - (size_t)track->at;
	border_take(track, text->bytes + track->at, border_room(track, len));
}

/* Reads from where the track is, in pieces, up to an end. */
static void
take(struct property *random, struct border_track *track,
    const struct text *text, size_t end)
{
	while (track->at < end)
		take_piece(random, track, text, end);
}

static size_t
after_last_line(const struct text *text)
{
	size_t len = text->len;

	while (len > 0 && text->bytes[len - 1] != '\n')
		len--;
	return len;
}

/* Reads up to a known border; returns whether that is met and the same. */
static bool
meets(struct property *random, const struct border *known,
    const struct text *text)
{
	struct border_track track;

	border_begin(&track, known);
	while (!border_is_reached(&track) && track.at < text->len)
		take_piece(random, &track, text, text->len);
	return border_is_reached(&track) && track.at == known->offset &&
	       border_fits(&track);
}

static bool
begins(struct property *random, const struct border *known,
    const struct text *text)
{
	struct border_track track;

	border_begin(&track, NULL);
	take(random, &track, text, text->len);
	return border_begins(known, &track.head);
}

static bool
has_text(const struct text *text, size_t end)
{
	size_t zeros = 0;

	while (zeros < end && text->bytes[zeros] == '\0')
		zeros++;
	return zeros < end;
}

/* It was read up to a border, and has grown. */
static bool
check_growth(struct property *random, const struct text *text,
    const struct border *known)
{
	struct text grown = *text, changed = *text;
	size_t at;

	grown.len += property_below(random, TEXT_MAX - grown.len + 1);
	if (!meets(random, known, &grown) ||
	    begins(random, known, &grown) != has_text(text, known->offset))
		return false;
	at = property_below(random, known->offset);
	changed.bytes[at] ^= 1;
	if (meets(random, known, &changed))
		return false;
	changed = *text;
	changed.len = property_below(random, known->offset);
	return !meets(random, known, &changed);
}

/* Another text does not begin like it. */
static bool
check_head(struct property *random, const struct text *text,
    const struct border *known)
{
	struct text other = *text;
	size_t zeros = 0, head;

	while (zeros < text->len && text->bytes[zeros] == '\0')
		zeros++;
	head = known->offset - zeros;
	head = head < BORDER_HEAD ? head : BORDER_HEAD;
	other.bytes[zeros + property_below(random, head)] ^= 0x40;
	return !begins(random, known, &other);
}

Test(border_property, reads_on_where_it_stopped)
{
	PROPERTY_CASES(random, "border")
	{
		struct text text = {.len = 0};
		struct border_track track;
		bool whole = property_below(&random, 4) == 0, holds;

		make_text(&random, &text);
		border_begin(&track, NULL);
		take(&random, &track, &text, text.len);
		if (whole)
			border_end(&track);
		holds = track.now.offset ==
		        (whole ? text.len : after_last_line(&text));
		if (track.now.offset != 0)
			holds =
			    holds && check_growth(&random, &text, &track.now);
		if (has_text(&text, track.now.offset))
			holds = holds && check_head(&random, &text, &track.now);
		property_check(&random, holds, "the same border", text.bytes,
		    text.len);
	}
}
