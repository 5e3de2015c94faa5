/* SPDX-License-Identifier: BSD-2-Clause */
/* List file: a domain list as text, an entry a line.
 *
 *     # comment
 *     gmai.com    gmail.com  since=2020-06-26 source=https://... note=free text
 *     gmail.com   weight=0.31 source=...           (providers, protected)
 *     qq.com      weight=0.01 below=vip            (providers)
 *     example.jp  owner=example.ac.jp              (protected)
 *     -gmali.com  note=ours since 2024             (takes the entry back)
 *
 * NAME [MEANT] KEY=VALUE..., separated by blanks or tabs; MEANT only in
 * doppelgangers; "note" runs to the end of the line.  UTF-8, names may be
 * U-labels.  "-NAME" takes back what an earlier file of the same kind said.
 * The last line may be an end mark (end_mark.h).
 * doppelcheck-lists(5) is the manual.  Every diagnostic has file and line.
 */
#ifndef DOMAINS_ENGINE_LISTS_LISTFILE_H
#define DOMAINS_ENGINE_LISTS_LISTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "domains/base/diagnostic.h"
#include "domains/engine/name/name.h"

/* Bytes.  A longer line is an error, never cut. */
#define LISTFILE_LINE_MAX 4096

/* For the file_read() of a caller.  Four times a list of a million lines of
 * sixty bytes; a disk image given by mistake is over it. */
#define LISTFILE_SIZE_MAX ((size_t)256 << 20)

enum listfile_kind {
	LISTFILE_DOPPELGANGERS, /* wrong names, with what is meant */
	LISTFILE_PROVIDERS,     /* names many people mean, with weights */
	LISTFILE_INNOCENT,      /* real names that look like slips */
	LISTFILE_PROTECTED,     /* the administrator's: names meant here */
	LISTFILE_EXEMPT,        /* the administrator's: never flagged */
	LISTFILE_COLLECTORS,    /* mail hosts that collect mistyped mail */
	LISTFILE_HOSTERS,       /* hosts whose customer anybody can be */
	LISTFILE_PRIVATE,       /* domains of private persons' mail */
	LISTFILE_KINDS
};

/* Who keeps a list. */
enum list_keeper {
	LIST_SHIPPED, /* it comes with the programs */
	LIST_FETCHED, /* others, and the administrator took it for an own one */
	LIST_OWN,     /* the administrator */
};

/* "doppelgangers", ...: also the file's name before ".list". */
const char *
listfile_kind_name(enum listfile_kind kind);

/* The kind that a name begins with: "innocent-2024.txt",
 * "doppelgangers.lists.example".  Returns false, *kind_r untouched, when it
 * begins with none. */
static inline bool
listfile_kind_of(const char *name, enum listfile_kind *kind_r)
{
	for (unsigned i = 0; i < LISTFILE_KINDS; i++) {
		const char *kind = listfile_kind_name((enum listfile_kind)i);

		if (strncmp(name, kind, strlen(kind)) == 0) {
			*kind_r = (enum listfile_kind)i;
			return true;
		}
	}
	return false;
}

/* What an entry is: "doppelganger", "provider", "innocent name", ... */
const char *
listfile_kind_entry(enum listfile_kind kind);

/* One entry.  The strings point into the reader's line buffer and are valid
 * only during the call; NULL where the line has none. */
struct listfile_entry {
	struct name name;
	struct name meant; /* len 0 when there is none */
	double weight;     /* share of addresses, 0 < w <= 1; 0: not said */
	const char *since; /* YYYY-MM-DD */
	const char *until; /* YYYY-MM-DD: it expires after this day; the reader
	                      does not look at the date */
	const char *source;
	const char *below; /* subdomains with addresses: below.h */
	struct name owner; /* whose other name it is; len 0: its own */
	const char *note;
	unsigned line;
	bool take_back;
	bool meant_is_new; /* no entry of the file before it means the same */
};

/* Called for each good entry.  Non-zero stops the reading (out of memory). */
typedef int (*listfile_each)(void *context, const struct listfile_entry *);

/* Reads a list of bytes in memory; path is for messages.  Returns 0 when every
 * line was good and was taken, and the end mark (end_mark.h), if there is one,
 * counts them; -1 when anything was not so, with each error added.  Good lines
 * are passed on even then: the caller throws the result away. */
int
listfile_parse(const char *path, const char *bytes, size_t len,
    enum listfile_kind kind, listfile_each each, void *context,
    struct diagnostics *diagnostics);

#endif
