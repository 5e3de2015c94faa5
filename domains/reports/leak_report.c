/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts leaks in order and has them written: see the header. */
#include "domains/reports/leak_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Before so much is written. */
#define BUFFER_MAX ((size_t)64 * 1024)

void
leak_member(struct span address, struct full_width *room,
    struct member *member_r)
{
	const char *end = address.bytes + address.len;
	const char *at =
	    address.len != 0 ? memrchr(address.bytes, '@', address.len) : NULL;

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
	struct finding found[JUDGE_FINDINGS_MAX];
	struct member member;

	leak_member(span_of(name), room, &member);
	if (judge_member(report->judge, &member, found) <= 0)
		return false;
	*finding_r = found[0];
	if (found[0].verdict.detail == found[0].detail)
		finding_r->verdict.detail = finding_r->detail;
	if (found[0].verdict.evidence == &found[0].evidence)
		finding_r->verdict.evidence = &finding_r->evidence;
	return true;
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

/* Most sent first, then most at all, then by name. */
static int
compare_leaks(const struct leaks *leaks, uint32_t a, uint32_t b)
{
	const struct leak *one = leaks_at(leaks, a),
			  *other = leaks_at(leaks, b);

	if (a == b)
		return 0;
	if (one->mails[MAILLOG_SENT] != other->mails[MAILLOG_SENT])
		return one->mails[MAILLOG_SENT] > other->mails[MAILLOG_SENT]
		           ? -1
		           : 1;
	if (count_mails(one) != count_mails(other))
		return count_mails(one) > count_mails(other) ? -1 : 1;
	return strcmp(leaks_name(leaks, a), leaks_name(leaks, b));
}

/* As qsort_r(3) has it: addresses after their domain. */
static int
by_importance(const void *a, const void *b, void *context)
{
	const struct leaks *leaks = context;
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	uint32_t of_one =
	    leak_is_domain(leaks, one) ? one : leaks_at(leaks, one)->domain;
	uint32_t of_other = leak_is_domain(leaks, other)
	                        ? other
	                        : leaks_at(leaks, other)->domain;

	if (of_one != of_other)
		return compare_leaks(leaks, of_one, of_other);
	if (leak_is_domain(leaks, one) != leak_is_domain(leaks, other))
		return leak_is_domain(leaks, one) ? -1 : 1;
	return compare_leaks(leaks, one, other);
}

int
leak_report_write(const struct leak_report *report)
{
	struct leak_writing writing = {.report = report};
	size_t count = leaks_count(report->leaks);

	writing.order = calloc(count, sizeof(*writing.order));
	if (writing.order == NULL)
		return -1;
	for (uint32_t i = 1; i < count; i++)
		if (count_mails(leaks_at(report->leaks, i)) != 0)
			writing.order[writing.count++] = i;
	qsort_r(writing.order, writing.count, sizeof(*writing.order),
	    by_importance, report->leaks);
	writing.shares = leaks_shares(report->leaks, &writing.share_count);
	if (report->format == REPORT_JSON || report->format == REPORT_CSV)
		leak_rows_write(&writing);
	else if (report->format == REPORT_HTML)
		leak_page_write(&writing);
	else
		leak_text_write(&writing);
	free(writing.order);
	buffer_print(&writing.buffer, report->out);
	if (writing.buffer.failed)
		errno = ENOMEM;
	count = writing.buffer.failed;
	buffer_clear(&writing.buffer);
	return count != 0 ? -1 : 0;
}
