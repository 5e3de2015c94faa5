/* SPDX-License-Identifier: BSD-2-Clause */
/* Draws, finds and checks tokens, and remembers requests. */
#include "domains/contacts/request.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "domains/base/ascii.h"
#include "domains/text/keyed_hash.h"

#define BITS 128

/* Counts of an entry. */
#define WAITS 1
#define SENT 2

static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

/* ---- tokens -------------------------------------------------------------- */

static int
name_token(struct request_token *token, struct diagnostics *diagnostics)
{
	unsigned char bytes[KEYED_HASH_SIZE];
	struct keyed_hash *hash;

	if (keyed_hash_open_public(diagnostics, &hash) < 0)
		return -1;
	keyed_hash_make(hash, "answer", span_of(token->text), bytes);
	keyed_hash_free(&hash);
	for (size_t i = 0; i < (sizeof(token->name) - 1) / 2; i++)
		snprintf(token->name + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

int
request_draw(struct diagnostics *diagnostics, struct request_token *token_r)
{
	unsigned char bytes[BITS / 8];
	struct request_token token = {.text = ""};
	unsigned held = 0, value = 0;
	size_t next = 0;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return diagnostics_add(diagnostics, "random token", 0, "%s",
		    strerror(errno));
	for (size_t i = 0; i < REQUEST_TOKEN_LEN; i++) {
		if (held < 5) {
			value = value << 8 |
			        (next < sizeof(bytes) ? bytes[next++] : 0);
			held += 8;
		}
		held -= 5;
		token.text[i] = letters[value >> held & 31];
		value &= (1U << held) - 1;
	}
	if (name_token(&token, diagnostics) < 0)
		return -1;
	*token_r = token;
	return 0;
}

/* Takes the token that a text begins with. */
static bool
take_token(struct span text, char token_r[static REQUEST_TOKEN_SIZE])
{
	if (text.len < REQUEST_TOKEN_LEN)
		return false;
	for (size_t i = 0; i < REQUEST_TOKEN_LEN; i++) {
		token_r[i] = ascii_lower(text.bytes[i]);
		if (token_r[i] == '\0' || strchr(letters, token_r[i]) == NULL)
			return false;
	}
	token_r[REQUEST_TOKEN_LEN] = '\0';
	return true;
}

bool
request_is_token(struct span text)
{
	char token[REQUEST_TOKEN_SIZE];

	return text.len == REQUEST_TOKEN_LEN && take_token(text, token) &&
	       memcmp(token, text.bytes, text.len) == 0;
}

bool
request_find_token(struct span *text, char token_r[static REQUEST_TOKEN_SIZE])
{
	static const char mark[] = REQUEST_MARK;
	const size_t mark_len = sizeof(mark) - 1,
		     whole = mark_len + REQUEST_TOKEN_LEN;

	for (size_t at = 0; at + whole <= text->len; at++) {
		const char *here = text->bytes + at;
		const size_t after = at + whole;

		if (ascii_lower(*here) != *mark ||
		    strncasecmp(here, mark, mark_len) != 0 ||
		    (at != 0 && ascii_is_alphanumeric(here[-1])) ||
		    (after < text->len &&
			ascii_is_alphanumeric(text->bytes[after])) ||
		    !take_token(span_after(*text, at + mark_len), token_r))
			continue;
		*text = span_after(*text, after);
		return true;
	}
	return false;
}

/* ---- the store ----------------------------------------------------------- */

bool
request_is_entry(const struct contact_period *entry)
{
	return entry->first != 0 && entry->count <= SENT &&
	       entry->last - entry->first <= REQUEST_OPEN_SECONDS;
}

/* The row of an address; room has its bytes. */
static struct contact_key
row_of(const struct contact_key *key, char room[static CONTACT_OWNER_SIZE])
{
	return (struct contact_key){
	    .organisation =
		contact_owner(key->organisation, CONTACT_REQUESTS, room),
	    .address = key->address,
	};
}

int
request_note(struct store *store, const struct contact_key *key,
    const struct request_token *token, const struct request *request)
{
	char room[CONTACT_OWNER_SIZE];
	struct contact contact = {
	    .sent = {request->asked, request->asked, 1},
	};
	struct contact_list entry = {
	    .sent = {request->asked, request->until,
		request->sent ? SENT : WAITS},
	};
	const struct store_row row = {
	    .organisation = row_of(key, room).organisation,
	    .contact = &contact,
	    .lists = &entry,
	    .list_count = 1,
	};

	if (key->address.len > CONTACT_ADDRESS_MAX)
		return -1;
	memcpy(contact.address, key->address.bytes, key->address.len);
	contact.len = (uint32_t)key->address.len;
	snprintf(entry.name, sizeof(entry.name), "%s", token->name);
	return store_join(store, &row, 1);
}

/* As store_take_list has it. */
static bool
take_entry(void *context, const struct contact_list *entry)
{
	struct request_state *state = context;
	const bool sent = entry->sent.count >= SENT;

	if (entry->sent.first >= state->last) {
		state->last = entry->sent.first;
		state->waits = !sent;
	}
	if (sent &&
	    (state->first.asked == 0 || entry->sent.last < state->first.until))
		state->first = (struct request){
		    .asked = entry->sent.first,
		    .until = entry->sent.last,
		    .sent = true,
		};
	return true;
}

enum store_result
request_find(struct store *store, const struct contact_key *key,
    struct request_state *state_r)
{
	char room[CONTACT_OWNER_SIZE];
	const struct contact_key row = row_of(key, room);
	struct request_state state = {.last = 0};
	enum store_result result =
	    store_each_list(store, &row, take_entry, &state);

	if (result == STORE_FOUND)
		*state_r = state;
	return result;
}

/* Was the token sent there, and is an answer still good? */
static enum store_result
check_token(struct store *store, const struct contact_key *key,
    const struct request_token *token, int64_t now)
{
	char room[CONTACT_OWNER_SIZE];
	const struct contact_key row = row_of(key, room);
	struct contact_list entry;
	enum store_result result =
	    store_find_list(store, &row, span_of(token->name), &entry);

	return result == STORE_FOUND &&
	               now >= entry.sent.last + REQUEST_LATE_SECONDS
	           ? STORE_NONE
	           : result;
}

int
request_check_answers(struct store *store, struct observation *list,
    size_t count, size_t *answers_r, const char **why_r)
{
	struct diagnostics diagnostics = {0};
	struct request_token token;

	*answers_r = 0;
	for (size_t i = 0; i < count; i++) {
		if (list[i].kind != OBSERVATION_CONFIRMED)
			continue;
		if (list[i].token.len != REQUEST_TOKEN_LEN ||
		    !take_token(list[i].token, token.text) ||
		    name_token(&token, &diagnostics) < 0) {
			diagnostics_clear(&diagnostics);
			*why_r = "tokens cannot be hashed";
			return -1;
		}
		switch (
		    check_token(store, &list[i].key, &token, list[i].time)) {
		case STORE_ERROR:
			*why_r = store_error();
			return -1;
		case STORE_NONE:
			list[i].kind = OBSERVATION_KINDS;
			break;
		case STORE_FOUND:
			++*answers_r;
		}
	}
	return 0;
}
