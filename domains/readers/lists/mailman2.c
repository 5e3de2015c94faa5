/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the addresses in what config_list and dumpdb of Mailman 2.1 print. */
#include "domains/readers/lists/mailman2.h"

#include <stdio.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/registrations/destinations.h"
#include "domains/readers/lists/members.h"
#include "domains/readers/lists/role.h"
#include "domains/registrations/budget.h"

/* Of dumpdb without its marks: {   'members': ... */
static bool
begins_dictionary(struct span text)
{
	text = span_trim(text);
	return span_take_begin(&text, "{") && span_begins(span_trim(text), "'");
}

bool
mailman2_begins(struct span text)
{
	static const char dump[] = "[----- start pickle file -----]";
	static const char config[] = "mailing list configuration settings";

	if (begins_dictionary(text) &&
	    (span_contains(text, "'digest_members':") ||
		span_contains(text, "'admin_immed_notify':")))
		return true;
	for (unsigned i = 0; i < 8 && text.len > 0; i++) {
		struct span line = span_trim(span_take_line(&text));

		if (span_equal(line, dump))
			return true;
		if (line.len != 0 && line.bytes[0] != '#')
			return false;
		if (line.len > strlen(config) &&
		    memcmp(line.bytes + line.len - strlen(config), config,
			strlen(config)) == 0)
			return true;
	}
	return false;
}

/* ---- words of Python ----------------------------------------------------- */

enum word_kind { WORD_STRING, WORD_NAME, WORD_SIGN, WORD_END };

struct word {
	enum word_kind kind;
	struct span text; /* of a string what is between the quotes */
	unsigned line;
};

struct words {
	struct span rest;
	unsigned line;
};

static void
skip_blanks(struct words *words)
{
	struct span *rest = &words->rest;

	while (rest->len > 0 &&
	       (ascii_is_space(*rest->bytes) || *rest->bytes == '#')) {
		if (*rest->bytes == '#') {
			const char *end = memchr(rest->bytes, '\n', rest->len);

			*rest = span_after(*rest,
			    end != NULL ? (size_t)(end - rest->bytes)
					: rest->len);
			continue;
		}
		words->line += *rest->bytes == '\n';
		*rest = span_after(*rest, 1);
	}
}

/* A string from its quote on, 'a', "a" or """a""". */
static void
take_string(struct words *words, struct word *word)
{
	struct span *rest = &words->rest;
	char quote = *rest->bytes;
	size_t quotes =
	    rest->len >= 3 && rest->bytes[1] == quote && rest->bytes[2] == quote
		? 3
		: 1;
	size_t at = quotes, ends = 0;

	for (; at < rest->len && ends < quotes; at++) {
		words->line += rest->bytes[at] == '\n';
		if (rest->bytes[at] == '\\' && at + 1 < rest->len)
			words->line += rest->bytes[++at] == '\n';
		else if (rest->bytes[at] == quote) {
			ends++;
			continue;
		}
		ends = 0;
	}
	word->kind = WORD_STRING;
	word->text = (struct span){rest->bytes + quotes, at - quotes - ends};
	*rest = span_after(*rest, at);
}

static bool
is_name_byte(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '_' || byte == '.';
}

static struct word
take_word(struct words *words)
{
	struct word word = {.kind = WORD_END};
	struct span *rest = &words->rest;
	size_t len = 0;

	skip_blanks(words);
	word.line = words->line;
	if (rest->len == 0)
		return word;
	/* u'...' and r'...' are strings, too. */
	if (rest->len > 1 && strchr("urb", *rest->bytes) != NULL &&
	    strchr("'\"", rest->bytes[1]) != NULL)
		*rest = span_after(*rest, 1);
	if (*rest->bytes == '\'' || *rest->bytes == '"') {
		take_string(words, &word);
		return word;
	}
	while (len < rest->len && is_name_byte(rest->bytes[len]))
		len++;
	word.kind = len > 0 ? WORD_NAME : WORD_SIGN;
	word.text = (struct span){rest->bytes, len > 0 ? len : 1};
	*rest = span_after(*rest, word.text.len);
	return word;
}

/* ---- settings ------------------------------------------------------------ */

/* A setting with addresses. */
static const struct {
	const char *key, *ending;
	unsigned depth; /* in its value */
	bool keys;      /* they are those of a dictionary */
} settings[] = {
    {"owner", "-owner", 1, false},
    {"moderator", "-owner", 1, false},
    {"members", "", 1, true},
    {"digest_members", "", 1, true},
    {"reply_to_address", "", 0, false},
    {"accept_these_nonmembers", "-nonmember", 1, false},
};

