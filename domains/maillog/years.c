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
#include "domains/maillog/input.h"

/* Years are counted from a leap year until the first one is known. */
#define FIRST 2000

/* So much of a text says its year, if its ids do. */
#define HEAD ((size_t)256 * 1024)

/* A plain file that is larger is first looked into in some places, so many that
 * hardly a whole year goes by between two: whoever reads the file sees it. */
#define WHOLE ((off_t)4 * 1024 * 1024)
#define STEP ((off_t)64 * 1024)
#define PLACES 512
#define SAMPLE ((size_t)4 * 1024)

struct look {
	struct wrapper wrapper;
	struct years_watch watch;
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
note_dated(struct years_watch *watch, const struct stamps *stamps, int64_t time)
{
	int month, day, year = year_of(stamps->zone, time, &month, &day);

	if (watch->known || watch->month == 0)
		return;
	watch->known = true;
	watch->offset =
	    year - stamps_count_years(watch->month, watch->day, month, day) -
	    watch->year;
}

static void
note_undated(struct years_watch *watch, const struct stamps *stamps,
    struct span text)
{
	int year;

	watch->undated = true;
	watch->year = stamps->year;
	watch->month = stamps->month;
	watch->day = stamps->day;
	if (stamps->month == 2 && stamps->day == 29 && watch->leap == 0)
		watch->leap = stamps->year;
	if (watch->known)
		return;
	year = ids_find_year(text, stamps->month, stamps->day, watch->latest);
	if (year != 0) {
		watch->known = true;
		watch->offset = year - stamps->year;
	}
}

void
years_watch_line(struct years_watch *watch, const struct stamps *stamps,
    const struct maillog_line *line)
{
	if (watch->begin == INT64_MAX) {
		watch->begin = line->time;
		watch->begin_undated = stamps->undated;
	}
	if (stamps->undated)
		note_undated(watch, stamps, line->text);
	else if (watch->undated)
		note_dated(watch, stamps, line->time);
}

/* Takes the whole lines of a text; returns how much is left of it. */
static size_t
take_lines(struct look *look, struct span text)
{
	enum wrapper_record record;
	struct maillog_line line;

	do {
		look->wrapper.stamps.undated = false;
		record = wrapper_take(&look->wrapper, &text, false, &line);
		if (record == WRAPPER_LINE && years_watch_wants(&look->watch,
						  &look->wrapper.stamps, &line))
			years_watch_line(&look->watch, &look->wrapper.stamps,
			    &line);
	} while (record != WRAPPER_ENDED);
	return text.len;
}

/* ---- files --------------------------------------------------------------- */

/* Is nothing more to be found out? */
static bool
is_settled(const struct years_watch *watch)
{
	return watch->known || (watch->begin != INT64_MAX && !watch->undated);
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
	size_t len, left = 0, total = 0;

	if (input_open(&input, "", fd, begin, &none) == 0) {
		do {
			len = input_read(&input, room + left, HEAD - left);
			left = take_block(look, room,
			    wrapper_fill(&look->wrapper, room, left, len));
			total += len;
		} while (len > 0 && (total < HEAD ||
					(whole && !is_settled(&look->watch))));
		(void)input_close(&input, "", &none, &none);
	}
	diagnostics_clear(&none);
}

/* Looks at a piece of a large plain file in each step, and at its end. */
static void
look_here_and_there(struct look *look, int fd, off_t size, char *room)
{
	off_t step = size / PLACES > STEP ? size / PLACES : STEP, at, next;

	for (at = (off_t)HEAD; at < size && !look->watch.known; at = next) {
		const char *newline;
		size_t len;
		ssize_t got;

		next = at + step;
		if (next >= size && at < size - STEP)
			at = size - STEP;
		got = pread(fd, room, next < size ? SAMPLE : (size_t)STEP, at);
		len = got > 0
		          ? wrapper_fill(&look->wrapper, room, 0, (size_t)got)
		          : 0;
		newline = len != 0 ? memchr(room, '\n', len) : NULL;
		if (newline != NULL)
			(void)take_lines(look,
			    span_between(newline + 1, room + len));
	}
}

/* Returns whether not all was looked at, for it may guess: of what is
 * compressed the head, of a large plain file some places, between which a line
 * may say more. */
static bool
look_at_file(struct look *look, int fd, off_t size, bool may_guess, char *room)
{
	char room_of_begin[DECODER_BEGIN];
	struct span begin = input_read_begin(fd, room_of_begin);
	bool compressed = decoder_find(begin) != NULL;
	bool large = size > WHOLE && !compressed;
	bool guess = may_guess && (compressed || large);

	look_through(look, fd, begin, !guess, room);
	if (guess && large && !is_settled(&look->watch))
		look_here_and_there(look, fd, size, room);
	return guess && !is_settled(&look->watch);
}

/* ---- the year ------------------------------------------------------------ */

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The last stamp is not later than the latest time. */
static int
count_back(const struct years_watch *watch, const struct stamps *stamps,
    int64_t latest)
{
	int month, day, year = year_of(stamps->zone, latest, &month, &day);
	int first;

	if (stamps->month > month ||
	    (stamps->month == month && stamps->day > day))
		year--;
	first = year - (stamps->year - watch->first);
	while (watch->leap != 0 && !is_leap(first + watch->leap - watch->first))
		first--;
	return first;
}

void
years_settle(const struct years_watch *watch, const struct stamps *stamps,
    struct years *years)
{
	int month, day, year;

	if (!watch->undated)
		years->basis = YEARS_WRITTEN;
	else if (watch->known)
		years->basis = YEARS_BY_IDS;
	years->first = watch->known ? watch->first + watch->offset
	                            : count_back(watch, stamps, years->latest);
	years->begin = watch->begin;
	if (watch->begin == INT64_MAX || !watch->begin_undated)
		return;
	year = year_of(stamps->zone, watch->begin, &month, &day);
	years->begin +=
	    (zone_count_days(year + years->first - watch->first, month, day) -
		zone_count_days(year, month, day)) *
	    ZONE_DAY;
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
years_watch_begin(struct years_watch *watch, const struct zone *zone, int first,
    int64_t latest)
{
	int month, day;

	*watch = (struct years_watch){
	    .first = first,
	    .latest = year_of(zone, latest, &month, &day),
	    .begin = INT64_MAX,
	};
}

void
years_look(const struct zone *zone, const struct maillog_file *file,
    bool may_guess, struct years *years_r)
{
	struct look look;
	char *room = malloc(HEAD);
	struct stat status;
	int fd = open_again(file, &status);

	*years_r = (struct years){
	    .basis = fd >= 0 ? YEARS_BY_FILE : YEARS_BY_TODAY,
	    .latest = (fd >= 0 ? status.st_mtime : time(NULL)) + ZONE_DAY,
	};
	wrapper_begin(&look.wrapper, zone, FIRST);
	years_watch_begin(&look.watch, zone, FIRST, years_r->latest);
	if (room != NULL && fd >= 0)
		years_r->guessed =
		    look_at_file(&look, fd, status.st_size, may_guess, room);
	else if (room != NULL)
		look_through(&look, -1, file->begin, false, room);
	years_settle(&look.watch, &look.wrapper.stamps, years_r);
	wrapper_end(&look.wrapper);
	if (fd >= 0)
		close(fd);
	free(room);
}
