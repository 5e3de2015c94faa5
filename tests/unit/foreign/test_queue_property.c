/* SPDX-License-Identifier: BSD-2-Clause */
/* Property: of the queues that Postfix, Sendmail and Exim print each recipient
 * that waits comes out, with the message and the line. */
#include "domains/foreign/queue.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/property.h"
#include "tests/unit/readers/lists/taken.h"
#include "tests/unit/text.h"

struct queue {
	struct property *random;
	char text[8192];
	size_t len;
	unsigned messages;
	char id[32];
	struct taken wanted, diagnostics;
};

static void __attribute__((format(printf, 2, 3)))
put(struct queue *queue, const char *format, ...)
{
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(queue->text + queue->len,
	    sizeof(queue->text) - queue->len, format, arguments);
	va_end(arguments);
	cr_assert(len >= 0 && queue->len + (size_t)len < sizeof(queue->text));
	queue->len += (size_t)len;
}

static unsigned
line_of(const struct queue *queue)
{
	unsigned line = 1;

	for (size_t i = 0; i < queue->len; i++)
		line += queue->text[i] == '\n';
	return line;
}

static const char *
choose_address(struct queue *queue)
{
	static const char *const addresses[] = {"taro@gmai.com", "o'brien@x.jp",
	    "\"a b\"@gmai.com", "\"a (b\"@x.jp", "Taro@Example.JP",
	    "a.b+c=d@sub.example.jp", "\xe5\xa4\xaa@\xe4\xbe\x8b.jp",
	    "a,b@x.jp", "-d@x.jp",
	    "a-very-long-name.of.somebody@a-long-department.gmai.com"};

	return property_one_of(queue->random, addresses);
}

static void
expect(struct queue *queue, const char *address)
{
	taken_put(&queue->wanted, queue->id, address, "", line_of(queue));
}

static void
make_id(struct queue *queue, const char *form, size_t len)
{
	static const char digits[] = "0123456789ABCDEFGHKLMbcdfghkXvz";

	for (size_t i = 0; i < len; i++) {
		size_t limit = form[i] == 'z' ? 31 : form[i] == 'F' ? 16 : 10;

		/* Postfix has a z between the time and the inode. */
		queue->id[i] =
		    form[i] == '-' ? '-'
		    : form[i] == '.'
			? 'z'
			: digits[property_below(queue->random, limit)];
	}
	queue->id[len] = '\0';
	queue->messages++;
}

/* ---- Postfix ------------------------------------------------------------- */

static void
put_postfix_message(struct queue *queue)
{
	static const char *const senders[] = {"x@y.jp", "MAILER-DAEMON",
	    "\"x y\"@z.jp", "x@y.jp (z)"};
	static const char *const reasons[] = {"(connect to x@y.jp: refused)",
	    "(host x[192.0.2.1] said: 450 <x@y.jp>: try later (in reply))",
	    "                      (deferred transport)"};
	static const char *const forms[] = {"FFFFFFFFFFF", "3zzzzzzzzz.zzz",
	    "3zzzzzzzzz.zzzz"};
	const char *form = property_one_of(queue->random, forms);

	make_id(queue, form, strlen(form));
	put(queue, "%s%c %7zu Sun Nov 29 03:01:44  %s\n", queue->id,
	    " *!#"[property_below(queue->random, 4)],
	    1 + property_below(queue->random, 9999999),
	    property_one_of(queue->random, senders));
	for (size_t n = property_below(queue->random, 4); n > 0; n--) {
		const char *address = choose_address(queue);

		if (property_below(queue->random, 2) == 0)
			put(queue, "%s\n",
			    property_one_of(queue->random, reasons));
		put(queue, "%*s", property_below(queue->random, 2) ? 41 : 47,
		    "");
		if (property_below(queue->random, 6) == 0)
			address = "taro";
		else
			expect(queue, address);
		put(queue, "%s\n", address);
	}
	put(queue, "\n");
}

