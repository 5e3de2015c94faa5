/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the shared strings of a workbook. */
#include "domains/workbooks/xlsx_strings.h"

#include <errno.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/utf8.h"
#include "domains/workbooks/markup.h"

struct reading {
	struct xlsx_strings *strings;
	struct buffer text, phonetic;
	bool in_text, in_phonetic;
	bool cut; /* the string is too long to be a cell's */
	const char *why;
};

/* ---- escapes ------------------------------------------------------------- */

/* _xHHHH_ */
#define ESCAPE_SIZE 7

/* The code unit of an escape at a place; -1: there is none. */
static long
escape_at(const char *bytes, size_t len)
{
	long value = 0;

	if (len < ESCAPE_SIZE || bytes[0] != '_' || bytes[1] != 'x' ||
	    bytes[6] != '_')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		unsigned digit = ascii_hex_value(bytes[i]);

		if (digit > 15)
			return -1;
		value = value * 16 + (long)digit;
	}
	return value;
}

/* What two escapes of UTF-16 are together: half of a pair is U+FFFD, as is a
 * NUL. */
static uint32_t
code_point(long first, long second, size_t *taken_r)
{
	*taken_r = ESCAPE_SIZE;
	if (first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 &&
	    second < 0xe000) {
		*taken_r = (size_t)2 * ESCAPE_SIZE;
		return 0x10000 + ((uint32_t)(first - 0xd800) << 10) +
		       (uint32_t)(second - 0xdc00);
	}
	return first == 0 || (first >= 0xd800 && first < 0xe000)
	           ? 0xfffd
	           : (uint32_t)first;
}

/* Is an escape meant as it stands?  Its last byte may begin another one. */
static bool
is_literal(const char *bytes, size_t len, long unit)
{
	return unit >= ' ' && (unit != '_' || escape_at(bytes + ESCAPE_SIZE - 1,
						  len - (ESCAPE_SIZE - 1)) < 0);
}

size_t
xlsx_strings_unescape(char *bytes, size_t len, bool in_cell)
{
	const char *first = memmem(bytes, len, "_x", 2);
	size_t to = first != NULL ? (size_t)(first - bytes) : len;

	for (size_t i = to, taken; i < len; i += taken) {
		long unit = escape_at(bytes + i, len - i);
		long next = unit >= 0 && len - i > ESCAPE_SIZE
		                ? escape_at(bytes + i + ESCAPE_SIZE,
				      len - i - ESCAPE_SIZE)
		                : -1;

		taken = 1;
		if (unit < 0 ||
		    (in_cell && is_literal(bytes + i, len - i, unit)))
			bytes[to++] = bytes[i];
		else
			to += utf8_encode(code_point(unit, next, &taken),
			    bytes + to);
	}
	return to;
}

/* ---- reading ------------------------------------------------------------- */

static void
open_element(void *context, struct markup_element element)
{
	struct reading *reading = context;

	if (strcmp(element.name, "si") == 0) {
		reading->text.len = reading->phonetic.len = 0;
		reading->cut = false;
	} else if (strcmp(element.name, "rPh") == 0) {
		reading->in_phonetic = true;
	} else if (strcmp(element.name, "t") == 0) {
		reading->in_text = true;
	}
}

static void
keep_string(struct reading *reading)
{
	struct xlsx_strings *strings = reading->strings;
	struct buffer *text = &reading->text, *phonetic = &reading->phonetic;
	uint64_t place = spill_length(strings->texts);

	if (text->len != 0)
		text->len =
		    xlsx_strings_unescape(text->bytes, text->len, false);
	if (phonetic->len != 0) {
		phonetic->len = xlsx_strings_unescape(phonetic->bytes,
		    phonetic->len, false);
		buffer_add(text, "", 1);
		buffer_add(text, phonetic->bytes, phonetic->len);
	}
	errno = ENOMEM;
	if (text->failed || phonetic->failed ||
	    spill_add(strings->places, &place, sizeof(place)) < 0 ||
	    spill_add(strings->texts, text->bytes, text->len) < 0)
		reading->why = strerror(errno);
	strings->count++;
}

static void
close_element(void *context, const char *name)
{
	struct reading *reading = context;

	if (strcmp(name, "t") == 0)
		reading->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		reading->in_phonetic = false;
	else if (strcmp(name, "si") == 0 && reading->why == NULL)
		keep_string(reading);
}

static void
take_text(void *context, const char *bytes, size_t len)
{
	struct reading *reading = context;
	struct buffer *to =
	    reading->in_phonetic ? &reading->phonetic : &reading->text;

	/* One byte more than a cell may have: the cell is reported. */
	if (len > MARKUP_TEXT_MAX + 1 - to->len)
		len = MARKUP_TEXT_MAX + 1 - to->len;
	if (reading->in_text)
		buffer_add(to, bytes, len);
}

static bool
has_enough(void *context)
{
	const struct reading *reading = context;

	return reading->why != NULL;
}

int
xlsx_strings_read(struct package *package, const struct reader_text *text,
    const char *part, struct xlsx_strings *strings_r)
{
	static const struct markup_events events = {open_element, close_element,
	    take_text, has_enough};
	struct reading reading = {.strings = strings_r};
	int result = 0;

	*strings_r = (struct xlsx_strings){
	    .texts = spill_new(),
	    .places = spill_new(),
	    .missing = part != NULL && !package_has(package, part),
	};
	if (strings_r->texts == NULL || strings_r->places == NULL)
		reading.why = strerror(ENOMEM);
	else if (strings_r->missing)
		diagnostics_add(text->diagnostics, text->file, 0,
		    "%s is not in the file: cells whose text should be there "
		    "are not read",
		    part);
	else if (part != NULL)
		result = markup_read(package, text, part, &events, &reading);
	if (reading.why != NULL)
		result = diagnostics_add(text->diagnostics, text->file, 0,
		    "the shared strings cannot be kept: %s", reading.why);
	buffer_clear(&reading.text);
	buffer_clear(&reading.phonetic);
	return result;
}

void
xlsx_strings_clear(struct xlsx_strings *strings)
{
	spill_free(&strings->texts);
	spill_free(&strings->places);
}

/* ---- looking up ---------------------------------------------------------- */

int
xlsx_strings_find(const struct xlsx_strings *strings, uint64_t number,
    struct buffer *text, struct buffer *reading)
{
	uint64_t place[2] = {0, spill_length(strings->texts)};
	size_t both = number + 1 < strings->count ? 2 : 1, len, kept;
	char *bytes;

	if (strings->missing)
		return 0;
	if (number >= strings->count ||
	    spill_read(strings->places, number * sizeof(*place), place,
		both * sizeof(*place)) < 0)
		return -1;
	len = (size_t)(place[1] - place[0]);
	bytes = buffer_add_room(text, len);
	if (bytes == NULL ||
	    spill_read(strings->texts, place[0], bytes, len) < 0)
		return -1;
	kept = strnlen(bytes, len);
	if (kept < len)
		buffer_add(reading, bytes + kept + 1, len - kept - 1);
	text->len -= len - kept;
	return 0;
}
