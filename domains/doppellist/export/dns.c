/* SPDX-License-Identifier: BSD-2-Clause */
/* Exports for name servers and resolvers. */
#include "domains/doppellist/export/export.h"

#include <string.h>

#include "domains/text/console.h"

/* RFC 1035 3.3: a string of a TXT record. */
#define TXT_MAX 255

/* A zone of a few megabytes that changes some times a week. */
#define ZONE_TIMES "3600 600 604800 300"

static void
put_rhsbl_line(FILE *out, const char *name, const char *text,
    const char *shorter)
{
	fprintf(out, "%s :127.0.0.2:%s\n", name,
	    strlen(text) > TXT_MAX ? shorter : text);
}

/* rbldnsd's dnset: ".name" is the name and all below it.  RFC 5782 5 wants
 * TEST listed in every list of names, and INVALID not. */
int
export_rhsbl(const struct export_job *job)
{
	char text[EXPORT_TEXT_SIZE], name[NAME_SIZE + 1];

	fprintf(job->out,
	    "$SOA 3600 localhost. postmaster.localhost. %lu " ZONE_TIMES
	    "\n$TTL 3600\n",
	    (unsigned long)job->serial);
	for (size_t i = 0; i < job->count; i++) {
		const struct export_entry *entry = &job->entries[i];

		export_phrase(entry, text);
		snprintf(name, sizeof(name), ".%s", entry->name);
		put_rhsbl_line(job->out, name, text,
		    entry->meant != NULL ? entry->meant : "");
	}
	put_rhsbl_line(job->out, "test", "the test entry of RFC 5782", "");
	return 0;
}

/* In a policy zone the last label may make a name a rule about addresses or
 * name servers instead. */
static bool
is_policy_word(const char *name)
{
	static const char *const words[] = {"rpz-ip", "rpz-client-ip",
	    "rpz-nsip", "rpz-nsdname"};
	const char *dot = strrchr(name, '.');
	const char *top = dot != NULL ? dot + 1 : name;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(top, words[i]) == 0)
			return true;
	return false;
}

/* "CNAME ." is the one rule that every resolver with policy zones knows: the
 * name does not exist.  It carries no text. */
int
export_rpz(const struct export_job *job)
{
	fprintf(job->out,
	    "$TTL 300\n@ SOA localhost. postmaster.localhost. "
	    "%lu " ZONE_TIMES "\n@ NS localhost.\n",
	    (unsigned long)job->serial);
	for (size_t i = 0; i < job->count; i++) {
		const struct export_entry *entry = &job->entries[i];

		if (is_policy_word(entry->name)) {
			console_format(entry->name, "left out: has another "
						    "meaning in a policy zone");
			continue;
		}
		fprintf(job->out, "%s CNAME . ; %s\n*.%s CNAME .\n",
		    entry->name, entry->meant != NULL ? entry->meant : "test",
		    entry->name);
	}
	return 0;
}

int
export_hosts(const struct export_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		fprintf(job->out, "0.0.0.0 %s # %s\n", job->entries[i].name,
		    job->entries[i].meant != NULL ? job->entries[i].meant
						  : "test");
	return 0;
}
