/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads LDIF: see the header. */
#include "domains/readers/books/ldif.h"

#include <string.h>

#include "domains/readers/books/entry.h"
#include "domains/base/folded.h"
#include "domains/readers/books/mail_fields.h"
#include "domains/registrations/budget.h"
#include "domains/base/translation.h"

/* A longer name is none of those that have mail. */
#define ATTRIBUTE_MAX 64

struct ldif_reader {
	const struct reader_text *text;
	struct folded lines;
	struct traced value; /* of the attribute at hand */
	struct entry entry;
	bool searched;               /* the paragraph says how a search ended */
	char deleted[ATTRIBUTE_MAX]; /* the attribute whose values are */
	int result;
};

/* "mail;lang-ja:: dGFybw==" */
struct attribute {
	struct span name;
	struct span options; /* and the name before them */
	size_t begin;        /* of the value in the line */
	bool base64;
	bool elsewhere; /* a URL stands for the value */
};

static int
report(struct ldif_reader *reader, const char *text)
{
	return reader_text_report(reader->text, reader->lines.number, text);
}

/* ---- lines --------------------------------------------------------------- */

/* A line goes on in the next one that begins with a blank (RFC 2849, note 2);
 * comments do so, too. */
static bool
next_line(struct folded *lines)
{
	if (!folded_begin(lines))
		return false;
	while (lines->rest.len > 0 && *lines->rest.bytes == ' ')
		folded_append(lines, 1);
	return true;
}

static bool
parse_attribute(const struct traced *line, struct attribute *attribute_r)
{
	struct span whole = traced_span(line, 0, line->len), rest;
	const char *colon = span_find(whole, ':');
	struct attribute attribute = {0};

	if (colon == NULL || colon == whole.bytes)
		return false;
	attribute.options = rest = span_between(whole.bytes, colon);
	attribute.name = span_take_until(&rest, ';');
	attribute.begin = (size_t)(colon - whole.bytes) + 1;
	if (attribute.begin < whole.len) {
		attribute.base64 = whole.bytes[attribute.begin] == ':';
		attribute.elsewhere = whole.bytes[attribute.begin] == '<';
	}
	attribute.begin += attribute.base64 || attribute.elsewhere;
	while (
	    attribute.begin < whole.len && whole.bytes[attribute.begin] == ' ')
		attribute.begin++;
	*attribute_r = attribute;
	return true;
}

/* ---- attributes ---------------------------------------------------------- */

enum role {
	ROLE_NONE,
	ROLE_MAIL,      /* it has addresses */
	ROLE_MEMBER,    /* so it has, of a list; a name is a local one */
	ROLE_ROUTED,    /* so it has, or a domain */
	ROLE_LABELED,   /* a URI and words */
	ROLE_MAILBOX,   /* "internet $ taro@gmai.com" */
	ROLE_DISPLAY,   /* the name */
	ROLE_COMMON,    /* the name, or that of the entry */
	ROLE_PART,      /* a part of the name */
	ROLE_SPOKEN,    /* the name's reading, */
	ROLE_SYLLABLES, /*   and a part of it */
	ROLE_CLASS,     /* of the entry */
	ROLE_IN_GROUP,  /* the entry is a group */
	ROLE_RESULT     /* of a search */
};

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct {
	enum role role;
	const char *const *names;
} roles[] = {
    /* RFC 4524, by its number too; RFC 2985; iPlanet, 389, Sun; Exchange;
     * Mozilla and its forks */
    {ROLE_MAIL,
	NAMES("mail", "rfc822Mailbox", "0.9.2342.19200300.100.1.3", "email",
	    "emailAddress", "pkcs9email", "mailAlternateAddress",
	    "mailEquivalentAddress", "mailAlias", "proxyAddresses",
	    "targetAddress", "msExchGenericForwardingAddress",
	    "mozillaSecondEmail", "xmozillaSecondEmail")},
    {ROLE_MAILBOX, NAMES("otherMailbox")},
    /* iPlanet, Postfix and Courier, NIS */
    {ROLE_MEMBER, NAMES("mailForwardingAddress", "maildrop", "rfc822MailMember",
		      "mgrpRFC822MailMember", "mgrpErrorsTo", "nisMailAlias")},
    /* inetLocalMailRecipient */
    {ROLE_ROUTED, NAMES("mailLocalAddress", "mailRoutingAddress")},
    {ROLE_LABELED, NAMES("labeledURI")},
    {ROLE_DISPLAY, NAMES("displayName")},
    {ROLE_COMMON, NAMES("cn", "commonName")},
    {ROLE_PART, NAMES("givenName", "sn", "surname")},
    {ROLE_SPOKEN, NAMES("msDS-PhoneticDisplayName")},
    {ROLE_SYLLABLES, NAMES("msDS-PhoneticFirstName", "msDS-PhoneticLastName")},
    {ROLE_CLASS, NAMES("objectClass")},
    {ROLE_IN_GROUP, NAMES("member", "uniqueMember", "memberUid")},
    {ROLE_RESULT, NAMES("result")},
};

