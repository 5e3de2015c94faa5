/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the frames of lines off: see the header. */
#include "domains/maillog/frame.h"

#include <string.h>

#include "domains/base/ascii.h"

/* The texts of Exim's own log have no tag. */
static const struct span exim = {"exim", 4};

static void
skip_blanks(struct span *rest)
{
	while (rest->len > 0 && *rest->bytes == ' ')
		*rest = span_after(*rest, 1);
}

/* What stands before the next blank; the rest begins after it. */
static struct span
take_word(struct span *rest)
{
	const char *blank = memchr(rest->bytes, ' ', rest->len);
	struct span word = *rest;

	if (blank != NULL)
		word.len = (size_t)(blank - word.bytes);
	*rest = span_after(*rest, word.len + (blank != NULL));
	return word;
}

void
frame_set_tag(struct span word, struct maillog_line *line_r)
{
	const char *end = word.bytes + word.len, *bracket;

	if (word.len > 0 && end[-1] == ':')
		end--;
	line_r->tag = span_between(word.bytes, end);
	line_r->pid = (struct span){end, 0};
	if (end == word.bytes || end[-1] != ']')
		return;
	bracket = memrchr(word.bytes, '[', (size_t)(end - word.bytes));
	if (bracket == NULL)
		return;
	line_r->tag = span_between(word.bytes, bracket);
	line_r->pid = span_between(bracket + 1, end - 1);
}

void
frame_cut_at_zero(struct maillog_line *line)
{
	const char *zero = span_find(line->text, '\0');

	if (zero == NULL)
		return;
	line->text = span_between(line->text.bytes, zero);
	line->cut = true;
}

/* ---- lines within ------------------------------------------------------- */

/* A container's id, or what somebody called it or its image, as an MTA. */
static bool
is_name_of_carrier(struct span name)
{
	static const char *const names[] = {"docker", "podman", "postfix",
	    "exim", "sendmail", "mail"};
	size_t hex = 0;

	while (hex < name.len && ascii_hex_value(name.bytes[hex]) < 16)
		hex++;
	if (hex >= 12)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_begins(name, names[i]))
			return true;
	return false;
}

bool
frame_may_carry(struct span tag)
{
	const char *slash;

	while ((slash = span_find(tag, '/')) != NULL) {
		const struct span name = span_between(tag.bytes, slash);

		if (is_name_of_carrier(name))
			return true;
		tag = span_after(tag, name.len + 1);
	}
	return is_name_of_carrier(tag);
}

/* ---- RFC 3164, and what files have of it --------------------------------- */

/* "[ID 801593 mail.info] " of Solaris. */
static void
skip_message_id(struct span *text)
{
	const char *end;

	if (text->len < 4 || memcmp(text->bytes, "[ID ", 4) != 0)
		return;
	end = memchr(text->bytes, ']', text->len);
	if (end != NULL)
		*text = span_between(end + 1, text->bytes + text->len);
}

/* "mx postfix/smtp[18116]: TEXT", without a host too; "mx mail:info sendmail:
 * TEXT" of AIX, "<mail.info> mx sendmail: TEXT" of FreeBSD. */
static bool
take_host_and_tag(struct span rest, struct maillog_line *line_r)
{
	struct span word;

	skip_blanks(&rest);
	line_r->host = (struct span){rest.bytes, 0};
	for (int words = 0; words < 3 && rest.len > 0; words++) {
		word = take_word(&rest);
		if (word.len > 1 && word.bytes[word.len - 1] == ':') {
			frame_set_tag(word, line_r);
			skip_blanks(&rest);
			skip_message_id(&rest);
			skip_blanks(&rest);
			line_r->text = rest;
			return true;
		}
		if (line_r->host.len == 0 && word.len > 0 && *word.bytes != '<')
			line_r->host = word;
	}
	return false;
}

/* ---- RFC 5424 ------------------------------------------------------------ */

/* Where an element in brackets ends, whose values may hold any bracket; NULL
 * when it does not. */
