/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the mail logs of an audit: see the header. */
#include "domains/doppelcheck/logs.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domains/doppelcheck/auditor.h"
#include "domains/maillog/when.h"
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
