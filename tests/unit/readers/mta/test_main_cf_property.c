/* SPDX-License-Identifier: BSD-2-Clause */
/* main.cf, and tables of actions, made from their grammar: what is read is what
 * was put in, each at its line. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "domains/readers/mta/main_cf.h"
#include "domains/readers/mta/values.h"
#include "tests/unit/property.h"
#include "tests/unit/text.h"

/* A file, and the members in it, "list address line|" each. */
struct made {
	struct property *random;
	char text[16384];
	size_t len;
	char want[8192];
	size_t want_len;
	unsigned line;
	unsigned count; /* of addresses, each of which is another one */
};

static void
put(struct made *made, const char *text)
{
	text_put(made->text, sizeof(made->text), &made->len, "%s", text);
	for (; *text != '\0'; text++)
		made->line += *text == '\n';
}

static void
want(struct made *made, const char *list, const char *address, unsigned line)
{
	text_put(made->want, sizeof(made->want), &made->want_len, "%s %s %u|",
	    list, address, line);
}

static bool
one_in(struct made *made, size_t count)
{
	return property_below(made->random, count) == 0;
}

/* Blanks, at times with a new line that goes on, and a comment in between. */
static void
put_gap(struct made *made)
{
	static const char *const gaps[] = {" ", "  ", "\t", "\n ", "\n\t",
	    "\n# spare@no.example\n  ", "\n\n \t# x{@no.example\n    "};

	put(made, property_one_of(made->random, gaps));
}

static void
put_comma(struct made *made)
{
	if (one_in(made, 2))
		put(made, ",");
	put_gap(made);
}

/* ---- values -------------------------------------------------------------- */

enum form { FORM_ADDRESSES, FORM_ACTION, FORM_HOP, FORM_RELOCATED };

static void
put_address(struct made *made, const char *list)
{
	char text[64];

	snprintf(text, sizeof(text), "a%u@d%u.example", made->count,
	    made->count);
	made->count++;
	want(made, list, text, made->line);
	put(made, text);
}

static void
put_host(struct made *made, const char *list)
{
	char text[64];

	snprintf(text, sizeof(text), "h%u.example", made->count++);
	want(made, list, text, made->line);
	put(made, text);
}

static void
put_hop(struct made *made, const char *list)
{
	static const char *const before[] = {"smtp:[", "relay:[", "[", "x-y:[",
	    "lmtp:inet:["};
	static const char *const plain[] = {"smtp:", "",
	    "lmtp:inet:", "relay:"};
	static const char *const none[] = {"error:see no.example",
	    "retry:4.1.2 no.example", "discard:", "local:no.example",
	    "smtp:[192.0.2.1]:25", "lmtp:unix:private/no.example",
	    "smtp:", "[127.0.0.1]:10026", "smtp:mailhost"};
	bool bracket = one_in(made, 2);

	if (one_in(made, 3)) {
		put(made, property_one_of(made->random, none));
		return;
	}
	put(made, bracket ? property_one_of(made->random, before)
			  : property_one_of(made->random, plain));
	put_host(made, list);
	put(made, bracket ? "]" : "");
	if (one_in(made, 2))
		put(made, ":25");
}

static void
put_action(struct made *made, const char *list)
{
	static const char *const names[] = {"REDIRECT ", "BCC ", "redirect\t",
	    "Bcc  "};
	static const char *const none[] = {"OK", "REJECT see no@no.example",
	    "PREPEND To: no@no.example", "550 5.7.1 no@no.example",
	    "WARN BCC no@no.example", "reject_unauth_destination",
	    "FILTER x:", "REPLACE BCC: no@no.example"};

	if (one_in(made, 3)) {
		put(made, property_one_of(made->random, none));
	} else if (one_in(made, 3)) {
		put(made, "FILTER smtp:[");
		put_host(made, list);
		put(made, "]:25");
	} else {
		put(made, property_one_of(made->random, names));
		put_address(made, list);
	}
}

