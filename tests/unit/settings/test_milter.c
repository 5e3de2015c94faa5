/* SPDX-License-Identifier: BSD-2-Clause */
#include "domains/settings/milter.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/doppelXXXXXX";

static void
write_file(const char *text)
{
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static int
load(const char *text, struct diagnostics *diagnostics,
    struct settings_milter *settings)
{
	int status;

	write_file(text);
	status = settings_milter_load(path, diagnostics, settings);
	unlink(path);
	return status;
}

Test(milter_settings, defaults)
{
	struct settings_milter settings;
	struct diagnostics diagnostics = {0};

	cr_assert_eq(load("", &diagnostics, &settings), 0);
	cr_expect_str_eq(settings.socket, SETTINGS_MILTER_SOCKET);
	cr_expect_eq(settings.socket_mode, 0660);
	cr_expect_null(settings.socket_group);
	cr_expect_null(settings.user);
	cr_expect_str_eq(settings.domains, "/tmp/domains.conf");
	cr_expect_not(settings.log_to_stderr);
	cr_expect_eq(memcmp(&settings.policy, &action_table_default,
			 sizeof(action_table_default)),
	    0);
	cr_expect_eq(settings.exempt.client_count, 0);
	cr_expect_not(settings.exempt.authenticated);
	cr_expect_not(settings.dns);
	cr_expect_eq(settings.dns_deadline, 1000);
	settings_milter_clear(&settings);
	diagnostics_clear(&diagnostics);
}

Test(milter_settings, everything)
{
	static const char text[] =
	    "mode = \"monitor\";\n"
	    "socket = \"inet:8891@127.0.0.1\"; socket-mode = \"0600\";\n"
	    "socket-group = \"postfix\"; user = \"nobody\";\n"
	    "log = \"stderr\"; domains = \"other.conf\";\n"
	    "actions = { known-doppelganger = \"tempfail\";\n"
	    "  typo = { certain = \"quarantine\"; possible = \"accept\"; };\n"
	    "  undeliverable = \"tag\"; malformed = \"reject\";\n"
	    "  similar-contact = { likely = \"quarantine\"; };\n"
	    "  first-contact = \"tag\"; unconfirmed = \"quarantine\"; };\n"
	    "contacts = { clients = [\"192.0.2.7\"]; authserv-fields = 2;\n"
	    "  authserv-id = \"mx.b.jp\"; authserv-alone = true; };\n"
	    "dns = { enabled = true; deadline = 70; };\n"
	    "exempt = { clients = [\"192.0.2.0/24\", \"2001:db8::1\"];\n"
	    "  senders = \"@b.jp\"; users = (\"taro\");\n"
	    "  authenticated = true; };\n";
	struct settings_milter settings;
	struct diagnostics diagnostics = {0};
	const struct action_table *policy = &settings.policy;

	cr_assert_eq(load(text, &diagnostics, &settings), 0, "%s",
	    diagnostics.count > 0 ? diagnostics.list[0].text : "");
	cr_expect_str_eq(settings.socket, "inet:8891@127.0.0.1");
	cr_expect_eq(settings.socket_mode, 0600);
	cr_expect_str_eq(settings.socket_group, "postfix");
	cr_expect_str_eq(settings.user, "nobody");
	cr_expect_str_eq(settings.domains, "/tmp/other.conf");
	cr_expect(settings.log_to_stderr);
	cr_expect(settings.dns);
	cr_expect_eq(settings.dns_deadline, 70);
	cr_expect_eq(policy->table[VERDICT_UNDELIVERABLE][VERDICT_CERTAIN],
	    ACTION_TAG);
	cr_expect(policy->monitor);
	for (int c = 0; c < VERDICT_CONFIDENCES; c++) {
		cr_expect_eq(policy->table[VERDICT_KNOWN_DOPPELGANGER][c],
		    ACTION_TEMPFAIL);
		cr_expect_eq(policy->table[VERDICT_MALFORMED][c],
		    ACTION_REJECT);
	}
	cr_expect_eq(policy->table[VERDICT_TYPO][VERDICT_CERTAIN],
	    ACTION_QUARANTINE);
	cr_expect_eq(policy->table[VERDICT_TYPO][VERDICT_LIKELY],
	    ACTION_QUARANTINE);
	cr_expect_eq(policy->table[VERDICT_TYPO][VERDICT_POSSIBLE],
	    ACTION_ACCEPT);
	cr_expect_eq(policy->table[VERDICT_SIMILAR_CONTACT][VERDICT_LIKELY],
	    ACTION_QUARANTINE);
	cr_expect_eq(policy->table[VERDICT_SIMILAR_CONTACT][VERDICT_POSSIBLE],
	    ACTION_LOG);
	cr_expect_eq(policy->table[VERDICT_FIRST_CONTACT][VERDICT_CERTAIN],
	    ACTION_TAG);
	cr_expect_eq(policy->table[VERDICT_UNCONFIRMED][VERDICT_CERTAIN],
	    ACTION_QUARANTINE);
	cr_expect_eq(settings.contacts.ours.client_count, 1);
	cr_expect_str_eq(settings.contacts.authserv_id, "mx.b.jp");
	cr_expect_eq(settings.contacts.authserv_fields, 2);
	cr_expect(settings.contacts.authserv_alone);
	cr_expect_eq(settings.exempt.client_count, 2);
	cr_expect_eq(settings.exempt.sender_count, 1);
	cr_expect_eq(settings.exempt.users.count, 1);
	cr_expect(settings.exempt.authenticated);
	settings_milter_clear(&settings);
	diagnostics_clear(&diagnostics);
}

static const struct {
	const char *text;
	unsigned line;
	const char *want; /* somewhere in the error */
} wrong[] = {
    {"mode = \"enfroce\";", 1, "enfroce"},
    {"actions = { similar-contact = {\n certain = \"log\"; }; };", 2,
	"certain"},
    {"contacts = {\n clients = [\"mx.b.jp\"]; };", 2, "mx.b.jp"},
    {"contacts = {\n authserv-fields = -1; };", 2, "authserv-fields"},
    {"\nmode = true;", 2, "mode"},
    {"mood = \"monitor\";", 1, "mood"},
    {"mode = ;", 1, "syntax error"},
    {"actions = {\nnear-contact = \"log\"; };", 2,
	"near-contact is called misspelled-name since 0.2.0"},
    {"socket = \"tcp:1\";", 1, "tcp:1"},
    {"\n\nsocket = \"unix:relative\";", 3, "must begin with /"},
    {"socket-mode = \"0888\";", 1, "octal"},
    {"socket-mode = \"\";", 1, "octal"},
    {"socket-mode = \"06600\";", 1, "octal"},
    {"socket-mode = \"1777\";", 1, "octal"},
    {"socket-mode = \"0060\";", 1, "owner"},
    {"domains = \"\";", 1, "empty"},
    {"user = \"\";", 1, "empty"},
    {"socket-group = \"\";", 1, "empty"},
    {"actions = {\n typo = \"reject\"; };", 2, "typo"},
    {"actions = { typo = {\n certain = \"confrim\"; }; };", 2, "confirm"},
    {"actions = {\n known-doppelganger = \"confirm\"; };", 2,
	"known-doppelganger: confirm: no second try"},
    {"actions = { typo = {\n\n sure = \"reject\"; }; };", 3, "sure"},
    {"actions = { registration = \"reject\"; };", 1, "registration"},
    {"exempt = { clients = [\"192.0.2.0/24\",\n\"192.0.2.1/24\"]; };", 2,
	"192.0.2.1/24"},
    {"exempt = { senders = [\"@\"]; };", 1, "exempt.senders"},
    {"exempt = { users = [\"\"]; };", 1, "exempt.users"},
    {"exempt = { authenticated = \"yes\"; };", 1, "authenticated"},
    {"exempt = { senders = [\"a@b.jp\",\n\"*@b.jp\"]; };", 2,
	"exempt.senders: *@b.jp: \"*\" stands for nothing"},
    {"exempt = { users = [\"a*\",\n\"*\"]; };", 2, "exempt.users: *: "},
    {"contacts = {\n authserv-id = \"mx.b.jp;\"; };", 2,
	"contacts.authserv-id"},
    {"contacts = { authserv-id = \"mx b\"; };", 1, "contacts.authserv-id"},
    {"exempt = { clients = [1, 2]; };", 1, "exempt.clients"},
};

Test(milter_settings, diagnostics_name_file_line_and_culprit)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct settings_milter settings;
		struct diagnostics diagnostics = {0};

		snprintf(path, sizeof(path), "%s", "/tmp/doppelXXXXXX");
		cr_expect_eq(load(wrong[i].text, &diagnostics, &settings), -1,
		    "case %zu (%s)", i, wrong[i].text);
		cr_expect_eq(diagnostics.count, 1, "case %zu: %zu errors", i,
		    diagnostics.count);
		if (diagnostics.kept > 0) {
			cr_expect_str_eq(diagnostics.list[0].file, path);
			cr_expect_eq(diagnostics.list[0].line, wrong[i].line,
			    "case %zu (%s): line %u", i, wrong[i].text,
			    diagnostics.list[0].line);
			cr_expect_not_null(strstr(diagnostics.list[0].text,
					       wrong[i].want),
			    "case %zu (%s)", i, diagnostics.list[0].text);
		}
		diagnostics_clear(&diagnostics);
	}
}