#define SETTINGS (sizeof(settings) / sizeof(*settings))

/* What explicit_header is in Mailman 2.1. */
#define REPLIES_GO_TO_ADDRESS "2"

struct reading {
	const struct reader_text *text;
	struct words words;
	unsigned base, depth; /* of brackets, outside of all values and here */
	struct span key;
	bool looking; /* for the list's name; then members are handed on */
	struct span name, host, replies;
	struct role_name list;
};

/* Notes what the list is called. */
static void
note(struct reading *reading, const struct word *word)
{
	static const struct {
		const char *key;
		size_t at;
	} notes[] = {
	    {"real_name", offsetof(struct reading, name)},
	    {"_internal_name", offsetof(struct reading, name)},
	    {"host_name", offsetof(struct reading, host)},
	    {"reply_goes_to_list", offsetof(struct reading, replies)},
	};

	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (span_equal(reading->key, notes[i].key))
			*(struct span *)((char *)reading + notes[i].at) =
			    word->text;
}

static int
take_address(struct reading *reading, size_t which, const struct word *word)
{
	struct role_name role;
	const struct destination_place place = {
	    .list =
		role_name_make(reading->name, settings[which].ending, &role),
	    .grammar = DESTINATION_ADDRESSES,
	    .line = word->line,
	    .in_line = true,
	};

	if (word->text.len == 0 || memchr("^@", word->text.bytes[0], 2) != NULL)
		return 0;
	if (settings[which].depth == 0 &&
	    !span_equal(reading->replies, REPLIES_GO_TO_ADDRESS))
		return 0;
	return destination_take(reading->text, &place, word->text);
}

/* A string or a number of a setting; next is the word after it. */
static int
take_value(struct reading *reading, const struct word *word, bool is_key)
{
	unsigned depth = reading->depth - reading->base;

	if (reading->looking) {
		if (depth == 0)
			note(reading, word);
		return 0;
	}
	for (size_t i = 0; word->kind == WORD_STRING && i < SETTINGS; i++)
		if (span_equal(reading->key, settings[i].key) &&
		    depth == settings[i].depth && is_key == settings[i].keys)
			return take_address(reading, i, word);
	return 0;
}

static void
take_sign(struct reading *reading, char sign)
{
	if (strchr("{[(", sign) != NULL)
		reading->depth++;
	else if (strchr("}])", sign) != NULL && reading->depth > 0)
		reading->depth--;
}

static int
read_settings(struct reading *reading)
{
	struct word word = take_word(&reading->words);

	while (word.kind != WORD_END) {
		struct word next = take_word(&reading->words);
		bool outside = reading->depth == reading->base;
		char after = next.kind == WORD_SIGN ? *next.text.bytes : ' ';

		if (!budget_go_on(reading->text->budgets, word.text.len + 1))
			return -1;
		if (word.kind == WORD_SIGN)
			take_sign(reading, *word.text.bytes);
		else if (outside && after == (reading->base == 0 ? '=' : ':'))
			reading->key = word.text;
		else if (take_value(reading, &word, after == ':') < 0)
			return -1;
		word = next;
	}
	return 0;
}

/* Once for the list's name, which stands anywhere, then for the addresses. */
static int
read_once(struct reading *reading, bool looking)
{
	reading->words = (struct words){reading->text->text, 1};
	reading->looking = looking;
	reading->depth = 0;
	reading->key.len = 0;
	return read_settings(reading);
}

int
mailman2_read(const struct reader_text *text)
{
	struct reading reading = {.text = text};
	int len;

	if (!mailman2_begins(text->text))
		return members_read(text);
	/* The brackets around "start pickle file" are closed again; the
	 * dictionary's own one is open. */
	reading.base = span_begins(span_trim(text->text), "[") ||
	                       begins_dictionary(text->text)
	                   ? 1
	                   : 0;
	if (read_once(&reading, true) < 0)
		return -1;
	if (reading.name.len == 0)
		reading.name = text->list;
	if (reading.host.len != 0 &&
	    reading.name.len + reading.host.len + 2 < ROLE_NAME_SIZE) {
		len = snprintf(reading.list.text, ROLE_NAME_SIZE, "%.*s@%.*s",
		    (int)reading.name.len, reading.name.bytes,
		    (int)reading.host.len, reading.host.bytes);
		reading.name = (struct span){reading.list.text, (size_t)len};
	}
	return read_once(&reading, false);
}
