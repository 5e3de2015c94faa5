/* SPDX-License-Identifier: BSD-2-Clause */
/* Whom a mail shows to be contacts, as the message reports them. */
#include "milter/sightings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "domains/service/log.h"
#include "milter/message.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/scratch.h"

#define TOKEN "abcdefghijklmnopqrstuvwx27"
#define PROOF "mx.univ.example; dkim=pass header.d=partner.example"

static char authserv_id[] = "mx.univ.example", store_place[] = "sqlite:c",
	    socket_place[] = "s";
static const char *own[] = {"univ.example"};
static struct snapshot snapshot;
static int inbox;

static void
set_up(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "s"};
	struct doppel_list list = {.kind = LISTFILE_DOPPELGANGERS,
	    .path = "list"};
	const struct doppel_options options = {.lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default};
	struct diagnostics diagnostics = {0};
	struct store *store;
	FILE *out;

	scratch_enter();
	out = fopen("list", "w");
	cr_assert(out != NULL);
	fputs("gmai.com gmail.com\n", out);
	fclose(out);
	store = stores_open("c", true, false);
	store_close(&store);
	inbox = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	cr_assert_eq(bind(inbox, (const struct sockaddr *)&address,
			 sizeof(address)),
	    0);

	snapshot = (struct snapshot){.references = 1};
	cr_assert_eq(doppel_open(&options, &diagnostics, &snapshot.engine), 0);
	snapshot.settings.policy = action_table_default;
	snapshot.settings.contacts.authserv_id = authserv_id;
	snapshot.settings.contacts.authserv_fields = 1;
	snapshot.domains.contacts.store = store_place;
	snapshot.domains.contacts.socket = socket_place;
	snapshot.domains.registrations.rules =
	    (struct lookup_key_rules){own, 1, NULL, "", false, false};
	snapshot.history = history_new(&snapshot.domains.contacts);
	log_open(LOG_TO_STDERR, false);
}

static void
tear_down(void)
{
	history_free(&snapshot.history);
	doppel_close(&snapshot.engine);
	exempt_clear(&snapshot.settings.contacts.ours);
	close(inbox);
	scratch_leave();
}

TestSuite(sightings, .init = set_up, .fini = tear_down);

/* What was reported: "sent a@b.example by c@d.example via e@f.example; ". */
static const char *
reported(void)
{
	static const char *const kinds[] = {"sent", "heard", "confirmed",
	    "list"};
	static char text[8192];
	char bytes[OBSERVATION_DATAGRAM_MAX];
	struct observation list[OBSERVATIONS_MAX];
	size_t used = 0;
	const char *why;
	ssize_t len;

	text[0] = '\0';
	while ((len = recv(inbox, bytes, sizeof(bytes), 0)) >= 0) {
		int count = observation_parse((struct span){bytes, (size_t)len},
		    list, &why);

		for (int i = 0; i < count && used < sizeof(text); i++)
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, "%s %.*s by %.*s via %.*s; ",
			    kinds[list[i].kind], (int)list[i].key.address.len,
			    list[i].key.address.bytes,
			    (int)(list[i].sender.len + list[i].token.len),
			    list[i].token.len != 0 ? list[i].token.bytes
						   : list[i].sender.bytes,
			    (int)list[i].list.len, list[i].list.bytes);
	}
	return text;
}

struct mail {
	bool local;
	const char *user, *sender, *recipient;
	const char *original;  /* ORCPT */
	const char *fields[6]; /* names and values */
	const char *shows;
};

static void
pass(const struct mail *mail)
{
	const struct message_client client = {.address = "192.0.2.7",
	    .ip = {AF_INET, {[10] = 0xff, 0xff, 192, 0, 2, 7}},
	    .local = mail->local};
	char *arguments[] = {(char *)(uintptr_t)mail->original, NULL};
	const struct message_recipient to = {
	    .path = mail->recipient,
	    .len = strlen(mail->recipient),
	    .arguments = arguments,
	};
	struct policy_reply reply;
	struct message message;

	memset(&message, 0, sizeof(message));
	message_begin(&message, &snapshot, &client, NULL, mail->user,
	    mail->sender, strlen(mail->sender));
	message_recipient(&message, &to, &reply);
	for (int i = 0; i < 6 && mail->fields[i] != NULL; i += 2)
		message_field(&message, mail->fields[i], mail->fields[i + 1]);
	message_end(&message, "4TestId");
}

#define AR "Authentication-Results"
#define HANAKO "From", "Hanako <hanako@univ.example>"
#define ANN "From", "Ann <ann@partner.example>"

