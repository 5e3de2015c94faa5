/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads systemd's journal: see the header. */
#include "domains/maillog/journal.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>

#include "domains/base/library.h"
#include "domains/base/span.h"
#include "domains/base/strings.h"
#include "domains/base/translation.h"
#include "domains/maillog/frame.h"

/* The uids of people begin here (login.defs, UID_MIN). */
#define PEOPLE 1000

/* LOG_MAIL */
#define FACILITY "SYSLOG_FACILITY=2"

#define FUNCTIONS(F)                                \
	F(journal, sd_journal_, open_files)         \
	F(journal, sd_journal_, close)              \
	F(journal, sd_journal_, add_match)          \
	F(journal, sd_journal_, flush_matches)      \
	F(journal, sd_journal_, seek_cursor)        \
	F(journal, sd_journal_, get_cursor)         \
	F(journal, sd_journal_, test_cursor)        \
	F(journal, sd_journal_, get_data)           \
	F(journal, sd_journal_, seek_head)          \
	F(journal, sd_journal_, seek_realtime_usec) \
	F(journal, sd_journal_, next)               \
	F(journal, sd_journal_, previous)           \
	F(journal, sd_journal_, get_realtime_usec)  \
	F(journal, sd_journal_, set_data_threshold) \
	F(journal, sd_journal_, restart_data)       \
	F(journal, sd_journal_, enumerate_data)

LIBRARY(journal, DOPPEL_LIBSYSTEMD, FUNCTIONS)

struct reading {
	const struct journal_options *options;
	sd_journal *journal;
	struct strings files;
	size_t refused; /* files that cannot be read, */
	bool damaged;   /*   and one of them not for want of rights */
	const char *name;
	size_t entries;
	size_t left_out; /* what people sent */
	bool known;      /* the place comes yet, */
	bool found;      /*   as an entry, not as a time, */
	int64_t reached; /*   which is this one */
};

/* ---- files --------------------------------------------------------------- */

/* Each alone: of a folder the library leaves out in silence what it may not
 * read. */
static int
try_file(struct reading *reading, const char *path)
{
	const char *paths[] = {path, NULL};
	sd_journal *one;
	int result = journal.open_files(&one, paths, 0);

	if (result < 0) {
		reading->refused++;
		reading->damaged |= result != -EACCES && result != -EPERM;
		return 0;
	}
	journal.close(one);
	return strings_add(&reading->files, strdup(path));
}

static bool
is_journal(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL &&
	       (strcmp(dot, ".journal") == 0 || strcmp(dot, ".journal~") == 0);
}

/* Its files, and those in its folders, of which a machine has one. */
static int
try_folder(struct reading *reading, const char *path, unsigned depth)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	char name[PATH_MAX];
	struct stat status;
	int result = 0;

	if (folder == NULL) {
		reading->refused += errno != ENOENT;
		return 0;
	}
	while (result == 0 && (entry = readdir(folder)) != NULL) {
		if (*entry->d_name == '.' ||
		    snprintf(name, sizeof(name), "%s/%s", path,
			entry->d_name) >= (int)sizeof(name) ||
		    stat(name, &status) < 0)
			continue;
		if (S_ISDIR(status.st_mode) && depth > 0)
			result = try_folder(reading, name, depth - 1);
		else if (S_ISREG(status.st_mode) && is_journal(name))
			result = try_file(reading, name);
	}
	closedir(folder);
	return result;
}

static int
find_files(struct reading *reading)
{
	const char *path = reading->options->path;
	struct stat status;

	if (*path == '\0')
		return try_folder(reading, "/var/log/journal", 1) < 0
		           ? -1
		           : try_folder(reading, "/run/log/journal", 1);
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode)
	           ? try_folder(reading, path, 1)
	           : try_file(reading, path);
}

/* ---- entries ------------------------------------------------------------- */

struct entry {
	struct span text, tag, pid, own_pid, host, uid;
};

/* Of a field that came twice the first counts. */
static void
keep(struct span field, const char *name, struct span *value)
{
	size_t len = strlen(name);

	if (value->bytes == NULL && field.len > len &&
	    field.bytes[len] == '=' && memcmp(field.bytes, name, len) == 0)
		*value = span_after(field, len + 1);
}

static void
take_field(struct entry *entry, struct span field)
{
	switch (*field.bytes) {
	case 'M':
		keep(field, "MESSAGE", &entry->text);
		break;
	case 'S':
		keep(field, "SYSLOG_IDENTIFIER", &entry->tag);
		keep(field, "SYSLOG_PID", &entry->pid);
		break;
	case '_':
		keep(field, "_PID", &entry->own_pid);
		keep(field, "_HOSTNAME", &entry->host);
		keep(field, "_UID", &entry->uid);
		break;
	default:
		break;
	}
}

