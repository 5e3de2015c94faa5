/* SPDX-License-Identifier: BSD-2-Clause */
/* Intake: keeps up with the registrations file that a watcher writes.
 *
 *     struct intake intake = {.path = NULL};
 *     struct intake_news news;
 *     intake_look(&intake, path, in_force, &diagnostics, &news);
 *     if (news.registrations != NULL) ... put it in force
 *     ... a second later, again
 *
 * A file that is missing, damaged or old changes nothing: what was read last
 * stays in force.  That is reported once, and once that it is good again.  For
 * one thread.
 */
#ifndef DOMAINS_SERVICE_INTAKE_H
#define DOMAINS_SERVICE_INTAKE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "domains/base/diagnostic.h"
#include "domains/base/stamp.h"
#include "domains/registrations/file.h"

/* The watcher renews the time in the file every minute. */
#define INTAKE_OLD_SECONDS 600

/* After a start of the machine gate and watcher begin together: an old file is
 * not reported before. */
#define INTAKE_BEGIN_MS 5000

#define INTAKE_WHY_SIZE 256

struct intake {
	char *path;         /* of the last look; NULL: there was none */
	struct stamp stamp; /* of it */
	uint64_t begun_at;  /* when it was looked at for the first time, and */
	uint64_t looked_at; /*   when it was read, or tried (clock.h) */
	time_t time;        /* in the file that was read; 0: none */
	char failed[INTAKE_WHY_SIZE]; /* why it could not be read; "" */
	bool reported;                /* that it is not good */
};

struct intake_news {
	struct registrations *registrations; /* a reference of the caller's;
	                                        NULL: nothing is new */
	bool good_again;
};

/* Looks at the file, and reads it when it is another one than the last time.
 * in_force is what holds so far, or NULL.  Adds a diagnostic when the file is
 * no longer good. */
void
intake_look(struct intake *intake, const char *path,
    struct registrations *in_force, struct diagnostics *diagnostics,
    struct intake_news *news_r);

void
intake_clear(struct intake *intake);

#endif
