/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of forms, and the writer of their lines. */
#include "domains/doppellist/export/forms.h"

#include <string.h>

#include "domains/doppellist/export/cloud.h"
#include "domains/doppellist/export/data.h"
#include "domains/doppellist/export/zone.h"
#include "domains/engine/lists/zone.h"
#include "domains/engine/name/name.h"
#include "domains/text/console.h"

/* Before and after a name of a policy zone or of a DNS list stand "*." and the
 * name of the zone. */
#define ENTRY_NAME_MAX (NAME_MAX_BYTES - ZONE_NAME_MAX - 1)

/* A zone of a few megabytes that changes some times a week. */
#define ZONE_TIMES "3600 600 604800 300"

/* The same for gateways: where a NOTIFY was lost, a secondary asks after five
 * minutes, the least that BIND keeps. */
#define LIST_TIMES "300 60 604800 300"

#define ZONE_HEAD(times)                                             \
	"$TTL 300\n@ SOA localhost. postmaster.localhost. %s " times \
	"\n@ NS localhost.\n"

/* In a policy zone the last label may make a name a rule about addresses or
 * name servers instead. */
static const char *
find_policy_word(const char *name)
{
	static const char *const words[] = {"rpz-ip", "rpz-client-ip",
	    "rpz-nsip", "rpz-nsdname"};
	const char *dot = strrchr(name, '.');
	const char *top = dot != NULL ? dot + 1 : name;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(top, words[i]) == 0)
			return "has another meaning in a policy zone";
	return NULL;
}

