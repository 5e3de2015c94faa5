/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts what the gate did in order: see the header. */
#include "domains/reports/gate_report.h"

#include <stdlib.h>
#include <string.h>

#include "domains/base/order.h"
#include "domains/text/messages.h"

struct span
gate_report_text(struct leak_writing *writing, const struct gate_hit *hit,
    enum gate_text text)
{
	const struct span raw =
	    span_of(gate_text_of(writing->report->gate, hit->texts[text]));

	return text == GATE_MEANT ? raw : leak_text(writing, raw);
}

const char *
gate_report_title(enum gate_mode mode)
{
	static const char *const titles[GATE_MODES] = {
	    [GATE_ENFORCED] = N_("What the gate did"),
	    [GATE_MONITORED] =
		N_("What the gate would have done (mode monitor)"),
	    [GATE_EXEMPT] = N_("What the gate let pass, for it is exempt"),
	};

	return _(titles[mode]);
}

/* By name, or by what stands for it. */
static int
compare_texts(const struct leak_writing *writing, uint32_t a, uint32_t b)
{
	const struct leak_report *report = writing->report;
	const char *one = gate_text_of(report->gate, a);
	const char *other = gate_text_of(report->gate, b);
	int order = 0;

	if (report->redaction != NULL)
		order = order_numbers(redaction_rank(report->redaction,
					  span_of(one)),
		    redaction_rank(report->redaction, span_of(other)));
	return order != 0 ? order : strcmp(one, other);
}

/* As qsort_r(3) has it. */
static int
compare_hits(const void *a, const void *b, void *context)
{
	const struct leak_writing *writing = context;
	const struct gate *gate = writing->report->gate;
	const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	const struct gate_hit *x = &gate->hits[one], *y = &gate->hits[other];
	int order = order_numbers(x->mode, y->mode);

	if (order == 0)
		order =
		    order_numbers(y->counts.recipients, x->counts.recipients);
	if (order == 0)
		order = order_numbers(y->counts.outcomes[MAILLOG_SENT],
		    x->counts.outcomes[MAILLOG_SENT]);
	if (order == 0)
		order = order_numbers(y->action, x->action);
	for (size_t i = 0; i < GATE_TEXTS && order == 0; i++)
		if (i != GATE_SENDER)
			order =
			    compare_texts(writing, x->texts[i], y->texts[i]);
	if (order == 0)
		order = order_numbers((uint64_t)y->reason << 8 | y->confidence,
		    (uint64_t)x->reason << 8 | x->confidence);
	return order;
}

uint32_t *
gate_report_order(struct leak_writing *writing, size_t *count_r)
{
	const struct gate *gate = writing->report->gate;
	const size_t count = gate->hit_count - 1;
	uint32_t *order = calloc(count + 1, sizeof(*order));

	*count_r = 0;
	if (order == NULL) {
		writing->buffer.failed = true;
		return NULL;
	}
	for (uint32_t i = 0; i < count; i++)
		order[i] = i + 1;
	qsort_r(order, count, sizeof(*order), compare_hits, writing);
	*count_r = count;
	return order;
}
