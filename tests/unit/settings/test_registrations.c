/* SPDX-License-Identifier: BSD-2-Clause */
/* The groups registrations and policies of domains.conf. */
#include "domains/settings/registrations.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/settings/settings.h"
#include "tests/unit/scratch.h"
#include "tests/unit/settings/bad.h"
#include "tests/unit/text.h"

TestSuite(registration_settings, .init = scratch_enter, .fini = scratch_leave,
    .timeout = 120);

Test(registration_settings, registrations)
{
	static const char text[] =
	    "registrations = {\n"
	    "  aliases = [\"/etc/aliases\", \"hash:/etc/mail/aliases\"];\n"
	    "  forward = \"forward/*\";\n"
	    "  local-domains = [\"Example.AC.jp.\", \"b\u00fccher.jp\"];\n"
	    "  delimiter = \"+-\";\n"
	    "  contact = \"admin@example.ac.jp\";\n"
	    "  mailman3 = { url = \"http://127.0.0.1:8001/3.1\";\n"
	    "    user = \"u\"; password-file = \"secret\"; };\n"
	    "};\n";
	struct diagnostics diagnostics = {0};
	struct settings settings;
	const struct settings_registrations *r = &settings.registrations;

	cr_assert_eq(mkdir("d", 0700), 0);
	text_write("d/x.conf", text);
	cr_assert_eq(settings_load("d/x.conf", NULL, &diagnostics, &settings),
	    0);
	cr_assert(settings_has_registrations(r));
	cr_assert_eq(r->source_count, 3);
	cr_expect_str_eq(r->sources[0].what, "/etc/aliases");
	cr_expect_eq(r->sources[0].type, READER_ALIASES);
	cr_expect_not(r->sources[0].table);
	cr_expect_str_eq(r->sources[1].what, "hash:/etc/mail/aliases");
	cr_expect(r->sources[1].table);
	cr_expect_str_eq(r->sources[2].what, "d/forward/*");
	cr_expect_eq(r->sources[2].type, READER_FORWARD);
	cr_assert_eq(r->local_domains.count, 2);
	cr_expect_str_eq(r->local_domains.list[0], "example.ac.jp");
	cr_expect_str_eq(r->local_domains.list[1], "xn--bcher-kva.jp");
	cr_expect_str_eq(r->delimiter, "+-");
	cr_expect_str_eq(r->contact, "admin@example.ac.jp");
	cr_expect_eq(r->refresh, SETTINGS_REFRESH_DEFAULT);
	cr_expect_str_eq(r->mailman3.password_file, "d/secret");
	settings_clear(&settings);

	/* The lists of a directory alone: nothing of the machine's own. */
	cr_assert_eq(settings_load(NULL, "d", &diagnostics, &settings), 0);
	cr_expect_not(settings_has_registrations(&settings.registrations));
	settings_clear(&settings);
}

Test(registration_settings, places_that_do_not_exist)
{
	static const char text[] =
	    "registrations = {\n"
	    "  aliases = [\"here\", \"gone\", \"hash:/gone\", \"g*\"];\n"
	    "  members = [\"here/below\", \".\", \"/dev/zero\"];\n"
	    "  postfix = \"here\";\n"
	    "  mailman3 = { url = \"http://[::1]\"; user = \"u\";\n"
	    "    password-file = \"secret\"; };\n"
	    "};\n";
	static const char *const lines[SCRATCH_LINES_MAX] = {
	    "x.conf: registrations.aliases: gone: No such file or directory",
	    "x.conf: registrations.members: here/below: Not a directory",
	    "x.conf: registrations.members: .: is a directory, not a regular "
	    "file",
	    "x.conf: registrations.members: /dev/zero: is a device, not a "
	    "regular file",
	    "x.conf: registrations.postfix: here: Not a directory",
	    "x.conf: registrations.mailman3.password-file: secret: "
	    "No such file or directory",
	};
	struct diagnostics diagnostics = {0};
	struct settings settings;

	text_write("here", "");
	text_write("x.conf", text);
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	settings_check_places(&settings.registrations, "x.conf", &diagnostics);
	scratch_expect("places", &diagnostics, lines);
	settings_clear(&settings);
}

