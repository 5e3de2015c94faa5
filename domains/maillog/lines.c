/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the lines of mail logs: see the header. */
#include "domains/maillog/lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/translation.h"
#include "domains/maillog/ahead.h"
#include "domains/maillog/batches.h"
#include "domains/maillog/files.h"
#include "domains/maillog/host_zones.h"
#include "domains/maillog/input.h"
#include "domains/maillog/journal.h"
#include "domains/maillog/position.h"
#include "domains/maillog/tally.h"
#include "domains/maillog/wrapper.h"
#include "domains/maillog/years.h"
#include "domains/text/progress.h"

/* Of a file, at once; a line that is longer is cut. */
#define BLOCK ((size_t)256 * 1024)

static const struct maillog_read nothing_read = {
    .first = INT64_MAX,
    .last = INT64_MIN,
};

struct reading {
	const struct maillog_source *source;
	struct host_zones zones;
	maillog_wanted wanted;
	maillog_take take;
	void *context;
	struct maillog_read *counts;
	/* Of the input at hand; NULL: it is read, its lines taken, here. */
	struct ahead *ahead;
	struct batches *batches;
	struct wrapper wrapper;
	struct years_watch watch;
	bool watching; /* the years of the file at hand were guessed, */
	bool wrong;    /*   and not rightly */
	char *block;
	size_t len;
	uint64_t done, all; /* bytes of the files; all is 0 with a pipe */
	struct tally tally; /* of the lines of the log at hand */
	bool known;         /* those at hand were reported */
	bool tracked;       /* there is a position: */
	struct border_track track;
	bool ended; /* take() wants no more */
};

/* ---- lines --------------------------------------------------------------- */

static bool
is_cut_by_writer(const struct maillog_line *line)
{
	return line->text.len >= MAILLOG_TEXT_MAX &&
	       !span_equal(line->tag, "exim");
}

/* Counts a line; false when it cannot matter. */
static inline bool
count_line(struct reading *reading, struct maillog_line *line)
{
	line->cut = line->cut || is_cut_by_writer(line);
	tally_take(&reading->tally, line);
	reading->counts->framed++;
	return reading->wanted == NULL || reading->wanted(line);
}

/* Takes a line that was counted. */
static void
take_line(struct reading *reading, struct maillog_line *line)
{
	struct maillog_read *counts = reading->counts;

	line->known = reading->known;
	if (reading->wrapper.stamps.local &&
	    reading->source->host_zone_count != 0)
		host_zones_move(&reading->zones, line);
	if (line->time <= reading->tally.latest)
		maillog_widen(&counts->first, &counts->last, line->time);
	reading->ended = reading->batches != NULL
	                     ? !batches_take(reading->batches, line)
	                     : reading->take(reading->context, line) != 0;
}

/* Takes the whole lines of the block; all: also one without its end. */
static void
take_lines(struct reading *reading, bool all)
{
	struct span text = {reading->block, reading->len};
	struct maillog_line line = {0};
	enum wrapper_record record;

	do {
		reading->wrapper.stamps.undated = false;
		record = wrapper_take(&reading->wrapper, &text, all, &line);
		if (record != WRAPPER_LINE)
			continue;
		if (reading->watching && years_watch_wants(&reading->watch,
					     &reading->wrapper.stamps, &line))
			years_watch_line(&reading->watch,
			    &reading->wrapper.stamps, &line);
		if (count_line(reading, &line))
			take_line(reading, &line);
	} while (record != WRAPPER_ENDED && !reading->ended);
	if (reading->batches != NULL)
		reading->block = batches_pass(reading->batches, text);
	else
		memmove(reading->block, text.bytes, text.len);
	reading->len = text.len;
}

/* ---- files --------------------------------------------------------------- */

/* Reads what comes next, up to the border at most. */
static size_t
read_some(struct reading *reading, struct input *input)
{
	char *room = reading->block + reading->len;
	size_t size = BLOCK - reading->len, got;

	if (reading->tracked)
		size = border_room(&reading->track, size);
	got = reading->ahead != NULL ? ahead_read(reading->ahead, room, size)
	                             : input_read(input, room, size);
	if (reading->tracked)
		border_take(&reading->track, room, got);
	return got;
}

/* After a line that is known: is the next one new? */
static int
check_border(struct reading *reading, const struct file *file)
{
	const struct border_track *track = &reading->track;

	if (!reading->known || !border_is_reached(track))
		return 0;
	take_lines(reading, true);
	reading->known = false;
	reading->counts->known += reading->wrapper.lines;
	if (border_fits(track))
		return 0;
	reading->counts->refused = true;
	return diagnostics_add(reading->source->diagnostics, file->given.name,
	    0,
	    "begins as the log of --position, but its first %" PRIu64
	    " bytes are others than those that were read",
	    track->known.offset);
}

