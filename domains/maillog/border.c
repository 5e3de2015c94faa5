/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps how far a log was read: see the header. */
#include "domains/maillog/border.h"

#include <string.h>

/* So many bytes of the head are before a border. */
static size_t
head_of(const struct border_head *head, uint64_t offset)
{
	uint64_t len = offset > head->zeros ? offset - head->zeros : 0;

	return len < BORDER_HEAD ? (size_t)len : BORDER_HEAD;
}

void
border_begin(struct border_track *track, const struct border *known)
{
	track->known = known != NULL ? *known : (struct border){0};
	track->at = 0;
	track->now = (struct border){0};
	track->head.zeros = 0;
	track->head.len = 0;
	(void)XXH3_64bits_reset(&track->state);
}

size_t
border_room(const struct border_track *track, size_t size)
{
	uint64_t left = track->known.offset - track->at;

	return border_is_reached(track) || left > size ? size : (size_t)left;
}

/* The border is where the text is by now. */
static void
set_border(struct border_track *track)
{
	track->now.offset = track->at;
	track->now.hash = XXH3_64bits_digest(&track->state);
	track->now.head =
	    XXH3_64bits(track->head.bytes, head_of(&track->head, track->at));
}

static void
add(struct border_track *track, const char *bytes, size_t len)
{
	struct border_head *head = &track->head;
	size_t zeros = 0, more = BORDER_HEAD - head->len;

	while (head->len == 0 && zeros < len && bytes[zeros] == '\0')
		zeros++;
	more = len - zeros < more ? len - zeros : more;
	memcpy(head->bytes + head->len, bytes + zeros, more);
	head->zeros += zeros;
	head->len += more;
	track->at += len;
	(void)XXH3_64bits_update(&track->state, bytes, len);
}

void
border_take(struct border_track *track, const char *bytes, size_t len)
{
	const char *newline = len != 0 ? memrchr(bytes, '\n', len) : NULL;
	size_t whole = newline != NULL ? (size_t)(newline + 1 - bytes) : 0;

	if (whole != 0) {
		add(track, bytes, whole);
		set_border(track);
	}
	if (whole != len)
		add(track, bytes + whole, len - whole);
}

void
border_end(struct border_track *track)
{
	set_border(track);
}

bool
border_is_reached(const struct border_track *track)
{
	return track->at >= track->known.offset;
}

bool
border_fits(const struct border_track *track)
{
	return XXH3_64bits_digest(&track->state) == track->known.hash;
}

bool
border_begins(const struct border *border, const struct border_head *head)
{
	size_t len = head_of(head, border->offset);

	return len != 0 && head->len >= len &&
	       XXH3_64bits(head->bytes, len) == border->head;
}
