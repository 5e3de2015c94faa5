/* SPDX-License-Identifier: BSD-2-Clause */
/* Mail name: the hosts and instances of a log, by number.  Most logs have one
 * of each, in line after line, so the last one is compared first. */
#ifndef DOMAINS_MAILLOG_MAIL_NAME_H
#define DOMAINS_MAILLOG_MAIL_NAME_H

#include <stddef.h>
#include <stdint.h>

#include "domains/base/interning.h"
#include "domains/base/span.h"

/* More than that are one. */
#define MAIL_NAMES_MAX 65536

/* The one that was looked up last. */
struct mail_name {
	char text[64];
	size_t len; /* 0: none */
	uint32_t number;
};

/* INTERNING_NONE: it is empty, one of too many, or memory is out. */
uint32_t
mail_name_find_other(struct interning *names, struct span name,
    struct mail_name *last);

static inline uint32_t
mail_name_find(struct interning *names, struct span name,
    struct mail_name *last)
{
	return name.len == last->len && name.len != 0 &&
	               span_bytes_agree(name.bytes, last->text, name.len)
	           ? last->number
	           : mail_name_find_other(names, name, last);
}

/* A name's hash, the same in each run; 0 of INTERNING_NONE. */
uint64_t
mail_name_hash(const struct interning *names, uint32_t name);

#endif
