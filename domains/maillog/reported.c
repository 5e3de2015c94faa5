/* SPDX-License-Identifier: BSD-2-Clause */
/* Adds what was not counted before to the sums: see the header. */
#include "domains/maillog/reported.h"

#include "domains/maillog/mail_name.h"

static bool
waits(const struct leaks_recipient *recipient)
{
	return recipient->on_hop || recipient->outcome == MAILLOG_PENDING ||
	       recipient->outcome == MAILLOG_DEFERRED ||
	       recipient->outcome == MAILLOG_HELD;
}

/* Was there no line about it for so long before a time?  Nobody waits for what
 * a wrong clock says to come. */
static bool
is_stale(const struct reported *reported,
    const struct leaks_recipient *recipient, int64_t time)
{
	return time != INT64_MIN &&
	       (recipient->time <= time - MAILS_WAITS ||
		   recipient->time > reported->options->latest);
}

bool
reported_is_sent(const struct reported *reported, const struct mail *hop,
    const struct leaks_recipient *before)
{
	return before->known &&
	       (!hop->begun_known ||
		   is_stale(reported, before, reported->options->reported));
}

/* Sets which recipients were reported.  Those that wait on are pending.
 * Returns how many count now. */
static size_t
settle(const struct reported *reported, const struct mail *mail,
    struct leaks_recipient *list, size_t count)
{
	size_t counted = 0;

	for (size_t i = 0; i < count; i++) {
		struct leaks_recipient *one = &list[i];
		bool wait = waits(one);
		bool goes_on = one->on_hop || mail->goes_on;
		bool over = !one->on_hop && mail->known;

		one->reported |=
		    one->known &&
		    (!wait || over ||
			is_stale(reported, one, reported->options->reported));
		if (goes_on && wait && !is_stale(reported, one, reported->last))
			one->outcome = MAILLOG_PENDING;
		counted += !one->reported && one->outcome != MAILLOG_PENDING;
	}
	return counted;
}

/* A mail that went on under another id has none. */
static bool
has_result(const struct leaks_recipient *list, size_t count)
{
	size_t i = 0;

	while (i < count && (list[i].outcome == MAILLOG_PENDING ||
				list[i].outcome == MAILLOG_HANDED_ON))
		i++;
	return i < count;
}

void
reported_add(const struct reported *reported, const struct mail *mail,
    struct leaks_recipient *list, size_t count)
{
	const struct leaks_mail known = {
	    .sender = mail_sender(mail),
	    .message_id = mail_message_id(mail),
	    .message_hash = mail->message_hash != MAIL_NO_MESSAGE_ID
	                        ? mail->message_hash
	                        : 0,
	    .size = mail->size,
	    .key =
		mail_hash_id(mail, mail_name_hash(reported->names, mail->host)),
	    .id = mail->message_hash != 0
	              ? mail_hash_id(mail, mail->message_hash)
	              : 0,
	    .begun = mail->begun,
	};

	if (reported->options->goes_on &&
	    settle(reported, mail, list, count) == 0)
		return;
	reported->counts->again += mail->again;
	reported->counts->unjoined +=
	    !mail->again && !mail->sender_known && has_result(list, count);
	if (!mail->again)
		leaks_add(reported->leaks, &known, list, count);
}
