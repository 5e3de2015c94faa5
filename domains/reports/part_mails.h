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
	uint64_t key, message;
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

/* ---- lists -------------------------------------------------------------- */

/* By which lists a recipient came to a mail that a host of another report took
 * over.  A recipient of a mail is known by a hash of both.  Hosts may hand a
 * mail on one after the other. */

/* By more lists no mail comes to a recipient; and so many hosts at most hand it
 * on.  What is over is not looked at. */
#define PART_LISTS_FOUND_MAX 100
#define PART_LISTS_HOSTS_MAX 16

struct part_list {
	uint64_t next;   /* the recipient of the mail that goes on, */
	uint64_t before; /*   of the one that was handed on, */
	uint32_t list;   /*   and its list; INTERNING_NONE */
};

struct part_lists {
	struct part_list *list;
	size_t count, room;
	struct hash_index by_next;
};

/* Returns 0, or -1 when memory is out. */
int
part_lists_add(struct part_lists *lists, const struct part_list *added);

/* The lists of a recipient, each once.  Returns how many. */
size_t
part_lists_find(const struct part_lists *lists, uint64_t recipient,
    uint32_t found[static PART_LISTS_FOUND_MAX]);

void
part_lists_clear(struct part_lists *lists);

#endif