static const char *
skip_element(const char *at, const char *end)
{
	bool quoted = false;

	for (at++; at < end; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (*at == '\\' && quoted)
			at++;
		else if (*at == ']' && !quoted)
			return at + 1;
	}
	return NULL;
}

/* "-", or elements in brackets. */
static bool
skip_structured_data(struct span *rest)
{
	const char *at = rest->bytes, *end = at + rest->len;

	if (at < end && *at == '-')
		at++;
	else if (at == end || *at != '[')
		return false;
	else
		while (at != NULL && at < end && *at == '[')
			at = skip_element(at, end);
	if (at == NULL || (at < end && *at != ' '))
		return false;
	*rest = span_between(at, end);
	return true;
}

/* "-" stands for nothing. */
static struct span
take_value(struct span *rest)
{
	struct span word = take_word(rest);

	if (word.len == 1 && *word.bytes == '-')
		word.len = 0;
	return word;
}

/* HOST APP-NAME PROCID MSGID STRUCTURED-DATA MSG, after the stamp. */
static bool
take_5424(struct span rest, struct maillog_line *line_r)
{
	line_r->host = take_value(&rest);
	line_r->tag = take_value(&rest);
	line_r->pid = take_value(&rest);
	(void)take_value(&rest);
	if (!skip_structured_data(&rest))
		return false;
	skip_blanks(&rest); /* rsyslog writes two */
	if (span_begins(rest, "\xef\xbb\xbf"))
		rest = span_after(rest, 3);
	line_r->text = rest;
	return true;
}

/* ---- which it is --------------------------------------------------------- */

/* "<22>"; whether "1 " of RFC 5424 stands after it. */
static bool
take_priority(struct span *rest, bool *is_5424_r)
{
	size_t len = 1;

	while (len < rest->len && len < 4 && ascii_is_digit(rest->bytes[len]))
		len++;
	if (len == 1 || len == rest->len || rest->bytes[len] != '>')
		return false;
	*rest = span_after(*rest, len + 1);
	*is_5424_r = span_begins(*rest, "1 ");
	if (*is_5424_r)
		*rest = span_after(*rest, 2);
	return true;
}

/* "1xXVBm-00051P-2Y", or longer since Exim 4.97. */
static bool
begins_with_id(struct span text)
{
	return text.len > 15 && text.bytes[6] == '-' &&
	       (text.bytes[13] == '-' ||
		   (text.len > 18 && text.bytes[18] == '-')) &&
	       ascii_is_alphanumeric(*text.bytes);
}

/* "1xXVBm-00051P-2Y <= ...", with "[123] " before it, of an Exim; but some have
 * such a stamp before the lines of others. */
static bool
take_exim(struct span rest, struct maillog_line *line_r)
{
	struct span pid = {rest.bytes, 0};

	if (rest.len > 1 && *rest.bytes == '[' &&
	    ascii_is_digit(rest.bytes[1])) {
		struct span word = take_word(&rest);

		pid = span_between(word.bytes + 1, word.bytes + word.len - 1);
	} else if (!begins_with_id(rest) && take_host_and_tag(rest, line_r)) {
		return true;
	}
	line_r->host = (struct span){rest.bytes, 0};
	line_r->tag = exim;
	line_r->pid = pid;
	line_r->text = rest;
	return true;
}

bool
frame_take(struct stamps *stamps, struct span line, struct maillog_line *line_r)
{
	struct span rest = line;
	bool is_5424 = false;

	if (rest.len > 0 && rest.bytes[rest.len - 1] == '\r')
		rest.len--;
	if (rest.len > 0 && *rest.bytes == '<' &&
	    !take_priority(&rest, &is_5424))
		return false;
	if (!stamps_take(stamps, &rest, &line_r->time))
		return false;
	if (is_5424)
		return take_5424(rest, line_r);
	if (line.len > 10 && line.bytes[4] == '-' && line.bytes[10] == ' ')
		return take_exim(rest, line_r);
	return take_host_and_tag(rest, line_r);
}
