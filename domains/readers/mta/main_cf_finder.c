/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the lines of what postconf(1) prints without them. */
#include "domains/readers/mta/main_cf_finder.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/buffer.h"
#include "domains/readers/mta/rows.h"

static struct span
take_word(struct span *rest)
{
	size_t len = 0;

	while (rest->len > 0 && row_is_space(rest->bytes[0]))
		*rest = span_after(*rest, 1);
	while (len < rest->len && !row_is_space(rest->bytes[len]))
		len++;
	*rest = span_after(*rest, len);
	return (struct span){rest->bytes - len, len};
}

/* "always_bcc = ...", or "smtp inet ..." for the service of
 * "smtp/inet/always_bcc". */
static bool
is_row_of(struct span row, struct span setting)
{
	struct span service = setting, name, type;

	if (!span_has(setting, '/'))
		return span_has(row, '=') &&
		       span_same(span_trim(span_take_until(&row, '=')),
			   setting);
	(void)span_take_last(&service, '/');
	name = take_word(&row);
	type = take_word(&row);
	return service.len == name.len + 1 + type.len &&
	       span_same((struct span){service.bytes, name.len}, name) &&
	       span_same(span_after(service, name.len + 1), type);
}

struct main_cf_finder
main_cf_find_setting(struct span text, struct span setting)
{
	struct main_cf_finder finder = {.text = text, .row = {text.bytes, 0}};
	struct row_scan scan = row_scan_begin(text);
	struct row row;

	while (row_next(&scan, &row))
		if (is_row_of(row.text, setting)) {
			finder.row = row.text;
			finder.line = row.line;
		}
	return finder;
}

static bool
is_address_byte(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '.' || byte == '-' ||
	       byte == '_' || byte == '+';
}

/* Does a comment stand where the place is? */
static bool
is_in_comment(struct span row, const char *place)
{
	while (place > row.bytes && place[-1] != '\n')
		place--;
	while (ascii_is_blank(*place))
		place++;
	return *place == '#';
}

/* Where it stands whole, from a place on; NULL: nowhere. */
static const char *
find_whole(struct span row, size_t from, struct span what)
{
	const char *end = row.bytes + row.len, *at = row.bytes + from;

	while (what.len != 0 && at < end) {
		const char *found =
		    memmem(at, (size_t)(end - at), what.bytes, what.len);
		const char *after = found != NULL ? found + what.len : NULL;

		if (found == NULL)
			return NULL;
		if ((found == row.bytes || !is_address_byte(found[-1])) &&
		    (after == end || !is_address_byte(*after)) &&
		    !is_in_comment(row, found))
			return found;
		at = found + 1;
	}
	return NULL;
}

/* A $name may stand for it: then the whole file is gone through. */
static unsigned
find_anywhere(struct main_cf_finder *finder, struct span what)
{
	struct row_scan scan = row_scan_begin(finder->text);
	struct row row;

	if (!span_has(finder->row, '$') ||
	    ++finder->searches > MAIN_CF_SEARCHES_MAX)
		return finder->line;
	while (row_next(&scan, &row)) {
		const char *found = find_whole(row.text, 0, what);

		if (found != NULL)
			return row.line +
			       span_count_newlines(
				   span_between(row.text.bytes, found));
	}
	return finder->line;
}

/* As main_cf_find_line(), of what stands there as it is. */
static bool
find_in_row(struct main_cf_finder *finder, struct span what, unsigned *line_r)
{
	struct span row = finder->row;
	const char *found = find_whole(row, finder->at, what);

	if (found == NULL && finder->at != 0)
		found = find_whole(row, 0, what);
	if (found == NULL)
		return false;
	finder->at = (size_t)(found - row.bytes) + what.len;
	*line_r =
	    finder->line + span_count_newlines(span_between(row.bytes, found));
	return true;
}

unsigned
main_cf_find_line(struct main_cf_finder *finder, struct span what)
{
	struct buffer doubled = {0};
	unsigned line = finder->line;
	bool found;

	if (finder->row.len == 0)
		return line;
	found = find_in_row(finder, what, &line);
	/* A "$" is written twice, but in luser_relay. */
	if (!found && span_has(what, '$')) {
		for (size_t i = 0; i < what.len; i++)
			if (what.bytes[i] == '$')
				buffer_add_text(&doubled, "$$");
			else
				buffer_add(&doubled, &what.bytes[i], 1);
		found = !doubled.failed &&
		        find_in_row(finder, buffer_span(&doubled), &line);
		buffer_clear(&doubled);
	}
	return found ? line : find_anywhere(finder, what);
}
