/* SPDX-License-Identifier: BSD-2-Clause */
/* Decides what becomes of an answer. */
#include "domains/doppelzone/follower.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/clock.h"
#include "domains/base/subprocess.h"
#include "domains/service/log.h"

static bool
is_over(uint64_t since, unsigned seconds)
{
	return clock_now() >= since + (uint64_t)seconds * 1000;
}

static bool
is_stopped(const struct server *server)
{
	struct pollfd polled = {.fd = server->stop, .events = POLLIN};

	return poll(&polled, 1, 0) > 0;
}

static void
save_state(const struct follower *follower)
{
	struct diagnostics diagnostics = {0};

	if (!follower->copy.there)
		return;
	if (copy_save_state(&follower->copy, &diagnostics) < 0)
		log_diagnostics(LOG_ERROR, &diagnostics);
	diagnostics_clear(&diagnostics);
}

/* ---- something is wrong -------------------------------------------------- */

static void
say_wrong(struct follower *follower)
{
	struct copy *copy = &follower->copy;
	char age[COPY_AGE_SIZE];

	if (copy->there)
		log_line(LOG_WARN,
		    "%s: the list of serial %" PRIu32
		    " stays, which was current %s ago: %s",
		    copy->zone, copy->serial,
		    copy_format_age(time(NULL) - copy->current, age),
		    follower->why);
	else
		log_line(LOG_WARN, "%s: there is no list yet: %s", copy->zone,
		    follower->why);
	follower->said_at = clock_now();
	free(copy->wrong);
	copy->wrong = strdup(follower->why);
	if (copy->wrong_since == 0)
		copy->wrong_since = time(NULL);
	save_state(follower);
}

/* The copy stays as it is.  Says why, but not always. */
static void
keep(struct follower *follower)
{
	const char *said = follower->copy.wrong;

	if (is_stopped(follower->transfer->server))
		return;
	if (follower->wrong_at == 0)
		follower->wrong_at = clock_now();
	if (said == NULL
		? is_over(follower->wrong_at, FOLLOWER_PATIENCE)
		: is_over(follower->said_at, strcmp(said, follower->why) == 0
						 ? FOLLOWER_AGAIN
						 : FOLLOWER_OTHER))
		say_wrong(follower);
}

/* ---- all is well --------------------------------------------------------- */

static void
note_current(struct follower *follower)
{
	struct copy *copy = &follower->copy;

	copy->current = time(NULL);
	follower->wrong_at = 0;
	if (copy->wrong != NULL) {
		log_line(LOG_NOTE,
		    "%s: the list of serial %" PRIu32 " is current again",
		    copy->zone, copy->serial);
		copy_clear(copy);
		copy->wrong_since = 0;
		save_state(follower);
	} else if (is_over(follower->touched_at, FOLLOWER_TOUCH)) {
		copy_touch(copy);
		follower->touched_at = clock_now();
	}
}

/* ---- another list -------------------------------------------------------- */

/* What has to know of the new list.  It says itself what it thinks of it. */
static void
run_program(const struct follower *follower)
{
	const char *const argv[] = {follower->program, NULL};
	struct diagnostics diagnostics = {0};
	char *output;
	size_t len;

	if (follower->program == NULL)
		return;
	if (subprocess_read(follower->program, argv, NULL, &diagnostics,
		&output, &len) < 0)
		log_diagnostics(LOG_ERROR, &diagnostics);
	else
		free(output);
	diagnostics_clear(&diagnostics);
}

/* The list, then the program, then the state: who is killed in between does
 * all of it again.  Whoever reads a list knows by its state that it is a
 * zone's: the first one has that of no list beside it from the beginning. */
static int
take(struct follower *follower, const struct transferred *transferred,
    struct diagnostics *diagnostics)
{
	struct copy *copy = &follower->copy;
	const struct buffer *list = &transferred->list;

	if (copy->there &&
	    !zone_serial_is_greater(transferred->serial, copy->serial))
		return diagnostics_add(diagnostics, copy->zone, 0,
		    "the transfer has serial %lu, which is not greater",
		    (unsigned long)transferred->serial);
	if (transferred->entries == 0 && copy->there && copy->entries != 0)
		return diagnostics_add(diagnostics, copy->zone, 0,
		    "is empty; when that is meant, remove %s and start again",
		    copy->file);
	if (!copy->there && copy_save_state(copy, diagnostics) < 0)
		return -1;
	if (copy_save_list(copy, list, diagnostics) < 0)
		return -1;
	run_program(follower);
	copy->there = true;
	copy->serial = transferred->serial;
	copy->entries = transferred->entries;
	copy->hash =
	    span_hash((struct span){list->bytes != NULL ? list->bytes : "",
			  list->len},
		0);
	copy->current = time(NULL);
	copy_clear(copy);
	copy->wrong_since = 0;
	follower->wrong_at = 0;
	log_line(LOG_NOTE, "%s: serial %" PRIu32 ", %zu %s: %s", copy->zone,
	    copy->serial, copy->entries,
	    copy->entries == 1 ? "entry" : "entries", copy->file);
	save_state(follower);
	return 0;
}

static int
transfer(struct follower *follower, struct diagnostics *diagnostics)
{
	struct transferred transferred;
	int result;

	if (transfer_run(follower->transfer, diagnostics, &transferred) < 0)
		return -1;
	result = take(follower, &transferred, diagnostics);
	buffer_clear(&transferred.list);
	return result;
}

/* The next try is later each time.  Returns 0, or -1; without a diagnostic it
 * was too early. */
static int
try_transfer(struct follower *follower, uint32_t serial,
    struct diagnostics *diagnostics)
{
	if (serial != follower->failed)
		follower->wait = 0;
	else if (clock_now() < follower->try_at)
		return -1;
	follower->failed = serial;
	if (transfer(follower, diagnostics) == 0) {
		follower->wait = 0;
		return 0;
	}
	follower->wait = follower->wait == 0 ? 1 : 2 * follower->wait;
	if (follower->wait > FOLLOWER_WAIT_MAX)
		follower->wait = FOLLOWER_WAIT_MAX;
	follower->try_at = clock_now() + (uint64_t)follower->wait * 1000;
	return -1;
}

static int
turn(struct follower *follower, struct diagnostics *diagnostics)
{
	const struct copy *copy = &follower->copy;
	uint32_t serial;

	if (transfer_ask_serial(follower->transfer, diagnostics, &serial) < 0)
		return -1;
	if (!copy->there || zone_serial_is_greater(serial, copy->serial))
		return try_transfer(follower, serial, diagnostics);
	if (serial != copy->serial)
		return diagnostics_add(diagnostics, copy->zone, 0,
		    "the server has serial %lu, which is smaller",
		    (unsigned long)serial);
	note_current(follower);
	return 0;
}

void
follower_turn(struct follower *follower)
{
	struct diagnostics diagnostics = {0};
	int result = turn(follower, &diagnostics);

	if (result < 0 && diagnostics.kept != 0)
		diagnostic_format(&diagnostics.list[0], follower->why,
		    sizeof(follower->why));
	if (result < 0)
		keep(follower);
	diagnostics_clear(&diagnostics);
}
