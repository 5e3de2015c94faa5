/* SPDX-License-Identifier: BSD-2-Clause */
/* Entry: all that a line of a list says about a name, how it is written, and
 * what two entries for one name say together.
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_ENTRY_H
#define DOMAINS_DOPPELLIST_MODEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/engine/lists/listfile.h"

/* The texts of an entry.  A line has them in this order, but those after the
 * note, which runs to its end, before "since". */
enum entry_text {
	ENTRY_NAME,
	ENTRY_MEANT,
	ENTRY_SINCE,
	ENTRY_UNTIL,
	ENTRY_SOURCE,
	ENTRY_NOTE,
	ENTRY_BELOW, /* from here on: what a doppelganger has not */
	ENTRY_OWNER,
	ENTRY_TEXTS
};

/* "name", "meant", "since", ... */
extern const char *const entry_keys[ENTRY_TEXTS];

/* Texts are NULL where the line does not say; those of an entry in a document
 * live as long as the document does. */
struct entry {
	union {
		struct {
			const char *name;   /* canonical */
			const char *meant;  /* canonical */
			const char *since;  /* YYYY-MM-DD */
			const char *until;  /* YYYY-MM-DD */
			const char *source; /* words with commas between */
			const char *note;
			const char *below; /* words with commas between */
			const char *owner;
		};
		const char *text[ENTRY_TEXTS];
	};
	double weight; /* 0: not said */
	unsigned line; /* where it was read, from 1; 0: added since */
	bool take_back;
};

/* What the engine read, with its strings. */
struct entry
entry_of(const struct listfile_entry *read);

/* A canonical name taken apart; its len is 0 when it is none. */
struct name
entry_name(const char *text);

/* Are two texts, which may be NULL, the same? */
bool
entry_text_same(const char *one, const char *other);

/* Do two entries say the same? */
bool
entry_same(const struct entry *one, const struct entry *other);

/* Adds a line's text for an entry, without newline: the name filled up to
 * column (0: two blanks after it), then what it means and the keys.  It refuses
 * a line that is too long.  Returns 0, or -1 with a diagnostic. */
int
entry_format(const struct entry *entry, size_t column,
    struct diagnostics *diagnostics, struct buffer *line);

/* The same for an entry that did not come from a list: it also refuses what
 * would not be read back as this entry. */
int
entry_format_new(const struct entry *entry, enum listfile_kind kind,
    size_t column, struct diagnostics *diagnostics, struct buffer *line);

struct document;

/* What the two entries contradict each other in: "meant", "weight", "taken
 * back", "below", "owner"; NULL when they agree. */
const char *
entry_conflict(const struct entry *first, const struct entry *second);

/* Adds what second knows to first: all sources, in the order they are met;
 * the earliest since, the latest until; both notes.  If they are in conflict
 * first is right.  memory keeps new strings.  Returns 0 with *both_r, or -1
 * when memory is out. */
int
entry_unite(struct document *memory, const struct entry *first,
    const struct entry *second, struct entry *both_r);

/* The next of the sources that *rest begins with, and its length; NULL at the
 * end. */
const char *
entry_next_source(const char **rest, size_t *len_r);

/* Does a list of sources have this one? */
bool
entry_has_source(const char *sources, const char *source, size_t len);

#endif