static void
put_postfix(struct queue *queue)
{
	/* With long ids it has another one. */
	static const char *const headings[] = {
	    "-Queue ID-  --Size-- ----Arrival Time---- "
	    "-Sender/Recipient-------",
	    "----Queue ID----- --Size-- ---Arrival Time---- "
	    "--Sender/Recipient------"};

	if (property_below(queue->random, 8) == 0) {
		put(queue, "Mail queue is empty\n");
		return;
	}
	put(queue, "%s\n", property_one_of(queue->random, headings));
	for (size_t n = 1 + property_below(queue->random, 3); n > 0; n--)
		put_postfix_message(queue);
	put(queue, "-- 12 Kbytes in %u Requests.\n", queue->messages);
}

/* ---- JSON ---------------------------------------------------------------- */

static void
put_json_string(struct queue *queue, const char *text)
{
	put(queue, "\"");
	for (; *text != '\0'; text++)
		put(queue, "%s%c", strchr("\"\\", *text) != NULL ? "\\" : "",
		    *text);
	put(queue, "\"");
}

/* As Postfix prints it, or as jq does then, with its own order of keys. */
static void
put_json_message(struct queue *queue, bool lines, bool sorted)
{
	static const char *const reasons[] = {"connect to x: \"address\": "
					      "\"x@y.jp\"",
	    "", "said: {\\ [x@y.jp]"};
	const char *end = lines ? "\n  " : " ";

	make_id(queue, "FFFFFFFFFF", 10);
	put(queue, "{%s", lines ? "\n  " : "");
	if (!sorted)
		put(queue, "\"queue_name\": \"deferred\",%s", end);
	put(queue, "\"arrival_time\": 1795917704,%s", end);
	put(queue, "\"queue_id\": \"%s\",%s\"sender\": \"x@y.jp\",%s",
	    queue->id, end, end);
	put(queue,
	    "\"message_size\": 260,%s\"forced_expire\": false,%s"
	    "\"recipients\": [",
	    end, end);
	for (size_t n = property_below(queue->random, 4); n > 0; n--) {
		const char *address = choose_address(queue);

		put(queue,
		    lines ? "\n    {\n      \"address\": " : "{\"address\": ");
		expect(queue, address);
		put_json_string(queue, address);
		if (property_below(queue->random, 2) == 0) {
			put(queue, ", \"delay_reason\": ");
			put_json_string(queue,
			    property_one_of(queue->random, reasons));
		}
		put(queue, "}%s", n > 1 ? ", " : "");
	}
	put(queue, "]%s}", lines ? "\n" : "");
}

static void
put_json(struct queue *queue)
{
	bool lines = property_below(queue->random, 2) == 0;
	bool all = lines && property_below(queue->random, 2) == 0;
	bool sorted = lines && property_below(queue->random, 2) == 0;
	size_t count = 1 + property_below(queue->random, 3);

	put(queue, "%s", all ? "[\n" : "");
	for (size_t n = count; n > 0; n--) {
		put_json_message(queue, lines, sorted);
		put(queue, "%s\n", all && n > 1 ? "," : "");
	}
	put(queue, "%s", all ? "]\n" : "");
}

/* ---- Sendmail ------------------------------------------------------------ */

/* What is longer than 38 bytes has no end without -v. */
static void
put_sendmail_recipient(struct queue *queue, bool verbose)
{
	const char *address = choose_address(queue);
	bool cut = !verbose && strlen(address) > 36;

	put(queue, "\t\t\t\t\t%s", verbose ? "\t" : " ");
	if (cut)
		text_put(queue->diagnostics.text,
		    sizeof(queue->diagnostics.text), &queue->diagnostics.len,
		    "! %u|", line_of(queue));
	else
		expect(queue, address);
	put(queue, "<%.*s%s\n", cut ? 37 : 64, address, cut ? "" : ">");
}

