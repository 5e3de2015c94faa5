/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the lines of mail logs: see the header. */
#include "domains/maillog/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/maillog/frame.h"
#include "domains/maillog/input.h"
#include "domains/maillog/years.h"

/* Of a file, at once; a line that is longer is cut. */
#define BLOCK ((size_t)256 * 1024)

/* Postfix cuts what it logs to this, without a mark. */
#define POSTFIX_TEXT_MAX 2000

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

/* A file, and what is known of it before it is read. */
struct file {
	const struct maillog_file *given;
	struct years years;
	size_t number; /* among those given */
};

/* Zeros are a hole: a writer went on at its place after the file was cut, or
 * the machine went down. */
static size_t
drop_zeros(char *bytes, size_t len)
{
	char *to = memchr(bytes, '\0', len);
	const char *from = to, *end = bytes + len;

	if (to == NULL)
		return len;
	for (; from < end; from++)
		if (*from != '\0')
			*to++ = *from;
	return (size_t)(to - bytes);
}

static void
read_lines(struct reading *reading, struct input *input)
{
	size_t got, kept, zeros = 0;

	reading->len = 0;
	reading->skipping = false;
	do {
		char *room = reading->block + reading->len;

		got = input_read(input, room, BLOCK - reading->len);
		kept = drop_zeros(room, got);
		zeros += got - kept;
		reading->len += kept;
		take_lines(reading, got == 0);
	} while (got != 0 && !reading->ended);
	if (zeros != 0)
		diagnostics_add(reading->source->notes, reading->line.file, 0,
		    "has a hole of %zu zero bytes, which were passed over",
		    zeros);
}

static int
read_opened(struct reading *reading, const struct file *file, int fd,
    struct span begin)
{
	const struct maillog_source *source = reading->source;
	const char *name = file->given->name;
	struct input input;

	if (input_open(&input, name, fd, begin, source->diagnostics) < 0)
		return -1;
	reading->stamps = (struct stamps){
	    .zone = reading->stamps.zone,
	    .year = file->years.first,
	    .time = INT64_MIN,
	};
	reading->line = (struct maillog_line){.file = name};
	read_lines(reading, &input);
	return input_close(&input, name, source->notes, source->diagnostics);
}

static int
read_file(struct reading *reading, const struct file *file)
{
	const struct maillog_file *given = file->given;
	char begin[DECODER_BEGIN];
	struct stat status;
	const char *why;
	ssize_t got;
	int fd, result;

	if (given->path == NULL)
		return read_opened(reading, file, given->fd, given->begin);
	fd = file_open_input(given->path, &status, &why);
	if (fd < 0)
		return diagnostics_add(reading->source->diagnostics,
		    given->name, 0, "cannot open: %s", why);
	got = read(fd, begin, sizeof(begin));
	result = read_opened(reading, file, fd,
	    (struct span){begin, got > 0 ? (size_t)got : 0});
	close(fd);
	return result;
}

/* ---- the order ----------------------------------------------------------- */

static int
compare_files(const void *a, const void *b)
{
	const struct file *one = a, *other = b;
	int64_t begin = one->years.begin, other_begin = other->years.begin;

	if (begin != other_begin)
		return begin < other_begin ? -1 : 1;
	return one->number < other->number ? -1 : 1;
}

/* The files in the order of their first lines; NULL when memory is out. */
static struct file *
sort_files(const struct maillog_source *source, const struct zone *zone)
{
	struct file *files = calloc(source->count + 1, sizeof(*files));

	for (size_t i = 0; files != NULL && i < source->count; i++) {
		files[i].given = &source->files[i];
		files[i].number = i;
		years_look(zone, files[i].given, &files[i].years);
	}
	if (files != NULL)
		qsort(files, source->count, sizeof(*files), compare_files);
	return files;
}

static int
read_files(struct reading *reading, const struct file *files,
    const struct zone *zone)
{
	int result = 0;

	reading->stamps.zone = zone;
	for (size_t i = 0; i < reading->source->count; i++)
		if (!reading->ended && read_file(reading, &files[i]) < 0)
			result = -1;
	return reading->ended ? -1 : result;
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
	struct file *files = NULL;
	int result = 0;

	*read_r = (struct maillog_read){.first = INT64_MAX, .last = INT64_MIN};
	if (zone_open(source->zone, &zone) == 0)
		files = sort_files(source, zone);
	if (reading.block == NULL || files == NULL)
		result = diagnostics_add(source->diagnostics, "mail log", 0,
		    "%s", strerror(ENOMEM));
	else
		result = read_files(&reading, files, zone);
	free(files);
	free(reading.block);
	zone_close(&zone);
	return result;
}