Test(registration_settings, bad_registrations)
{
	static const struct scratch_case cases[] = {
	    {"registrations = {\nmembers = \"\";\n};\n",
		{"x.conf:2: registrations.members: is empty"}},
	    {"registrations = {\nmembers = \"hash:/m\";\n};\n",
		{"x.conf:2: registrations.members: hash:/m: tables of "
		 "Postfix's are aliases or virtual"}},
	    {"registrations = {\nlocal-domains = [\"a\", \"b..c\"];\n};\n",
		{"x.conf:2: registrations.local-domains: b..c: "
		 "two dots or a dot at the beginning"}},
	    {"registrations = {\ndelimiter = \"@\";\n};\n",
		{"x.conf:2: registrations.delimiter: @: should be "
		 "punctuation such as \"+\""}},
	    {"registrations = {\ndelimiter = \"plus\";\n};\n",
		{"x.conf:2: registrations.delimiter: plus: should be "
		 "punctuation such as \"+\""}},
	    {"registrations = {\ncontact = \"a b@c.jp\";\n};\n",
		{"x.conf:2: registrations.contact: a b@c.jp: should be a "
		 "plain address in ASCII"}},
	    {"registrations = {\ncontact = \"admin\";\n};\n",
		{"x.conf:2: registrations.contact: admin: no @"}},
	    {"registrations = {\nrefresh = 51;\n};\n",
		{"x.conf:2: registrations.refresh: 51, should be 1 to 50"}},
	    {"registrations = { mailman3 = {\nuser = \"u\"; }; };\n",
		{"x.conf:1: registrations.mailman3: has no url"}},
	    {"registrations = { mailman3 = {\nurl = \"file:///x\"; }; };\n",
		{"x.conf:2: registrations.mailman3.url: file:///x: should "
		 "begin with http:// or https://"}},
	    {"policies = ( { lists = \"a\"; },\n{ misspelled-name = true; } "
	     ");\n",
		{"x.conf:2: policies: names no lists: "
		 "lists = \"lab@example.jp\""}},
	    {"policies = { lists = \"a\";\nnear-contact = true; };\n",
		{"x.conf:2: policies.near-contact: near-contact is called "
		 "misspelled-name since 0.2.0"}},
	    {"policies = { lists = [\"a\", \"@b.jp\"]; };\n",
		{"x.conf:1: policies.lists: @b.jp: means no list: all of a "
		 "domain are \"*@example.jp\""}},
	    {"policies = { lists = \"\"; };\n",
		{"x.conf:1: policies.lists: is empty",
		    "x.conf:1: policies: names no lists: "
		    "lists = \"lab@example.jp\""}},
	};

	bad_expect(cases, sizeof(cases) / sizeof(*cases));
}

Test(registration_settings, policies)
{
	static const char text[] =
	    "policies = (\n"
	    " { lists = [\"Kinkyu@example.go.jp\", \"*-renraku\"];\n"
	    "   private-address = true; contact = \"a@b.jp\"; },\n"
	    " { lists = \"*@lists.example.jp\"; misspelled-name = true; }\n"
	    ");\n";
	static const struct {
		const char *list;
		int policy; /* -1: none */
	} cases[] = {
	    {"kinkyu@example.go.jp", 0},
	    {"KINKYU@EXAMPLE.go.jp", 0},
	    {"kinkyu", 0}, /* of every local domain */
	    {"kinkyu@example.ac.jp", -1},
	    {"bu-renraku", 0},
	    {"bu-renraku@anywhere.jp", 0},
	    {"renraku", 1}, /* the domain of the pattern does not matter */
	    {"renraku@lists.example.jp", 1},
	    {"renraku@example.jp", -1},
	    {"", -1},
	};
	struct diagnostics diagnostics = {0};
	struct settings settings;

	text_write("x.conf", text);
	cr_assert_eq(settings_load("x.conf", NULL, &diagnostics, &settings), 0);
	cr_assert_eq(settings.policies.count, 2);
	cr_expect(settings.policies.list[0].private_address);
	cr_expect_not(settings.policies.list[0].misspelled_name);
	cr_expect_str_eq(settings.policies.list[0].contact, "a@b.jp");
	cr_expect(settings.policies.list[1].misspelled_name);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct settings_policy *found =
		    settings_find_policy(&settings.policies,
			span_of(cases[i].list));

		cr_expect_eq(found == NULL
				 ? -1
				 : (int)(found - settings.policies.list),
		    cases[i].policy, "%s", cases[i].list);
	}
	settings_clear(&settings);
}
