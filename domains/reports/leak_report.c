/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts leaks in order and has them written: see the header. */
#include "domains/reports/leak_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/order.h"
#include "domains/reports/redacted.h"

/* Before so much is written. */
#define BUFFER_MAX ((size_t)64 * 1024)

void
leak_member(struct span address, struct full_width *room,
    struct member *member_r)
{
	const char *end = address.bytes + address.len;
	const char *at = span_find_last(address, '@');

	member_of_text(address.bytes, address.len, room, member_r);
	if (at == NULL ||
	    (at != address.bytes && member_r->error == ADDRESS_FINE))
		return;
	member_of_text(at, (size_t)(end - at), room, member_r);
	member_r->target = MEMBER_DOMAIN;
	member_parse(member_r);
}

bool
leak_judge(const struct leak_report *report, uint32_t leak,
    struct full_width *room, struct finding *finding_r)
{
	const char *name = leaks_name(report->leaks, leak);
	uint32_t domain = leaks_at(report->leaks, leak)->domain;
	struct finding found[JUDGE_FINDINGS_MAX];
	struct member member;

	leak_member(span_of(name), room, &member);
	if (judge_member(report->judge, &member, found) <= 0) {
		/* Of a route in a local part only the domain is left when that
		 * is redacted. */
		if (leak == 0 || domain == 0 || domain == LEAKS_NONE ||
		    !leak_judge(report, domain, room, finding_r))
			return false;
		finding_r->suggestion[0] = '\0';
		return true;
	}
	*finding_r = found[0];
	if (found[0].verdict.detail == found[0].detail)
		finding_r->verdict.detail = finding_r->detail;
	if (found[0].verdict.evidence == &found[0].evidence)
		finding_r->verdict.evidence = &finding_r->evidence;
	if (report->redaction != NULL)
		redacted_suggestion(report->redaction, finding_r->suggestion);
	return true;
}

/* ---- names --------------------------------------------------------------- */

/* An address as the report has it.  A log may have zero bytes, at which it
 * ends. */
static struct span
redact(struct leak_writing *writing, struct buffer *room, struct span text)
{
	if (text.len != 0)
		text.len = strnlen(text.bytes, text.len);
	text = redaction_show(writing->report->redaction, text, room);
	writing->buffer.failed |= room->failed;
	return text;
}

const char *
leak_name(struct leak_writing *writing, uint32_t leak)
{
	return redact(writing, &writing->name,
	    span_of(leaks_name(writing->report->leaks, leak)))
	    .bytes;
}

struct span
leak_text(struct leak_writing *writing, struct span text)
{
	return redact(writing, &writing->text, text);
}

struct span
leak_message_id(struct leak_writing *writing, struct span id)
{
	return redact(writing, &writing->id, id);
}

struct span
leak_sender(struct leak_writing *writing, const struct leaks_message *message,
    const char *unknown)
{
	return message->sender != INTERNING_NONE
	           ? leak_text(writing,
			 span_of(leaks_text_of(writing->report->leaks,
			     message->sender)))
	           : span_of(unknown);
}

struct span
leak_share_text(struct leak_writing *writing, const struct leaks_share *share)
{
	const struct span text = span_of(
	    leaks_text_of(writing->report->leaks, (uint32_t)share->value));

	return share->tally == LEAKS_RELAY ? text : leak_text(writing, text);
}

bool
leak_is_domain(const struct leaks *leaks, uint32_t leak)
{
	return *leaks_name(leaks, leak) == '@';
}

void
leak_times(const struct leak *leak, int64_t *first_r, int64_t *last_r)
{
	bool sent = leak->mails[MAILLOG_SENT] != 0;
	bool seen = sent || leak->seen <= leak->seen_last;

	*first_r = !seen ? 0 : sent ? leak->first : leak->seen;
	*last_r = !seen ? 0 : sent ? leak->last : leak->seen_last;
}

static bool
is_before(const struct leaks_share *share, uint32_t leak,
    enum leaks_tally tally)
{
	return share->leak != leak ? share->leak < leak : share->tally < tally;
}

const struct leaks_share *
leak_shares(const struct leak_writing *writing, uint32_t leak,
    enum leaks_tally tally, size_t *count_r)
{
	const struct leaks_share *shares = writing->shares;
	size_t low = 0, high = writing->share_count, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(&shares[middle], leak, tally))
			low = middle + 1;
		else
			high = middle;
	}
	while (low + count < writing->share_count &&
	       shares[low + count].leak == leak &&
	       shares[low + count].tally == tally)
		count++;
	*count_r = count;
	return shares + low;
}

