/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be confirmed is refused once, and passes for its sender when a
 * person sends it again. */
#include "milter/tries.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "domains/registrations/directory.h"
#include "domains/registrations/file_text.h"
#include "domains/service/log.h"
#include "milter/message.h"
#include "tests/unit/clock.h"
#include "tests/unit/contacts/stores.h"
#include "tests/unit/lists.h"
#include "tests/unit/registrations/sets.h"
#include "tests/unit/scratch.h"

static const char *own[] = {"univ.example"};
static char store_place[] = "sqlite:c", socket_place[] = "s";
static struct snapshot snapshot;
static int inbox;
static int log_end;

#define EVERY(row)                                             \
	for (int each = 0; each < VERDICT_CONFIDENCES; each++) \
	snapshot.settings.policy.table[row][each] = ACTION_CONFIRM

static void
open_inbox(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "s"};

	inbox = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	cr_assert_eq(bind(inbox, (const struct sockaddr *)&address,
			 sizeof(address)),
	    0);
}

static void
set_up(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] = "gmai.com gmail.com\n",
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
	};
	struct store *store;
	int ends[2];

	scratch_enter();
	clock_hold();
	store = stores_open("c", true, false);
	store_close(&store);
	open_inbox();
	snapshot = (struct snapshot){.references = 1};
	snapshot.engine = lists_open(lists);
	snapshot.settings.policy = action_table_default;
	EVERY(VERDICT_TYPO);
	EVERY(VERDICT_FIRST_CONTACT);
	snapshot.settings.policy.table[VERDICT_FIRST_CONTACT][VERDICT_CERTAIN] =
	    ACTION_ACCEPT;
	snapshot.domains.contacts.store = store_place;
	snapshot.domains.contacts.socket = socket_place;
	snapshot.domains.registrations.rules =
	    (struct lookup_key_rules){own, 1, NULL, "", false, false};
	snapshot.history = history_new(&snapshot.domains.contacts);
	cr_assert_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	log_end = ends[0];
	log_open(LOG_TO_STDERR, false);
}

static void
tear_down(void)
{
	history_free(&snapshot.history);
	doppel_close(&snapshot.engine);
	close(inbox);
	scratch_leave();
}

TestSuite(tries, .init = set_up, .fini = tear_down);

/* What was logged since the last look. */
static const char *
logged(void)
{
	static char text[8192];
	ssize_t got;

	log_line(LOG_NOTE, "|");
	got = read(log_end, text, sizeof(text) - 1);
	text[got < 0 ? 0 : got] = '\0';
	return text;
}

/* Writes what was reported, so long ago; returns how often of which kind. */
static const char *
write_down(int64_t ago)
{
	static char kinds[64];
	struct store *store = stores_open("c", true, false);
	char bytes[OBSERVATION_DATAGRAM_MAX];
	struct observation list[OBSERVATIONS_MAX];
	size_t used = 0;
	const char *why;
	ssize_t len;

	while ((len = recv(inbox, bytes, sizeof(bytes), 0)) >= 0) {
		int count = observation_parse((struct span){bytes, (size_t)len},
		    list, &why);

		cr_assert_gt(count, 0);
		for (int i = 0; i < count; i++) {
			kinds[used++] = "shclTP"[list[i].kind];
			list[i].time -= ago;
		}
		cr_assert_eq(store_apply(store, list, (size_t)count), 0);
	}
	kinds[used] = '\0';
	store_close(&store);
	/* Of the gate's own memory, too. */
	if (ago != 0) {
		history_free(&snapshot.history);
		snapshot.history = history_new(&snapshot.domains.contacts);
	}
	return kinds;
}

static struct policy_reply reply;
static struct message message;

#define KIM "<kim@univ.example>"
#define TYPO "<taro@gmial.com>"

/* A mail of Kim's. */
static void
begin(bool local)
{
	static struct message_client client = {.address = "192.0.2.7"};

	client.local = local;
	message_begin(&message, &snapshot, &client, NULL, NULL, KIM,
	    strlen(KIM));
}

static enum action
add(const char *recipient)
{
	return message_recipient(&message,
	    &(struct message_recipient){.path = recipient,
		.len = strlen(recipient)},
	    &reply);
}

struct mail {
	const char *sender, *recipient;
	const char *id; /* of the message; NULL: it has none */
	const char *field, *value;
	bool local, ours, aborted;
};

