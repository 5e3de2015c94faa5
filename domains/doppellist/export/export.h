/* SPDX-License-Identifier: BSD-2-Clause */
/* Export: what the forms of `doppellist export` share.
 *
 * A form is a row in the table of export.c and a function that
 * writes the whole of it.  Names are canonical (letters, digits, hyphens, dots)
 * and need no quoting anywhere; sources, notes and paths are other people's
 * bytes.
 */
#ifndef DOMAINS_DOPPELLIST_EXPORT_EXPORT_H
#define DOMAINS_DOPPELLIST_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "domains/engine/name/name.h"
#include "domains/doppellist/command.h"
#include "domains/doppellist/model/document.h"

/* Two names and some words between them. */
#define EXPORT_TEXT_SIZE (4 * NAME_SIZE)

struct export_entry {
	const char *name;
	const char *meant; /* NULL: the test name, which means nothing */
	const struct document_entry *entry; /* NULL: the test name */
	const char *file;
};

struct export_job {
	FILE *out;
	const struct export_entry *entries; /* sorted by name */
	size_t count;
	const char *const *files; /* where they come from */
	size_t file_count;
	char date[DOPPELLIST_DAY_SIZE];
	uint32_t serial;     /* seconds since 1970, for zones */
	const char *program; /* "doppellist 1.0" */
};

struct export_format {
	const char *name;
	const char *brief;
	/* What stands before each line of the head; NULL: the form has no
	 * comments. */
	const char *comment;
	const char *use; /* how its system reads it, lines of the head */
	bool test_name;  /* with doppelganger.test, to prove that it works */
	size_t name_max; /* longer names are left out and told; 0: any */
	/* Returns 0, or -1 when memory is out, which was told. */
	int (*write)(const struct export_job *job);
	/* Does its system take all this?  Returns 0, or -1 when told why not;
	 * NULL: any number. */
	int (*fits)(const struct export_job *job);
};

/* "gmai.com is a known doppelganger of gmail.com; did you mean gmail.com?"  At
 * most EXPORT_TEXT_SIZE bytes, ASCII, without quotes, '$' and '%'. */
void
export_phrase(const struct export_entry *entry,
    char text_r[static EXPORT_TEXT_SIZE]);

/* A regular expression's text for a name: its dots escaped. */
void
export_put_regex(FILE *out, const char *name);

/* mta.c */
int
export_postfix_transport(const struct export_job *job);
int
export_postfix_access(const struct export_job *job);
int
export_postfix_pcre(const struct export_job *job);
int
export_sendmail_access(const struct export_job *job);
int
export_exim(const struct export_job *job);
int
export_rspamd(const struct export_job *job);
int
export_mailman3_ban(const struct export_job *job);
int
export_sympa(const struct export_job *job);

/* dns.c */
int
export_rhsbl(const struct export_job *job);
int
export_rpz(const struct export_job *job);
int
export_hosts(const struct export_job *job);

/* cloud.c */
int
export_exchange(const struct export_job *job);
int
export_exchange_fits(const struct export_job *job);
int
export_google_fits(const struct export_job *job);
int
export_google(const struct export_job *job);

/* data.c */
int
export_csv(const struct export_job *job);
int
export_json(const struct export_job *job);

#endif
