/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows logs, pages, messages and programs by how they are written. */
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/base/span.h"
#include "domains/foreign/kind.h"
#include "domains/foreign/queue.h"
#include "domains/base/translation.h"

/* Does the text begin as a pattern says: 9 a digit, A a letter, ? either or a
 * blank, anything else itself? */
static bool
fits(struct span text, const char *pattern)
{
	if (text.len < strlen(pattern))
		return false;
	for (size_t i = 0; pattern[i] != '\0'; i++) {
		char byte = text.bytes[i];
		bool is = pattern[i] == '9'   ? ascii_is_digit(byte)
		          : pattern[i] == 'A' ? ascii_is_letter(byte)
		          : pattern[i] == '?'
		              ? ascii_is_digit(byte) || byte == ' '
		              : byte == pattern[i];

		if (!is)
			return false;
	}
	return true;
}

static bool
begins_with_one(struct span text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_begins(text, *words))
			return true;
	return false;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- logs ---------------------------------------------------------------- */

static bool
take_stamp(struct span *line)
{
	static const char *const patterns[] = {"AAA ?9 99:99:99",
	    "AAA AAA ?9 99:99:99", "9999-99-99 99:99:99", "9999-99-99T99:99:99",
	    "9999/99/99 99:99:99", "99/AAA/9999 99:99:99",
	    "[9999-99-99 99:99:99", "[AAA AAA ?9 99:99:99"};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (fits(*line, patterns[i])) {
			*line = span_after(*line, strlen(patterns[i]));
			return true;
		}
	return false;
}

/* A stamp alone may be the date in a row of a list; after it a log names who
 * writes. */
static bool
is_log_line(struct span line)
{
	const char *bracket = memchr(line.bytes, '[', line.len);

	if (bracket != NULL &&
	    fits(span_between(bracket, line.bytes + line.len),
		"[99/AAA/9999:99:99:99"))
		return true;
	if (fits(line, "@40000000") && span_contains(line, " "))
		return true; /* TAI64N, of multilog */
	return take_stamp(&line) && span_contains(line, ": ");
}

/* NUL bytes are holes of a log that was cut while somebody wrote it. */
static struct span
without_zeros(struct span line)
{
	while (line.len > 0 && *line.bytes == '\0')
		line = span_after(line, 1);
	return line;
}

static bool
is_log(struct span text, struct foreign *foreign_r)
{
	size_t lines = 0, logged = 0;
	struct span rest = text;

	while (rest.len > 0) {
		struct span line = without_zeros(span_take_line(&rest));

		lines += span_trim(line).len != 0;
		logged += is_log_line(line);
	}
	if (logged == 0 || logged * 2 < lines)
		return false;
	*foreign_r = (struct foreign){N_("a log"),
	    N_("it has no lines of a mail system in a form that is known"),
	    true};
	return true;
}

/* ---- tables for people --------------------------------------------------- */

/* "----  -----" below the names of columns, which nothing else separates. */
static bool
is_ruler(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.bytes[i] != '-' && line.bytes[i] != ' ')
			return false;
	return span_contains(line, "---");
}

/* "Index    Name    Phone    Email    Uid" of khard, after the name of the book
 * or not: columns parted by blanks, one of which has addresses. */
static bool
is_heading_of_columns(struct span line)
{
	size_t columns = 0;
	bool mail = false;

	line = span_trim(line);
	if (span_has(line, '@'))
		return false;
	for (; line.len != 0; columns++) {
		const char *gap = memmem(line.bytes, line.len, "  ", 2);
		struct span cell = line;

		cell.len = gap != NULL ? (size_t)(gap - line.bytes) : line.len;
		mail = mail ||
		       begins_with_one(cell, WORDS("mail", "email", "e-mail"));
		line = span_trim(span_after(line, cell.len));
	}
	return mail && columns > 2;
}

/* "PrimarySmtpAddress  : taro@gmai.com" as Format-List prints what Exchange
 * and Active Directory keep of somebody. */