static enum role
find_role(struct span name)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (span_is_one_of(name, roles[i].names))
			return roles[i].role;
	return ROLE_NONE;
}

/* Decodes the value into reader->value. */
static bool
decode_value(struct ldif_reader *reader, const struct attribute *attribute)
{
	const struct traced *line = &reader->lines.line;

	reader->value.len = 0;
	if (attribute->base64)
		return traced_add_base64(&reader->value, line, attribute->begin,
		    line->len);
	for (size_t i = attribute->begin; i < line->len; i++)
		traced_add(&reader->value, line->bytes[i], line->from[i]);
	return true;
}

/* How good a name and a reading are. */
enum goodness { GOOD_PART, GOOD_LATIN, GOOD_COMMON, GOOD_DISPLAY };

/* A name may have its reading and its spelling in other languages in options:
 * cn;lang-ja, cn;lang-ja;phonetic, cn;lang-en (RFC 3866). */
static void
set_name(struct entry *entry, const struct attribute *attribute, enum role role,
    struct span text)
{
	bool latin = span_holds(attribute->options, ";lang-") &&
	             !span_holds(attribute->options, ";lang-ja");

	if (span_holds(attribute->options, ";phonetic"))
		role = role == ROLE_PART ? ROLE_SYLLABLES : ROLE_SPOKEN;
	if (role == ROLE_SPOKEN)
		entry_set(entry, ENTRY_READING, GOOD_DISPLAY, text);
	else if (role == ROLE_SYLLABLES)
		entry_append(entry, ENTRY_READING, GOOD_COMMON, text);
	else if (role == ROLE_PART && !latin)
		entry_append(entry, ENTRY_NAME, GOOD_PART, text);
	else if (role == ROLE_PART)
		return;
	else if (!latin)
		entry_set(entry, ENTRY_NAME,
		    role == ROLE_DISPLAY ? GOOD_DISPLAY : GOOD_COMMON, text);
	else {
		entry_set(entry, ENTRY_NAME, GOOD_LATIN, text);
		entry_set(entry, ENTRY_READING, GOOD_LATIN, text);
	}
}

/* groupOfNames, nisMailAlias, mailGroup, ... */
static bool is_group_class(struct span class)
{
	return span_holds(class, "group") ||
	       span_take_end(&class, "mailAlias") ||
	       span_take_end(&class, "distributionList");
}

static void
set_text(struct entry *entry, const struct attribute *attribute, enum role role,
    struct span text)
{
	if (role == ROLE_CLASS)
		entry->is_group |= is_group_class(text);
	else if (role == ROLE_IN_GROUP)
		entry->is_group = true;
	else
		set_name(entry, attribute, role, text);
}

/* Leaves of the value what is an address: of "internet $ taro@gmai.com" what
 * stands after the last '$', of "mailto:taro@gmai.com Taro" the URI. */
static bool
cut_value(struct traced *value, enum role role)
{
	struct span whole = traced_span(value, 0, value->len);
	const char *dollar = memrchr(whole.bytes, '$', whole.len);
	size_t left_out = 0;

	if (role == ROLE_LABELED && !mail_field_is_uri(whole))
		return false;
	if (role == ROLE_MAILBOX && dollar != NULL)
		left_out = (size_t)(dollar - whole.bytes) + 1;
	value->len -= left_out;
	if (left_out != 0) {
		memmove(value->bytes, value->bytes + left_out, value->len);
		memmove(value->from, value->from + left_out,
		    value->len * sizeof(*value->from));
	}
	return true;
}

static void
take_address(struct ldif_reader *reader, const struct attribute *attribute,
    enum role role)
{
	unsigned may_be = role == ROLE_MEMBER   ? ENTRY_LOCAL
	                  : role == ROLE_ROUTED ? ENTRY_LOCAL | ENTRY_DOMAIN
	                                        : ENTRY_ADDRESS;

	if (attribute->elsewhere)
		report(reader, N_("is at a URL, which is not followed: its "
				  "addresses are not known"));
	else if (reader->lines.is_long)
		report(reader,
		    N_("is over 64 KiB: its addresses are not known"));
	else if (!decode_value(reader, attribute))
		report(reader, N_("is no base64: its addresses are not known"));
	else if (cut_value(&reader->value, role))
		reader->result =
		    mail_field_add(&reader->entry, &reader->value, may_be);
}

