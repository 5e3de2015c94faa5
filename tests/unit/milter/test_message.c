/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/message.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/service/log.h"
#include "tests/unit/lists.h"
#include "tests/unit/memory.h"

/* Lists of the test alone: gmai.com is known, and gmail.com to be meant. */
static struct snapshot *
make_snapshot(void)
{
	static const char *const lists[LISTFILE_KINDS] = {
	    [LISTFILE_DOPPELGANGERS] = "gmai.com gmail.com\n",
	    [LISTFILE_PROVIDERS] = "gmail.com weight=0.5\n",
	};
	struct snapshot *made = calloc(1, sizeof(*made));

	cr_assert_not_null(made);
	made->engine = lists_open(lists);
	made->settings.policy = action_table_default;
	return made;
}

static struct message_client client = {
    .name = "mx.b.jp",
    .address = "192.0.2.7",
    .ip = {.family = AF_INET, .bytes = {[10] = 0xff, 0xff, 192, 0, 2, 7}},
};

static struct snapshot *snapshot;
static struct message message;
static struct fine_names fine;
static int log_end; /* what is read of it was logged */

static void
set_up(void)
{
	int ends[2];

	snapshot = make_snapshot();
	memset(&message, 0, sizeof(message));
	memset(&fine, 0, sizeof(fine));
	cr_assert_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	log_end = ends[0];
	log_open(LOG_TO_STDERR, false);
}

static void
tear_down(void)
{
	doppel_close(&snapshot->engine);
	exempt_clear(&snapshot->settings.exempt);
	free(snapshot);
}

static void
begin(void)
{
	message_begin(&message, snapshot, &client, &fine, NULL, "<a@b.jp>", 8);
}

static enum action
recipient(const char *path, const char *queue_id, struct policy_reply *reply)
{
	const struct message_recipient to = {
	    .path = path,
	    .len = strlen(path),
	    .queue_id = queue_id,
	};

	return message_recipient(&message, &to, reply);
}