static bool
is_attribute(struct span line)
{
	static const char *const names[] = {"Alias", "DisplayName",
	    "DistinguishedName", "EmailAddress", "EmailAddresses",
	    "ExternalEmailAddress", "ForwardingAddress",
	    "ForwardingSmtpAddress", "GivenName", "Identity", "Mail",
	    "MailboxOwnerId", "ManagedBy", "Members", "Name",
	    "PrimarySmtpAddress", "ProxyAddresses", "RecipientType",
	    "SamAccountName", "UserPrincipalName", "WindowsEmailAddress", NULL};
	struct span name = span_take_until(&line, ':');

	return name.len != 0 && name.bytes[name.len - 1] == ' ' &&
	       (line.len == 0 || *line.bytes == ' ') &&
	       span_is_one_of(span_trim(name), names);
}

/* Attributes whose colons stand below one another, two at least. */
static bool
is_list_of_attributes(struct span text)
{
	struct span first = span_take_line(&text);
	struct span second = span_take_line(&text);
	const char *one = span_find(first, ':'), *two = span_find(second, ':');

	return one != NULL && two != NULL &&
	       one - first.bytes == two - second.bytes && is_attribute(first) &&
	       is_attribute(second);
}

/* What clients of databases and PowerShell print by themselves, but for columns
 * between "|", which are read as CSV.  Cells may be cut in it. */
static bool
is_drawn(struct span text, struct foreign *foreign_r)
{
	bool attributes = is_list_of_attributes(text);
	struct span first = span_take_line(&text);
	struct span second = span_trim(span_take_line(&text));

	if (!begins_with_one(first,
		WORDS("*************************** 1. row ", "-[ record 1 ",
		    "\u250c\u2500", "\u256d\u2500", "\u2554\u2550")) &&
	    !attributes && !is_heading_of_columns(first) &&
	    !(span_begins(first, "Address book:") &&
		is_heading_of_columns(second)) &&
	    (span_has(first, '@') || !is_ruler(second)))
		return false;
	*foreign_r = (struct foreign){N_("a table drawn for people"),
	    N_("only the addresses that stand in it were judged: export it as "
	       "CSV (mysql -B, psql --csv, sqlite3 -csv, Export-Csv)"),
	    false};
	return true;
}

/* ---- messages ------------------------------------------------------------ */

/* How much a header's field shows that a message begins here. */
static unsigned
weigh_field(struct span line)
{
	if (begins_with_one(line,
		WORDS("received:", "return-path:", "delivered-to:",
		    "message-id:", "mime-version:", "subject:", "date:",
		    "content-type:", "dkim-signature:", "x-mailer:")))
		return 2;
	return span_begins(line, "from:");
}

/* "Name:", RFC 5322 2.2. */
static bool
is_field(struct span line)
{
	size_t len = 0;

	while (len < line.len && line.bytes[len] > ' ' &&
	       line.bytes[len] < 0x7f && line.bytes[len] != ':')
		len++;
	return len != 0 && len < line.len && line.bytes[len] == ':';
}

static bool
is_message(struct span text, struct foreign *foreign_r)
{
	bool box =
	    span_begins(text, "From ") && !span_contains(text, "\nFrom <");
	unsigned weight = 0;
	struct span line;

	if (box)
		(void)span_take_line(&text);
	for (bool first = true; text.len > 0; first = false) {
		line = span_take_line(&text);
		if (span_trim(line).len == 0)
			break;
		if ((*line.bytes == ' ' || *line.bytes == '\t') && !first)
			continue;
		/* The last line may be cut. */
		if (!is_field(line) && text.len != 0)
			return false;
		weight += weigh_field(line);
	}
	if (weight < 3)
		return false;
	*foreign_r =
	    (struct foreign){box ? N_("a mailbox") : N_("a mail message"), NULL,
		false};
	return true;
}

/* ---- pages, data, programs ----------------------------------------------- */

/* "<name ...", and "</name" after it: not "<taro@gmai.com>" or "<Yamada>". */
static bool
is_marked_up(struct span text)
{
	char end[32] = "</";
	size_t len = 1;

	while (len < text.len && len < sizeof(end) - 2 &&
	       ascii_is_alphanumeric(text.bytes[len])) {
		end[len + 1] = text.bytes[len];
		len++;
	}
	return *text.bytes == '<' && len > 1 && span_contains(text, end);
}

static bool
is_json(struct span text)
{
	struct span inside = span_trim(span_after(text, 1));
	const char *then = *text.bytes == '{' ? "\"}" : "\"{[]";

	return (*text.bytes == '{' || *text.bytes == '[') && inside.len != 0 &&
	       strchr(then, *inside.bytes) != NULL && *inside.bytes != '\0';
}