/* What ldapsearch says at its end: "result: 4 Size limit exceeded". */
static void
take_result(struct ldif_reader *reader, struct span text)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	if (reader->searched && text.len > 0 && *text.bytes != '0')
		diagnostics_add(reader->text->diagnostics, reader->text->file,
		    reader->lines.number, "result: %s: entries may be missing",
		    diagnostic_quote(text.bytes, text.len, quote));
}

/* Of a change record: "add: mail" and "delete: mail". */
static bool
take_change(struct ldif_reader *reader, const struct attribute *attribute,
    struct span value)
{
	bool deletes = span_equal(attribute->name, "delete");

	if (!deletes && !span_equal(attribute->name, "add") &&
	    !span_equal(attribute->name, "replace"))
		return false;
	*reader->deleted = '\0';
	if (deletes && value.len < sizeof(reader->deleted)) {
		memcpy(reader->deleted, value.bytes, value.len);
		reader->deleted[value.len] = '\0';
		reader->deleted[strcspn(reader->deleted, ";")] = '\0';
	}
	return true;
}

static enum role
role_of(struct ldif_reader *reader, const struct attribute *attribute)
{
	enum role role = find_role(attribute->name);

	return role == ROLE_NONE && mail_field_sounds(attribute->name) &&
	               !reader->lines.is_long &&
	               decode_value(reader, attribute) &&
	               mail_field_has_addresses(
			   traced_span(&reader->value, 0, reader->value.len))
	           ? ROLE_MAIL
	           : role;
}

/* Has a user's filter an address in it: zimbraMailSieveScript? */
static bool
holds_script(struct ldif_reader *reader, const struct attribute *attribute)
{
	return span_holds(attribute->name, "sieve") &&
	       decode_value(reader, attribute) &&
	       span_has(traced_span(&reader->value, 0, reader->value.len), '@');
}

static void
take_attribute(struct ldif_reader *reader, const struct attribute *attribute)
{
	enum role role = role_of(reader, attribute);
	struct span value = span_trim(traced_span(&reader->lines.line,
	    attribute->begin, reader->lines.line.len));

	reader->searched |= span_equal(attribute->name, "search");
	if ((*reader->deleted != '\0' &&
		span_equal(attribute->name, reader->deleted)) ||
	    take_change(reader, attribute, value))
		return;
	if (role >= ROLE_MAIL && role <= ROLE_MAILBOX)
		take_address(reader, attribute, role);
	else if (role == ROLE_RESULT)
		take_result(reader, value);
	else if (holds_script(reader, attribute))
		report(reader,
		    N_("a Sieve script is not read here: its "
		       "addresses are not known; give it as a file"));
	else if (role != ROLE_NONE && !reader->lines.is_long &&
		 decode_value(reader, attribute))
		set_text(&reader->entry, attribute, role,
		    traced_span(&reader->value, 0, reader->value.len));
}

/* ---- the file ------------------------------------------------------------ */

static void
finish_entry(struct ldif_reader *reader)
{
	reader->result = entry_finish(&reader->entry);
	*reader->deleted = '\0';
	reader->searched = false;
}

static void
take_line(struct ldif_reader *reader)
{
	struct span line = span_trim(
	    traced_span(&reader->lines.line, 0, reader->lines.line.len));
	struct attribute attribute;

	if (line.len == 0) {
		finish_entry(reader);
	} else if (*line.bytes == '#') {
		return;
	} else if (span_equal(line, "-")) {
		*reader->deleted = '\0';
	} else if (!parse_attribute(&reader->lines.line, &attribute)) {
		entry_note_stray(&reader->entry, reader->lines.number);
	} else if (span_equal(attribute.name, "dn")) {
		finish_entry(reader);
	} else {
		take_attribute(reader, &attribute);
	}
}

int
ldif_read(const struct reader_text *text)
{
	struct ldif_reader reader = {
	    .text = text,
	    .lines = {.text = text->text, .rest = text->text},
	    .entry = {.text = text},
	};

	while (reader.result == 0 && next_line(&reader.lines)) {
		if (budget_go_on(text->budgets, reader.lines.line.len + 1))
			take_line(&reader);
		else
			reader.result = -1;
	}
	if (reader.result == 0)
		reader.result = entry_finish(&reader.entry);
	entry_end_file(&reader.entry, "LDIF");
	traced_clear(&reader.lines.line);
	traced_clear(&reader.value);
	return reader.result;
}

bool
ldif_begins(struct span text)
{
	while (text.len > 0) {
		struct span line = span_take_line(&text);
		bool folded = line.len > 0 && *line.bytes == ' ';

		line = span_trim(line);
		if (span_begins(line, "# extended LDIF"))
			return true;
		if (line.len == 0 || *line.bytes == '#' || folded)
			continue;
		if (!span_equal(line, "version: 1") &&
		    !span_equal(line, "version:1"))
			return span_begins(line, "dn:");
	}
	return false;
}
