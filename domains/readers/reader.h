/* SPDX-License-Identifier: BSD-2-Clause */
/* Reader: the way into this folder.  What kind of file is it, in which
 * encoding, and which members are in it?
 *
 *     const struct reader_options options = {.type = READER_AUTO};
 *     struct diagnostics diagnostics = {0};
 *     reader_read("/etc/aliases", &options, take, context, &diagnostics);
 */
#ifndef DOMAINS_READERS_READER_H
#define DOMAINS_READERS_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/diagnostic.h"
#include "domains/readers/books/csv_columns.h"
#include "domains/foreign/kind.h"
#include "domains/readers/type.h"
#include "domains/base/encoding.h"
#include "domains/base/rights.h"
#include "domains/registrations/member.h"

/* What reader_recognise() wants to see of a file, if there is so much. */
#define READER_LOOK ((size_t)64 * 1024)

/* A file that the caller names; those of a machine's mail system are shorter
 * (BUDGET_FILE_BYTES). */
#define READER_FILE_MAX ((size_t)256 * 1024 * 1024)

struct reader_options {
	const char *name; /* what messages call the file; NULL: its path */
	enum reader_type type;
	enum encoding encoding;
	const char *list; /* whose members, where a file does not say; NULL: by
	                     the name of the file */
	struct csv_columns columns;
	const struct rights *rights; /* with which a file of this machine's mail
	                                system is opened; NULL: the caller has
	                                named the file, and may open it */
	member_opening opening;      /* of the file and of those it includes;
	                                 or NULL */
	void *opening_context;
	member_take weigh; /* with the same context: takes members that are only
	                      counted, where there may be too many findings;
	                      or NULL */
	struct diagnostics *notes; /* as struct reader_text has them; or NULL */
	struct budgets *budgets;   /* of the run; NULL: of this file alone */
	bool (*give_up)(void); /* asked while a program or a server is waited
	                          for: true ends that; or NULL */
	const char *fetched;   /* the directory where doppelfetch leaves what
	                        services say; NULL: it is run */
};

/* By name and by how the file begins (UTF-8 or not).  The name says more:
 * aliases, *.aliases, virtual, .forward, *.sieve, LIST.members, member.dump,
 * members and actives (of fml), *.csv, *.vcf, *.ldif, ....  READER_LIST when
 * nothing else; READER_TEXT with *foreign_r set when it is no form of ours. */
enum reader_type
reader_recognise(const char *path, const char *begin, size_t len,
    struct foreign *foreign_r);

/* Reads a regular file, whole, or not at all when it is over a budget; of a
 * mail system's forwards only those that belong to their user or root.  Returns
 * 0 when it was read to its end (with diagnostics for places in it), -1 when it
 * could not be, with a diagnostic, or when take() ended it. */
int
reader_read(const char *path, const struct reader_options *options,
    member_take take, void *context, struct diagnostics *diagnostics);

/* The same for the bytes of a file. */
int
reader_parse(const char *path, const char *bytes, size_t len,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics);

#endif
