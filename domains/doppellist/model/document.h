/* SPDX-License-Identifier: BSD-2-Clause */
/* Document: a list file as a person keeps it: the entries with all that they
 * say, and every line as it was written, comments and order kept.
 *
 *     struct document *document;
 *     if (document_read(path, kind, &diagnostics, &document) < 0) ...
 *     if (!document->sound) ... some lines are no entries: see diagnostics
 *     document_add(document, &entry, &diagnostics);
 *     document_write(document, &bytes);
 *     document_free(&document);
 *
 * What is not touched comes out byte for byte.  The engine reads the lists
 * (listfile.h); what it takes for an entry is one here.  Lines and their
 * changes are in document_edit.c.
 */
#ifndef DOMAINS_DOPPELLIST_MODEL_DOCUMENT_H
#define DOMAINS_DOPPELLIST_MODEL_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"
#include "domains/doppellist/model/entry.h"
#include "domains/engine/lists/listfile.h"

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
	bool sound;              /* every line was good */
	enum list_keeper keeper; /* LIST_OWN until somebody says another */
	struct entry *entries;   /* in the order of the file */
	size_t entry_count;
	struct document_line *lines;
	size_t line_count;
	struct document_text *texts; /* where strings live */
	size_t entry_room, line_room;
	bool order_mark;               /* begins with a byte order mark */
	struct document_line end_mark; /* not one of the lines; bytes NULL:
	                                  none */
	size_t marked;                 /* entries when it was read */
	bool crlf;                     /* lines end so */
};

/* The kind that a file's name says: "doppelgangers.list", "innocent-2024.txt",
 * "/etc/x/protected.list.example".  Returns false, *kind_r untouched, when it
 * says none. */
bool
document_kind_of(const char *path, enum listfile_kind *kind_r);

/* The same; doppelgangers when the name says none: such a list is most likely
 * one that others publish. */
enum listfile_kind
document_guess_kind(const char *path);

/* Reads a list.  Returns 0 with *document_r to be freed, also when there are
 * diagnostics of its lines; -1 with a diagnostic when the file cannot be
 * read. */
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

/* The same for what a buffer has, which is cleared. */
const char *
document_keep_buffer(struct document *document, struct buffer *buffer);

/* The entry with strings of the document's own.  Returns 0, or -1 when memory
 * is out. */
int
document_keep_entry(struct document *document, const struct entry *entry,
    struct entry *kept_r);

/* Adds an entry without a line, to a document that only collects entries.
 * Returns 0, or -1 when memory is out. */
int
document_collect(struct document *document, const struct entry *entry);

/* Adds "PATH:LINE: ", fit for a terminal; lines count from 1. */
void
document_add_place(const struct document *document, size_t line,
    struct buffer *text);

/* Prints that and the text of the line. */
void
document_print_line(const struct document *document, size_t line);

/* The length of a line's text, without its end. */
size_t
document_line_len(const struct document_line *line);

/* Where a line's second word begins, the column its neighbours follow; 0 when
 * there is none, or too far to the right. */
size_t
document_column(const struct document_line *line);

/* Where the comment after a line's entry begins, blanks before it included; the
 * length of the line's text when there is none. */
size_t
document_comment(const struct document_line *line);

/* The line of an entry, from 1. */
size_t
document_line_of(const struct document *document, size_t entry);

/* Adds an entry where it belongs in the order of names, in columns like its
 * neighbours.  Returns 0, or -1 with a diagnostic. */
int
document_add(struct document *document, const struct entry *entry,
    struct diagnostics *diagnostics);

/* Writes an entry again on its line; a comment after it stays.  Returns 0, or
 * -1 with a diagnostic. */
int
document_change(struct document *document, size_t number,
    const struct entry *entry, struct diagnostics *diagnostics);

/* Takes an entry's line out. */
void
document_remove(struct document *document, size_t number);

/* Puts a line, a comment, after the last; text has no newline.  Returns 0, or
 * -1 when memory is out. */
int
document_append(struct document *document, const char *text);

/* Adds the whole text to bytes.  An end mark counts what is written. */
void
document_write(const struct document *document, struct buffer *bytes);

/* Adds an end mark, with a line end as the document's. */
void
document_write_end_mark(const struct document *document, size_t entries,
    struct buffer *bytes);

#endif
