/* SPDX-License-Identifier: BSD-2-Clause */
/* Document: a list file as a person keeps it: the entries with all that they
 * say, and every line as it was written, comments and order kept.
 *
 *     struct document *document;
 *     if (document_read(path, kind, &faults, &document) < 0) ... not readable
 *     if (!document->sound) ... some lines are no entries: see the faults
 *     document_add(document, &entry);
 *     document_write(document, &bytes);
 *     document_free(&document);
 *
 * What is not touched comes out byte for byte.  Lists are read through the
 * engine (listfile.h); what it takes for an entry is one here.
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_DOCUMENT_H
#define DOMAINS_DOPPELLIST_MODEL_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/diagnostic.h"
#include "domains/engine/lists/listfile.h"
#include "domains/base/buffer.h"

/* An entry.  Strings are NULL where the line does not say; those of an entry
 * in a document live as long as it does. */
struct document_entry {
	const char *name;   /* canonical */
	const char *meant;  /* canonical */
	const char *since;  /* YYYY-MM-DD */
	const char *until;  /* YYYY-MM-DD */
	const char *source; /* words with commas between */
	const char *note;
	double weight; /* 0: not said */
	unsigned line; /* where it was read, from 1; 0: added since */
	bool take_back;
};

/* A line as it stands or will stand in the file, newline included.  NULL
 * bytes: it was removed. */
struct document_line {
	const char *bytes;
	uint32_t len;
	uint32_t entry; /* its number plus 1; 0: it has none */
};

struct document {
	char *path;
	enum listfile_kind kind;
	bool sound;                     /* every line was good */
	struct document_entry *entries; /* in the order of the file */
	size_t entry_count;
	struct document_line *lines;
	size_t line_count;
	struct document_text *texts; /* where strings live */
	size_t entry_room, line_room;
	bool mark; /* begins with a byte order mark */
	bool crlf; /* lines end so */
};

/* The kind that a file's name says: "doppelgangers.list", "innocent-2024.txt",
 * "/etc/x/protected.list.example".  Returns false, *kind_r untouched, when it
 * says none. */
bool
document_kind_of(const char *path, enum listfile_kind *kind_r);

/* Reads a list.  Returns 0 with *document_r to be freed, also when lines have
 * faults, which are added; -1 with a fault when the file cannot be read. */
int
document_read(const char *path, enum listfile_kind kind,
    struct diagnostics *diagnostics, struct document **document_r);

/* The same for bytes in memory; path is for messages. */
int
document_parse(const char *path, const char *bytes, size_t len,
    enum listfile_kind kind, struct diagnostics *diagnostics,
    struct document **document_r);

/* Sets *document to NULL. */
void
document_free(struct document **document);

/* The number of a name's entry, or -1. */
long
document_find(const struct document *document, const char *name);

/* Keeps a copy of a string as long as the document; NULL when memory is out,
 * or text is NULL. */
const char *
document_keep(struct document *document, const char *text);

/* A line's text for an entry, without newline: the name filled up to column
 * (0: two blanks behind it), then what it means and the keys.  Refuses what
 * would not be read back as the same entry: a fault says why.  Returns 0 or
 * -1. */
int
document_format(const struct document_entry *entry, enum listfile_kind kind,
    size_t column, struct diagnostics *diagnostics, struct buffer *line_r);

/* The same for an entry as it was read, or united from such: only its length
 * is looked at. */
int
document_format_known(const struct document_entry *entry, size_t column,
    struct diagnostics *diagnostics, struct buffer *line_r);

/* Where a line's second word begins, the column its neighbours follow; 0 when
 * there is none, or too far to the right. */
size_t
document_column(const struct document_line *line);

/* Where the comment behind a line's entry begins, blanks before it included,
 * and where it ends, which is where the line's text does. */
size_t
document_comment(const struct document_line *line, size_t *end_r);

/* Adds an entry where it belongs in the order of names, in columns like its
 * neighbours.  Returns 0, or -1 with a fault. */
int
document_add(struct document *document, const struct document_entry *entry,
    struct diagnostics *diagnostics);

/* Says an entry anew on its line; a comment behind it stays.  Returns 0, or -1
 * with a fault. */
int
document_change(struct document *document, size_t number,
    const struct document_entry *entry, struct diagnostics *diagnostics);

/* Takes an entry's line out. */
void
document_remove(struct document *document, size_t number);

/* Puts a line, a comment, behind the last; text has no newline.  Returns 0, or
 * -1 when memory is out. */
int
document_append(struct document *document, const char *text);

/* Adds the whole text to bytes. */
void
document_write(const struct document *document, struct buffer *bytes);

#endif
