/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads who gave a mail to the MTA: see the header. */
#include "domains/maillog/client.h"

#include "domains/maillog/field.h"

/* "mx.b.jp[192.0.2.7]:4711": the address. */
static struct span
address_in(struct span host)
{
	struct span name, address;

	field_split_relay(host, &name, &address);
	return address;
}

/* The value of ", KEY=", to the next comma. */
static struct span
value_of(struct span rest, const char *key)
{
	struct span before, value;

	if (!field_take_until(&rest, key, &before))
		return (struct span){"", 0};
	value = rest;
	(void)field_take_until(&rest, ", ", &value);
	return value;
}

/* "client=mx.b.jp[192.0.2.7], sasl_method=PLAIN, sasl_username=taro,
 * orig_queue_id=4DA839, orig_client=unknown[192.0.2.9]" (on one line) */
static void
read_client(struct span rest, struct client *client)
{
	const struct span before = value_of(rest, ", orig_queue_id=");
	const struct span real = value_of(rest, ", orig_client=");
	struct span host = rest;

	(void)field_take_until(&rest, ", ", &host);
	client->address = address_in(host);
	/* A filter that stands before the queue hands on what has no id yet:
	 * this is the first one. */
	client->again = before.len != 0 && !span_equal(before, "NOQUEUE");
	client->before = before;
	if (!client->again && real.len != 0)
		client->address = address_in(real);
}

/* "milter-reject: RCPT from mx.b.jp[192.0.2.7]: 550 ..." */
static void
read_step(struct span rest, struct client *client)
{
	const bool milter = field_take(&rest, "milter-");
	struct span host, action;

	if (!field_take_until(&rest, ": ", &action))
		return;
	client->step = CLIENT_AT_END;
	if (field_take(&rest, "RCPT from "))
		client->step = milter ? CLIENT_AT_MILTER : CLIENT_AT_RCPT;
	else if (!field_take_until(&rest, " from ", &host))
		return;
	if (field_take_until(&rest, "]", &host))
		client->address = address_in(
		    span_between(host.bytes, host.bytes + host.len + 1));
}

/* "..., relay=mx.b.jp [192.0.2.7] (may be forged)", which is the last field: a
 * Message-ID before it may have what looks the same. */
static void
read_relay(struct span rest, struct client *client)
{
	struct span skipped, relay = {"", 0};

	while (field_take_until(&rest, ", relay=", &skipped))
		relay = rest;
	client->address = address_in(relay);
	client->local = relay.len != 0 && client->address.len == 0;
}

void
client_of(const struct maillog_event *event, struct client *client_r)
{
	struct client client = {.address = {"", 0}, .user = {"", 0}};
	struct span rest = event->line->text, id;

	if (event->endless) {
		client.step = event->kind == MAILLOG_REJECT ? CLIENT_AT_MILTER
		                                            : CLIENT_NO_STEP;
		if (field_has(rest, ": ruleset=check_rcpt"))
			client.step = CLIENT_AT_RCPT;
		if (event->kind == MAILLOG_SENDER)
			read_relay(rest, &client);
	} else if (field_take_id(&rest, ": ", &id)) {
		client.local = span_begins(rest, "uid=");
		if (field_take(&rest, "client=")) {
			client.user = value_of(rest, ", sasl_username=");
			read_client(rest, &client);
		} else if (!client.local) {
			read_step(rest, &client);
		}
	}
	*client_r = client;
}