/* What the whole became, or at RCPT TO. */
static enum action
pass(const struct mail *mail)
{
	const struct message_client client = {.address = "192.0.2.7",
	    .ip = {AF_INET, {[10] = 0xff, 0xff, 192, 0, 2, 7}},
	    .local = mail->local};
	enum action action;

	memset(&reply, 0, sizeof(reply));
	message_begin(&message, &snapshot, &client, NULL,
	    mail->ours ? "kim" : NULL, mail->sender, strlen(mail->sender));
	action = add(mail->recipient);
	if (mail->id != NULL)
		message_field(&message, "Message-Id", mail->id);
	if (mail->field != NULL)
		message_field(&message, mail->field, mail->value);
	if (action != ACTION_ACCEPT || mail->aborted) {
		message_abort(&message, "4Id");
		return action;
	}
	action = message_end(&message, "4Id");
	reply = message.reply;
	return action;
}

static const struct mail typo = {.sender = KIM, .recipient = TYPO};

Test(tries, first_is_refused_and_second_passes)
{
	const struct mail other_sender = {.sender = "<lee@univ.example>",
	    .recipient = TYPO};
	const struct mail other_recipient = {.sender = KIM,
	    .recipient = "<jiro@gmial.com>"};
	const struct mail same = {.sender = "<Kim@UNIV.example>",
	    .recipient = "<TARO@gmial.com.>"};

	cr_expect_eq(pass(&typo), ACTION_CONFIRM);
	cr_expect_str_eq(reply.code, "550");
	cr_expect_str_eq(reply.status, "5.7.1");
	cr_expect_not_null(strstr(reply.text, "gmail.com"));
	cr_expect_not_null(
	    strstr(reply.text, "did you mean taro@gmail.com? Refused once "
			       "only: "));
	cr_expect_not_null(
	    strstr(logged(), "slip=transposition, try=first, action=confirm"));
	cr_expect_str_eq(write_down(0), "T");
	cr_expect_eq(pass(&typo), ACTION_CONFIRM);
	cr_expect_not_null(
	    strstr(reply.text, "? If this recipient is right, wait"));
	cr_expect_not_null(strstr(logged(), "try=early, action=confirm"));
	cr_expect_str_eq(write_down(61), "T");

	cr_expect_eq(pass(&other_sender), ACTION_CONFIRM);
	cr_expect_eq(pass(&other_recipient), ACTION_CONFIRM);
	cr_expect_not_null(strstr(logged(), "try=first"));
	cr_expect_eq(pass(&same), ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "try=second, action=log"));
	cr_expect_str_eq(write_down(0), "TTP");
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "try=known, action=log"));
	cr_expect_eq(pass(&other_sender), ACTION_CONFIRM);
	cr_expect_str_eq(write_down(0), "T");
}

/* Whoever goes on to write is noted again, and not with each mail. */
Test(tries, pair_that_passes_stays)
{
	pass(&typo);
	write_down(100);
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_str_eq(write_down(24 * 3600 + 60), "P");
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_str_eq(write_down(0), "P");
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_str_eq(write_down(0), "");
}

Test(tries, second_that_does_not_come_is_none)
{
	const struct mail probe = {.sender = KIM,
	    .recipient = TYPO,
	    .aborted = true};

	pass(&probe);
	write_down(100);
	for (int i = 0; i < 2; i++) {
		cr_expect_eq(pass(&probe), ACTION_ACCEPT);
		cr_expect_str_eq(write_down(0), "");
	}
	(void)logged();
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "try=second"));
}

/* Longer ago than a day, or in a time to come, is no first try. */
Test(tries, has_its_time)
{
	static const int64_t ago[] = {59, 24 * 3600 + 5, -3600};

	for (size_t i = 0; i < 3; i++) {
		pass(&typo);
		write_down(ago[i]);
		cr_expect_eq(pass(&typo), ACTION_CONFIRM, "%d", (int)i);
	}
	write_down(60);
	cr_expect_eq(pass(&typo), ACTION_LOG);
}

Test(tries, program_confirms_nothing)
{
	static const char *const senders[] = {"<>",
	    "<lab-bounces+taro=gmial.com@lists.univ.example>",
	    "<SRS0=HHH=TT=orig.example=user@univ.example>",
	    "<no-reply@univ.example>", "<mailer-daemon@univ.example>"};

	for (size_t i = 0; i < 5; i++) {
		const struct mail mail = {.sender = senders[i],
		    .recipient = TYPO};

		for (int times = 0; times < 2; times++) {
			cr_expect_eq(pass(&mail), ACTION_CONFIRM, "%s",
			    senders[i]);
			cr_expect_null(strstr(reply.text, "again"));
			cr_expect_str_eq(write_down(100), "", "%s", senders[i]);
		}
	}
	cr_expect_not_null(strstr(logged(), "try=never, action=confirm"));
}

