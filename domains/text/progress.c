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
static uint64_t next_ms;
static bool shown;

void
progress_begin(FILE *out)
{
	terminal = out;
	next_ms = clock_now() + FIRST_MS;
}

static void
show(const char *file, uint64_t line)
{
	size_t len = strlen(file),
	       from = len > NAME_MAX_SHOWN ? len - NAME_MAX_SHOWN : 0;
	struct buffer text = {0};

	while (from != 0 && from < len && (file[from] & 0xc0) == 0x80)
		from++;
	if (from != 0)
		buffer_add_text(&text, "...");
	buffer_add_escaped(&text, file + from, len - from);
	if (!text.failed) {
		fputs("\r\033[K", terminal);
		fprintf(terminal, _("reading %.*s, line %" PRIu64),
		    (int)text.len, text.bytes, line);
		fflush(terminal);
	}
	buffer_clear(&text);
	shown = true;
}

void
progress_step(const char *file, uint64_t line)
{
	uint64_t now;

	if (terminal == NULL || pthread_mutex_trylock(&lock) != 0)
		return;
	now = clock_now();
	if (now >= next_ms) {
		show(file, line);
		next_ms = now + TICK_MS;
	}
	pthread_mutex_unlock(&lock);
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
