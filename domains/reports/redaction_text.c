/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths and messages without the names in them: see redaction.h. */
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/reports/redaction.h"

/* Words of which systems make the names of files and folders, and ours. */
static const char *const words[] = {"abook", "access", "addressbook", "aliases",
    "arguments", "bz2", "canonical", "cf", "collectors", "conf", "config",
    "contacts", "csv", "cur", "data", "db", "dbox", "dev", "digest", "domains",
    "doppelcheck", "doppelgangers", "dovecot", "eml", "etc", "exempt", "exim",
    "exim4", "fd", "fdm", "fml", "forward", "gz", "home", "hosters", "html",
    "include", "info", "innocent", "journal", "json", "ldif", "lib", "list",
    "lists", "local", "log", "lz4", "mail", "mailbox", "maildir", "mailfilter",
    "maillog", "mailman", "mailman3", "mailrc", "main", "mainlog", "master",
    "mbox", "members", "milter", "mnt", "mutt", "muttrc", "new", "ods",
    "opensmtpd", "opt", "output", "passwd", "pine", "position", "postfix",
    "private", "proc", "procmailrc", "protected", "providers", "qmail", "queue",
    "recipients", "registrations", "rejectlog", "relocated", "report", "root",
    "roster", "run", "self", "sendmail", "share", "sieve", "smtpd", "spool",
    "srv", "standard", "state", "subscribers", "sympa", "syslog", "tmp",
    "transport", "tsv", "txt", "user", "users", "usr", "var", "vcard", "vcf",
    "virtual", "vmail", "xls", "xlsx", "xz", "zip", "zst"};

static bool
is_word(struct span text)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_equal(text, words[i]))
			return true;
	return false;
}

static bool
is_number(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_digit(text.bytes[i]))
			return false;
	return text.len != 0;
}

/* The first bytes up to one of these. */
static struct span
take_up_to(struct span *rest, const char *ends)
{
	size_t len = 0;

	while (len < rest->len && (rest->bytes[len] == '\0' ||
				      strchr(ends, rest->bytes[len]) == NULL))
		len++;
	*rest = span_after(*rest, len);
	return (struct span){rest->bytes - len, len};
}

/* The bytes of these that come first, as they are. */
static void
add_marks(struct span *rest, const char *marks, struct buffer *buffer)
{
	while (rest->len != 0 && *rest->bytes != '\0' &&
	       strchr(marks, *rest->bytes) != NULL) {
		buffer_add(buffer, rest->bytes, 1);
		*rest = span_after(*rest, 1);
	}
}

/* A name of a file: "mail.log.1.gz", ".forward".  Numbers stay after a word. */
static void
add_component(const struct redaction *redaction, struct span name,
    struct buffer *buffer)
{
	static const char marks[] = ".-_: ";
	bool after_word = false;

	if (name.len != 0 && memchr(name.bytes, '@', name.len) != NULL) {
		redaction_add_address(redaction, name, buffer);
		return;
	}
	add_marks(&name, marks, buffer);
	while (name.len != 0) {
		struct span part = take_up_to(&name, marks);

		if (is_word(part) || (after_word && is_number(part))) {
			buffer_add(buffer, part.bytes, part.len);
			after_word = true;
		} else {
			redaction_add_token(redaction, part, buffer);
			after_word = false;
		}
		add_marks(&name, marks, buffer);
	}
}

/* "--redact", but not a file that is called "--taro.csv". */
static bool
is_option(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_lower(text.bytes[i]) && text.bytes[i] != '-')
			return false;
	return span_begins(text, "--");
}

void
redaction_add_path(const struct redaction *redaction, struct span path,
    struct buffer *buffer)
{
	if (is_option(path)) {
		buffer_add(buffer, path.bytes, path.len);
		return;
	}
	while (path.len != 0) {
		add_marks(&path, "/!", buffer);
		add_component(redaction, take_up_to(&path, "/!"), buffer);
	}
}

/* A word of a message: names are in addresses, paths, and cycles of aliases. */
static void
add_word(const struct redaction *redaction, struct span word, bool name,
    struct buffer *buffer)
{
	size_t len = word.len;

	if (name) {
		redaction_add_token(redaction, word, buffer);
		return;
	}
	if (len < 2 || (memchr(word.bytes, '@', len) == NULL &&
			   memchr(word.bytes, '/', len) == NULL)) {
		buffer_add(buffer, word.bytes, len);
		return;
	}
	while (len != 0 && strchr(":,;.)", word.bytes[len - 1]) != NULL)
		len--;
	redaction_add_path(redaction, (struct span){word.bytes, len}, buffer);
	buffer_add(buffer, word.bytes + len, word.len - len);
}

/* Does an arrow come next? */
static bool
is_before_arrow(struct span rest)
{
	return span_begins(span_trim(rest), "->");
}

static void
add_words(const struct redaction *redaction, struct span text,
    struct buffer *buffer)
{
	bool name = false;

	add_marks(&text, " ", buffer);
	while (text.len != 0) {
		struct span word = take_up_to(&text, " ");
		bool arrow = span_equal(word, "->");

		add_word(redaction, word,
		    (name || is_before_arrow(text)) && !arrow, buffer);
		name = arrow;
		add_marks(&text, " ", buffer);
	}
}

void
redaction_add_text(const struct redaction *redaction, struct span text,
    struct buffer *buffer)
{
	const char *end = text.bytes + text.len;
	const char *first = span_find(text, '"');
	const char *last = span_find_last(text, '"');

	/* What is quoted may have quotes in it. */
	if (first == last) {
		add_words(redaction, text, buffer);
		return;
	}
	add_words(redaction, span_between(text.bytes, first + 1), buffer);
	redaction_add_token(redaction, span_between(first + 1, last), buffer);
	add_words(redaction, span_between(last, end), buffer);
}