static bool
take_entry(struct reading *reading, const struct entry *entry, int64_t time)
{
	struct maillog_line line = {
	    .host = entry->host,
	    .text = entry->text,
	    .time = time,
	    .known = reading->known,
	};

	frame_cut_at_zero(&line);
	frame_set_tag(entry->tag, &line);
	line.pid = entry->pid.len != 0 ? entry->pid : entry->own_pid;
	return reading->options->take(reading->options->context, &line);
}

/* ---- the place ----------------------------------------------------------- */

static int
add_matches(struct reading *reading, const char *machine)
{
	char match[JOURNAL_MACHINE_SIZE + 16];
	int result;

	journal.flush_matches(reading->journal);
	result = journal.add_match(reading->journal, FACILITY, 0);
	if (result >= 0 && machine != NULL) {
		(void)snprintf(match, sizeof(match), "_MACHINE_ID=%s", machine);
		result = journal.add_match(reading->journal, match, 0);
	}
	return result;
}

/* Is the entry there? */
static bool
has_entry(const struct reading *reading, const char *cursor)
{
	return journal.seek_cursor(reading->journal, cursor) >= 0 &&
	       journal.next(reading->journal) > 0 &&
	       journal.test_cursor(reading->journal, cursor) > 0;
}

/* Has the machine whose entry it was others? */
static bool
has_machine(struct reading *reading, const char *machine)
{
	bool has = *machine != '\0' && add_matches(reading, machine) >= 0 &&
	           journal.seek_head(reading->journal) >= 0 &&
	           journal.next(reading->journal) > 0;

	return add_matches(reading, NULL) >= 0 && has;
}

/* Looks for the entry up to which it was read, and sets from where to read:
 * *since_r.  Returns 0, or -1 with a diagnostic when it is another journal. */
static int
find_place(struct reading *reading, int64_t *since_r)
{
	const struct journal_options *options = reading->options;
	const struct journal_place *place = options->place;

	*since_r = options->since;
	if (place == NULL || *place->cursor == '\0')
		return 0;
	reading->found = has_entry(reading, place->cursor);
	if (!reading->found && !has_machine(reading, place->machine)) {
		*options->refused = true;
		return diagnostics_add(options->diagnostics, reading->name, 0,
		    "is another journal than that of --position: it lacks the "
		    "entry up to which that was read; if that was deleted, "
		    "remove the position, and all is reported");
	}
	if (!reading->found)
		diagnostics_add(options->notes, reading->name, 0,
		    "the entry up to which it was read is deleted: of what was "
		    "deleted with it, and is later, nothing is reported");
	reading->reached =
	    place->time < options->reached ? place->time : options->reached;
	if (reading->reached > *since_r + options->before)
		*since_r = reading->reached - options->before;
	reading->known = *since_r <= place->time;
	return 0;
}

/* Goes back to the last entry whose clock is right: what other machines write
 * comes before the rest, until their clocks get there. */
static int
go_to_last(const struct reading *reading, uint64_t *time_r)
{
	const uint64_t latest = (uint64_t)reading->options->latest;
	int result;

	do
		result = journal.get_realtime_usec(reading->journal, time_r);
	while (result >= 0 && *time_r / 1000000 > latest &&
	       (result = journal.previous(reading->journal)) > 0);
	return result;
}

/* The last entry that was read. */
static int
note_place(const struct reading *reading)
{
	struct journal_place *place = reading->options->place;
	struct span machine = {NULL, 0};
	const void *field;
	uint64_t time;
	size_t len;
	char *cursor;
	int result;

	if (place == NULL || reading->entries == 0)
		return 0;
	result = go_to_last(reading, &time);
	if (result < 0 ||
	    (result = journal.get_cursor(reading->journal, &cursor)) < 0)
		return result;
	if (journal.get_data(reading->journal, "_MACHINE_ID", &field, &len) >=
	    0)
		keep((struct span){field, len}, "_MACHINE_ID", &machine);
	result = journal_place_set(place, cursor, machine) ? 0 : -E2BIG;
	place->time = (int64_t)(time / 1000000);
	free(cursor);
	return result;
}

/* ---- reading ------------------------------------------------------------- */

