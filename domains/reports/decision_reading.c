/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the gate's lines field by field: see the header. */
#include "domains/reports/decision_reading.h"

#include <string.h>

#include "domains/base/ascii.h"
#include "domains/maillog/field.h"

/* Of a reason, a confidence, an action. */
#define WORD_SIZE 32

bool
decision_has_recipient(struct span text)
{
	struct span id;

	return field_take_until(&text, ": ", &id) && field_take(&text, "to=<");
}

/* ---- fields -------------------------------------------------------------- */

static bool
is_plain(char byte)
{
	return byte > ' ' && byte < 0x7f && strchr(",\"'<>\\", byte) == NULL;
}

/* Takes a byte as ESCAPE_FIELD writes it; false at any other one. */
static bool
take_byte(struct span *rest, char *byte_r)
{
	unsigned high, low;

	if (rest->len != 0 && is_plain(*rest->bytes)) {
		*byte_r = *rest->bytes;
		*rest = span_after(*rest, 1);
		return true;
	}
	if (rest->len < 4 || memcmp(rest->bytes, "\\x", 2) != 0)
		return false;
	high = ascii_hex_value(rest->bytes[2]);
	low = ascii_hex_value(rest->bytes[3]);
	if (high > 15 || low > 15)
		return false;
	*byte_r = (char)(high << 4 | low);
	if (*byte_r == '\0')
		*byte_r = '?';
	*rest = span_after(*rest, 4);
	return true;
}

static bool
take_text(struct span *rest, struct decision_text *text_r)
{
	char byte;

	text_r->len = 0;
	while (take_byte(rest, &byte)) {
		if (text_r->len + 1 == sizeof(text_r->bytes))
			return false;
		text_r->bytes[text_r->len++] = byte;
	}
	text_r->bytes[text_r->len] = '\0';
	return true;
}

/* "to=<taro@gmai.com>", after the "<". */
static bool
take_path(struct span *rest, struct decision_text *text_r)
{
	return take_text(rest, text_r) && field_take(rest, ">");
}

/* Letters and hyphens, '\0'-terminated; false when there are none. */
static bool
take_word(struct span *rest, char word[static WORD_SIZE])
{
	size_t len = 0;

	while (len < rest->len && len + 1 < WORD_SIZE &&
	       (ascii_is_alphanumeric(rest->bytes[len]) ||
		   rest->bytes[len] == '-'))
		len++;
	memcpy(word, rest->bytes, len);
	word[len] = '\0';
	*rest = span_after(*rest, len);
	return len != 0;
}

/* ---- the line ------------------------------------------------------------ */

/* "mx.b.jp[192.0.2.7]": in neither part can be what ends it. */
static bool
take_client(struct span *rest, struct span *client_r)
{
	const char *begin = rest->bytes;
	struct span name, address;

	if (!field_take_until(rest, "[", &name) ||
	    !field_take_until(rest, "]", &address) ||
	    memchr(name.bytes, ',', name.len) != NULL ||
	    memchr(address.bytes, ',', address.len) != NULL)
		return false;
	*client_r = span_between(begin, rest->bytes);
	return true;
}

/* Where it is registered is shown by the audit. */
static bool
take_registration(struct span *rest, struct decision *decision)
{
	struct span place;

	if (!field_take(rest, ", list=<"))
		return true;
	decision->registered = true;
	return take_path(rest, &decision->list) &&
	       field_take(rest, ", member=<") &&
	       take_path(rest, &decision->member) &&
	       field_take(rest, ", registered=\"") &&
	       field_take_until(rest, "\"", &place);
}

static bool
take_verdict(struct span *rest, struct decision *decision)
{
	char word[WORD_SIZE];

	return field_take(rest, ", reason=") && take_word(rest, word) &&
	       verdict_reason_parse(word, &decision->reason) &&
	       field_take(rest, ", confidence=") && take_word(rest, word) &&
	       verdict_confidence_parse(word, &decision->confidence);
}

/* What explains it; the field of words ends at its quote, for it has none. */
static bool
take_words(struct span *rest, struct decision *decision)
{
	struct decision_text text;
	struct span words;

	return (!field_take(rest, ", meant=") ||
		   take_text(rest, &decision->meant)) &&
	       (!field_take(rest, ", slip=") || take_text(rest, &text)) &&
	       (!field_take(rest, ", detail=\"") ||
		   field_take_until(rest, "\"", &words)) &&
	       (!field_take(rest, ", evidence=") || take_text(rest, &text)) &&
	       (!field_take(rest, ", mx=") || take_text(rest, &text));
}

/* Which try it was changes nothing of what was done. */
static bool
take_try(struct span *rest)
{
	char word[WORD_SIZE];
	enum policy_try try;

	return !field_take(rest, ", try=") ||
	       (take_word(rest, word) && policy_try_parse(word, &try));
}

static bool
take_exempt(struct span *rest, enum exemption *exempt_r)
{
	char word[WORD_SIZE];

	if (!field_take(rest, ", exempt="))
		return true;
	return take_word(rest, word) && exemption_parse(word, exempt_r);
}

static bool
take_action(struct span *rest, enum action *action_r)
{
	char word[WORD_SIZE];

	return field_take(rest, ", action=") && take_word(rest, word) &&
	       rest->len == 0 && action_parse(word, action_r);
}

static bool
take_mail(struct span *rest, struct decision *decision)
{
	if (field_take(rest, ", orig_to=<") &&
	    !take_path(rest, &decision->original))
		return false;
	return field_take(rest, ", from=<") &&
	       take_path(rest, &decision->from) &&
	       field_take(rest, ", client=") &&
	       take_client(rest, &decision->client) &&
	       take_registration(rest, decision);
}

enum decision_result
decision_read(const struct maillog_line *line, struct decision *decision_r)
{
	struct span rest = line->text;

	memset(decision_r, 0, sizeof(*decision_r));
	if (line->cut || !field_take_id(&rest, ": ", &decision_r->queue) ||
	    !field_take(&rest, "to=<") || !take_path(&rest, &decision_r->to))
		return DECISION_UNREAD;
	if (span_equal(rest, ", reason=none, action=accept"))
		return DECISION_NONE;
	if (span_equal(decision_r->queue, "NOQUEUE"))
		decision_r->queue.len = 0;
	if (!take_mail(&rest, decision_r) || !take_verdict(&rest, decision_r) ||
	    !take_words(&rest, decision_r) || !take_try(&rest) ||
	    !take_exempt(&rest, &decision_r->exempt))
		return DECISION_UNREAD;
	decision_r->monitor = decision_r->exempt == EXEMPTION_NONE &&
	                      field_take(&rest, ", mode=monitor");
	return take_action(&rest, &decision_r->action) ? DECISION_READ
	                                               : DECISION_UNREAD;
}