static const struct mail mails[] = {
    {true, NULL, "hanako@univ.example", "Ann@Partner.example", NULL, {HANAKO},
	"sent ann@partner.example by hanako@univ.example via ; "},
    {false, "hanako", "<hanako@univ.example>", "<ann@partner.example>", NULL,
	{HANAKO}, "sent ann@partner.example by hanako@univ.example via ; "},
    {false, "hanako", "<bounce@mailer.example>", "<ann@partner.example>", NULL,
	{HANAKO}, "sent ann@partner.example by hanako@univ.example via ; "},
    /* forged, or not ours */
    {false, NULL, "<hanako@univ.example>", "<ann@partner.example>", NULL,
	{HANAKO}, ""},
    {false, "", "<hanako@univ.example>", "<ann@partner.example>", NULL,
	{HANAKO}, ""},
    {false, "hanako", "<ann@partner.example>", "<bob@other.example>", NULL,
	{ANN}, ""},
    {false, "hanako", "<SRS0=HHH=TT=partner.example=ann@univ.example>",
	"<bob@other.example>", NULL, {ANN}, ""},
    /* through a list */
    {true, NULL, "<ann@partner.example>", "<bob@other.example>",
	"ORCPT=rfc822;Lab@univ.example", {ANN},
	"sent bob@other.example by  via lab@univ.example; "},
    {true, NULL, "<hanako@univ.example>", "<bob@other.example>",
	"ORCPT=rfc822;lab@other.example", {HANAKO},
	"sent bob@other.example by hanako@univ.example via ; "},
    /* ours, here, by itself, wrong */
    {true, NULL, "<hanako@univ.example>", "<taro@cs.univ.example>", NULL,
	{HANAKO}, ""},
    {true, NULL, "<>", "<ann@partner.example>", NULL, {HANAKO}, ""},
    {true, NULL, "<hanako@univ.example>", "<ann@partner.example>", NULL,
	{HANAKO, "Auto-Submitted", "auto-replied"}, ""},
    {true, NULL, "<hanako@univ.example>", "<ann@gmai.com>", NULL, {HANAKO}, ""},
    {true, NULL, "<hanako@univ.example>", "<ann@partner.example>", NULL, {NULL},
	""}, /* the header was not sent */
    /* heard */
    {false, NULL, "<ann@partner.example>", "<hanako@univ.example>", NULL,
	{AR, PROOF, ANN}, "heard ann@partner.example by  via ; "},
    {false, NULL, "<ann@partner.example>", "<hanako@univ.example>", NULL,
	{AR, "mx.univ.example; dkim=none", AR, PROOF, ANN}, ""},
    {false, NULL, "<ann@partner.example>", "<hanako@univ.example>", NULL,
	{AR, "mx.other.example; dkim=pass header.d=partner.example", ANN}, ""},
    {false, NULL, "<ann@partner.example>", "<hanako@univ.example>", NULL,
	{AR, PROOF, "From", "Ann <ann@other.example>"}, ""},
    {false, NULL, "<ann@gmai.com>", "<hanako@univ.example>", NULL,
	{AR, "mx.univ.example; dkim=pass header.d=gmai.com", "From",
	    "ann@gmai.com"},
	""},
    {false, NULL, "<>", "<hanako@univ.example>", NULL, {AR, PROOF, ANN}, ""},
    {false, NULL, "<ann@partner.example>", "<hanako@univ.example>", NULL,
	{AR, PROOF, ANN, "Precedence", "bulk"}, ""},
    {false, NULL, "<hanako@univ.example>", "<taro@univ.example>", NULL,
	{AR, "mx.univ.example; dkim=pass header.d=univ.example", HANAKO}, ""},
    /* an answer */
    {false, NULL, "<ann@partner.example>", "<kakunin@univ.example>", NULL,
	{AR, PROOF, ANN, "In-Reply-To", "<confirm-" TOKEN "@mx.univ.example>"},
	"heard ann@partner.example by  via ; "
	"confirmed ann@partner.example by " TOKEN " via ; "},
    {false, NULL, "<ann@partner.example>",
	"<kakunin+confirm-" TOKEN "@univ.example>", NULL,
	{AR, PROOF, ANN, "References",
	    "<a@partner.example>\r\n\t<CONFIRM-" TOKEN "@mx.univ.example>"},
	"heard ann@partner.example by  via ; "
	"confirmed ann@partner.example by " TOKEN " via ; "},
    {false, NULL, "<ann@partner.example>", "<kakunin@univ.example>", NULL,
	{AR, PROOF, ANN, "Subject", "confirm-" TOKEN},
	"heard ann@partner.example by  via ; "},
    {false, NULL, "<ann@partner.example>",
	"<kakunin+confirm-" TOKEN "@univ.example>", NULL,
	{AR, PROOF, ANN, "Auto-Submitted", "auto-replied"}, ""},
    {false, NULL, "<ann@partner.example>",
	"<kakunin+confirm-" TOKEN "@univ.example>", NULL,
	{AR, PROOF, ANN, "List-Id", "<lab.partner.example>"}, ""},
    {false, NULL, "<>", "<kakunin+confirm-" TOKEN "@univ.example>", NULL,
	{AR, PROOF, ANN}, ""},
    {false, NULL, "<ann@partner.example>",
	"<kakunin+confirm-" TOKEN "@univ.example>", NULL, {ANN}, ""},
    {false, NULL, "<ann@partner.example>",
	"<kakunin+confirm-" TOKEN "@univ.example>", NULL,
	{AR, PROOF, "From", "Ann <ann@other.example>"}, ""},
    /* a doppelganger answers happily */
    {false, NULL, "<ann@gmai.com>", "<kakunin+confirm-" TOKEN "@univ.example>",
	NULL,
	{AR, "mx.univ.example; dkim=pass header.d=gmai.com", "From",
	    "ann@gmai.com"},
	""},
};