/* Returns whether to go on. */
static bool
read_fields(struct reading *reading, int64_t time)
{
	struct entry entry = {.text = {NULL, 0}};
	const void *data;
	size_t len;

	journal.restart_data(reading->journal);
	while (journal.enumerate_data(reading->journal, &data, &len) > 0)
		if (len != 0)
			take_field(&entry, (struct span){data, len});
	reading->entries++;
	if (maillog_parse_number(entry.uid) >= PEOPLE) {
		reading->left_out++;
		return true;
	}
	if (entry.text.bytes == NULL || entry.tag.bytes == NULL)
		return true;
	return take_entry(reading, &entry, time);
}

/* What comes after the entry of the place is new; without that entry, what is
 * of a later second.  Returns whether to go on. */
static bool
read_entry(struct reading *reading)
{
	const struct journal_place *place = reading->options->place;
	uint64_t microseconds;
	int64_t time;
	bool more;

	if (journal.get_realtime_usec(reading->journal, &microseconds) < 0)
		return true;
	time = (int64_t)(microseconds / 1000000);
	if (reading->known && !reading->found && time > reading->reached)
		reading->known = false;
	more = read_fields(reading, time);
	if (reading->known && reading->found && time == place->time &&
	    journal.test_cursor(reading->journal, place->cursor) > 0)
		reading->known = false;
	return more;
}

static int
read_from(struct reading *reading, int64_t since)
{
	int result = since > 0 ? journal.seek_realtime_usec(reading->journal,
				     (uint64_t)since * 1000000)
	                       : journal.seek_head(reading->journal);

	while (result >= 0 && (result = journal.next(reading->journal)) > 0)
		if (!read_entry(reading))
			return 0;
	return result < 0 ? result : note_place(reading);
}

static int
read_entries(struct reading *reading)
{
	const struct journal_options *options = reading->options;
	int result = add_matches(reading, NULL);
	int64_t since;

	if (result >= 0)
		result = journal.set_data_threshold(reading->journal, 0);
	if (result >= 0 && find_place(reading, &since) < 0)
		return -1;
	if (result >= 0)
		result = read_from(reading, since);
	if (result < 0)
		return diagnostics_add(options->diagnostics, reading->name, 0,
		    "cannot read: %s", strerror(-result));
	return 0;
}

/* ---- the way in ---------------------------------------------------------- */

static int
open_files(struct reading *reading)
{
	size_t count = reading->files.count;
	const char **paths = calloc(count + 1, sizeof(*paths));
	int result = -ENOMEM;

	for (size_t i = 0; paths != NULL && i < count; i++)
		paths[i] = reading->files.list[i];
	if (paths != NULL)
		result = journal.open_files(&reading->journal, paths, 0);
	free(paths);
	return result;
}

static void
note_refused(const struct reading *reading)
{
	struct diagnostics *diagnostics = reading->options->diagnostics;

	if (reading->damaged)
		diagnostics_add(diagnostics, reading->name, 0,
		    ngettext("%zu of its files cannot be read: it is no "
			     "journal, or damaged",
			"%zu of its files cannot be read: they are no "
			"journals, or damaged",
			reading->refused),
		    reading->refused);
	else
		diagnostics_add(diagnostics, reading->name, 0,
		    "%zu of its files cannot be read (root may, and the group "
		    "systemd-journal)",
		    reading->refused);
}

static int
read_files(struct reading *reading)
{
	const struct journal_options *options = reading->options;
	struct stat status;
	int result;

	if (*options->path != '\0' && stat(options->path, &status) < 0)
		return diagnostics_add(options->diagnostics, reading->name, 0,
		    "cannot open: %s", strerror(errno));
	if (find_files(reading) < 0)
		return diagnostics_no_memory(options->diagnostics,
		    reading->name);
	if (reading->refused != 0)
		note_refused(reading);
	if (reading->files.count == 0)
		return reading->refused != 0
		           ? -1
		           : diagnostics_add(options->diagnostics,
				 reading->name, 0, "there is none");
	result = open_files(reading);
	if (result < 0)
		return diagnostics_add(options->diagnostics, reading->name, 0,
		    "cannot open: %s", strerror(-result));
	result = read_entries(reading);
	journal.close(reading->journal);
	if (reading->left_out != 0)
		diagnostics_add(options->notes, reading->name, 0,
		    "entries that people of this machine sent are left out: "
		    "%zu",
		    reading->left_out);
	return reading->refused != 0 ? -1 : result;
}

int
journal_read(const struct journal_options *options)
{
	struct reading reading = {
	    .options = options,
	    .name = journal_name(options->path),
	};
	const char *why;
	int result;

	if (library_load(&library, &why) < 0)
		return diagnostics_add(options->diagnostics, reading.name, 0,
		    "cannot read the journal: %s", why);
	result = read_files(&reading);
	strings_clear(&reading.files);
	return result;
}
