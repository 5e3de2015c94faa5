/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the year in which a log begins: see the header. */
#include "domains/maillog/years.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/maillog/wrapper.h"
#include "domains/maillog/ids.h"
#include "domains/maillog/input.h"

#define DAY ((int64_t)24 * 60 * 60)

/* Years are counted from a leap year until the first one is known. */
#define FIRST 2000

/* So much of a text says its year, if its ids do. */
#define HEAD ((size_t)256 * 1024)

/* A plain file that is larger is looked into in so many places that no whole
 * year can go by between two. */
#define WHOLE ((off_t)4 * 1024 * 1024)
#define STEP ((off_t)64 * 1024)
#define SAMPLE ((size_t)4 * 1024)

struct look {
	struct wrapper wrapper;
	bool known; /* ids, or stamps with a year, said so: */
	int offset; /*   so many years after those that were counted */
	bool undated;
	int leap; /* the year, as counted, of a 29 February; 0: none */
	int latest;
	int64_t begin; /* of the first line; INT64_MAX: there was none */
	bool begin_undated;
};

/* ---- lines --------------------------------------------------------------- */

static int
year_of(const struct zone *zone, int64_t time, int *month_r, int *day_r)
{
	time_t local = (time_t)zone_to_local(zone, time);
	struct tm parts = {.tm_year = FIRST - 1900};

	(void)gmtime_r(&local, &parts);
	*month_r = parts.tm_mon + 1;
	*day_r = parts.tm_mday;
	return parts.tm_year + 1900;
}

/* A line with a year after some without. */
static void
note_dated(struct look *look, const struct stamps *before, int64_t time)
{
	int month, day,
	    year = year_of(look->wrapper.stamps.zone, time, &month, &day);

	if (look->known || before->month == 0)
		return;
	look->known = true;
	look->offset =
	    year - stamps_count_years(before->month, before->day, month, day) -
	    before->year;
}

static void
note_undated(struct look *look, struct span text)
{
	const struct stamps *stamps = &look->wrapper.stamps;
	int year;

	look->undated = true;
	if (stamps->month == 2 && stamps->day == 29 && look->leap == 0)
		look->leap = stamps->year;
	if (look->known)
		return;
	year = ids_find_year(text, stamps->month, stamps->day, look->latest);
	if (year != 0) {
		look->known = true;
		look->offset = year - stamps->year;
	}
}

static void
take_line(struct look *look, const struct stamps *before,
    const struct maillog_line *line)
{
	if (look->begin == INT64_MAX) {
		look->begin = line->time;
		look->begin_undated = look->wrapper.stamps.undated;
	}
	if (look->wrapper.stamps.undated)
		note_undated(look, line->text);
	else if (look->undated)
		note_dated(look, before, line->time);
}

/* Takes the whole lines of a text; returns how much is left of it. */
static size_t
take_lines(struct look *look, struct span text)
{
	enum wrapper_record record;
	struct maillog_line line;
	struct stamps before;

	do {
		before = look->wrapper.stamps;
		look->wrapper.stamps.undated = false;
		record = wrapper_take(&look->wrapper, &text, false, &line);
		if (record == WRAPPER_LINE)
			take_line(look, &before, &line);
	} while (record != WRAPPER_ENDED);
	return text.len;
}

/* ---- files --------------------------------------------------------------- */

/* Is nothing more to be found out? */
static bool
is_settled(const struct look *look)
{
	return look->known || (look->begin != INT64_MAX && !look->undated);
}

/* Takes what was put after the part of a line that is left in the room; returns
 * what is left then. */
static size_t
take_block(struct look *look, char *room, size_t len)
{
	size_t left = take_lines(look, (struct span){room, len});

	memmove(room, room + (len - left), left);
	return left < HEAD ? left : 0;
}

/* Looks at what was read of a file, and goes on to its end unless the head is
 * enough; fd: -1 when there is no more. */
