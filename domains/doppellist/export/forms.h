/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms: the table of what other systems read, and their lines.
 *
 * In the lines of a form stand
 *
 *     %n   the name                      gmai.com
 *     %k   the same as a key, which may have U-labels
 *     %r   the key in a regular expression    gmai\.com
 *     %m   the name meant, or "test"     gmail.com
 *     %p   the reply: "gmai.com is a known doppelganger of gmail.com; did you
 *          mean gmail.com?", ASCII, without quotes, '$' and '%'
 *     %t   the same as a string of a TXT record (RFC 1035 3.3), which has at
 *          most 255 bytes: of long names what is meant alone
 *     %s   the serial number of a zone
 */
#ifndef DOMAINS_DOPPELLIST_EXPORT_FORMS_H
#define DOMAINS_DOPPELLIST_EXPORT_FORMS_H

#include "domains/doppellist/export/export.h"

struct export_form {
	const char *name;
	const char *brief;
	/* How its system reads it, lines of the comments before all others;
	 * NULL: the form has no comments. */
	const char *use;
	const char *comment; /* what begins a comment; NULL: "# " */
	const char *head;    /* before the lines of the names */
	const char *line;    /* of a name */
	const char *test;    /* of the test name; NULL: as of any other */
	const char *foot;    /* after the lines of the names */
	bool u_labels;   /* its system compares an address as it came: a name of
	                  A-labels has its lines again with U-labels as key
	                  (SMTPUTF8) */
	bool covers;     /* the lines of a name are for all names below it, and
	                  only for those if one of them has lines of its own
	                  (RFC 4592 3.3.1): they are left out */
	bool no_test;    /* without doppelganger.test, as nothing is refused */
	size_t name_max; /* longer names are left out, and reported; 0: any */
	/* Why a name cannot stand in this form, or NULL. */
	const char *(*unfit)(const char *name);
	bool whole;   /* one list of any kind, as it stands: no names are
	               chosen */
	bool limited; /* write() refuses more names than its system takes */
	/* Writes all names where lines are not enough; when it is limited and
	 * there is no job->out, it only looks whether it would.  Returns 0, or
	 * -1 when it is reported. */
	int (*write)(const struct export_job *job);
};

/* NULL when there is none of that name. */
const struct export_form *
export_form_find(const char *name);

/* Writes a line a form, as --to list shows them. */
void
export_forms_show(FILE *out);

/* Writes the names.  Returns 0, or -1 when it is reported. */
int
export_form_write(const struct export_form *form, const struct export_job *job);

#endif