static void
put_value(struct made *made, enum form form, const char *list, bool several)
{
	if (form == FORM_ACTION) {
		put_action(made, list);
	} else if (form == FORM_HOP) {
		put_hop(made, list);
	} else if (form == FORM_RELOCATED) {
		put(made, one_in(made, 2) ? "tel 03-1234 " : "");
		put_address(made, list);
	} else {
		put_address(made, list);
		while (several && one_in(made, 3)) {
			put(made, ", ");
			put_address(made, list);
		}
	}
}

/* ---- tables -------------------------------------------------------------- */

static void
put_table(struct made *made, enum form form, unsigned level);

static void
put_entries(struct made *made, enum form form)
{
	char key[32];

	put(made, "inline:{");
	do {
		bool braces = form == FORM_ACTION || form == FORM_RELOCATED ||
		              one_in(made, 2);

		put_gap(made);
		snprintf(key, sizeof(key), "k%u@no.example", made->count);
		put(made, braces ? "{ " : "");
		put(made, key);
		put(made, braces ? " = " : "=");
		if (form == FORM_HOP && !braces) {
			put(made, "smtp:[");
			put_host(made, key);
			put(made, "]");
		} else {
			put_value(made, form, key, braces);
		}
		put(made, braces ? " }" : "");
		put(made, ",");
	} while (one_in(made, 2));
	put_gap(made);
	put(made, "}");
}

static void
put_rows(struct made *made, enum form form)
{
	static const char *const types[] = {"pcre:{", "regexp:{"};
	char key[32];

	put(made, property_one_of(made->random, types));
	do {
		snprintf(key, sizeof(key), "/^k%u b$/i", made->count);
		put(made, " { /^k");
		text_put(made->text, sizeof(made->text), &made->len, "%u",
		    made->count);
		put(made, " b$$/i ");
		put_value(made, form, key, true);
		put(made, " },");
	} while (one_in(made, 2));
	put(made, one_in(made, 2) ? "}" : " }");
}

static void
put_one_value(struct made *made, enum form form)
{
	static const char *const begins[] = {"static:{", "randmap:{{"};
	size_t which = property_below(made->random, 2);

	put(made, begins[which]);
	put_value(made, form, "", true);
	while (which == 1 && one_in(made, 2)) {
		put(made, "}, {");
		put_value(made, form, "", true);
	}
	put(made, which == 0 ? "}" : "}}");
}

/* Of others, of which all count or only the last. */
static void
put_tables(struct made *made, enum form form, unsigned level)
{
	static const char passed[] = "inline:{x@no.example=y@no.example}";
	bool last = one_in(made, 2);

	put(made, last ? "pipemap:{" : "unionmap:{");
	if (last)
		put(made, passed);
	else
		put_table(made, form, level + 1);
	put_comma(made);
	put_table(made, form, level + 1);
	put(made, "}");
}

static void
put_table(struct made *made, enum form form, unsigned level)
{
	static const char *const files[] = {"hash:/no/no@no.example",
	    "texthash:/no", "pcre:/no/no@no.example", "ldap:/no.cf",
	    "tcp:no.example:25"};

	if (one_in(made, 4))
		put(made, "proxy:");
	switch (property_below(made->random, level < 2 ? 5 : 4)) {
	case 0:
		put_entries(made, form);
		break;
	case 1:
		put_rows(made, form);
		break;
	case 2:
		put_one_value(made, form);
		break;
	case 3:
		put(made, property_one_of(made->random, files));
		break;
	default:
		put_tables(made, form, level);
	}
}

/* ---- settings ------------------------------------------------------------ */

static void
put_value_setting(struct made *made)
{
	static const char *const addresses[] = {"always_bcc", "luser_relay",
	    "bounce_notice_recipient", "2bounce_notice_recipient",
	    "empty_address_recipient"};
	static const char *const hops[] = {"relayhost", "default_transport",
	    "content_filter", "fallback_transport"};
	bool address = one_in(made, 2);
	const char *name = address ? property_one_of(made->random, addresses)
	                           : property_one_of(made->random, hops);

	put(made, name);
	put(made, one_in(made, 2) ? " =" : "=");
	put_gap(made);
	put_value(made, address ? FORM_ADDRESSES : FORM_HOP, name, false);
	put(made, "\n");
}

