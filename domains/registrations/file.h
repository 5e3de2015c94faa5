/* SPDX-License-Identifier: BSD-2-Clause */
/* Registrations file: which recipients lead to a wrong address, as a watcher
 * that may read everything reports them to a gate that may read nothing.
 *
 *     doppelcheck registrations 1
 *     time	1767225600
 *     delimiter	+
 *     allow-percent-hack	yes
 *     swap-bangpath	yes
 *     local-domain	example.jp
 *     counts	40	1000	1
 *     finding	lab	taro@gmai.com	/etc/aliases	12	registration \
 *         certain	gmail.com	omission		owner-lab
 *     key	all	1	0
 *     key	lab	1	0
 *     end	10	0123456789abcdef
 *
 * Rows of fields between tabs; a control character or backslash in a field is
 * \xnn.  local-domain, finding and key may stand any number of times, in this
 * order.
 *
 *     time     seconds since 1970: when the watcher last knew all of it
 *     counts   lists, members, wrong members
 *     finding  list, member, file, line, reason, confidence, the domain meant,
 *              slips, detail, whom to ask; they are numbered from 0
 *     key      under what a recipient is looked up, how many wrong members it
 *              leads to, the numbers of those that are reported, the worst
 *              first, with blanks between; none for a key that only keeps
 *              the one of its whole domain from being asked
 *     end      the rows before it and the XXH3 of their bytes
 *
 * A file is taken whole or not at all.  What was read is immutable, counted,
 * and looked up from any number of threads without a lock.
 */
#ifndef DOMAINS_REGISTRATIONS_FILE_H
#define DOMAINS_REGISTRATIONS_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "domains/base/diagnostic.h"
#include "domains/registrations/finding.h"
#include "domains/registrations/lookup_keys.h"

/* A hundred thousand wrong lists are a tenth of it. */
#define REGISTRATIONS_FILE_MAX ((size_t)256 * 1024 * 1024)

/* As many findings are reported of one recipient. */
#define REGISTRATIONS_FOUND_MAX 8

/* As registrations.delimiter; Postfix takes any number. */
#define REGISTRATIONS_DELIMITER_MAX 32

struct registrations;

struct registrations_counts {
	uint64_t lists;
	uint64_t members;
	uint64_t wrong;
};

/* A wrong member of a list: list, address, file and line of its member are
 * set.  What it points to lives as long as what was read. */
struct registered {
	struct finding finding;
	const char *contact; /* whom to ask: an address, or the local part of
	                        one in the domain of the recipient */
};

/* Reads a file.  before is what was read the last time, or NULL: when nothing
 * but the time is another one, it is shared again.  Returns 0 with one
 * reference that is the caller's, or -1 with one diagnostic. */
int
registrations_read(const char *path, struct registrations *before,
    struct diagnostics *diagnostics, struct registrations **registrations_r,
    time_t *time_r);

/* The same for bytes from malloc(), which it takes over and changes, also when
 * it fails. */
int
registrations_parse(const char *path, char *bytes, size_t len,
    struct registrations *before, struct diagnostics *diagnostics,
    struct registrations **registrations_r, time_t *time_r);

/* Thread-safe. */
struct registrations *
registrations_share(struct registrations *registrations);

/* Sets *registrations to NULL; NULL in it is fine.  Thread-safe. */
void
registrations_release(struct registrations **registrations);

/* The wrong members that a recipient leads to, the worst first; path as
 * lookup_key_find() takes it.  Returns how many are in found_r, none only when
 * there is none; *all_r is how many there are, or about so many when the
 * recipient is looked up under several keys. */
size_t
registrations_find(const struct registrations *registrations, const char *path,
    size_t len, struct registered found_r[static REGISTRATIONS_FOUND_MAX],
    size_t *all_r);

struct registrations_counts
registrations_count(const struct registrations *registrations);

const struct lookup_key_rules *
registrations_rules(const struct registrations *registrations);

#endif
