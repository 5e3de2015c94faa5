/* SPDX-License-Identifier: BSD-2-Clause */
/* Sink: where a finding goes.  Every way out has this one face: the report
 * (text, JSON, CSV, SARIF), the mails, the baseline, which passes on what is
 * new, and the log.
 *
 *     enum sink_result result = sink->take(sink->context, &finding);
 *
 * A finding borrows: what a sink keeps of it, it copies.
 */
#ifndef DOMAINS_REPORTS_SINK_H
#define DOMAINS_REPORTS_SINK_H

#include "domains/registrations/finding.h"

enum sink_result {
	SINK_TAKEN,
	SINK_KNOWN,  /* it was reported before, and is not counted */
	SINK_STOPPED /* nothing more can be taken; the sink has said why */
};

struct sink {
	enum sink_result (*take)(void *context, const struct finding *finding);
	void *context;
};

#endif
