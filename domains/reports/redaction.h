/* SPDX-License-Identifier: BSD-2-Clause */
/* Redaction: what names a person in a report is replaced by a token, so that
 * the report can be handed on.  Domains and hosts stay, for the wrong domain is
 * what is said.
 *
 *     taro@gmai.com                       r-ckstbvfmqrdhpgnj@gmai.com
 *     Taro@gmail.com                      r-ckstbvfmqrdhpgnj@gmail.com
 *     Yamada Taro, lab                    r-ssgdtkvqmcfjhbpr
 *     /home/taro/.forward                 /home/r-ckstbvfmqrdhpgnj/.forward
 *     <20261129.taro@mx.univ.example>     r-mmtcqkdvbgshfjpr@mx.univ.example
 *
 * A token is a keyed hash (keyed_hash.h), of which 64 bits are kept: the same
 * for the same key and text, in upper and lower case of ASCII.  It has no vowel
 * and no digit, so no name is in it by chance.  Whoever has the key can try
 * names; nobody else can.
 *
 * Any number of threads may use a redaction.
 */
#ifndef DOMAINS_REPORTS_REDACTION_H
#define DOMAINS_REPORTS_REDACTION_H

#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/base/span.h"

/* "0123456789abcdef", which two redactions have in common when their keys are
 * the same. */
#define REDACTION_ID_SIZE 17

struct redaction;

/* By the key in a file, or, for NULL, by one that nobody knows.  Returns 0, or
 * -1 with a diagnostic. */
int
redaction_open(const char *key_file, struct diagnostics *diagnostics,
    struct redaction **redaction_r);
void
redaction_free(struct redaction **redaction);

const char *
redaction_id(const struct redaction *redaction);

/* Each of these adds to a buffer what stands for a text in a report; nothing
 * for an empty one. */

/* All of it is a name. */
void
redaction_add_token(const struct redaction *redaction, struct span text,
    struct buffer *buffer);

/* What comes after its last @ stays, if it can be a host; a text without one is
 * a name. */
void
redaction_add_address(const struct redaction *redaction, struct span text,
    struct buffer *buffer);

/* An address as a report has it, '\0'-terminated: itself where there is no
 * redaction, or what stands for it, in room, which has nothing else then.  ""
 * when memory is out; the room has failed then. */
struct span
redaction_show(const struct redaction *redaction, struct span text,
    struct buffer *room);

/* Where an address comes among others: by its token, so that the order says
 * nothing about the name. */
uint64_t
redaction_rank(const struct redaction *redaction, struct span text);

/* Of each part the words that systems call their files by stay
 * (redaction_text.c). */
void
redaction_add_path(const struct redaction *redaction, struct span path,
    struct buffer *buffer);

/* A message of ours: what it quotes, and addresses and paths in it. */
void
redaction_add_text(const struct redaction *redaction, struct span text,
    struct buffer *buffer);

/* For a hash that others could try names on. */
uint64_t
redaction_number(const struct redaction *redaction, uint64_t number);

#endif