/* Submitted here it is refused at its end, as a whole. */
Test(tries, repeat_is_known_at_the_end)
{
	static const struct {
		const char *first, *second;
		const char *field, *value;
		enum action action;
	} rows[] = {
	    {"<1@x>", "<2@x>", "Subject", "x", ACTION_LOG},
	    {NULL, "<2@x>", "Auto-Submitted", "no", ACTION_LOG},
	    {"<1@x>", NULL, NULL, NULL, ACTION_LOG},
	    {"<1@x>", "<1@x>", NULL, NULL, ACTION_CONFIRM},
	    {"<1@x>", " <1@x>", NULL, NULL, ACTION_CONFIRM},
	    {"<1@x>", "<2@x>", "Auto-Submitted", "auto-generated",
		ACTION_CONFIRM},
	    {"<1@x>", "<2@x>", "List-Id", "<lab.univ.example>", ACTION_CONFIRM},
	    {"<1@x>", "<2@x>", "Precedence", "bulk", ACTION_CONFIRM},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char to[64];
		struct mail mail = {.sender = KIM,
		    .recipient = to,
		    .id = rows[i].first,
		    .local = true};

		snprintf(to, sizeof(to), "<taro%zu@gmial.com>", i);
		cr_expect_eq(pass(&mail), ACTION_CONFIRM);
		cr_expect_not_null(
		    strstr(reply.text, "; the message was sent to nobody; did "
				       "you mean"));
		cr_expect_not_null(strstr(reply.text, "? Refused once only"));
		cr_expect_not_null(strstr(logged(), "4Id: to="));
		cr_expect_str_eq(write_down(90),
		    rows[i].first != NULL ? "TT" : "T");
		mail.id = rows[i].second;
		mail.field = rows[i].field;
		mail.value = rows[i].value;
		cr_expect_eq(pass(&mail), rows[i].action, "%zu", i);
		if (rows[i].action == ACTION_LOG) {
			cr_expect_str_eq(write_down(0), "P");
			cr_expect_not_null(strstr(logged(), "try=second"));
			continue;
		}
		cr_expect_not_null(strstr(reply.text, "write a new message"));
		cr_expect_not_null(
		    strstr(logged(), "try=repeat, action=confirm"));
		cr_expect_str_eq(write_down(0), "");
	}
}

/* Of a mail that others got, too. */
Test(tries, repeat_of_a_mail_with_other_recipients)
{
	for (int round = 0; round < 2; round++) {
		begin(false);
		cr_expect_eq(add(TYPO),
		    round == 0 ? ACTION_CONFIRM : ACTION_ACCEPT);
		add("<a@b.example>");
		message_field(&message, "Message-ID", "<1@univ.example>");
		cr_expect_eq(message_end(&message, "4Id"),
		    round == 0 ? ACTION_ACCEPT : ACTION_CONFIRM);
		cr_expect_str_eq(write_down(90), round == 0 ? "TT" : "");
	}
	cr_expect_not_null(strstr(message.reply.text, "write a new message"));
}

/* Of a header that is too large to be kept nobody can say who wrote it. */
Test(tries, header_that_was_cut_confirms_nothing)
{
	pass(&typo);
	write_down(100);
	for (int fields = FIELDS_MAX + 1; fields >= FIELDS_MAX; fields--) {
		begin(false);
		cr_expect_eq(add(TYPO), ACTION_ACCEPT);
		for (int i = 0; i < fields; i++)
			message_field(&message, "Received", "by mx.example");
		cr_expect_eq(message_end(&message, "4Id"),
		    fields > FIELDS_MAX ? ACTION_CONFIRM : ACTION_LOG);
		cr_expect_str_eq(write_down(0), fields > FIELDS_MAX ? "" : "P");
		cr_expect_not_null(strstr(logged(),
		    fields > FIELDS_MAX ? "try=repeat, action=confirm"
					: "try=second, action=log"));
	}
}

/* It is not lost where nobody can remember it. */
Test(tries, passes_where_the_store_cannot_be_read_or_written)
{
	close(inbox);
	unlink("s");
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "try=unknown, action=log"));
	open_inbox();
	cr_expect_eq(pass(&typo), ACTION_CONFIRM);
	write_down(100);
	rename("c", "d");
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "try=unknown, action=log"));
	rename("d", "c");
	history_free(&snapshot.history);
	cr_expect_eq(pass(&typo), ACTION_LOG);
}