/* The name is that of the setting which comes next, or went before. */
static void
put_reference(struct made *made)
{
	static const struct {
		const char *begin, *end;
	} uses[] = {{"always_bcc = $", "\n"}, {"always_bcc=${", "}\n"},
	    {"always_bcc =\n  $(", ")\n"}};
	size_t which = property_below(made->random, 3);
	unsigned line = made->line;
	bool before = one_in(made, 2);
	char use[64], text[64], name[16];

	snprintf(name, sizeof(name), "x%u", made->count);
	snprintf(text, sizeof(text), "a%u@d%u.example", made->count,
	    made->count);
	snprintf(use, sizeof(use), "%s%s%s", uses[which].begin, name,
	    uses[which].end);
	made->count++;
	if (before)
		put(made, use);
	line = made->line;
	put(made, name);
	put(made, " = ");
	put(made, text);
	put(made, "\n");
	if (!before)
		put(made, use);
	want(made, "always_bcc", text, line);
}

static void
put_table_setting(struct made *made)
{
	static const struct {
		const char *name;
		enum form form;
	} settings[] = {{"virtual_alias_maps", FORM_ADDRESSES},
	    {"canonical_maps", FORM_ADDRESSES},
	    {"lmtp_generic_maps", FORM_ADDRESSES},
	    {"sender_bcc_maps", FORM_ADDRESSES}, {"header_checks", FORM_ACTION},
	    {"milter_header_checks", FORM_ACTION}, {"transport_maps", FORM_HOP},
	    {"relocated_maps", FORM_RELOCATED}};
	size_t which =
	    property_below(made->random, sizeof(settings) / sizeof(*settings));

	put(made, settings[which].name);
	put(made, " =");
	do {
		put_comma(made);
		put_table(made, settings[which].form, 0);
	} while (one_in(made, 2));
	put(made, "\n");
}

static void
put_restrictions(struct made *made)
{
	static const char *const names[] = {"smtpd_sender_restrictions",
	    "smtpd_data_restrictions", "ours"};
	static const char *const before[] = {"check_recipient_access",
	    "check_sender_access,", "check_client_access", "",
	    "permit_mynetworks,"};
	static const char *const others[] = {"permit", "reject_rbl_client no",
	    "check_policy_service inline:{x=no@no.example}",
	    "check_policy_service unix:private/policy"};

	put(made, property_one_of(made->random, names));
	put(made, " =");
	do {
		put_gap(made);
		put(made, property_one_of(made->random, before));
		put(made, " ");
		put_table(made, FORM_ACTION, 0);
		put_comma(made);
		put(made, property_one_of(made->random, others));
		put(made, ",");
	} while (one_in(made, 3));
	put(made, "\n");
}

static void
put_nothing(struct made *made)
{
	static const char *const lines[] = {"# always_bcc = no@no.example\n",
	    "\n", "myhostname = no@no.example\n", "  # no@no.example\n",
	    "address_verify_sender = no@no.example\n",
	    "smtp_header_checks = static:{BCC no@no.example}\n",
	    "smtpd_banner = $mail_name no@no.example\n",
	    "smtpd_sender_login_maps = static:no@no.example\n",
	    "always_bcc =\n"};

	put(made, property_one_of(made->random, lines));
}

/* ---- reading ------------------------------------------------------------- */

struct taken {
	char text[8192];
	size_t len;
	const char *whole;
	bool misplaced; /* an address does not stand where it says */
};

static int
take(void *context, const struct member *member)
{
	struct taken *taken = context;

	text_put(taken->text, sizeof(taken->text), &taken->len, "%.*s %.*s %u|",
	    (int)member->list.len, member->list.bytes, (int)member->address.len,
	    member->address.bytes, member->line);
	taken->misplaced |=
	    member->in_text &&
	    strncmp(taken->whole + member->at, member->address.bytes,
		member->address.len) != 0;
	return 0;
}