static void
put_sendmail_message(struct queue *queue, bool verbose)
{
	static const char *const priorities[] = {"      90048 ", "     150048+",
	    "-30 "};

	make_id(queue, "zzzzzzzz000000", 14);
	put(queue, "%s%c%8zu ", queue->id,
	    " *X-?"[property_below(queue->random, 5)],
	    property_below(queue->random, 9999999));
	put(queue, "%s%s14:30 <x@y.jp>\n",
	    verbose ? priorities[property_below(queue->random, 2)] : "Sun ",
	    "Nov 29 ");
	if (property_below(queue->random, 2) == 0)
		put(queue, "%17s(Deferred: <x@y.jp> refused by [192.0.2.2])\n",
		    "");
	for (size_t n = 1 + property_below(queue->random, 3); n > 0; n--)
		put_sendmail_recipient(queue, verbose);
}

static void
put_sendmail(struct queue *queue)
{
	bool verbose = property_below(queue->random, 2) == 0;

	put(queue, "%s/var/spool/mqueue/q@x.jp (3 requests%s)\n",
	    property_below(queue->random, 2) == 0 ? "\t\t" : "",
	    property_below(queue->random, 2) == 0 ? ", only 1 printed" : "");
	put(queue, verbose ? "-----Q-ID----- --Size-- -Priority- ---Q-Time--- "
			     "--------Sender/Recipient--------\n"
			   : "-----Q-ID----- --Size-- -----Q-Time----- "
			     "------------Sender/Recipient-----------\n");
	for (size_t n = 1 + property_below(queue->random, 3); n > 0; n--)
		put_sendmail_message(queue, verbose);
	put(queue, "\t\tTotal requests: %u\n", queue->messages);
}

/* ---- Exim ---------------------------------------------------------------- */

static void
put_exim_message(struct queue *queue)
{
	static const char *const ages[] = {" 0m", "25m", " 3h", "99d", "12w"};
	static const char *const sizes[] = {"  272", " 2.9K", "   0 ", "10M"};
	static const char *const senders[] = {"<x@y.jp>", "<>",
	    "<x@y.jp> (uucp)", "<> *** frozen ***"};
	static const char *const forms[] = {"zzzzzz-zzzzzz-zz",
	    "zzzzzz-zzzzzzzzzzz-zzzz"};
	static const char *const marks[] = {"          ", "        D ",
	    "       +D "};
	const char *form = property_one_of(queue->random, forms);

	make_id(queue, form, strlen(form));
	put(queue, "%s %s %s %s\n", property_one_of(queue->random, ages),
	    property_one_of(queue->random, sizes), queue->id,
	    property_one_of(queue->random, senders));
	for (size_t n = property_below(queue->random, 4); n > 0; n--) {
		const char *address = choose_address(queue);
		size_t mark = property_below(queue->random, 3);

		put(queue, "%s", marks[mark]);
		if (mark == 0)
			expect(queue, address);
		put(queue, "%s\n", address);
	}
	put(queue, "\n");
}

static void
put_exim(struct queue *queue)
{
	for (size_t n = 1 + property_below(queue->random, 3); n > 0; n--)
		put_exim_message(queue);
}

Test(queue_property, who_waits_comes_out)
{
	static void (*const forms[])(
	    struct queue *) = {put_postfix, put_json, put_sendmail, put_exim};
	static struct queue queue;
	static struct taken taken;

	PROPERTY_CASES(random, "queue")
	{
		queue = (struct queue){.random = &random};
		if (property_below(&random, 8) == 0)
			put(&queue, "\n");
		property_one_of(&random, forms)(&queue);
		text_put(queue.wanted.text, sizeof(queue.wanted.text),
		    &queue.wanted.len, "%s", queue.diagnostics.text);
		taken_parse("queue", queue.text, queue.len, READER_AUTO,
		    &taken);
		property_check(&random,
		    strcmp(taken.text, queue.wanted.text) == 0, taken.text,
		    queue.text, queue.len);
	}
}
