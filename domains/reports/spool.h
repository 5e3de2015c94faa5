/* SPDX-License-Identifier: BSD-2-Clause */
/* Spool: what an audit of the mail system found, left by what may read homes
 * for what sends mail.
 *
 *     doppelcheck spool 1
 *     time	1767225600
 *     read	yes
 *     whole	yes
 *     helper	postmaster@example.jp	yes
 *     diagnostic	/etc/lists/lab	3	is no address
 *     more	0
 *     missed	/etc/lists/lab
 *     contact	lab	owner-lab@example.jp	hanako@example.jp
 *     finding	lab	taro@gmai.com	Taro	/etc/aliases	12 \
 *         known-doppelganger	certain	known doppelganger of gmail.com \
 *         taro@gmail.com
 *     end	10	0123456789abcdef
 *
 * A file of rows (file_rows.h), in this order; diagnostic, missed, contact and
 * finding may stand any number of times.
 *
 *     read        no: no place was read at all, the diagnostics say why
 *     whole       no: the audit was given up, nothing is taken for gone
 *     helper      who looks after the machine's mail; no: that leads to a wrong
 *                 address
 *     more        diagnostics that have no row
 *     missed      a file of the baseline that could not be read: its findings
 *                 are not gone
 *     contact     a list, to whom its findings are reported, and who that is;
 *                 both are empty when there is nobody
 *     finding     list, member, its name, file, line, reason, confidence, what
 *                 is wrong in words, the address meant
 *
 * Bytes of users stand in it, and none of them can begin a row or a field: to
 * whom a mail goes is what a contact row says and nothing else.
 */
#ifndef DOMAINS_REPORTS_SPOOL_H
#define DOMAINS_REPORTS_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "domains/base/diagnostic.h"
#include "domains/base/interning.h"
#include "domains/engine/verdict.h"
#include "domains/registrations/file_rows.h"

extern const struct file_rows_form spool_form;

/* The file in the directory.  Each audit puts its own in the place of the last
 * one: the newest holds. */
#define SPOOL_NAME "found"

/* A million findings. */
#define SPOOL_MAX ((size_t)256 * 1024 * 1024)

/* Diagnostics of one run that are kept; with more nothing is taken for gone. */
#define SPOOL_DIAGNOSTICS_MAX 10000

struct spool_contact {
	const char *contact; /* NULL: nobody */
	const char *person;
};

struct spool_finding {
	const char *list, *address, *name, *file;
	const char *cell; /* of a spreadsheet, in the line's place; NULL */
	unsigned line;
	enum verdict_reason reason;
	enum verdict_confidence confidence;
	const char *phrase;     /* what is wrong */
	const char *suggestion; /* "" when that is not known */
	uint32_t contact;       /* its number */
};

/* What was parsed; texts live as long as it does. */
struct spool {
	char *bytes;
	time_t time;
	bool read, whole;
	const char *helper;
	bool helper_right;
	struct diagnostics diagnostics;
	struct interning *missed;
	struct interning *lists; /* their numbers are those of the contacts */
	struct spool_contact *contacts;
	struct spool_finding *findings;
	size_t count;
};

/* One of which nothing is known but that something went wrong. */
#define SPOOL_UNREADABLE                                                       \
	(struct spool)                                                         \
	{                                                                      \
		.helper = "postmaster", .helper_right = true, .diagnostics = { \
			.limit = SPOOL_DIAGNOSTICS_MAX                         \
		}                                                              \
	}

/* Takes over bytes from malloc(), also when it fails.  Returns 0 with *spool_r
 * to be cleared, or -1 with a diagnostic. */
int
spool_parse(const char *path, char *bytes, size_t len,
    struct diagnostics *diagnostics, struct spool *spool_r);

/* The same for the file in a directory. */
int
spool_read(const char *directory, struct diagnostics *diagnostics,
    struct spool *spool_r);

void
spool_clear(struct spool *spool);

#endif
