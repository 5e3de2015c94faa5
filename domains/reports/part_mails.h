/* SPDX-License-Identifier: BSD-2-Clause */
/* Part mails: the mails of reports that are added up, by what identifies them;
 * for leak_parts.c. */
#ifndef DOMAINS_REPORTS_PART_MAILS_H
#define DOMAINS_REPORTS_PART_MAILS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/hash_index.h"
#include "domains/maillog/records.h"

/* An id may come again for another mail, but not within so many seconds. */
#define PART_MAILS_ID_SECONDS (30 * 24 * 60 * 60)

/* The hashes are those of struct leaks_mail. */
struct part_mail {
	uint64_t key, id, message;
	int64_t begun;
	uint32_t part; /* a number of the caller's */
	uint32_t line;
};

/* Without part and line. */
struct part_mail
part_mail_of(const struct record *mail);

/* A result of a mail for a recipient. */
struct part_result {
	uint64_t recipient; /* part_mails_recipient() */
	uint64_t key;
	int64_t begun;
};

struct part_mails {
	struct part_mail *list;
	size_t count, room;
	struct hash_index by_key;
	struct part_result *results;
	size_t result_count, result_room;
	struct hash_index by_recipient;
};

void
part_mails_begin(struct part_mails *mails);
void
part_mails_clear(struct part_mails *mails);

/* Returns 0, or -1 when memory is out. */
int
part_mails_add(struct part_mails *mails, const struct part_mail *mail);

/* The mail in another part; NULL: none has it.  Only one of them may know its
 * Message-ID. */
const struct part_mail *
part_mails_find_again(const struct part_mails *mails,
    const struct part_mail *mail);

/* A recipient of the mail with this id; address may be empty. */
uint64_t
part_mails_recipient(uint64_t id, struct span address);

/* The mail has a result for a recipient of its own.  Returns 0, or -1 when
 * memory is out. */
int
part_mails_add_result(struct part_mails *mails, uint64_t recipient,
    const struct part_mail *mail);

/* Has the mail that a host took this one over as one? */
bool
part_mails_has_result(const struct part_mails *mails, uint64_t recipient,
    const struct part_mail *before);

#endif