static const struct export_form forms[] = {
    /* Postfix looks for the name, then for ".parent" of a subdomain; where
     * parent_domain_matches_subdomains names the table, for "parent"
     * instead. */
    {.name = "postfix-transport",
	.brief = "transport_maps: also bounces members of aliases",
	.use = "postmap FILE, then in main.cf: transport_maps = hash:FILE",
	.line = "%k\terror:5.1.2 %p\n.%k\terror:5.1.2 %p\n",
	.u_labels = true},
    {.name = "postfix-access",
	.brief = "check_recipient_access",
	.use = "postmap FILE, then in main.cf: smtpd_recipient_restrictions =\n"
	       "check_recipient_access hash:FILE, ...",
	.line = "%k\t550 5.1.2 %p\n.%k\t550 5.1.2 %p\n",
	.u_labels = true},
    /* The only form that sees the whole address, so it can say the right
     * one. */
    {.name = "postfix-pcre",
	.brief = "the same, naming the whole address meant",
	.use =
	    "main.cf: smtpd_recipient_restrictions =\n"
	    "check_recipient_access pcre:FILE, ...   (read line by line: for "
	    "up\nto some thousand names)",
	.line = "/^(.*)@(?:[^@]+\\.)?%r$/\t550 5.1.2 %n is a known "
		"doppelganger of %m; did you mean ${1}@%m?\n",
	.test = "/^(.*)@(?:[^@]+\\.)?%r$/\t550 5.1.2 %p\n",
	.u_labels = true},
    /* Sendmail tries the parent domains itself. */
    {.name = "sendmail-access",
	.brief = "FEATURE(`access_db'), `blocklist_recipients'",
	.use = "makemap hash access <FILE, with FEATURE(`access_db') and\n"
	       "FEATURE(`blocklist_recipients') in sendmail.mc",
	.line = "To:%n\tERROR:5.1.2:\"550 %p\"\n"},
    /* In a dnset ".name" is the name and all below it.  RFC 5782 5 wants TEST
     * listed in every list of names, and INVALID not. */
    {.name = "rhsbl",
	.brief = "a dnset of rbldnsd",
	.use = "rbldnsd ... ZONE:dnset:FILE; then in main.cf of Postfix:\n"
	       "reject_rhsbl_recipient ZONE",
	.head = "$SOA 3600 localhost. postmaster.localhost. %s " ZONE_TIMES
		"\n$TTL 3600\n",
	.line = ".%n :127.0.0.2:%t\n",
	.foot = "test :127.0.0.2:the test entry of RFC 5782\n",
	.name_max = ENTRY_NAME_MAX},
    /* "CNAME ." is the one rule that every resolver with policy zones knows:
     * the name does not exist.  It carries no text. */
    {.name = "rpz",
	.brief = "a response policy zone: BIND, Unbound, Knot Resolver ...",
	.comment = "; ",
	.use = "a policy zone, origin as the resolver calls it; the names and "
	       "all\nbelow them do not exist any more",
	.head = ZONE_HEAD(ZONE_TIMES),
	.line = "%n CNAME . ; %m\n*.%n CNAME .\n",
	.name_max = ENTRY_NAME_MAX,
	.covers = true,
	.unfit = find_policy_word},
    /* The same as rhsbl for servers of zones. */
    {.name = "rhsbl-zone",
	.brief = "the same as a zone: NSD, BIND ...",
	.comment = "; ",
	.use = "a zone; then in main.cf of Postfix:\n"
	       "reject_rhsbl_recipient ZONE",
	.head = ZONE_HEAD(ZONE_TIMES),
	.line = "%n A 127.0.0.2\n%n TXT \"%t\"\n"
		"*.%n A 127.0.0.2\n*.%n TXT \"%t\"\n",
	.foot = "test A 127.0.0.2\n"
		"test TXT \"the test entry of RFC 5782\"\n",
	.name_max = ENTRY_NAME_MAX,
	.covers = true},
    {.name = "zone",
	.brief = "one list, whole, as a zone for doppelzone: NSD, BIND ...",
	.comment = "; ",
	.use = "a zone; doppelzone(8) makes the list of it again, on each "
	       "gateway",
	.head = ZONE_HEAD(LIST_TIMES),
	.whole = true,
	.write = export_zone},
    /* rspamd takes a value that begins with a number for a score (163.com):
     * the word before it keeps it text. */
    {.name = "rspamd",
	.brief = "a map of multimap",
	.use = "DOPPELGANGER { type = \"rcpt\"; filter = "
	       "\"email:domain:tld\";\n"
	       "map = FILE; disable_multisymbol = true; action = \"reject\";\n"
	       "message = \"the domain is a known doppelganger\"; }",
	.line = "%k meant=%m\n",
	.test = "%k meant=nothing\n",
	.u_labels = true},
    /* One line serves lsearch and, for subdomains, partial()lsearch. */
    {.name = "exim",
	.brief = "lsearch",
	.use = "in an ACL for RCPT:\n"
	       "deny set acl_m0 = ${lookup{$domain}partial()lsearch{FILE}}\n"
	       "     condition = ${if !eq{$acl_m0}{}}\n"
	       "     message = $acl_m0",
	.line = "%k: %p\n",
	.u_labels = true},
    /* What begins with '^' is a regular expression, held against the address
     * from its beginning without regard to case. */
    {.name = "mailman3-ban",
	.brief = "patterns for the ban list of Mailman 3",
	.use = "grep -v '^#' FILE | while IFS= read -r ban; do curl -sf\n"
	       "-u restadmin:PASSWORD --data-urlencode \"email=$ban\"\n"
	       "http://localhost:8001/3.1/bans; done",
	.line = "^.*[@.]%r$\n"},
    /* Sympa takes one '*' a line. */
    {.name = "sympa",
	.brief = "blocklist.txt of Sympa",
	.use = "search_filters/blocklist.txt, of the site or of a list",
	.line = "*@%n\n*.%n\n"},
    {.name = "exchange",
	.brief = "rules for Exchange, made by PowerShell",
	.use = "in a session of Exchange (Online) PowerShell; first take away "
	       "those\nof the last time: Get-TransportRule 'doppelcheck *' |\n"
	       "Remove-TransportRule -Confirm:$false",
	.name_max = EXPORT_EXCHANGE_NAME_MAX,
	.limited = true,
	.write = export_exchange},
    {.name = "google",
	.brief = "address lists of Google Workspace",
	.use = "Gmail > Routing > Manage address lists > Add address list > "
	       "Bulk\nadd: a line below; then a rule of Routing for outbound "
	       "mail, only\nfor these lists, that rejects",
	.limited = true,
	.write = export_google},
    {.name = "hosts",
	.brief = "/etc/hosts and filters for browsers",
	.use = "names alone, not those below; stops browsers, but no mail "
	       "where\nthe name has an MX",
	.line = "0.0.0.0 %n # %m\n",
	.no_test = true},
    {.name = "csv",
	.brief = "all that the lists say, for a spreadsheet",
	.no_test = true,
	.write = export_csv},
    {.name = "json",
	.brief = "all that the lists say, for programs",
	.no_test = true,
	.write = export_json},
};