void
leak_flush(struct leak_writing *writing)
{
	if (writing->buffer.len < BUFFER_MAX)
		return;
	buffer_print(&writing->buffer, writing->report->out);
	writing->buffer.len = 0;
}

/* ---- the order ----------------------------------------------------------- */

static uint64_t
count_mails(const struct leak *leak)
{
	uint64_t mails = 0;

	for (size_t i = 0; i < MAILLOG_OUTCOMES; i++)
		mails += leak->mails[i];
	return mails;
}

/* Most sent first, then most at all, then by name, or what stands for it. */
static int
compare_leaks(const struct leak_writing *writing, uint32_t a, uint32_t b)
{
	const struct leaks *leaks = writing->report->leaks;
	const uint64_t *ranks = writing->ranks;
	const struct leak *one = leaks_at(leaks, a),
			  *other = leaks_at(leaks, b);
	int order =
	    order_numbers(other->mails[MAILLOG_SENT], one->mails[MAILLOG_SENT]);

	if (order == 0)
		order = order_numbers(count_mails(other), count_mails(one));
	if (order == 0 && ranks != NULL)
		order = order_numbers(ranks[a], ranks[b]);
	return order != 0 ? order
	                  : strcmp(leaks_name(leaks, a), leaks_name(leaks, b));
}

/* As qsort_r(3) has it: addresses after their domain. */
static int
by_importance(const void *a, const void *b, void *context)
{
	const struct leak_writing *writing = context;
	const struct leaks *leaks = writing->report->leaks;
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	uint32_t of_one =
	    leak_is_domain(leaks, one) ? one : leaks_at(leaks, one)->domain;
	uint32_t of_other = leak_is_domain(leaks, other)
	                        ? other
	                        : leaks_at(leaks, other)->domain;

	if (of_one != of_other)
		return compare_leaks(writing, of_one, of_other);
	if (leak_is_domain(leaks, one) != leak_is_domain(leaks, other))
		return leak_is_domain(leaks, one) ? -1 : 1;
	return compare_leaks(writing, one, other);
}

/* The ranks of leaks, or of texts; NULL without a redaction, or when memory is
 * out. */
static uint64_t *
make_ranks(struct leak_writing *writing, size_t count,
    const char *(*name)(const struct leaks *leaks, uint32_t number))
{
	const struct leak_report *report = writing->report;
	uint64_t *ranks = NULL;

	if (report->redaction == NULL)
		return NULL;
	ranks = calloc(count + 1, sizeof(*ranks));
	writing->buffer.failed |= ranks == NULL;
	for (uint32_t i = 0; ranks != NULL && i < count; i++)
		ranks[i] = redaction_rank(report->redaction,
		    span_of(name(report->leaks, i)));
	return ranks;
}

/* Puts leaks and shares in order.  Returns 0, or -1 when memory is out. */
static int
arrange(struct leak_writing *writing)
{
	struct leaks *leaks = writing->report->leaks;
	size_t count = leaks_count(leaks);
	uint64_t *text_ranks =
	    make_ranks(writing, leaks_count_texts(leaks), leaks_text_of);

	writing->ranks = make_ranks(writing, count, leaks_name);
	writing->order = calloc(count, sizeof(*writing->order));
	if (writing->order != NULL && !writing->buffer.failed) {
		for (uint32_t i = 1; i < count; i++)
			if (count_mails(leaks_at(leaks, i)) != 0)
				writing->order[writing->count++] = i;
		qsort_r(writing->order, writing->count, sizeof(*writing->order),
		    by_importance, writing);
		writing->shares =
		    leaks_shares(leaks, text_ranks, &writing->share_count);
	}
	free(text_ranks);
	return writing->order != NULL ? 0 : -1;
}

int
leak_report_write(const struct leak_report *report)
{
	struct leak_writing writing = {.report = report};
	int result;

	if (arrange(&writing) < 0)
		return -1;
	if (report->format == REPORT_JSON || report->format == REPORT_CSV)
		leak_rows_write(&writing);
	else if (report->format == REPORT_HTML)
		leak_page_write(&writing);
	else
		leak_text_write(&writing);
	free(writing.order);
	free(writing.ranks);
	buffer_print(&writing.buffer, report->out);
	if (writing.buffer.failed)
		errno = ENOMEM;
	result = writing.buffer.failed ? -1 : 0;
	buffer_clear(&writing.buffer);
	buffer_clear(&writing.name);
	buffer_clear(&writing.text);
	buffer_clear(&writing.id);
	return result;
}