static void
check(struct made *made, int (*read)(const struct reader_text *))
{
	struct taken taken = {.whole = made->text};
	struct diagnostics diagnostics = {0};
	const struct reader_text text = {
	    .file = "main.cf",
	    .text = {made->text, made->len},
	    .take = take,
	    .context = &taken,
	    .diagnostics = &diagnostics,
	};
	int result = read(&text);

	property_check(made->random,
	    result == 0 && diagnostics.count == 0 && !taken.misplaced &&
		strcmp(taken.text, made->want) == 0,
	    taken.text, made->text, made->len);
	property_check(made->random,
	    read != main_cf_read || !main_cf_begins(text.text) ||
		made->len != 0,
	    "begins", made->text, made->len);
	diagnostics_clear(&diagnostics);
}

Test(main_cf_property, settings, .timeout = 120)
{
	static struct made made;

	PROPERTY_CASES(random, "main.cf")
	{
		made = (struct made){.random = &random, .line = 1};
		put(&made, "smtpd_restriction_classes = other, ours\n");
		do {
			switch (property_below(&random, 5)) {
			case 0:
				put_value_setting(&made);
				break;
			case 1:
				put_reference(&made);
				break;
			case 2:
				put_table_setting(&made);
				break;
			case 3:
				put_restrictions(&made);
				break;
			default:
				put_nothing(&made);
			}
		} while (!one_in(&made, 4) && made.len < 6000);
		check(&made, main_cf_read);
	}
}

/* Services, each of which has settings of its own. */
Test(main_cf_property, services, .timeout = 120)
{
	static const char *const before[] = {"-o always_bcc=", "-oalways_bcc=",
	    "-o { always_bcc = "};
	static struct made made;

	PROPERTY_CASES(random, "master.cf")
	{
		made = (struct made){.random = &random, .line = 1};
		do {
			size_t form = property_below(&random, 3);

			put(&made,
			    one_in(&made, 2) ? "# x inet a@no.example\n" : "");
			put(&made, "10025 inet n");
			put_gap(&made);
			put(&made, "- y - -");
			put_gap(&made);
			put(&made, "smtpd -v");
			put_gap(&made);
			put(&made, before[form]);
			put_address(&made, "10025/inet/always_bcc");
			put(&made, form == 2 ? "}" : "");
			put_gap(&made);
			put(&made, "-o myhostname=no.example\n");
		} while (!one_in(&made, 3));
		check(&made, master_cf_read);
	}
}

static void
put_key(struct made *made, char *key, size_t size)
{
	switch (property_below(made->random, 7)) {
	case 0:
		snprintf(key, size, "k%u@no.example", made->count);
		break;
	case 1:
		snprintf(key, size, "/^k%u b/", made->count);
		break;
	case 2:
		snprintf(key, size, "!/k%u\\/ x/i", made->count);
		break;
	case 3:
		snprintf(key, size, "~k%u c~", made->count);
		break;
	case 4:
		snprintf(key, size, "192.0.2.%u", made->count);
		break;
	case 5:
		snprintf(key, size, "\"k %u\"@no.example", made->count);
		break;
	default:
		snprintf(key, size, "%%k%u%%x", made->count);
	}
	put(made, key);
}

Test(main_cf_property, rows, .timeout = 120)
{
	static const struct {
		int (*read)(const struct reader_text *);
		enum form form;
	} tables[] = {{access_read, FORM_ACTION}, {transport_read, FORM_HOP},
	    {relocated_read, FORM_RELOCATED}};
	static struct made made;
	char key[64];

	PROPERTY_CASES(random, "tables of actions")
	{
		size_t which = property_below(&random, 3);

		made = (struct made){.random = &random, .line = 1};
		do {
			if (one_in(&made, 4))
				put(&made,
				    "# no@no.example BCC no@no.example\n");
			if (one_in(&made, 6))
				put(&made, "if /no@no.example/\n");
			put_key(&made, key, sizeof(key));
			put_gap(&made);
			put_value(&made, tables[which].form, key, false);
			put(&made, one_in(&made, 2) ? "\n" : " \n\n");
		} while (!one_in(&made, 4));
		check(&made, tables[which].read);
	}
}