Test(tries, nothing_is_remembered_in_monitor_mode_or_for_the_exempt)
{
	snapshot.settings.policy.monitor = true;
	cr_expect_eq(pass(&typo), ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "mode=monitor, action=confirm"));
	snapshot.settings.policy.monitor = false;
	snapshot.settings.exempt.authenticated = true;
	cr_expect_eq(pass(&(struct mail){.sender = KIM,
			 .recipient = TYPO,
			 .ours = true}),
	    ACTION_LOG);
	cr_expect_not_null(strstr(logged(), "exempt=authenticated"));
	cr_expect_str_eq(write_down(0), "");
}

/* A second try makes no contact of a recipient (F5). */
Test(tries, pass_is_no_contact)
{
	const struct mail mail = {.sender = KIM,
	    .recipient = "<ann@partner.example>",
	    .id = "<1@univ.example>",
	    .field = "From",
	    .value = "kim@univ.example",
	    .ours = true};
	struct mail other = mail;

	EVERY(VERDICT_FIRST_CONTACT);
	cr_expect_eq(pass(&mail), ACTION_CONFIRM);
	write_down(100);
	cr_expect_eq(pass(&mail), ACTION_LOG);
	cr_expect_str_eq(write_down(0), "P");
	cr_expect_eq(pass(&mail), ACTION_LOG);
	cr_expect_str_eq(write_down(0), "");
	cr_expect_not_null(strstr(logged(), "reason=first-contact"));
	other.sender = "<lee@univ.example>";
	cr_expect_eq(pass(&other), ACTION_CONFIRM);
	(void)write_down(0);
}

/* ---- confirmed typos ----------------------------------------------------- */

static void
confirm(const char *address, int64_t expires)
{
	const struct contact_key key = stores_key(address);
	struct store *store = stores_open("c", true, false);

	cr_expect_eq(store_confirm(store, &key, CONTACT_BY_PERSON, STORES_NOW,
			 expires),
	    0);
	store_close(&store);
}

static enum action
send_to(const char *recipient)
{
	return pass(&(struct mail){.sender = KIM, .recipient = recipient});
}

/* A person's word does what a second try does not: for everybody, whatever the
 * action is, and for that address alone (issue 17, F5). */
Test(tries, confirmed_address_is_right)
{
	confirm("taro@gmial.com", 0);
	for (int action = ACTION_LOG; action < ACTION_ACTIONS; action++) {
		for (int i = 0; i < VERDICT_CONFIDENCES; i++)
			snapshot.settings.policy.table[VERDICT_TYPO][i] =
			    (enum action)action;
		cr_expect_eq(send_to(TYPO), ACTION_ACCEPT);
		cr_expect_eq(send_to("<TARO@Gmial.COM>"), ACTION_ACCEPT);
		cr_expect_eq(pass(&(struct mail){.sender = "<>",
				 .recipient = TYPO}),
		    ACTION_ACCEPT);
		cr_expect_eq(send_to("<jiro@gmial.com>"), (enum action)action);
	}
	cr_expect_null(strstr(logged(), "to=<taro@gmial.com>"));
}

Test(tries, what_confirms_nothing)
{
	const struct contact_key key = stores_key("taro@gmial.com");
	struct observation list[9] = {{.kind = OBSERVATION_HEARD}};
	struct store *store = stores_open("c", true, false);

	EVERY(VERDICT_KNOWN_DOPPELGANGER);
	for (size_t i = 0; i < 9; i++)
		list[i] = (struct observation){.kind = i < 5 ? OBSERVATION_HEARD
		                                             : OBSERVATION_SENT,
		    .time = STORES_NOW,
		    .key = key,
		    .sender = span_of(i < 5 ? "" : "lee@univ.example")};
	cr_expect_eq(store_apply(store, list, 9), 0);
	store_close(&store);
	cr_expect_eq(send_to(TYPO), ACTION_CONFIRM, "it wrote, and we did");
	confirm("taro@gmial.com", 1000);
	cr_expect_eq(send_to(TYPO), ACTION_CONFIRM, "that is over");
	confirm("taro@gmai.com", 0);
	cr_expect_neq(send_to("<taro@gmai.com>"), ACTION_ACCEPT, "it is known");
}

