/* SPDX-License-Identifier: BSD-2-Clause */
/* Exports for programs that take mail: a line or two an entry, with a reply
 * that names what was meant where the form can carry one. */
#include "domains/doppellist/export/export.h"

/* Postfix looks for the name, then for ".parent" of a subdomain; where
 * parent_domain_matches_subdomains names the table, for "parent" instead. */
static void
put_with_subdomains(FILE *out, const char *name, const char *answer)
{
	fprintf(out, "%s\t%s\n.%s\t%s\n", name, answer, name, answer);
}

static int
write_postfix(const struct export_job *job, const char *before)
{
	char text[EXPORT_TEXT_SIZE], answer[EXPORT_TEXT_SIZE + 16];

	for (size_t i = 0; i < job->count; i++) {
		export_phrase(&job->entries[i], text);
		snprintf(answer, sizeof(answer), "%s%s", before, text);
		put_with_subdomains(job->out, job->entries[i].name, answer);
	}
	return 0;
}

int
export_postfix_transport(const struct export_job *job)
{
	return write_postfix(job, "error:5.1.2 ");
}

int
export_postfix_access(const struct export_job *job)
{
	return write_postfix(job, "550 5.1.2 ");
}

/* The only form that sees the whole address, so it can say the right one. */
int
export_postfix_pcre(const struct export_job *job)
{
	char text[EXPORT_TEXT_SIZE];

	for (size_t i = 0; i < job->count; i++) {
		const struct export_entry *entry = &job->entries[i];

		fputs("/^(.*)@(?:[^@]+\\.)?", job->out);
		export_put_regex(job->out, entry->name);
		fputs("$/\t550 5.1.2 ", job->out);
		if (entry->meant == NULL) {
			export_phrase(entry, text);
			fprintf(job->out, "%s\n", text);
		} else {
			fprintf(job->out,
			    "%s is a known doppelganger of %s; did you mean "
			    "${1}@%s?\n",
			    entry->name, entry->meant, entry->meant);
		}
	}
	return 0;
}

/* Sendmail tries the parent domains itself. */
int
export_sendmail_access(const struct export_job *job)
{
	char text[EXPORT_TEXT_SIZE];

	for (size_t i = 0; i < job->count; i++) {
		export_phrase(&job->entries[i], text);
		fprintf(job->out, "To:%s\tERROR:5.1.2:\"550 %s\"\n",
		    job->entries[i].name, text);
	}
	return 0;
}

/* One line serves lsearch and, for subdomains, partial()lsearch. */
int
export_exim(const struct export_job *job)
{
	char text[EXPORT_TEXT_SIZE];

	for (size_t i = 0; i < job->count; i++) {
		export_phrase(&job->entries[i], text);
		fprintf(job->out, "%s: %s\n", job->entries[i].name, text);
	}
	return 0;
}

/* rspamd takes a value that begins with a number for a score (163.com): the
 * word before it keeps it text. */
int
export_rspamd(const struct export_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		fprintf(job->out, "%s meant=%s\n", job->entries[i].name,
		    job->entries[i].meant != NULL ? job->entries[i].meant
						  : "nothing");
	return 0;
}

/* What begins with '^' is a regular expression, held against the address from
 * its beginning without regard to case. */
int
export_mailman3_ban(const struct export_job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		fputs("^.*[@.]", job->out);
		export_put_regex(job->out, job->entries[i].name);
		fputs("$\n", job->out);
	}
	return 0;
}

/* Sympa takes one '*' a line. */
int
export_sympa(const struct export_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		fprintf(job->out, "*@%s\n*.%s\n", job->entries[i].name,
		    job->entries[i].name);
	return 0;
}