/* At the end of a file: its last line may be being written. */
static int
end_border(struct reading *reading, const struct file *file,
    const struct input *input)
{
	struct border_track *track = &reading->track;

	reading->counts->refused |= reading->known;
	if (reading->known)
		return diagnostics_add(reading->source->diagnostics,
		    file->given.name, 0,
		    "begins as the log of --position, and ends after "
		    "%" PRIu64 " of the %" PRIu64 " bytes that were read",
		    track->at, track->known.offset);
	if (input->decoder != NULL || reading->wrapper.is_export) {
		take_lines(reading, true);
		border_end(track);
	} else if (track->at != track->now.offset) {
		diagnostics_add(reading->source->notes, file->given.name, 0,
		    "its last line has no end yet: it is read the next time");
	}
	return 0;
}

/* Of a pipe nobody knows the end. */
static void
show_progress(const struct reading *reading, const char *name,
    const struct input *input)
{
	uint64_t total =
	    reading->ahead != NULL ? ahead_total(reading->ahead) : input->total;

	if (reading->all != 0)
		progress_step_of(name, reading->done + total, reading->all);
	else
		progress_step(name, reading->wrapper.lines);
}

static int
read_lines(struct reading *reading, const struct file *file,
    struct input *input)
{
	const char *name = file->given.name;
	size_t got, filled, zeros = 0;
	int result = 0;

	reading->len = 0;
	do {
		got = read_some(reading, input);
		filled = reading->len + got;
		reading->len = wrapper_fill(&reading->wrapper, reading->block,
		    reading->len, got);
		zeros += filled - reading->len;
		show_progress(reading, name, input);
		take_lines(reading, got == 0 && !reading->tracked);
		if (reading->len == BLOCK)
			take_lines(reading, true);
		if (reading->tracked)
			result = check_border(reading, file);
	} while (got != 0 && !reading->ended && result == 0);
	if (reading->tracked && !reading->ended && result == 0)
		result = end_border(reading, file, input);
	if (zeros != 0)
		diagnostics_add(reading->source->notes, name, 0,
		    ngettext("has a hole of %zu zero byte, which was passed "
			     "over",
			"has a hole of %zu zero bytes, which were passed over",
			zeros),
		    zeros);
	return result;
}

/* At the end of a file whose years were guessed: the guess holds, or all is
 * read again. */
static void
check_years(struct reading *reading, struct file *file)
{
	int guess = file->years.first;

	if (!reading->watching || reading->ended)
		return;
	years_settle(&reading->watch, &reading->wrapper.stamps, &file->years);
	reading->wrong = file->years.first != guess;
	reading->ended = reading->wrong;
}

/* Is there no log in it? */
static int
check_lines(const struct reading *reading, const char *name, size_t framed)
{
	if (reading->counts->framed != framed || reading->wrapper.lines == 0)
		return 0;
	return diagnostics_add(reading->source->diagnostics, name, 0,
	    ngettext("is no mail log: its %zu line has no form that is known",
		"is no mail log: none of its %zu lines has a form that is "
		"known",
		reading->wrapper.lines),
	    reading->wrapper.lines);
}

/* What is compressed is expanded by another thread, and the lines of what is
 * not are taken by one. */
static int
read_by_threads(struct reading *reading, const struct file *file,
    struct input *input)
{
	char *own = reading->block;
	int result;

	if (reading->source->one_thread)
		return read_lines(reading, file, input);
	if (input->decoder != NULL)
		reading->ahead = ahead_begin(input);
	else
		reading->batches =
		    batches_begin(BLOCK, reading->take, reading->context);
	if (reading->batches != NULL)
		reading->block = batches_block(reading->batches);
	result = read_lines(reading, file, input);
	ahead_end(&reading->ahead);
	if (reading->batches != NULL && !batches_end(&reading->batches))
		reading->ended = true;
	reading->block = own;
	return result;
}

static int
read_opened(struct reading *reading, struct file *file, int fd,
    struct span begin)
{
	const struct maillog_source *source = reading->source;
	const char *name = file->given.name;
	size_t framed = reading->counts->framed;
	struct input input;
	int result = 0;

	if (input_open(&input, name, fd, begin, source->diagnostics) < 0)
		return -1;
	wrapper_begin(&reading->wrapper, reading->zones.zone,
	    file->years.first);
	reading->watching = file->years.guessed;
	years_watch_begin(&reading->watch, reading->zones.zone,
	    file->years.first, file->years.latest);
	reading->known = file->found.known != NULL;
	tally_begin(&reading->tally, position_latest(source->position));
	if (reading->tracked)
		border_begin(&reading->track, file->found.known);
	result = read_by_threads(reading, file, &input);
	reading->done += input.total;
	reading->counts->lines += reading->wrapper.lines;
	reading->tally.without_entry = reading->wrapper.without_text;
	tally_note(&reading->tally, name, source->notes);
	file->last_year = reading->wrapper.stamps.year;
	check_years(reading, file);
	if (input_close(&input, name, source->notes, source->diagnostics) < 0)
		result = -1;
	else if (!reading->ended && result == 0)
		result = check_lines(reading, name, framed);
	wrapper_end(&reading->wrapper);
	return result;
}

