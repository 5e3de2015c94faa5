/* SPDX-License-Identifier: BSD-2-Clause */
/* Shows how far a long run is: see the header. */
#include "domains/text/progress.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "domains/base/buffer.h"
#include "domains/base/clock.h"
#include "domains/text/messages.h"

#define FIRST_MS 2000
#define TICK_MS 100

/* Of a longer name the end is shown, which says more. */
#define NAME_MAX_SHOWN 40

static FILE *terminal;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* covers these: */
static uint64_t begin_ms, next_ms;
static bool shown;

void
progress_begin(FILE *out)
{
	terminal = out;
	begin_ms = clock_now();
	next_ms = begin_ms + FIRST_MS;
}

/* Begins the line with the end of a file's name. */
static void
show_name(const char *file)
{
	size_t len = strlen(file),
	       from = len > NAME_MAX_SHOWN ? len - NAME_MAX_SHOWN : 0;
	struct buffer text = {0};

	while (from != 0 && from < len && (file[from] & 0xc0) == 0x80)
		from++;
	if (from != 0)
		buffer_add_text(&text, "...");
	buffer_add_escaped(&text, file + from, len - from);
	fputs("\r\033[K", terminal);
	if (!text.failed)
		fprintf(terminal, _("reading %.*s"), (int)text.len, text.bytes);
	buffer_clear(&text);
	shown = true;
}

/* Is it time for another line?  Then the lock is taken. */
static bool
begin_step(const char *file)
{
	uint64_t now;

	if (terminal == NULL || pthread_mutex_trylock(&lock) != 0)
		return false;
	now = clock_now();
	if (now < next_ms) {
		pthread_mutex_unlock(&lock);
		return false;
	}
	next_ms = now + TICK_MS;
	show_name(file);
	return true;
}

static void
end_step(void)
{
	fflush(terminal);
	pthread_mutex_unlock(&lock);
}

void
progress_step(const char *file, uint64_t line)
{
	if (!begin_step(file))
		return;
	fprintf(terminal, _(", line %" PRIu64), line);
	end_step();
}

uint64_t
progress_left(uint64_t done, uint64_t all, uint64_t milliseconds)
{
	if (done == 0 || done >= all)
		return 0;
	return (uint64_t)((double)milliseconds * (double)(all - done) /
			  (double)done / 1000.0) +
	       1;
}

void
progress_step_of(const char *file, uint64_t done, uint64_t all)
{
	uint64_t left;

	if (!begin_step(file))
		return;
	left = progress_left(done, all, clock_now() - begin_ms);
	fprintf(terminal, _(", %" PRIu64 " %% of all"),
	    done < all ? (uint64_t)((double)done * 100 / (double)all) : 100);
	if (left != 0)
		fprintf(terminal,
		    ngettext(", %" PRIu64 " second left",
			", %" PRIu64 " seconds left", left),
		    left);
	end_step();
}

void
progress_hide(void)
{
	if (terminal == NULL)
		return;
	pthread_mutex_lock(&lock);
	if (shown)
		fputs("\r\033[K", terminal);
	shown = false;
	pthread_mutex_unlock(&lock);
}
