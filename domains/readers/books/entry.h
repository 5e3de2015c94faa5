/* SPDX-License-Identifier: BSD-2-Clause */
/* Entry: a person or a group of an address book.  What it says is gathered and
 * handed on at its end, as the name may stand after the addresses.
 *
 *     struct entry entry = {.text = text};
 *     entry_add_address(&entry, ...);  entry_set(&entry, ENTRY_NAME, ...);
 *     entry_finish(&entry)             take() gets its members
 *     entry_end_file(&entry, "vCard")  frees what it has
 */
#ifndef DOMAINS_READERS_BOOKS_ENTRY_H
#define DOMAINS_READERS_BOOKS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/base/span.h"
#include "domains/base/traced.h"
#include "domains/registrations/member.h"

/* What is known about whom it is. */
enum entry_text {
	ENTRY_NAME,
	ENTRY_READING, /* of the name, in kana or Latin letters */
	ENTRY_LIST,    /* whose address it is; of a group that is its name */
	ENTRY_TEXTS
};

/* What an address may be. */
enum entry_address {
	ENTRY_ADDRESS = 0,
	ENTRY_LOCAL = 1, /* a name without a domain is another entry, or a user
	                    of this machine; a command is one */
	ENTRY_DOMAIN = 2 /* "@gmai.com" is all of a domain */
};

struct entry_value {
	size_t begin, end; /* in addresses */
	unsigned may_be;
};

struct entry {
	const struct reader_text *text;
	bool is_group;
	struct traced addresses; /* of all values, one after the other */
	struct entry_value *values;
	size_t count, room;
	struct buffer texts[ENTRY_TEXTS];
	unsigned goodness[ENTRY_TEXTS];
	struct buffer row;
	unsigned may_be;     /* of the value that is handed on */
	size_t counted;      /* up to this place of the file */
	unsigned lines;      /*   it has so many lines before */
	unsigned stray_line; /* the first line that is of no use; 0: none */
	unsigned strays;     /* how many there are */
};

/* An entry of more bytes of addresses is handed on in parts, with what is known
 * so far: some 40,000 members of a group. */
#define ENTRY_ADDRESS_BYTES ((size_t)1024 * 1024)

/* Bytes of a name that are kept: matching reads four words of it. */
#define ENTRY_TEXT_BYTES 1024

/* Adds a value with addresses, from begin on: what was added to addresses
 * since.  Returns -1 when take() ended it, or memory is out. */
int
entry_add_value(struct entry *entry, size_t begin, unsigned may_be);

/* Keeps a text if none is known that is as good: what has a higher goodness
 * replaces what has a lower one.  entry_append() puts those that are as good
 * together, with blanks, as the parts of a name. */
void
entry_set(struct entry *entry, enum entry_text what, unsigned goodness,
    struct span text);
void
entry_append(struct entry *entry, enum entry_text what, unsigned goodness,
    struct span text);

/* Hands the members on; the entry is empty then.  Returns 0, or -1 when take()
 * ended it, or memory is out. */
int
entry_finish(struct entry *entry);

/* Notes a line that is none of the form: there is one diagnostic for all. */
void
entry_note_stray(struct entry *entry, unsigned line);

/* Frees what it has, at the end of the file, and adds that diagnostic: "so many
 * lines are no WHAT". */
void
entry_end_file(struct entry *entry, const char *what);

#endif
