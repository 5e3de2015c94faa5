/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of Postfix's and the programs that list them: what is read of their
 * output, and what is reported when they fail. */
#include "domains/readers/mta/table.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/readers/mta/aliases.h"
#include "domains/readers/mta/postfix.h"
#include "domains/base/subprocess.h"
#include "tests/unit/text.h"

static char scratch[32];

static void
enter_scratch(void)
{
	snprintf(scratch, sizeof(scratch), "/tmp/table.XXXXXX");
	cr_assert(mkdtemp(scratch) != NULL && chdir(scratch) == 0);
}

static void
leave_scratch(void)
{
	char command[64];

	cr_assert_eq(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf %s", scratch);
	cr_assert_eq(system(command), 0);
}

TestSuite(table, .init = enter_scratch, .fini = leave_scratch, .timeout = 120);

static void
write_text(const char *name, const char *text, mode_t mode)
{
	FILE *file = fopen(name, "w");

	cr_assert(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
	cr_assert_eq(chmod(name, mode), 0);
}

/* What was taken, "list address line|" each. */
struct taken {
	char text[1024];
	size_t len;
};

static int
take(void *context, const struct member *member)
{
	struct taken *taken = context;

	text_put(taken->text, sizeof(taken->text), &taken->len, "%.*s %.*s %u|",
	    (int)member->list.len, member->list.bytes, (int)member->address.len,
	    member->address.bytes, member->line);
	return 0;
}

static void
expect_diagnostic(struct diagnostics *diagnostics, const char *want)
{
	char line[512] = "";

	if (diagnostics->kept != 0)
		diagnostic_format(&diagnostics->list[0], line, sizeof(line));
	cr_expect_eq(diagnostics->count, 1, "%zu diagnostics",
	    diagnostics->count);
	cr_expect(strstr(line, want) != NULL, "%s: %s", want, line);
	diagnostics_clear(diagnostics);
}

Test(table, names)
{
	cr_expect(reader_type_is_table("hash:/etc/aliases"));
	cr_expect(reader_type_is_table("proxy:ldap:/etc/x.cf"));
	cr_expect(reader_type_is_table("unionmap:{hash:/a}"));
	cr_expect_not(reader_type_is_table("/etc/aliases"));
	cr_expect_not(reader_type_is_table("/etc/a:b"));
	cr_expect_not(reader_type_is_table(":x"));
	cr_expect_not(reader_type_is_table(""));
	cr_expect_not(reader_type_is_table("aliases"));
}

static const struct {
	const char *text;
	const char *taken;
	const char *diagnostic; /* NULL: none */
} listings[] = {
    {"", "", NULL},
    {"lab\ttaro@gmai.com, jiro\n@\t@\nx@b.jp\ta@c.jp\n",
	"lab taro@gmai.com 1|lab jiro 1|x@b.jp a@c.jp 3|", NULL},
    {"lab one\ta@b.jp", "lab one a@b.jp 1|", NULL},
    {"\n\nlab\ta@b.jp\n", "lab a@b.jp 3|", NULL},
    {"lab a@b.jp\n", "", "hash:x:1: \"lab a@b.jp\": not a key, a tab"},
    {"\ta@b.jp\n", "", "not a key, a tab and a value"},
    {"lab\t\n", "", NULL},
    {"lab\t|/bin/cat, /var/mail/x\n", "lab |/bin/cat 1|lab /var/mail/x 1|",
	NULL},
};

Test(table, listings)
{
	for (size_t i = 0; i < sizeof(listings) / sizeof(*listings); i++) {
		struct taken taken = {.len = 0};
		struct diagnostics diagnostics = {0};
		const struct reader_text text = {
		    .file = "hash:x",
		    .text = span_of(listings[i].text),
		    .take = take,
		    .context = &taken,
		    .diagnostics = &diagnostics,
		};

		cr_expect_eq(listing_read(&text), 0);
		cr_expect_str_eq(taken.text, listings[i].taken, "case %zu: %s",
		    i, taken.text);
		if (listings[i].diagnostic != NULL)
			expect_diagnostic(&diagnostics, listings[i].diagnostic);
		cr_expect_eq(diagnostics.count, 0, "case %zu", i);
		diagnostics_clear(&diagnostics);
	}
}

/* ---- programs ------------------------------------------------------------ */

static int
run(const char *script, struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r)
{
	const char *const argv[] = {"/bin/sh", "-c", script, NULL};

	return subprocess_read("subject", argv, NULL, diagnostics, bytes_r,
	    len_r);
}

Test(table, a_program_ends_well)
{
	struct diagnostics diagnostics = {0};
	char *bytes;
	size_t len;
	sigset_t all, before;

	/* As in a daemon that has blocked its signals. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	cr_assert_eq(run("echo words >&2; printf 'a b\\n'; "
			 "grep SigBlk /proc/self/status; cat; env | sort",
			 &diagnostics, &bytes, &len),
	    0);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	cr_expect_eq(len, strlen(bytes));
	cr_expect(strncmp(bytes, "a b\nSigBlk:\t0000000000000000\n", 29) == 0,
	    "%s", bytes);
	cr_expect_not_null(strstr(bytes, "LC_ALL=C\n"));
	cr_expect_null(strstr(bytes, "HOME="));
	free(bytes);
	cr_expect_eq(diagnostics.count, 0);
}

Test(table, much_output)
{
	struct diagnostics diagnostics = {0};
	char *bytes;
	size_t len;

	cr_assert_eq(run("head -c 3000000 /dev/zero; "
			 "head -c 300000 /dev/zero >&2",
			 &diagnostics, &bytes, &len),
	    0);
	cr_expect_eq(len, 3000000);
	free(bytes);
}

static const struct {
	const char *script;
	const char *diagnostic;
} failing[] = {
    {"exit 3", "subject: ended with 3"},
    {"kill -9 $$", "subject: ended with 137"},
    {"echo first >&2; printf 'the\\033reason\\n' >&2; exit 1",
	"subject: the?reason"},
    {"head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1", "xxxxxxxx"},
    {"exec head -c 300000000 /dev/zero", "subject: printed over 256 MiB"},
};

Test(table, a_program_fails)
{
	const char *const none[] = {"no-such-program", NULL};

	for (size_t i = 0; i < sizeof(failing) / sizeof(*failing); i++) {
		struct diagnostics diagnostics = {0};
		char *bytes = NULL;
		size_t len;

		cr_expect_eq(run(failing[i].script, &diagnostics, &bytes, &len),
		    -1, "%s", failing[i].script);
		cr_expect_null(bytes);
		expect_diagnostic(&diagnostics, failing[i].diagnostic);
	}

	struct diagnostics diagnostics = {0};
	char *bytes = NULL;
	size_t len;

	cr_expect_eq(subprocess_read("subject", none, NULL, &diagnostics,
			 &bytes, &len),
	    -1);
	expect_diagnostic(&diagnostics, "there is no program no-such-program");
	cr_expect_not(subprocess_exists("no-such-program"));
	cr_expect(subprocess_exists("sh"));
}

static bool
at_once(void)
{
	return true;
}

static const char *const hanging[] = {
    "echo x; exec sleep 1000",
    "exec sleep 1000 >&- 2>&-",
};

Test(table, a_program_is_waited_for_no_longer)
{
	for (size_t i = 0; i < sizeof(hanging) / sizeof(*hanging); i++) {
		const char *const argv[] = {"/bin/sh", "-c", hanging[i], NULL};
		struct diagnostics diagnostics = {0};
		char *bytes = NULL;
		size_t len;

		cr_expect_eq(subprocess_read("subject", argv, at_once,
				 &diagnostics, &bytes, &len),
		    -1);
		cr_expect_null(bytes);
		expect_diagnostic(&diagnostics, "subject: was not waited for");
	}
}

/* Its outputs may be closed long before its end. */
Test(table, a_program_fails_late)
{
	struct diagnostics diagnostics = {0};
	char *bytes = NULL;
	size_t len;

	cr_expect_eq(run("exec >&- 2>&-; sleep 0.1; exit 7", &diagnostics,
			 &bytes, &len),
	    -1);
	expect_diagnostic(&diagnostics, "subject: ended with 7");
}

Test(table, whose_end_is_not_told)
{
	struct diagnostics diagnostics = {0};
	char *bytes = NULL;
	size_t len;

	signal(SIGCHLD, SIG_IGN);
	cr_expect_eq(run("exit 7", &diagnostics, &bytes, &len), -1);
	signal(SIGCHLD, SIG_DFL);
	expect_diagnostic(&diagnostics, "subject: ended, but how is not known");
}

Test(table, a_program_has_nothing_open)
{
	struct diagnostics diagnostics = {0};
	char *bytes;
	size_t len;
	int fd = open("left", O_CREAT | O_RDWR, 0600);

	cr_assert_geq(fd, 0);
	cr_assert_eq(run("ls -l /proc/$$/fd", &diagnostics, &bytes, &len), 0);
	cr_expect_null(strstr(bytes, "/left"), "%s", bytes);
	free(bytes);
	close(fd);
}

/* What an in-line table has, "list address line|" each, or a diagnostic. */
static const struct {
	const char *table;
	enum reader_type type;
	const char *taken;
	const char *diagnostic; /* NULL: none */
} tables[] = {
    {"static:a@b.jp", READER_VIRTUAL, " a@b.jp 1|", NULL},
    {"proxy:unionmap:{static:a@b.jp, proxy:inline:{k=c@d.jp}}", READER_VIRTUAL,
	" a@b.jp 1|k c@d.jp 1|", NULL},
    {"pipemap:{static:a@b.jp, static:c@d.jp}", READER_VIRTUAL, " c@d.jp 1|",
	NULL},
    {"randmap:{a@b.jp,c@d.jp}", READER_VIRTUAL, " a@b.jp 1| c@d.jp 1|", NULL},
    {"cidr:{{192.0.2.0/24 REDIRECT a@b.jp}}", READER_ACCESS,
	"192.0.2.0/24 a@b.jp 1|", NULL},
    {"inline:{k={ BCC a@b.jp }}", READER_ACCESS, "", NULL},
    {"inline:{{k = BCC a@b.jp}}", READER_ACCESS, "k a@b.jp 1|", NULL},
    {"inline:{a@b.jp}", READER_VIRTUAL, "", "\"a@b.jp\": no \"key=value\""},
    {"inline:{}", READER_VIRTUAL, "", NULL},
    {"static:", READER_VIRTUAL, "", NULL},
    {"unionmap:{", READER_VIRTUAL, "", "cannot be listed"},
    {"fail:x", READER_VIRTUAL, "", NULL},
    {"environ:x", READER_VIRTUAL, "", NULL},
    {"unionmap:{mysql:/x.cf}", READER_VIRTUAL, "",
	"mysql:/x.cf: postmap -s cannot list a table of this type: write its "
	"addresses to a file with mysql"},
    {"proxy:tcp:localhost:1", READER_VIRTUAL, "",
	"tcp:localhost:1: postmap -s cannot list a table of this type: audit "
	"the file or database"},
};

Test(table, in_line)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		const struct reader_options options = {.type = tables[i].type};
		struct taken taken = {.len = 0};
		struct diagnostics diagnostics = {0};

		(void)table_read(tables[i].table, scratch, &options, take,
		    &taken, &diagnostics);
		cr_expect_str_eq(taken.text, tables[i].taken, "case %zu: %s", i,
		    taken.text);
		if (tables[i].diagnostic != NULL)
			expect_diagnostic(&diagnostics, tables[i].diagnostic);
		cr_expect_eq(diagnostics.count, 0, "case %zu", i);
		diagnostics_clear(&diagnostics);
	}
}

/* Tables in tables, and names that stand for nothing, without end. */
Test(table, hostile_configurations, .timeout = 120)
{
	static char text[40000];
	struct diagnostics diagnostics = {0};
	struct taken taken = {.len = 0};
	struct reader_options options = {.type = READER_MAIN_CF};
	size_t len = 0;

	for (char name = 'a'; name < 'p'; name++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%c = ", name);
		for (size_t i = 0; i < 500; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "$%c", name + 1);
		len += (size_t)snprintf(text + len, sizeof(text) - len, "\n");
	}
	len += (size_t)snprintf(text + len, sizeof(text) - len,
	    "p =\nalways_bcc = $a\nalias_maps = ");
	for (size_t i = 0; i < 1000; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "unionmap:{");
	cr_expect_eq(reader_parse("main.cf", text, len, &options, take, &taken,
			 &diagnostics),
	    0);
	cr_expect_str_eq(taken.text, "");
	cr_expect(diagnostics.count >= 1);
	diagnostics_clear(&diagnostics);
}

/* ---- Postfix ------------------------------------------------------------- */

/* "setting text type keys|" each; a value has no keys. */
static void
expect_sources(const struct postfix *postfix, const char *want)
{
	static const char *const keys[] = {"chain", "once", "others"};
	char text[2048] = "";
	size_t len = 0;

	for (size_t i = 0; i < postfix->source_count; i++) {
		const struct postfix_source *one = &postfix->sources[i];

		text_put(text, sizeof(text), &len, "%s %s %s %s|", one->setting,
		    one->text, reader_type_name(one->type),
		    one->table ? keys[one->keys] : "value");
	}
	cr_expect_str_eq(text, want, "%s", text);
}

static bool
has_text(const struct strings *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->list[i], text) == 0)
			return true;
	return false;
}

