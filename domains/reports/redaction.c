/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes tokens, and finds what to make them of: see the header. */
#include "domains/reports/redaction.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/ascii.h"
#include "domains/text/keyed_hash.h"

/* Bytes of a hash that are kept. */
#define HASH_SIZE 8

struct redaction {
	struct keyed_hash *hash;
	char id[REDACTION_ID_SIZE];
};

/* Purposes: a number is no name. */
static const char name_purpose[] = "name";
static const char number_purpose[] = "number";

/* Upper and lower case are the same.  What memory is out for has none. */
static void
hash_text(const struct redaction *redaction, const char *purpose,
    struct span text, uint8_t hash[static HASH_SIZE])
{
	uint8_t whole[KEYED_HASH_SIZE] = {0};
	struct buffer folded = {0};

	for (size_t i = 0; i < text.len; i++) {
		const char letter = ascii_lower(text.bytes[i]);

		buffer_add(&folded, &letter, 1);
	}
	if (!folded.failed)
		keyed_hash_make(redaction->hash, purpose,
		    (struct span){folded.bytes, folded.len}, whole);
	buffer_clear(&folded);
	memcpy(hash, whole, HASH_SIZE);
}

static uint64_t
number_of(const uint8_t hash[static HASH_SIZE])
{
	uint64_t number = 0;

	for (size_t i = 0; i < HASH_SIZE; i++)
		number = number << 8 | hash[i];
	return number;
}

int
redaction_open(const char *key_file, struct diagnostics *diagnostics,
    struct redaction **redaction_r)
{
	struct redaction *redaction = calloc(1, sizeof(*redaction));
	uint8_t hash[HASH_SIZE];

	if (redaction == NULL)
		return diagnostics_no_memory(diagnostics, "--redact");
	if ((key_file != NULL
		    ? keyed_hash_open(key_file, diagnostics, &redaction->hash)
		    : keyed_hash_draw(diagnostics, &redaction->hash)) < 0) {
		free(redaction);
		return -1;
	}
	hash_text(redaction, "id", span_of(""), hash);
	(void)snprintf(redaction->id, sizeof(redaction->id), "%016" PRIx64,
	    number_of(hash));
	*redaction_r = redaction;
	return 0;
}

void
redaction_free(struct redaction **redaction)
{
	if (*redaction == NULL)
		return;
	keyed_hash_free(&(*redaction)->hash);
	free(*redaction);
	*redaction = NULL;
}

const char *
redaction_id(const struct redaction *redaction)
{
	return redaction->id;
}

uint64_t
redaction_number(const struct redaction *redaction, uint64_t number)
{
	uint8_t hash[HASH_SIZE];
	char text[2 * sizeof(number) + 1];

	if (number == 0)
		return 0;
	(void)snprintf(text, sizeof(text), "%016" PRIx64, number);
	hash_text(redaction, number_purpose, span_of(text), hash);
	number = number_of(hash);
	return number != 0 ? number : 1;
}

/* ---- names --------------------------------------------------------------- */

void
redaction_add_token(const struct redaction *redaction, struct span text,
    struct buffer *buffer)
{
	static const char letters[] = "bcdfghjkmnpqrstv";
	uint8_t hash[HASH_SIZE];

	if (text.len == 0)
		return;
	hash_text(redaction, name_purpose, text, hash);
	buffer_add_text(buffer, "r-");
	for (size_t i = 0; i < HASH_SIZE; i++) {
		buffer_add(buffer, &letters[hash[i] >> 4], 1);
		buffer_add(buffer, &letters[hash[i] & 15], 1);
	}
}

/* Can it be a domain, or an address literal? */
static bool
is_host(struct span text)
{
	bool literal = text.len > 2 && *text.bytes == '[' &&
	               text.bytes[text.len - 1] == ']';

	for (size_t i = literal; i + literal < text.len; i++) {
		char c = text.bytes[i];

		if (!ascii_is_alphanumeric(c) && c != '.' && c != '-' &&
		    c != '_' && (unsigned char)c < 0x80 &&
		    (c != ':' || !literal))
			return false;
	}
	return text.len != 0;
}

/* Without the quotes around it that mean nothing. */
static struct span
without_quotes(struct span local)
{
	if (local.len > 2 && *local.bytes == '"' &&
	    local.bytes[local.len - 1] == '"')
		return (struct span){local.bytes + 1, local.len - 2};
	return local;
}

/* The part of an address that names somebody; the rest is in *rest_r. */
static struct span
find_name(struct span text, struct span *rest_r)
{
	const char *at = span_find_last(text, '@');
	struct span local, domain;

	*rest_r = span_after(text, text.len);
	if (at == NULL)
		return text;
	local = span_between(text.bytes, at);
	domain = span_between(at + 1, text.bytes + text.len);
	/* In what no mail system takes a name may stand after an @. */
	if (!is_host(domain) ||
	    (memchr(local.bytes, '@', local.len) != NULL &&
		memchr(domain.bytes, '.', domain.len) == NULL))
		return text;
	*rest_r = span_after(text, local.len);
	return without_quotes(local);
}

void
redaction_add_address(const struct redaction *redaction, struct span text,
    struct buffer *buffer)
{
	struct span rest;
	const struct span name = find_name(text, &rest);

	redaction_add_token(redaction, name, buffer);
	buffer_add(buffer, rest.bytes, rest.len);
}

struct span
redaction_show(const struct redaction *redaction, struct span text,
    struct buffer *room)
{
	if (redaction == NULL)
		return text;
	room->len = 0;
	redaction_add_address(redaction, text, room);
	buffer_add(room, "", 1);
	return room->failed ? (struct span){"", 0}
	                    : (struct span){room->bytes, room->len - 1};
}

uint64_t
redaction_rank(const struct redaction *redaction, struct span text)
{
	uint8_t hash[HASH_SIZE];
	struct span rest;
	const struct span name = find_name(text, &rest);

	if (name.len == 0)
		return 0;
	hash_text(redaction, name_purpose, name, hash);
	return number_of(hash);
}
