/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes addresses apart. */
#include "domains/contacts/mailbox.h"

#include <string.h>

#include "domains/base/ascii.h"

static void
append(char *text, const char *bytes, size_t len)
{
	size_t at = strlen(text);

	memcpy(text + at, bytes, len);
	text[at + len] = '\0';
}

struct span
mailbox_word(const struct mailbox *mailbox, size_t number)
{
	const struct mailbox_word *word = &mailbox->words[number];

	return (struct span){mailbox->local + word->at, word->len};
}

/* A run of letters or of digits. */
static bool
take_run(struct mailbox *mailbox, struct span run, bool digits)
{
	struct mailbox_word word = {strlen(mailbox->local), run.len};

	append(mailbox->local, run.bytes, run.len);
	append(mailbox->plain, run.bytes, run.len);
	if (!digits) {
		if (mailbox->word_count == MAILBOX_WORDS_MAX)
			return false;
		mailbox->words[mailbox->word_count++] = word;
	}
	if (digits || run.len < MAILBOX_WORD_MIN) {
		append(mailbox->rigid, run.bytes, run.len);
		append(mailbox->rigid, " ", 1);
	} else
		append(mailbox->letters, run.bytes, run.len);
	return true;
}

static bool
take_local(struct mailbox *mailbox, struct span local)
{
	const char *at = local.bytes, *end = at + local.len;

	while (at < end) {
		const char *begin = at;
		bool digits = ascii_is_digit(*at);

		if (*at == '.' || *at == '-' || *at == '_') {
			append(mailbox->local, at, 1);
			at++;
			continue;
		}
		while (at < end &&
		       (digits ? ascii_is_digit(*at) : ascii_is_lower(*at)))
			at++;
		if (at == begin ||
		    !take_run(mailbox, span_between(begin, at), digits))
			return false;
	}
	mailbox->len = local.len;
	return true;
}

bool
mailbox_read(struct span address, struct mailbox *mailbox_r)
{
	const char *at = memrchr(address.bytes, '@', address.len);

	if (at == NULL)
		return false;
	struct span local = span_between(address.bytes, at);
	const char *plus = memchr(local.bytes, '+', local.len);

	if (plus != NULL)
		local = span_between(local.bytes, plus);
	if (local.len == 0 || local.len > MAILBOX_LOCAL_MAX)
		return false;
	mailbox_r->local[0] = mailbox_r->letters[0] = '\0';
	mailbox_r->rigid[0] = mailbox_r->plain[0] = '\0';
	mailbox_r->word_count = 0;
	return take_local(mailbox_r, local) &&
	       name_parse(at + 1,
		   (size_t)(address.bytes + address.len - at - 1),
		   &mailbox_r->domain, NULL) == 0 &&
	       !mailbox_r->domain.literal;
}

bool
mailbox_write_reading(const struct mailbox *mailbox,
    char reading_r[static READING_SIZE])
{
	char word[READING_SIZE];
	bool japanese = false;

	reading_r[0] = '\0';
	for (size_t i = 0; i < mailbox->word_count; i++) {
		if (mailbox->words[i].len < MAILBOX_WORD_MIN)
			continue;
		japanese |= reading_write(mailbox_word(mailbox, i), word);
		if (strlen(reading_r) + strlen(word) > READING_MAX)
			return false;
		append(reading_r, word, strlen(word));
	}
	return japanese;
}
