/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the registrations file when it has changed. */
#include "domains/service/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"

/* Of a file that could not be read the reason may be ours: memory. */
#define AGAIN_MS 10000

static bool
is_due(const struct intake *intake, const char *path, const struct stamp *stamp)
{
	return intake->path == NULL || strcmp(intake->path, path) != 0 ||
	       !stamp_equal(&intake->stamp, stamp) ||
	       (intake->failed[0] != '\0' && stamp->error == 0 &&
		   clock_now() - intake->looked_at >= AGAIN_MS);
}

static void
read_file(struct intake *intake, const char *path,
    struct registrations *in_force, struct intake_news *news)
{
	struct diagnostics own = {.limit = 1};
	struct registrations *next;

	intake->looked_at = clock_now();
	intake->failed[0] = '\0';
	if (registrations_read(path, in_force, &own, &next, &intake->time) ==
	    0) {
		if (next != in_force)
			news->registrations = next;
		else
			registrations_release(&next);
	} else {
		snprintf(intake->failed, sizeof(intake->failed), "%s",
		    own.kept != 0 ? own.list[0].text : "cannot be read");
	}
	diagnostics_clear(&own);
}

void
intake_look(struct intake *intake, const char *path,
    struct registrations *in_force, struct diagnostics *diagnostics,
    struct intake_news *news_r)
{
	struct stamp stamp = stamp_of(path);
	uint64_t now = clock_now();
	const char *why;

	*news_r = (struct intake_news){.registrations = NULL};
	if (intake->path == NULL)
		intake->begun_at = now;
	if (is_due(intake, path, &stamp)) {
		free(intake->path);
		intake->path = strdup(path);
		intake->stamp = stamp;
		read_file(intake, path, in_force, news_r);
	}
	why = intake->failed;
	if (*why == '\0' && time(NULL) - intake->time > INTAKE_OLD_SECONDS &&
	    now - intake->begun_at >= INTAKE_BEGIN_MS)
		why =
		    "is over ten minutes old: is doppelcheck --watch at work?";
	if (*why != '\0' && !intake->reported)
		diagnostics_add(diagnostics, path, 0, "%s; %s", why,
		    in_force != NULL || news_r->registrations != NULL
			? "what was read last holds"
			: "no registrations are in force: is doppelcheck "
			  "--watch at work?");
	news_r->good_again = *why == '\0' && intake->reported;
	intake->reported = *why != '\0';
}

void
intake_clear(struct intake *intake)
{
	free(intake->path);
	*intake = (struct intake){.path = NULL};
}