/* "import os", "from smtplib import SMTP", which Python's programs begin with
 * after comments. */
static bool
imports(struct span text)
{
	struct span line;

	do {
		line = span_trim(span_take_line(&text));
	} while (text.len != 0 && (line.len == 0 || *line.bytes == '#'));
	if (span_has(line, '@'))
		return false;
	if (line.len > 5 && memcmp(line.bytes, "from ", 5) == 0)
		return span_contains(line, " import ");
	if (line.len < 8 || memcmp(line.bytes, "import ", 7) != 0)
		return false;
	for (size_t i = 7; i < line.len; i++)
		if (!ascii_is_alphanumeric(line.bytes[i]) &&
		    strchr("._", line.bytes[i]) == NULL)
			return false;
	return true;
}

static const char *
find_kind(struct span text)
{
	if (imports(text))
		return N_("the source of a program");
	if (span_begins(text, "#!"))
		return N_("a script");
	if (span_begins(text, "<?php"))
		return N_("the source of a program");
	if (begins_with_one(text,
		WORDS("<!doctype html", "<html", "<head", "<body")))
		return N_("an HTML page");
	if (begins_with_one(text, WORDS("<?xml", "<!--", "<!doctype")) ||
	    is_marked_up(text))
		return N_("XML or HTML");
	if (is_json(text) && !queue_begins(text))
		return N_("JSON");
	while (span_begins(text, "--"))
		if (span_contains(span_take_line(&text), " dump"))
			return N_("an SQL dump");
		else
			text = span_trim(text);
	return begins_with_one(text,
		   WORDS("create table ", "create database ", "insert into ",
		       "drop table ", "begin transaction;", "pragma ",
		       "set names ", "start transaction", "/*!4"))
	           ? N_("an SQL dump")
	           : NULL;
}

/* "taro@gmai.com|mx.b.jp:secret", of the DragonFly Mail Agent. */
static bool
is_password_after_bar(struct span line)
{
	struct span user = span_take_until(&line, '|');
	struct span host = span_take_until(&line, ':');

	return span_has(user, '@') && span_has(host, '.') &&
	       !span_has(host, ' ') && !span_has(host, '@') && line.len != 0;
}

/* Has a line two words, a host and "user:password"?  *sure_r: the user is an
 * address, which no next hop has in that place. */
static bool
is_password(struct span line, bool *sure_r)
{
	const char *end = line.bytes + line.len, *value = line.bytes, *colon;

	while (value < end && !ascii_is_blank(*value))
		value++;
	if (memchr(line.bytes, '.', (size_t)(value - line.bytes)) == NULL)
		return false;
	while (value < end && ascii_is_blank(*value))
		value++;
	for (const char *at = value; at < end; at++)
		if (ascii_is_blank(*at))
			return false;
	colon = value < end ? memchr(value, ':', (size_t)(end - value)) : NULL;
	if (colon == NULL || colon == value || colon + 1 == end)
		return false;
	*sure_r =
	    *sure_r || memchr(value, '@', (size_t)(colon - value)) != NULL;
	return true;
}

/* What Postfix logs in with at other servers, "[mx.b.jp]:587 a@b.jp:secret":
 * no report may show that. */
static bool
has_passwords(struct span text)
{
	bool sure = false;

	while (text.len > 0) {
		struct span line = span_trim(span_take_line(&text));

		if (line.len == 0 || *line.bytes == '#')
			continue;
		if (is_password_after_bar(line))
			sure = true;
		else if (!is_password(line, &sure))
			return false;
	}
	return sure;
}

bool
foreign_has_mark(struct span text, struct foreign *foreign_r)
{
	const char *what;

	(void)span_take_begin(&text, "\xef\xbb\xbf");
	text = span_trim(without_zeros(text));
	if (text.len == 0)
		return false;
	if (has_passwords(text)) {
		*foreign_r =
		    (struct foreign){N_("a file of passwords"), NULL, true};
		return true;
	}
	what = find_kind(text);
	if (what == NULL)
		return is_message(text, foreign_r) || is_log(text, foreign_r) ||
		       is_drawn(text, foreign_r);
	*foreign_r = (struct foreign){what, NULL, false};
	return true;
}