#define FORMS (sizeof(forms) / sizeof(*forms))

const struct export_form *
export_form_find(const char *name)
{
	for (size_t i = 0; i < FORMS; i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

void
export_forms_show(FILE *out)
{
	for (size_t i = 0; i < FORMS; i++)
		fprintf(out, "%-18s %s\n", forms[i].name, forms[i].brief);
}

/* ---- lines --------------------------------------------------------------- */

static void
put_regex(FILE *out, const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == '.')
			putc('\\', out);
		putc(*name, out);
	}
}

static void
put_reply(FILE *out, const struct entry *entry, size_t max)
{
	static const char texts[] = " is a known doppelganger of ; did you "
				    "mean ?";

	if (entry->meant == NULL)
		fprintf(out,
		    "%s is the test name of doppelcheck: the gate is in place",
		    entry->name);
	else if (strlen(entry->name) + 2 * strlen(entry->meant) +
		     strlen(texts) <=
		 max)
		fprintf(out,
		    "%s is a known doppelganger of %s; did you mean %s?",
		    entry->name, entry->meant, entry->meant);
	else
		fputs(entry->meant, out);
}

/* Writes the lines of a form for an entry, under a key; both are NULL for its
 * head and foot. */
static void
put_lines(const struct export_job *job, const char *lines,
    const struct entry *entry, const char *key)
{
	FILE *out = job->out;

	while (*lines != '\0') {
		size_t plain = strcspn(lines, "%");

		fwrite(lines, 1, plain, out);
		lines += plain;
		if (*lines == '\0')
			return;
		lines += 2;
		switch (lines[-1]) {
		case 'n':
			fputs(entry->name, out);
			break;
		case 'k':
			fputs(key, out);
			break;
		case 'r':
			put_regex(out, key);
			break;
		case 'm':
			fputs(entry->meant != NULL ? entry->meant : "test",
			    out);
			break;
		case 'p':
			put_reply(out, entry, SIZE_MAX);
			break;
		case 't':
			put_reply(out, entry, ZONE_STRING_MAX);
			break;
		default: /* s */
			fprintf(out, "%lu", (unsigned long)job->serial);
		}
	}
}

/* Writes the lines of an entry. */
static void
put_entry(const struct export_form *form, const struct export_job *job,
    const struct entry *entry)
{
	const char *lines = entry->meant == NULL && form->test != NULL
	                        ? form->test
	                        : form->line;
	char unicode[NAME_UNICODE_SIZE];
	struct name name;

	put_lines(job, lines, entry, entry->name);
	if (form->u_labels &&
	    name_parse(entry->name, strlen(entry->name), &name, NULL) == 0 &&
	    name.idn && name_unicode(&name, unicode) != 0 &&
	    strcmp(unicode, entry->name) != 0)
		put_lines(job, lines, entry, unicode);
}

/* Does a name above it stand in the form, too? */
static bool
is_covered(const struct export_job *job, const char *name)
{
	for (name = strchr(name, '.'); name != NULL; name = strchr(name, '.'))
		if (collection_has(job->entries, job->count, ++name))
			return true;
	return false;
}

int
export_form_write(const struct export_form *form, const struct export_job *job)
{
	put_lines(job, form->head != NULL ? form->head : "", NULL, NULL);
	if (form->write != NULL)
		return form->write(job);
	for (size_t i = 0; i < job->count; i++) {
		const struct entry *entry = job->entries[i].entry;
		const char *why =
		    form->unfit != NULL ? form->unfit(entry->name) : NULL;

		if (why != NULL)
			console_format(entry->name, "left out: %s", why);
		else if (!form->covers || !is_covered(job, entry->name))
			put_entry(form, job, entry);
	}
	put_lines(job, form->foot != NULL ? form->foot : "", NULL, NULL);
	return 0;
}
