/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the lines of mail logs: see the header. */
#include "domains/maillog/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/maillog/frame.h"

/* Of a file, at once; a line that is longer is cut. */
#define BLOCK ((size_t)256 * 1024)

/* Postfix cuts what it logs to this, without a mark. */
#define POSTFIX_TEXT_MAX 2000

/* A line may carry a time that is a little later than its file's. */
#define DAY ((time_t)24 * 60 * 60)

struct reading {
	const struct maillog_source *source;
	maillog_wanted wanted;
	maillog_take take;
	void *context;
	struct maillog_read *counts;
	struct stamps stamps;
	struct maillog_line line;
	char *block;
	size_t len;
	bool skipping; /* the rest of a line that was too long */
	bool ended;    /* take() wants no more */
};

/* ---- lines --------------------------------------------------------------- */

static bool
is_cut_by_writer(const struct maillog_line *line)
{
	return line->text.len >= POSTFIX_TEXT_MAX &&
	       !span_equal(line->tag, "exim");
}

static void
take_line(struct reading *reading, struct span bytes, bool cut)
{
	struct maillog_line *line = &reading->line;

	line->line++;
	reading->counts->lines++;
	if (!frame_take(&reading->stamps, bytes, line)) {
		reading->counts->unframed += bytes.len != 0;
		return;
	}
	line->cut = cut || is_cut_by_writer(line);
	reading->counts->cut += line->cut;
	if (reading->wanted != NULL && !reading->wanted(line))
		return;
	if (line->time < reading->counts->first)
		reading->counts->first = line->time;
	if (line->time > reading->counts->last)
		reading->counts->last = line->time;
	reading->ended = reading->take(reading->context, line) != 0;
}

/* Takes the whole lines of the block, and at the end of the file the rest. */
static void
take_lines(struct reading *reading, bool last)
{
	char *at = reading->block, *end = at + reading->len, *newline;

	while (!reading->ended && at < end) {
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			break;
		if (!reading->skipping)
			take_line(reading, span_between(at, newline), false);
		reading->skipping = false;
		at = newline + 1;
	}
	if (!reading->ended && !reading->skipping && at < end &&
	    (last || (at == reading->block && reading->len == BLOCK))) {
		take_line(reading, span_between(at, end), true);
		reading->skipping = !last;
	}
	if (reading->skipping)
		at = end;
	reading->len = (size_t)(end - at);
	memmove(reading->block, at, reading->len);
}

/* ---- files --------------------------------------------------------------- */

static int
read_all(struct reading *reading, int fd)
{
	ssize_t got;

	reading->len = 0;
	reading->skipping = false;
	do {
		got = read(fd, reading->block + reading->len,
		    BLOCK - reading->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return diagnostics_add(reading->source->diagnostics,
			    reading->line.file, 0, "cannot read: %s",
			    strerror(errno));
		reading->len += (size_t)got;
		take_lines(reading, got == 0);
	} while (got != 0 && !reading->ended);
	return 0;
}

/* The year in which the file's last line may have been written, at most. */
static int
guess_year(const struct stat *status)
{
	time_t latest = S_ISREG(status->st_mode) ? status->st_mtime + DAY
	                                         : time(NULL) + DAY;
	struct tm parts;

	return localtime_r(&latest, &parts) != NULL ? parts.tm_year + 1900
	                                            : 1970;
}

static int
read_file(struct reading *reading, const char *path)
{
	struct stat status;
	const char *why;
	int fd = file_open_input(path, &status, &why), result;

	if (fd < 0)
		return diagnostics_add(reading->source->diagnostics, path, 0,
		    "cannot open: %s", why);
	reading->stamps = (struct stamps){
	    .zone = reading->stamps.zone,
	    .year = guess_year(&status),
	    .time = INT64_MIN,
	};
	reading->line = (struct maillog_line){.file = path};
	result = read_all(reading, fd);
	close(fd);
	return result;
}

int
maillog_read(const struct maillog_source *source, maillog_wanted wanted,
    maillog_take take, void *context, struct maillog_read *read_r)
{
	struct reading reading = {
	    .source = source,
	    .wanted = wanted,
	    .take = take,
	    .context = context,
	    .counts = read_r,
	    .block = malloc(BLOCK),
	};
	struct zone *zone = NULL;
	int result = 0;

	*read_r = (struct maillog_read){.first = INT64_MAX, .last = INT64_MIN};
	if (reading.block == NULL || zone_open(NULL, &zone) < 0) {
		free(reading.block);
		return diagnostics_add(source->diagnostics, "mail log", 0, "%s",
		    strerror(ENOMEM));
	}
	reading.stamps.zone = zone;
	for (size_t i = 0; i < source->count && !reading.ended; i++)
		if (read_file(&reading, source->paths[i]) < 0)
			result = -1;
	free(reading.block);
	zone_close(&zone);
	return reading.ended ? -1 : result;
}