Test(milter_settings, confirm_needs_a_store)
{
	static const char *const texts[] = {
	    "actions = {\n typo = {\n certain = \"confirm\"; };\n"
	    " malformed = \"confirm\"; };",
	    "actions = {\n\n first-contact = \"confirm\"; };",
	};
	const struct settings_contacts none = {.store = NULL};
	const struct settings_contacts some = {.store = (char[]){"sqlite:c"}};

	for (size_t i = 0; i < 2; i++) {
		struct settings_milter settings;
		struct diagnostics diagnostics = {0};

		cr_assert_eq(load(texts[i], &diagnostics, &settings), 0);
		cr_expect_eq(settings_milter_check_store(&settings, path, &some,
				 &diagnostics),
		    0);
		cr_expect_eq(settings_milter_check_store(&settings, path, &none,
				 &diagnostics),
		    -1);
		cr_assert_eq(diagnostics.kept, 1);
		cr_expect_eq(diagnostics.list[0].line, 3);
		cr_expect_not_null(
		    strstr(diagnostics.list[0].text, "contacts.store"));
		settings_milter_clear(&settings);
		diagnostics_clear(&diagnostics);
		snprintf(path, sizeof(path), "%s", "/tmp/doppelXXXXXX");
	}
}

Test(milter_settings, every_diagnostic_in_one_run)
{
	struct settings_milter settings;
	struct diagnostics diagnostics = {0};

	cr_expect_eq(load("socket = \"x\";\nsocket-mode = \"9\";\n"
			  "exempt = { clients = [\"a\", \"b\"];\n"
			  "senders = [\"c\"]; };\n",
			 &diagnostics, &settings),
	    -1);
	cr_expect_eq(diagnostics.count, 5);
	diagnostics_clear(&diagnostics);
}