static const struct postfix_forward *
forward_of(const struct postfix *postfix, const char *user, size_t nth)
{
	for (size_t i = 0; i < postfix->forward_count; i++)
		if (strcmp(postfix->forwards[i].user, user) == 0 && nth-- == 0)
			return &postfix->forwards[i];
	return NULL;
}

Test(table, what_postfix_says)
{
	static const char main_cf[] =
	    "compatibility_level = 3.6\n"
	    "myhostname = MX.univ.example\n"
	    "mydestination = $myhostname, localhost.$mydomain,\n"
	    "  .not.a.name, %s/domains\n"
	    "proxy_interfaces = 192.0.2.9, 2001:DB8::9 gw.example.jp\n"
	    "alias_maps = hash:/etc/aliases, proxy:hash:/b /c\n"
	    "virtual_alias_maps = { inline:{ a=b, {c = d} } }\n"
	    "recipient_bcc_maps = hash:/bcc\n"
	    "sender_bcc_maps = hash:/sender\n"
	    "always_bcc = all@univ.example\n"
	    "2bounce_notice_recipient =\n"
	    "body_checks = { static:{BCC b@c.example} }\n"
	    "smtpd_restriction_classes = ours\n"
	    "ours = check_recipient_access,hash:/class, permit\n"
	    "smtpd_sender_restrictions = ours, hash:/old reject_rbl_client\n"
	    "  zen.example=127.0.0.2, check_policy_service inet:[::1]:25,\n"
	    "  check_sender_access hash:/access, check_client_access\n"
	    "  pcre:{{/^a b/ BCC x@y.example}}, permit\n"
	    "smtpd_relay_restrictions = reject\n"
	    "recipient_delimiter = +-\n"
	    "forward_path = /f/$user/.forward${recipient_delimiter}"
	    "${extension}, /f/$(user)/.forward, /g/$domain/x, relative\n";
	char text[1024], before[64];
	struct diagnostics diagnostics = {0};
	struct postfix postfix;

	snprintf(text, sizeof(text), main_cf, scratch);
	write_text("main.cf", text, 0644);
	write_text("master.cf",
	    "smtp inet n - n - - smtpd\n"
	    " -o "
	    "smtpd_recipient_restrictions=check_recipient_access,hash:/sub\n"
	    " -o { content_filter = smtp:[f.example]:25 }\n",
	    0644);
	write_text("domains", "# ours\nlists.univ.example\nUniv.example x\n\n",
	    0644);
	cr_assert_eq(postfix_ask(scratch, NULL, &diagnostics, &postfix), 0);
	snprintf(before, sizeof(before), "[127.0.0.1]");
	cr_expect(has_text(&postfix.domains, "mx.univ.example"));
	cr_expect(has_text(&postfix.domains, "localhost.univ.example"));
	cr_expect(has_text(&postfix.domains, "lists.univ.example"));
	cr_expect(has_text(&postfix.domains, "univ.example"));
	cr_expect(has_text(&postfix.domains, before));
	cr_expect(has_text(&postfix.domains, "[192.0.2.9]"));
	cr_expect(has_text(&postfix.domains, "[IPv6:2001:db8::9]"));
	cr_expect_not(has_text(&postfix.domains, "[gw.example.jp]"));
	expect_sources(&postfix,
	    "alias_maps hash:/etc/aliases aliases chain|"
	    "alias_maps proxy:hash:/b aliases chain|"
	    "alias_maps hash:/c aliases chain|"
	    "always_bcc all@univ.example aliases value|"
	    "body_checks static:{BCC b@c.example} access others|"
	    "bounce_notice_recipient postmaster aliases value|"
	    "default_transport smtp transport value|"
	    "delay_notice_recipient postmaster aliases value|"
	    "empty_address_recipient MAILER-DAEMON aliases value|"
	    "error_notice_recipient postmaster aliases value|"
	    "local_transport local:MX.univ.example transport value|"
	    "ours hash:/class access once|"
	    "recipient_bcc_maps hash:/bcc virtual once|"
	    "relay_transport relay transport value|"
	    "sender_bcc_maps hash:/sender virtual others|"
	    "smtpd_sender_restrictions hash:/old access others|"
	    "smtpd_sender_restrictions hash:/access access others|"
	    "smtpd_sender_restrictions pcre:{{/^a b/ BCC x@y.example}} access "
	    "others|"
	    "virtual_alias_maps inline:{ a=b, {c = d} } virtual chain|"
	    "virtual_transport virtual transport value|"
	    "smtp/inet/content_filter smtp:[f.example]:25 transport value|"
	    "smtp/inet/smtpd_recipient_restrictions hash:/sub access once|");
	cr_expect_str_eq(postfix.delimiter, "+-");
	cr_assert_not_null(forward_of(&postfix, "games", 1));
	cr_expect_str_eq(forward_of(&postfix, "games", 0)->path,
	    "/f/games/.forward?*");
	cr_expect_str_eq(forward_of(&postfix, "games", 1)->path,
	    "/f/games/.forward");
	cr_expect_null(forward_of(&postfix, "games", 2));
	cr_expect_eq(diagnostics.count, 2, "%zu diagnostics",
	    diagnostics.count);
	postfix_clear(&postfix);
	diagnostics_clear(&diagnostics);
}

Test(table, postfix_that_cannot_be_asked)
{
	struct diagnostics diagnostics = {0};
	struct postfix postfix;

	cr_expect_eq(postfix_ask("/nonexistent", NULL, &diagnostics, &postfix),
	    -1);
	expect_diagnostic(&diagnostics, "/nonexistent: postconf: fatal: ");
}
