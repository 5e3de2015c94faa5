/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes corrected copies of files: see the header. */
#include "domains/doppelcheck/fix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/readers/reader.h"
#include "domains/base/buffer.h"
#include "domains/text/console.h"

void
fix_clear(struct fix *fix)
{
	for (size_t i = 0; i < fix->count; i++) {
		free(fix->list[i].wrong);
		free(fix->list[i].instead);
	}
	free(fix->list);
	*fix = (struct fix){0};
}

int
fix_add(struct fix *fix, const struct member *member, const char *instead)
{
	const struct span wrong = member->address;
	struct correction correction = {
	    .at = member->at,
	    .len = wrong.len,
	    .line = member->line,
	};

	if (array_reserve(&fix->list, &fix->size, fix->count,
		sizeof(correction)) < 0)
		return -1;
	correction.wrong = malloc(wrong.len + 1);
	correction.instead = strdup(instead);
	if (correction.wrong == NULL || correction.instead == NULL) {
		free(correction.wrong);
		free(correction.instead);
		return -1;
	}
	memcpy(correction.wrong, wrong.bytes, wrong.len);
	fix->list[fix->count++] = correction;
	return 0;
}

void
fix_show(const struct fix *fix, const char *path)
{
	for (size_t i = 0; i < fix->count; i++) {
		const struct correction *one = &fix->list[i];
		char wrong[DIAGNOSTIC_QUOTE_SIZE];
		struct diagnostics shown = {0};

		diagnostics_add(&shown, path, one->line, "%s -> %s",
		    diagnostic_quote(one->wrong, one->len, wrong),
		    one->instead);
		console_diagnostics(&shown);
		diagnostics_clear(&shown);
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct correction *one = a, *other = b;

	return (one->at > other->at) - (one->at < other->at);
}

/* In order, and each place once: what a variable holds may go to several. */
static void
sort_places(struct fix *fix)
{
	size_t kept = 0;

	qsort(fix->list, fix->count, sizeof(*fix->list), by_place);
	for (size_t i = 0; i < fix->count; i++) {
		struct correction *one = &fix->list[i];
		const struct correction *before =
		    kept != 0 ? &fix->list[kept - 1] : NULL;

		if (before != NULL && before->at == one->at &&
		    before->len == one->len &&
		    strcmp(before->instead, one->instead) == 0) {
			free(one->wrong);
			free(one->instead);
			continue;
		}
		fix->list[kept++] = *one;
	}
	fix->count = kept;
}

/* The corrected text.  -1 when something else stands at a place. */
static int
correct_text(const struct fix *fix, const char *text, size_t len,
    struct buffer *out)
{
	size_t at = 0;

	for (size_t i = 0; i < fix->count; i++) {
		const struct correction *one = &fix->list[i];

		if (one->at < at || one->at > len || one->len > len - one->at ||
		    memcmp(text + one->at, one->wrong, one->len) != 0)
			return -1;
		buffer_add(out, text + at, one->at - at);
		buffer_add_text(out, one->instead);
		at = one->at + one->len;
	}
	buffer_add(out, text + at, len - at);
	return out->failed ? -1 : 0;
}

/* Puts the corrections between the bytes of the file. */
static void
put_between(const struct fix *fix, enum encoding encoding, const char *bytes,
    size_t len, const size_t *places, struct buffer *out)
{
	size_t at = 0;

	for (size_t i = 0; i < fix->count; i++) {
		const char *instead = fix->list[i].instead;
		char *written = malloc(2 * strlen(instead) + 1);

		if (written == NULL) {
			out->failed = true;
			return;
		}
		buffer_add(out, bytes + at, places[2 * i] - at);
		buffer_add(out, written,
		    encoding_put_ascii(encoding, instead, strlen(instead),
			written));
		at = places[2 * i + 1];
		free(written);
	}
	buffer_add(out, bytes + at, len - at);
}

static int
correct_bytes(const struct fix *fix, enum encoding encoding, const char *bytes,
    size_t len, struct buffer *out)
{
	size_t *at = calloc(fix->count * 4, sizeof(*at));
	size_t *places = at != NULL ? at + 2 * fix->count : NULL;
	int result = -1;

	for (size_t i = 0; at != NULL && i < fix->count; i++) {
		at[2 * i] = fix->list[i].at;
		at[2 * i + 1] = fix->list[i].at + fix->list[i].len;
	}
	if (at != NULL)
		result = encoding_places(encoding, bytes, len, at,
		    2 * fix->count, places);
	if (result == 0)
		put_between(fix, encoding, bytes, len, places, out);
	free(at);
	return out->failed ? -1 : result;
}

/* Is it what the corrected text should be, when it is read again? */
static bool
reads_as(enum encoding encoding, const struct buffer *bytes,
    const struct buffer *text)
{
	struct diagnostics diagnostics = {.limit = 1};
	char *again;
	size_t len;
	bool same = false;

	if (encoding_decode(encoding, "", bytes->bytes, bytes->len,
		&diagnostics, &again, &len) == 0) {
		same = len == text->len &&
		       (len == 0 || memcmp(again, text->bytes, len) == 0);
		free(again);
	}
	diagnostics_clear(&diagnostics);
	return same;
}

/* ---- the door ------------------------------------------------------------ */

/* Makes the corrected bytes. */
static int
correct(struct fix *fix, const char *path, enum encoding encoding,
    const char *bytes, size_t len, struct diagnostics *diagnostics,
    struct buffer *fixed)
{
	struct buffer text = {0};
	char *decoded;
	size_t decoded_len;
	int result = -1;

	if (encoding_decode(encoding, path, bytes, len, diagnostics, &decoded,
		&decoded_len) < 0)
		return -1;
	sort_places(fix);
	if (correct_text(fix, decoded, decoded_len, &text) == 0 &&
	    correct_bytes(fix, encoding, bytes, len, fixed) == 0 &&
	    reads_as(encoding, fixed, &text))
		result = 0;
	else
		diagnostics_add(diagnostics, path, 0,
		    "cannot be corrected: it changed, or its encoding does not "
		    "allow it");
	free(decoded);
	buffer_clear(&text);
	return result;
}

static int
write_copy(const char *path, const struct buffer *fixed,
    struct diagnostics *diagnostics)
{
	const struct replacement_options options = {.like = path};
	char *copy;
	int result;

	if (asprintf(&copy, "%s.fixed", path) < 0)
		return diagnostics_add(diagnostics, path, 0, "%s",
		    strerror(errno));
	result = replacement_write_file(copy, &options, fixed->bytes,
	    fixed->len, diagnostics);
	free(copy);
	return result;
}

static int
read_and_correct(struct fix *fix, const char *path, enum encoding encoding,
    struct diagnostics *diagnostics, struct buffer *fixed)
{
	char *bytes;
	size_t len;
	int result;

	if (file_read(path, READER_FILE_MAX, diagnostics, &bytes, &len) < 0)
		return -1;
	if (encoding == ENCODING_AUTO)
		encoding = encoding_detect(bytes, len);
	result = correct(fix, path, encoding, bytes, len, diagnostics, fixed);
	free(bytes);
	return result;
}

int
fix_write(struct fix *fix, const char *path, enum encoding encoding,
    bool in_place)
{
	static const struct replacement_options options = {.backup = true};
	struct diagnostics diagnostics = {0};
	struct replacement *replacement = NULL;
	struct buffer fixed = {0};
	int result = 0;

	/* It is locked before it is read. */
	if (in_place)
		result = replacement_open(path, &options, &diagnostics,
		    &replacement);
	if (result == 0)
		result =
		    read_and_correct(fix, path, encoding, &diagnostics, &fixed);
	if (result == 0)
		result = in_place ? replacement_save(replacement, fixed.bytes,
					fixed.len, &diagnostics)
		                  : write_copy(path, &fixed, &diagnostics);
	if (result < 0)
		console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	buffer_clear(&fixed);
	replacement_close(&replacement);
	return result;
}