static void
expect_keys(const char *sample, const struct setting_key *key)
{
	char assignment[64];

	for (; key->name != NULL; key++) {
		snprintf(assignment, sizeof(assignment), "%s = ", key->name);
		cr_expect_not_null(strstr(sample, assignment), "%s", key->name);
		if (key->keys != NULL)
			expect_keys(sample, key->keys);
	}
}

Test(milter_settings, every_key_stands_in_the_sample)
{
	FILE *sample = fopen("conf/milter.conf", "r");
	char text[8192];
	size_t len;

	cr_assert_not_null(sample);
	len = fread(text, 1, sizeof(text) - 1, sample);
	fclose(sample);
	text[len] = '\0';
	expect_keys(text, settings_milter_table);
}

Test(milter_settings, the_sample_is_good)
{
	struct settings_milter settings;
	struct diagnostics diagnostics = {0};

	cr_assert_eq(settings_milter_load("conf/milter.conf", &diagnostics,
			 &settings),
	    0, "%s", diagnostics.count > 0 ? diagnostics.list[0].text : "");
	/* Its actions are the defaults: the sample only shows them. */
	cr_expect_eq(memcmp(settings.policy.table, action_table_default.table,
			 sizeof(action_table_default.table)),
	    0);
	cr_expect(settings.policy.monitor);
	settings_milter_clear(&settings);
}
