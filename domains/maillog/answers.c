/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the answers of filters: see the header. */
#include "domains/maillog/answers.h"

/* 0: by its Message-ID a mail cannot be known again. */
static uint64_t
hash_answer(const struct mail *mail, uint64_t recipient)
{
	const uint64_t parts[] = {mail->message_hash, mail->host,
	    recipient ^ mail->hash};

	if (mail->message_hash == 0 || mail->message_hash == MAIL_NO_MESSAGE_ID)
		return 0;
	return span_hash((struct span){(const char *)parts, sizeof(parts)}, 0);
}

void
answers_note(struct answers *answers, const struct mail *mail,
    uint64_t recipient, uint32_t order)
{
	const uint64_t hash = hash_answer(mail, recipient);

	if (hash != 0)
		answers->list[hash % ANSWERS_MAX] =
		    (struct answer){hash, mail->order, order, mail->filtered};
}

bool
answers_have(const struct answers *answers, const struct mail *mail,
    uint64_t recipient)
{
	const uint64_t hash = hash_answer(mail, recipient);
	const struct answer *answer = &answers->list[hash % ANSWERS_MAX];

	return hash != 0 && answer->hash == hash &&
	       answer->port != mail->filtered && answer->begun < mail->order &&
	       mail->order < answer->answer;
}
