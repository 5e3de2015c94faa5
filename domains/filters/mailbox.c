/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the grammar of RFC 5322 3.4, with the dots of its obsolete phrases. */
#include "domains/filters/mailbox.h"

#include <string.h>

#include "domains/base/ascii.h"

/* Deeper nesting of comments is hostile, not a header. */
#define COMMENT_DEPTH_MAX 32

struct mailbox_scan {
	const struct decoded *from;
	size_t at;
	bool bad; /* a comment or quote without its end */
};

/* After a backslash the next byte is an ordinary one. */
static void
skip_byte(struct mailbox_scan *scan)
{
	const struct decoded *from = scan->from;

	scan->at +=
	    from->bytes[scan->at] == '\\' && scan->at + 1 < from->len ? 2 : 1;
}

static void
skip_comment(struct mailbox_scan *scan)
{
	const struct decoded *from = scan->from;
	unsigned depth = 0;

	while (scan->at < from->len) {
		char byte = from->bytes[scan->at];

		skip_byte(scan);
		if (byte == '(' && ++depth > COMMENT_DEPTH_MAX)
			break;
		if (byte == ')' && --depth == 0)
			return;
	}
	scan->bad = true;
}

/* Skips blanks and comments; returns the byte then, '\0' at the end. */
static char
next_byte(struct mailbox_scan *scan)
{
	const struct decoded *from = scan->from;

	while (scan->at < from->len && !scan->bad) {
		char byte = from->bytes[scan->at];

		if (byte == '(')
			skip_comment(scan);
		else if (ascii_is_space(byte))
			scan->at++;
		else
			return byte;
	}
	return '\0';
}

static bool
is_atext(char byte)
{
	return ((unsigned char)byte > ' ' && byte != '\x7f' &&
		strchr("()<>[]:;@\\,.\"", byte) == NULL);
}

static void
skip_quoted(struct mailbox_scan *scan, char close)
{
	const struct decoded *from = scan->from;

	for (scan->at++; scan->at < from->len; skip_byte(scan))
		if (from->bytes[scan->at] == close) {
			scan->at++;
			return;
		}
	scan->bad = true;
}

/* An atom or a quoted string; added to *out unless that is NULL. */
static bool
take_word(struct mailbox_scan *scan, struct decoded *out)
{
	const struct decoded *from = scan->from;
	char byte = next_byte(scan);
	size_t begin = scan->at;

	if (byte == '"')
		skip_quoted(scan, '"');
	while (byte != '"' && scan->at < from->len &&
	       is_atext(from->bytes[scan->at]))
		scan->at++;
	if (out != NULL)
		decoded_add_part(out, from, begin, scan->at);
	return scan->at > begin && !scan->bad;
}

static bool
take_mark(struct mailbox_scan *scan, char mark, struct decoded *out)
{
	if (next_byte(scan) != mark)
		return false;
	decoded_add_part(out, scan->from, scan->at, scan->at + 1);
	scan->at++;
	return true;
}

static bool
take_words(struct mailbox_scan *scan, struct decoded *out)
{
	do {
		if (!take_word(scan, out))
			return false;
	} while (take_mark(scan, '.', out));
	return true;
}

static bool
take_spec(struct mailbox_scan *scan, struct decoded *out)
{
	size_t begin;

	if (!take_words(scan, out) || !take_mark(scan, '@', out))
		return false;
	if (next_byte(scan) != '[')
		return take_words(scan, out);
	begin = scan->at;
	skip_quoted(scan, ']');
	decoded_add_part(out, scan->from, begin, scan->at);
	return !scan->bad;
}

static bool
is_over(struct mailbox_scan *scan)
{
	return next_byte(scan) == '\0' && !scan->bad &&
	       scan->at == scan->from->len;
}

bool
mailbox_clean(const struct decoded *string, struct decoded *mailbox_r)
{
	struct mailbox_scan scan = {.from = string};
	size_t begin;

	decoded_clear(mailbox_r);
	if (take_spec(&scan, mailbox_r) && is_over(&scan))
		return !mailbox_r->full;
	scan = (struct mailbox_scan){.from = string};
	decoded_clear(mailbox_r);
	(void)next_byte(&scan);
	begin = scan.at;
	while (next_byte(&scan) != '<' && !scan.bad)
		if (next_byte(&scan) == '.')
			scan.at++;
		else if (!take_word(&scan, NULL))
			return false;
	decoded_add_part(mailbox_r, string, begin, scan.at);
	return take_mark(&scan, '<', mailbox_r) &&
	       take_spec(&scan, mailbox_r) &&
	       take_mark(&scan, '>', mailbox_r) && is_over(&scan) &&
	       !mailbox_r->full;
}