/* All that was logged; nothing can be logged afterwards. */
static const char *
logged(void)
{
	static char text[1 << 17];
	size_t used = 0;
	ssize_t got;

	close(STDERR_FILENO);
	while ((got = read(log_end, text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	return text;
}

Test(message, one_wrong_recipient_of_three, .init = set_up, .fini = tear_down)
{
	struct policy_reply reply;

	begin();
	cr_expect_eq(recipient("<taro@gmail.com>", NULL, &reply),
	    ACTION_ACCEPT);
	cr_expect_eq(recipient("<taro@gmai.com>", "4F2A1B", &reply),
	    ACTION_REJECT);
	cr_expect_str_eq(reply.status, "5.1.2");
	cr_expect_eq(recipient("<jiro@example.jp>", "4F2A1B", &reply),
	    ACTION_ACCEPT);
	cr_expect_eq(message_end(&message, "4F2A1B"), ACTION_ACCEPT);
	cr_expect_str_eq(logged(),
	    "doppelmilter: 4F2A1B: to=<taro@gmai.com>, from=<a@b.jp>, "
	    "client=mx.b.jp[192.0.2.7], reason=known-doppelganger, "
	    "confidence=certain, meant=gmail.com, slip=omission, "
	    "action=reject\n");
}

Test(message, the_first_recipient_has_no_queue_id, .init = set_up,
    .fini = tear_down)
{
	struct policy_reply reply;

	begin();
	cr_expect_eq(recipient("<taro@gmai.com>", NULL, &reply), ACTION_REJECT);
	cr_expect_eq(message_end(&message, NULL), ACTION_ACCEPT);
	cr_expect_eq(strncmp(logged(), "doppelmilter: NOQUEUE: to=", 26), 0);
}

/* What Postfix 3.7 and Sendmail 8.17 deliver to gmai.com, as they said in
 * {rcpt_addr}, or without their saying so (NULL). */
static const struct {
	const char *path, *resolved;
	enum action action;
} unusual[] = {
    {"<taro%gmai.com@[127.0.0.1]>", "taro@gmai.com", ACTION_REJECT},
    {"<taro%gmai.com>", "taro@gmai.com", ACTION_REJECT},
    {"<gmai.com!taro>", "taro@gmai.com", ACTION_REJECT},
    {"<\"taro@gmai.com\">", "taro@gmai.com", ACTION_REJECT},
    {"<taro@gmai.com@b.jp>", "taro@gmai.com", ACTION_REJECT},
    {"<taro@gmai.com(x)>", "taro@gmai.com", ACTION_REJECT},
    {"<taro@(x)gmai.com>", "taro@gmai.com", ACTION_REJECT},
    {"<taro@gmai .com>", "taro@gmai.com", ACTION_REJECT},
    {"<taro@\"gmai.com\">", "taro@gmai.com", ACTION_REJECT},
    {"<a@b@gmai.com>", "\"a@b\"@gmai.com", ACTION_REJECT},
    {"<a@b@gmai.com>", NULL, ACTION_REJECT},
    {"a@b@gmai.com", NULL, ACTION_REJECT},
    {"<<taro@gmai.com>>", NULL, ACTION_REJECT},
    {"<taro(x)@gmai.com>", NULL, ACTION_REJECT},
    {"<taro\x01@gmai.com>", NULL, ACTION_REJECT},
    {"<@gmai.com>", NULL, ACTION_REJECT},
    {"<@a b:taro@gmai.com>", NULL, ACTION_REJECT},
    {"<taro@a_b.gmai.com>", NULL, ACTION_REJECT},
    {"<taro@xn--zzzzzzzz.gmai.com>", NULL, ACTION_REJECT},
    {"<a@b@c_d.gmai.com>", NULL, ACTION_REJECT},
    {"<taro@[gmai.com]>", NULL, ACTION_REJECT},
    {"<taro@\"gmai.com\">", NULL, ACTION_REJECT},
    {"<taro@[gmail.com]>", NULL, ACTION_ACCEPT},
    {"<taro@[127.0.0.1]>", NULL, ACTION_ACCEPT},
    {"<taro@[]>", NULL, ACTION_ACCEPT},
    {"<a@b@gmail.com>", "\"a@b\"@gmail.com", ACTION_ACCEPT},
    {"<taro%gmail.com@[127.0.0.1]>", "taro@gmail.com", ACTION_ACCEPT},
    {"<taro@a_b.gmail.com>", NULL, ACTION_ACCEPT},
    {"<taro@gmai_.com>", NULL, ACTION_ACCEPT},
    {"<root>", "root@b.jp", ACTION_ACCEPT},
    {"<lab@b.jp>", "", ACTION_ACCEPT},
    {"<>", "<>", ACTION_ACCEPT},
    {"<@>", "@", ACTION_ACCEPT},
};

Test(message, an_unusual_path_is_judged_by_where_it_goes, .init = set_up,
    .fini = tear_down)
{
	begin();
	for (size_t i = 0; i < sizeof(unusual) / sizeof(unusual[0]); i++) {
		const struct message_recipient to = {
		    .path = unusual[i].path,
		    .len = strlen(unusual[i].path),
		    .resolved = unusual[i].resolved,
		};
		struct policy_reply reply;

		cr_expect_eq(message_recipient(&message, &to, &reply),
		    unusual[i].action, "%s", unusual[i].path);
	}
	message_abort(&message, NULL);
}

/* What no MTA should take, and one may deliver. */
Test(message, an_odd_path_suggests_what_was_meant, .init = set_up,
    .fini = tear_down)
{
	static const struct {
		const char *path, *meant;
	} odd[] = {
	    {"a@b@gmai.com", NULL},
	    {"taro@[gmai.com]", "taro@gmail.com"},
	    {"x@a_b.gmai.com", "x@gmail.com"},
	    {"taro@gmai.com>", "taro@gmail.com"},
	    {"\"taro@gmai.com", "taro@gmail.com"},
	};
	struct policy_reply reply;

	begin();
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		const char *meant;

		cr_expect_eq(recipient(odd[i].path, NULL, &reply),
		    ACTION_REJECT, "%s", odd[i].path);
		cr_expect_not_null(strstr(reply.text,
				       "known doppelganger of gmail.com"),
		    "%s: %s", odd[i].path, reply.text);
		meant = strstr(reply.text, "did you mean ");
		cr_expect_eq(meant != NULL, odd[i].meant != NULL, "%s: %s",
		    odd[i].path, reply.text);
		if (meant != NULL && odd[i].meant != NULL)
			cr_expect_eq(strncmp(meant + 13, odd[i].meant,
					 strlen(odd[i].meant)),
			    0, "%s: %s", odd[i].path, reply.text);
	}
}

Test(message, what_a_path_becomes_is_logged_and_not_replied, .init = set_up,
    .fini = tear_down)
{
	const struct message_recipient to = {
	    .path = "<info@b.jp>",
	    .len = strlen("<info@b.jp>"),
	    .resolved = "taro@gmai.com",
	    .queue_id = "4F2A1B",
	};
	struct policy_reply reply;

	begin();
	cr_expect_eq(message_recipient(&message, &to, &reply), ACTION_REJECT);
	cr_expect_str_eq(reply.text,
	    "gmai.com is a known doppelganger of gmail.com");
	message_end(&message, "4F2A1B");
	cr_expect_str_eq(logged(),
	    "doppelmilter: 4F2A1B: to=<taro@gmai.com>, orig_to=<info@b.jp>, "
	    "from=<a@b.jp>, client=mx.b.jp[192.0.2.7], "
	    "reason=known-doppelganger, confidence=certain, meant=gmail.com, "
	    "slip=omission, action=reject\n");
}

/* Where nothing says what is local, the MTA's own name is, and the sender sees
 * what was read in the path. */
Test(message, a_path_is_read_as_its_mta_routes_it, .init = set_up,
    .fini = tear_down)
{
	struct policy_reply reply;

	snapshot->domains.registrations.rules.percent_hack = true;
	snprintf(client.host, sizeof(client.host), "mx.b.jp");
	begin();
	cr_expect_eq(recipient("<taro%gmai.com@b.jp>", "4F", &reply),
	    ACTION_ACCEPT);
	cr_expect_eq(recipient("<taro%gmai.com@MX.b.jp.>", "4F", &reply),
	    ACTION_REJECT);
	cr_expect_str_eq(reply.text,
	    "<taro@gmai.com>: gmai.com is a known doppelganger of gmail.com; "
	    "did you mean taro@gmail.com?");
	message_end(&message, "4F");
	cr_expect_str_eq(logged(),
	    "doppelmilter: 4F: to=<taro@gmai.com>, "
	    "orig_to=<taro%gmai.com@MX.b.jp.>, from=<a@b.jp>, "
	    "client=mx.b.jp[192.0.2.7], reason=known-doppelganger, "
	    "confidence=certain, meant=gmail.com, slip=omission, "
	    "detail=\"it is routed to gmai.com\", action=reject\n");
}

/* No odds and no DNS make a slip of the house's own domain. */
Test(message, own_domains_are_no_slips, .init = set_up, .fini = tear_down)
{
	static const char *own[] = {"gmaill.jp"};
	struct lookup_key_rules *rules = &snapshot->domains.registrations.rules;
	struct policy_reply reply;

	begin();
	recipient("<taro@gmaill.jp>", "4F", &reply);
	cr_expect_gt(message.lines.count, 0);
	message_end(&message, "4F");
	rules->domains = own;
	rules->domain_count = 1;
	begin();
	recipient("<taro@gmaill.jp>", "4F", &reply);
	cr_expect_eq(message.lines.count, 0);
	cr_expect_eq(message_end(&message, "4F"), ACTION_ACCEPT);
}

/* A wrong recipient, with this action whatever is wrong. */
static enum action
take(const char *path, enum action action)
{
	struct policy_reply reply;

	for (unsigned i = 0; i < VERDICT_REASONS; i++)
		for (unsigned k = 0;
		     i != VERDICT_NONE && k < VERDICT_CONFIDENCES; k++)
			snapshot->settings.policy.table[i][k] = action;
	return recipient(path, "4F", &reply);
}

Test(message, the_strongest_holds_for_the_whole, .init = set_up,
    .fini = tear_down)
{
	begin();
	cr_expect_eq(take("x@gmaill.com", ACTION_TAG), ACTION_ACCEPT);
	cr_expect_eq(take("x@gmai.com", ACTION_QUARANTINE), ACTION_ACCEPT);
	cr_expect_eq(take("x@gmial.com", ACTION_TAG), ACTION_ACCEPT);
	cr_expect_eq(message.lines.count, 3);
	cr_expect_eq(message_end(&message, "4F"), ACTION_QUARANTINE);
	cr_expect_not_null(strstr(message.header, "domain=gmai.com"));
	cr_expect_null(strstr(message.header, "x@"));
	cr_expect_eq(message.lines.count, 0);
}

Test(message, local_mail_is_refused_at_the_end, .init = set_up,
    .fini = tear_down)
{
	struct policy_reply reply;

	client.local = true;
	begin();
	cr_expect_eq(recipient("taro@gmai.com", "4F", &reply), ACTION_ACCEPT);
	cr_expect_eq(recipient("taro@gmail.com", "4F", &reply), ACTION_ACCEPT);
	cr_expect_eq(recipient("root", "4F", &reply), ACTION_ACCEPT);
	cr_expect_eq(message_end(&message, "4F"), ACTION_REJECT);
	cr_expect_str_eq(message.reply.code, "550");
	cr_expect_str_eq(message.reply.text,
	    "<taro@gmai.com>: gmai.com is a known doppelganger of gmail.com; "
	    "the message was sent to nobody; did you mean taro@gmail.com?");
}

Test(message, monitor_does_nothing_and_says_what_it_would, .init = set_up,
    .fini = tear_down)
{
	struct policy_reply reply;
	const char *text;

	snapshot->settings.policy.monitor = true;
	begin();
	cr_expect_eq(recipient("<taro@gmai.com>", NULL, &reply), ACTION_ACCEPT);
	cr_expect_eq(message_end(&message, "4F2A1B"), ACTION_LOG);
	text = logged();
	cr_expect_not_null(strstr(text, "doppelmilter: 4F2A1B: to="), "%s",
	    text);
	cr_expect_not_null(strstr(text, ", mode=monitor, action=reject\n"),
	    "%s", text);
}

Test(message, exempt_mail_is_logged_and_goes, .init = set_up, .fini = tear_down)
{
	struct policy_reply reply;
	const char *text;

	cr_assert_null(
	    exempt_add_client(&snapshot->settings.exempt, "192.0.2.0/24"));
	begin();
	cr_expect_eq(recipient("<taro@gmai.com>", NULL, &reply), ACTION_ACCEPT);
	cr_expect_eq(message_end(&message, "4F"), ACTION_LOG);
	text = logged();
	cr_expect_not_null(strstr(text, ", exempt=client, action=accept\n"),
	    "%s", text);
}

Test(message, a_list_member_is_not_named, .init = set_up, .fini = tear_down)
{
	char orcpt[] = "ORCPT=rfc822;lab@b.jp";
	char *arguments[] = {orcpt, NULL};
	const struct message_recipient to = {
	    .path = "<taro@gmai.com>",
	    .len = 15,
	    .arguments = arguments,
	    .queue_id = "4F",
	};
	struct policy_reply reply;
	const char *text;

	begin();
	cr_expect_eq(message_recipient(&message, &to, &reply), ACTION_REJECT);
	cr_expect_null(strstr(reply.text, "taro"), "%s", reply.text);
	text = logged();
	cr_expect_not_null(strstr(text,
			       "to=<taro@gmai.com>, orig_to=<lab@b.jp>, from="),
	    "%s", text);
}

Test(message, bare_names_are_nobodys_double, .init = set_up, .fini = tear_down)
{
	static const char *const names[] = {"root", "<postmaster>", "<>", "",
	    "MAILER-DAEMON"};
	struct policy_reply reply;

	begin();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cr_expect_eq(recipient(names[i], NULL, &reply), ACTION_ACCEPT);
	cr_expect_eq(message.lines.count, 0);
	cr_expect_eq(message_end(&message, "4F"), ACTION_ACCEPT);
}

Test(message, what_could_not_be_read_for_memory_waits, .init = set_up,
    .fini = tear_down)
{
	static const char path[] = "<a@b\xC3\xBC.jp>";
	struct policy_reply reply, again;
	enum action action = ACTION_TEMPFAIL;

	begin();
	if (MEMORY_CAN_FAIL) {
		memory_exhaust();
		action = recipient(path, NULL, &reply);
		memory_restore();
		cr_expect_str_eq(reply.code, "451");
	}
	cr_expect_eq(action, ACTION_TEMPFAIL);
	cr_expect_eq(recipient(path, NULL, &again), ACTION_ACCEPT);
	cr_expect_eq(message.lines.count, 0);
	cr_expect_eq(recipient("<a@b..jp>", NULL, &again), ACTION_ACCEPT);
	cr_expect_eq(message.lines.count, 1);
	message_abort(&message, NULL);
}

Test(message, lines_are_bounded_and_none_is_lost, .init = set_up,
    .fini = tear_down)
{
	size_t lines = 0;

	begin();
	for (size_t i = 0; i < 200; i++)
		take("x@gmai.com", ACTION_QUARANTINE);
	cr_expect_eq(message.lines.count, LINES_MAX);
	cr_expect_eq(message_end(&message, "4F"), ACTION_QUARANTINE);
	for (const char *p = logged(); (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	cr_expect_eq(lines, 200);
}

Test(message, an_aborted_mail_leaves_nothing, .init = set_up, .fini = tear_down)
{
	begin();
	take("x@gmai.com", ACTION_QUARANTINE);
	message_abort(&message, "4F");
	cr_expect_eq(message.lines.count, 0);
	/* and the next one of the session starts again */
	begin();
	cr_expect_eq(message_end(&message, "50"), ACTION_ACCEPT);
	cr_expect_str_eq(logged(), "");
}

Test(message, a_long_sender_is_cut_in_the_log, .init = set_up,
    .fini = tear_down)
{
	char sender[3000];
	struct policy_reply reply;

	memset(sender, 'a', sizeof(sender));
	sender[0] = '<';
	sender[sizeof(sender) - 1] = '>';
	message_begin(&message, snapshot, &client, &fine, NULL, sender,
	    sizeof(sender));
	cr_expect_eq(message.sender_len, MESSAGE_SENDER_SIZE);
	recipient("<taro@gmai.com>", NULL, &reply);
	cr_expect_not_null(strstr(logged(), "aaa...>, client="));
}

/* What was fine is judged again when something else is in force. */
Test(message, a_name_that_was_fine_is_asked_about_after_a_reload,
    .init = set_up, .fini = tear_down)
{
	static const char text[] = "univ.test gmail.com\n";
	struct doppel *before = snapshot->engine, *after;
	struct doppel_list list = {
	    .kind = LISTFILE_DOPPELGANGERS,
	    .path = "x",
	    .bytes = text,
	    .len = sizeof(text) - 1,
	};
	const struct doppel_options options = {
	    .lists = &list,
	    .list_count = 1,
	    .thresholds = doppel_thresholds_default,
	};
	struct diagnostics diagnostics = {0};
	struct policy_reply reply;

	cr_assert_eq(doppel_open(&options, &diagnostics, &after), 0);
	snapshot->number = 1;
	begin();
	cr_expect_eq(recipient("<a@univ.test>", "1", &reply), ACTION_ACCEPT);
	snapshot->engine = after;
	begin();
	cr_expect_eq(recipient("<b@univ.test>", "2", &reply), ACTION_ACCEPT,
	    "what was fine is not remembered");
	snapshot->number = 2;
	begin();
	cr_expect_eq(recipient("<c@univ.test>", "3", &reply), ACTION_REJECT);
	snapshot->engine = before;
	doppel_close(&after);
}