/* By another name it is one that was read; the files begin before it. */
static bool
was_read(const struct file *files, struct file *file, const struct stat *status)
{
	for (; files < file; files++)
		if (files->inode == status->st_ino &&
		    files->device == status->st_dev)
			return true;
	file->device = status->st_dev;
	file->inode = status->st_ino;
	return false;
}

static int
read_file(struct reading *reading, const struct file *files, struct file *file)
{
	const struct maillog_file *given = &file->given;
	char begin[DECODER_BEGIN];
	struct stat status;
	const char *why;
	int fd, result;

	if (given->path == NULL)
		return read_opened(reading, file, given->fd, given->begin);
	fd = file_open_input(given->path, &status, &why);
	if (fd < 0)
		return diagnostics_add(reading->source->diagnostics,
		    given->name, 0, "cannot open: %s", why);
	if (was_read(files, file, &status)) {
		close(fd);
		diagnostics_add(reading->source->notes, given->name, 0,
		    "was given before, and is read once");
		return 0;
	}
	result = read_opened(reading, file, fd, input_read_begin(fd, begin));
	close(fd);
	if (reading->tracked)
		position_note(reading->source->position, file->number, &status,
		    &reading->track.now, reading->tally.first,
		    reading->tally.last);
	return result;
}

/* As struct journal_options has it. */
static bool
take_journal_line(void *context, struct maillog_line *line)
{
	struct reading *reading = context;

	reading->counts->lines++;
	reading->known = line->known;
	reading->counts->known += line->known;
	if (count_line(reading, line))
		take_line(reading, line);
	return !reading->ended;
}

static int
read_journal(struct reading *reading)
{
	const struct maillog_source *source = reading->source;
	const int64_t before = POSITION_DAYS * ZONE_DAY;
	struct journal_place place = {.cursor = ""};
	int result;
	const struct journal_options options = {
	    .path = source->journal,
	    .place = source->position != NULL ? &place : NULL,
	    .reached = source->position != NULL
	                   ? position_time(source->position)
	                   : INT64_MIN,
	    .latest = position_latest(source->position),
	    .before = before,
	    .refused = &reading->counts->refused,
	    .since = source->since > before ? source->since - before : 0,
	    .take = take_journal_line,
	    .context = reading,
	    .diagnostics = source->diagnostics,
	    .notes = source->notes,
	};

	reading->wrapper.stamps.local = false;
	reading->known = false;
	tally_begin(&reading->tally, position_latest(source->position));
	if (source->position != NULL)
		place = *position_journal(source->position);
	result = journal_read(&options);
	tally_note(&reading->tally, journal_name(source->journal),
	    source->notes);
	if (result == 0 && source->position != NULL)
		position_note_journal(source->position, &place);
	return result;
}

static int
read_all(struct reading *reading, struct file *files)
{
	const struct maillog_source *source = reading->source;
	int result = 0;

	for (size_t i = 0; i < source->count; i++)
		if (!reading->ended && !files[i].found.unread &&
		    read_file(reading, files, &files[i]) < 0)
			result = -1;
	if (source->journal != NULL && !reading->ended &&
	    read_journal(reading) < 0)
		result = -1;
	return reading->ended ? -1 : result;
}

/* After a wrong guess: nothing is guessed any more, and nothing was read. */
static int
read_again(struct reading *reading, struct file *files)
{
	const struct maillog_source *source = reading->source;

	for (size_t i = 0; i < source->count; i++) {
		files[i].last_year = 0;
		files[i].device = 0;
		files[i].inode = 0;
		if (files[i].years.guessed)
			years_look(reading->zones.zone, &files[i].given, false,
			    &files[i].years);
	}
	files_sort(files, source->count);
	diagnostics_clear(source->diagnostics);
	diagnostics_clear(source->notes);
	*reading->counts = nothing_read;
	reading->wrong = false;
	reading->done = 0;
	reading->ended = source->again(reading->context) != 0;
	return read_all(reading, files);
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
	    .tracked = source->position != NULL,
	    .block = malloc(BLOCK),
	};
	struct file *files = NULL;
	int result = -1;

	*read_r = nothing_read;
	if (reading.block == NULL)
		diagnostics_no_memory(source->diagnostics, "mail log");
	else if (host_zones_open(&reading.zones, source) == 0)
		files = files_open(source, reading.zones.zone);
	read_r->refused = files == NULL && source->position != NULL;
	if (files != NULL) {
		reading.all = files_size(files, source->count);
		result = read_all(&reading, files);
		if (reading.wrong)
			result = read_again(&reading, files);
		files_note_years(files, source->count, source->notes);
	}
	files_close(&files, source->count);
	free(reading.block);
	host_zones_close(&reading.zones);
	return result;
}