static void
look_through(struct look *look, int fd, struct span begin, bool whole,
    char *room)
{
	struct diagnostics none = {.limit = 1};
	struct input input;
	size_t len, kept, left = 0, total = 0;

	if (input_open(&input, "", fd, begin, &none) == 0) {
		do {
			len = input_read(&input, room + left, HEAD - left);
			kept = wrapper_drop_zeros(&look->wrapper, room + left,
			    len);
			left = take_block(look, room, left + kept);
			total += len;
		} while (
		    len > 0 && (total < HEAD || (whole && !is_settled(look))));
		(void)input_close(&input, "", &none, &none);
	}
	diagnostics_clear(&none);
}

/* Looks at a piece of a large plain file in each step, and at its end. */
static void
look_here_and_there(struct look *look, int fd, off_t size, char *room)
{
	for (off_t at = (off_t)HEAD; at < size && !look->known; at += STEP) {
		bool last = at + STEP >= size;
		ssize_t got = pread(fd, room, last ? (size_t)STEP : SAMPLE, at);
		const char *newline =
		    got > 0 ? memchr(room, '\n', (size_t)got) : NULL;

		if (newline != NULL)
			(void)take_lines(look,
			    span_between(newline + 1, room + got));
	}
}

static void
look_at_file(struct look *look, int fd, off_t size, char *room)
{
	char begin[DECODER_BEGIN];
	ssize_t got = read(fd, begin, sizeof(begin));
	struct span span = {begin, got > 0 ? (size_t)got : 0};
	bool large = size > WHOLE && decoder_find(span) == NULL;

	look_through(look, fd, span, !large, room);
	if (large && !is_settled(look))
		look_here_and_there(look, fd, size, room);
}

/* ---- the year ------------------------------------------------------------ */

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The last stamp is not later than the latest time. */
static int
count_back(const struct look *look, int64_t latest)
{
	const struct stamps *stamps = &look->wrapper.stamps;
	int month, day, year = year_of(stamps->zone, latest, &month, &day);
	int first;

	if (stamps->month > month ||
	    (stamps->month == month && stamps->day > day))
		year--;
	first = year - (stamps->year - FIRST);
	while (look->leap != 0 && !is_leap(first + look->leap - FIRST))
		first--;
	return first;
}

static void
settle(struct look *look, bool regular, int64_t latest, struct years *years_r)
{
	int month, day, year;

	years_r->basis = !look->undated ? YEARS_WRITTEN
	                 : look->known  ? YEARS_BY_IDS
	                 : regular      ? YEARS_BY_FILE
	                                : YEARS_BY_TODAY;
	years_r->first =
	    look->known ? FIRST + look->offset : count_back(look, latest);
	years_r->begin = look->begin;
	if (look->begin == INT64_MAX || !look->begin_undated)
		return;
	year = year_of(look->wrapper.stamps.zone, look->begin, &month, &day);
	years_r->begin +=
	    (zone_count_days(year + years_r->first - FIRST, month, day) -
		zone_count_days(year, month, day)) *
	    DAY;
}

/* Opens a regular file once more, also what was handed over; -1: it is none. */
static int
open_again(const struct maillog_file *file, struct stat *status_r)
{
	char path[32];
	const char *why;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file->fd);
	fd = file_open_input(file->path != NULL ? file->path : path, status_r,
	    &why);
	if (fd >= 0 && !S_ISREG(status_r->st_mode)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void
years_look(const struct zone *zone, const struct maillog_file *file,
    struct years *years_r)
{
	struct look look = {.begin = INT64_MAX};
	char *room = malloc(HEAD);
	struct stat status;
	int month, day;
	int fd = open_again(file, &status);
	int64_t latest = (fd >= 0 ? status.st_mtime : time(NULL)) + DAY;

	wrapper_begin(&look.wrapper, zone, FIRST);
	look.latest = year_of(zone, latest, &month, &day);
	if (room != NULL && fd >= 0)
		look_at_file(&look, fd, status.st_size, room);
	else if (room != NULL)
		look_through(&look, -1, file->begin, false, room);
	settle(&look, fd >= 0, latest, years_r);
	wrapper_end(&look.wrapper);
	if (fd >= 0)
		close(fd);
	free(room);
}