Test(sightings, those_without_room_are_counted)
{
	const struct lookup_key_rules *rules =
	    &snapshot.domains.registrations.rules;
	struct sightings sightings = {.left = 0};
	size_t kept = 0;

	for (int i = 0; i < 20000; i++) {
		char path[64];

		snprintf(path, sizeof(path), "list%05d@univ.example", i);
		sightings_add_list(&sightings, rules, span_of(path));
		snprintf(path, sizeof(path), "ann%05d@partner.example", i);
		sightings_add(&sightings, rules, span_of(path), NULL);
	}
	for (size_t i = 0; i < sightings.kept.len; i++)
		kept += sightings.kept.bytes[i] == '\0';
	cr_expect_leq(sightings.kept.len, SIGHTINGS_BYTES);
	cr_expect_gt(sightings.left, 0);
	cr_expect_eq(kept / 2 + sightings.left, 40000);
	sightings_clear(&sightings);
}

Test(sightings, of_each_kind_of_mail)
{
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		pass(&mails[i]);
		cr_expect_str_eq(reported(), mails[i].shows, "mail %zu", i);
	}
}

/* What may be a list: whoever writes there, but for bounces and what is held,
 * and only where somebody asks. */
Test(sightings, of_mail_to_lists)
{
	struct mail mail = {false, NULL, "<ann@partner.example>",
	    "<Lab@univ.example>", NULL, {ANN}, NULL};

	pass(&mail);
	cr_expect_str_eq(reported(), "");
	snapshot.domains.contacts.unconfirmed_days = 60;
	pass(&mail);
	cr_expect_str_eq(reported(), "list lab@univ.example by  via ; ");
	mail.user = "hanako";
	mail.sender = "<hanako@univ.example>";
	mail.recipient = "<bob@other.example>";
	pass(&mail);
	cr_expect_str_eq(reported(),
	    "sent bob@other.example by hanako@univ.example via ; ");
	mail.recipient = "<lab@univ.example>";
	mail.sender = "<>";
	pass(&mail);
	cr_expect_str_eq(reported(), "");
}

Test(sightings, a_client_of_ours)
{
	const struct mail mail = {false, NULL, "<hanako@univ.example>",
	    "<ann@partner.example>", NULL, {HANAKO}, NULL};

	pass(&mail);
	cr_expect_str_eq(reported(), "");
	cr_assert(exempt_add_client(&snapshot.settings.contacts.ours,
		      "192.0.2.0/24") == NULL);
	pass(&mail);
	cr_expect_str_eq(reported(),
	    "sent ann@partner.example by hanako@univ.example via ; ");
}

Test(sightings, nothing_of_a_mail_that_is_held)
{
	const struct mail mail = {true, NULL, "<hanako@univ.example>",
	    "<ann@partner.example>", NULL, {HANAKO}, NULL};

	for (int i = 0; i < VERDICT_CONFIDENCES; i++)
		snapshot.settings.policy.table[VERDICT_FIRST_CONTACT][i] =
		    ACTION_QUARANTINE;
	pass(&mail);
	cr_expect_str_eq(reported(), "");
}

/* Somebody sends as many tokens as fit. */
Test(sightings, no_more_tokens_than_an_answer_has)
{
	static char references[200000];
	struct sightings sightings = {.left = 0};
	size_t len = 0;

	for (unsigned i = 0; len + 100 < sizeof(references); i++)
		len +=
		    (size_t)snprintf(references + len, sizeof(references) - len,
			" <confirm-aaaaaaaaaaaaaaaaaaaaaaaa%c%c@x>\r\n",
			'a' + (int)(i / 26 % 26), 'a' + (int)(i % 26));
	sightings_add_tokens(&sightings, span_of(references));
	sightings_add_tokens(&sightings, span_of(references));
	cr_expect_eq(sightings.token_count, SIGHTINGS_TOKENS_MAX);
	for (size_t i = 1; i < SIGHTINGS_TOKENS_MAX; i++)
		cr_expect_str_neq(sightings.tokens[i], sightings.tokens[0]);
	sightings_clear(&sightings);
	cr_expect_eq(sightings.token_count, 0);
}