Test(tries, nobody_is_confirmed_where_the_store_cannot_be_read)
{
	confirm("taro@gmial.com", 0);
	for (int i = 0; i < VERDICT_CONFIDENCES; i++)
		snapshot.settings.policy.table[VERDICT_TYPO][i] = ACTION_REJECT;
	cr_expect_eq(rename("c", "d"), 0);
	cr_expect_eq(send_to(TYPO), ACTION_REJECT);
	history_free(&snapshot.history);
	cr_expect_eq(send_to(TYPO), ACTION_REJECT);
}

static const char *
contact_of(void *context, const char *list)
{
	(void)context;
	(void)list;
	return "owner";
}

/* A watcher finds what is wrong with a list, and asks nobody about
 * confirmations. */
static void
watch(const char *aliases)
{
	struct member_set *set =
	    sets_read(snapshot.engine, READER_ALIASES, "aliases", aliases);
	struct directory *directory;
	struct diagnostics diagnostics = {0};
	struct buffer rows = {0}, file = {0};
	time_t time;

	directory =
	    directory_new(&set, 1, &snapshot.domains.registrations.rules);
	member_set_release(&set);
	cr_assert_eq(registrations_format(directory, contact_of, NULL, NULL,
			 &rows),
	    0);
	directory_free(&directory);
	registrations_seal(&rows, STORES_NOW, &file);
	buffer_clear(&rows);
	registrations_release(&snapshot.registrations);
	/* It takes the bytes over. */
	cr_assert_eq(registrations_parse("r", file.bytes, file.len, NULL,
			 &diagnostics, &snapshot.registrations, &time),
	    0);
}

#define LAB "<lab@univ.example>"

Test(tries, confirmed_member)
{
	static const char nine[] = "abcdefghi";
	char address[] = "x@gmial.com";

	EVERY(VERDICT_REGISTRATION);
	watch("lab: taro@gmial.com, hana@gmial.com\n");
	cr_expect_eq(send_to(LAB), ACTION_CONFIRM);
	confirm("taro@gmial.com", 0);
	cr_expect_eq(send_to(LAB), ACTION_CONFIRM, "the other is not");
	confirm("hana@gmial.com", 0);
	cr_expect_eq(send_to(LAB), ACTION_ACCEPT);
	confirm("taro@gmai.com", 0);
	watch("lab: taro@gmai.com\n");
	cr_expect_eq(send_to(LAB), ACTION_CONFIRM, "it is known");
	for (size_t i = 0; nine[i] != '\0'; i++) {
		address[0] = nine[i];
		confirm(address, 0);
	}
	watch("lab: a@gmial.com, b@gmial.com, c@gmial.com, d@gmial.com,"
	      " e@gmial.com, f@gmial.com, g@gmial.com, h@gmial.com\n");
	cr_expect_eq(send_to(LAB), ACTION_ACCEPT);
	watch("lab: a@gmial.com, b@gmial.com, c@gmial.com, d@gmial.com,"
	      " e@gmial.com, f@gmial.com, g@gmial.com, h@gmial.com,"
	      " i@gmial.com\n");
	cr_expect_eq(send_to(LAB), ACTION_CONFIRM, "the ninth is not named");
	history_free(&snapshot.history);
	watch("lab: taro@gmial.com\n");
	cr_expect_neq(send_to(LAB), ACTION_ACCEPT, "nobody remembers");
	registrations_release(&snapshot.registrations);
}

/* Nor is a mail that is refused for something else a second try. */
Test(tries, pass_is_of_a_mail_that_went)
{
	pass(&typo);
	write_down(100);
	begin(true);
	add(TYPO);
	add("<a@gmai.com>");
	cr_expect_eq(message_end(&message, "4Id"), ACTION_REJECT);
	cr_expect_str_eq(write_down(0), "");
}

Test(tries, what_is_no_address_is_remembered_by_its_bytes)
{
	const struct mail broken = {.sender = KIM,
	    .recipient = "<a b@gmial..>"};

	EVERY(VERDICT_MALFORMED);
	cr_expect_eq(pass(&broken), ACTION_CONFIRM);
	cr_expect_str_eq(write_down(90), "T");
	cr_expect_eq(pass(&broken), ACTION_LOG);
}

Test(tries, member_at_a_known_doppelganger)
{
	cr_expect(tries_lead_astray(snapshot.engine, span_of("a@gmai.com")));
	cr_expect(tries_lead_astray(snapshot.engine, span_of("<A@GMAI.com>")));
	cr_expect_not(
	    tries_lead_astray(snapshot.engine, span_of("a@gmial.com")));
	cr_expect_not(tries_lead_astray(snapshot.engine, span_of("root")));
	cr_expect_not(tries_lead_astray(snapshot.engine, span_of("")));
}
