/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the mail logs of an audit: see the header. */
#include "domains/doppelcheck/logs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/translation.h"
#include "domains/doppelcheck/auditor.h"
#include "domains/maillog/when.h"
#include "domains/reports/leak_format.h"
#include "domains/text/console.h"

int
logs_add(struct logs *logs, const char *name, const char *path,
    struct stdin_begun *begun)
{
	size_t count = logs->count + 1;
	struct maillog_file *files =
	    reallocarray(logs->files, count, sizeof(*files));
	char *copy = begun->fd < 0 ? strdup(path) : NULL;
	struct stdin_begun *all = NULL;

	if (files != NULL) {
		logs->files = files;
		all = reallocarray(logs->begun, count, sizeof(*all));
	}
	if (all != NULL)
		logs->begun = all;
	if (all == NULL || (begun->fd < 0 && copy == NULL)) {
		free(copy);
		return -1;
	}
	all[count - 1] = *begun;
	files[count - 1] = (struct maillog_file){
	    .name = name,
	    .path = copy,
	    .fd = begun->ended ? -1 : begun->fd,
	    .begin = {begun->bytes, begun->len},
	};
	*begun = (struct stdin_begun){.fd = -1};
	logs->count = count;
	return 0;
}

const char *
logs_selection(const struct log_options *options)
{
	return options->since != NULL    ? "--since"
	       : options->until != NULL  ? "--until"
	       : options->sender != NULL ? "--sender"
	       : options->domain != NULL ? "--domain"
	                                 : NULL;
}

int
logs_take_wanted(const struct log_options *options,
    struct logs_wanted *wanted_r)
{
	struct diagnostics diagnostics = {0};
	int result = when_parse_span(options->zone, options->since,
	    options->until, &diagnostics, &wanted_r->since, &wanted_r->until);

	if (result == 0)
		result = wanted_parse(options->sender, options->domain,
		    &diagnostics, &wanted_r->whose);
	console_diagnostics(&diagnostics);
	diagnostics_clear(&diagnostics);
	return result;
}

struct wanted_part
logs_part(const struct logs_wanted *wanted)
{
	return (struct wanted_part){
	    .sender = span_of(wanted->whose.sender),
	    .domain = span_of(wanted->whose.domain),
	    .since = wanted->since,
	    .until = wanted->until,
	};
}

struct maillog_source
logs_source(const struct logs *logs, const struct log_options *options,
    const struct logs_wanted *wanted, struct logs_messages *messages)
{
	return (struct maillog_source){
	    .files = logs->files,
	    .count = logs->count,
	    .zone = options->zone,
	    .host_zones = options->host_zones,
	    .host_zone_count = options->host_zone_count,
	    .journal = options->journal,
	    .position = options->position,
	    .one_thread = options->one_thread,
	    .since = wanted->since,
	    .diagnostics = &messages->diagnostics,
	    .notes = &messages->notes,
	};
}

/* ---- messages ------------------------------------------------------------ */

bool
logs_have_nothing_new(const struct maillog_read *read)
{
	return read->lines != 0 && read->lines == read->known;
}

void
logs_note_nothing(const struct maillog_read *read,
    const struct logs_wanted *wanted, bool any, struct diagnostics *notes)
{
	const char *const subject = "mail log";
	char day[LEAK_DAY_SIZE];

	if (read->lines == 0)
		diagnostics_add(notes, subject, 0, "is empty");
	else if (logs_have_nothing_new(read))
		diagnostics_add(notes, subject, 0,
		    "has no new line since the last time");
	else if (!any)
		diagnostics_add(notes, subject, 0,
		    "has no delivery by Postfix, Sendmail or Exim; lines "
		    "read: %zu",
		    read->lines - read->known);
	else if (read->first > read->last)
		; /* no time is known */
	else if (read->last < wanted->since) {
		leak_format_time(read->last, day);
		diagnostics_add(notes, "--since", 0,
		    "the logs end before it, on %s", day);
	} else if (read->first >= wanted->until) {
		leak_format_time(read->first, day);
		diagnostics_add(notes, "--until", 0,
		    "the logs begin after it, on %s", day);
	}
}

const char logs_too_many[] =
    N_("there are too many wrong addresses or senders to count them all apart: "
       "some numbers are too small");

void
logs_note_mails(uint64_t given_up, uint64_t again, bool too_many,
    struct diagnostics *notes)
{
	const char *const subject = "mail log";

	if (given_up != 0)
		diagnostics_add(notes, subject, 0,
		    "mails whose end was not waited for, with too many open "
		    "at the same time: %" PRIu64,
		    given_up);
	if (again != 0)
		diagnostics_add(notes, subject, 0,
		    "mails that are in it twice, and count once: %" PRIu64,
		    again);
	if (too_many)
		diagnostics_add(notes, subject, 0, "%s", logs_too_many);
}

void
logs_show(const struct logs_messages *messages, bool quiet, struct page *page)
{
	console_diagnostics(&messages->diagnostics);
	if (!quiet)
		console_notes(&messages->notes);
	if (page != NULL) {
		page_add_notes(page, &messages->diagnostics);
		page_add_notes(page, &messages->notes);
	}
}

void
logs_clear_messages(struct logs_messages *messages)
{
	diagnostics_clear(&messages->diagnostics);
	diagnostics_clear(&messages->notes);
}

/* ---- the end ------------------------------------------------------------- */

void
logs_clear(struct logs *logs)
{
	for (size_t i = 0; i < logs->count; i++) {
		stdin_end(&logs->begun[i]);
		free((void *)(uintptr_t)logs->files[i].path);
	}
	free(logs->files);
	free(logs->begun);
	*logs = (struct logs){0};
}
