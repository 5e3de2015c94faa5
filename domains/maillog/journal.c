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
#include "domains/maillog/frame.h"

/* The uids of people begin here (login.defs, UID_MIN). */
#define PEOPLE 1000

/* LOG_MAIL */
#define FACILITY "SYSLOG_FACILITY=2"

#define FUNCTIONS(F)                                \
	F(journal, sd_journal_, open_files)         \
	F(journal, sd_journal_, close)              \
	F(journal, sd_journal_, add_match)          \
	F(journal, sd_journal_, seek_head)          \
	F(journal, sd_journal_, seek_realtime_usec) \
	F(journal, sd_journal_, next)               \
	F(journal, sd_journal_, get_realtime_usec)  \
	F(journal, sd_journal_, set_data_threshold) \
	F(journal, sd_journal_, restart_data)       \
	F(journal, sd_journal_, enumerate_data)

LIBRARY(journal, DOPPEL_LIBSYSTEMD, FUNCTIONS)

struct reading {
	const struct journal_options *options;
	sd_journal *journal;
	struct strings files;
	size_t refused; /* files that may not be read */
	const char *name;
	size_t entries;
	size_t left_out; /* what people sent */
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
	    .file = reading->name,
	    .line = reading->entries,
	};

	frame_cut_at_zero(&line);
	frame_set_tag(entry->tag, &line);
	line.pid = entry->pid.len != 0 ? entry->pid : entry->own_pid;
	return reading->options->take(reading->options->context, &line);
}

/* Returns whether to go on. */
static bool
read_entry(struct reading *reading)
{
	struct entry entry = {.text = {NULL, 0}};
	const void *data;
	uint64_t time;
	size_t len;

	if (journal.get_realtime_usec(reading->journal, &time) < 0)
		return true;
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
	return take_entry(reading, &entry, (int64_t)(time / 1000000));
}

static int
read_entries(struct reading *reading)
{
	const struct journal_options *options = reading->options;
	sd_journal *opened = reading->journal;
	int result = journal.add_match(opened, FACILITY, 0);

	if (result >= 0)
		result = journal.set_data_threshold(opened, 0);
	if (result >= 0)
		result = options->since > 0
		             ? journal.seek_realtime_usec(opened,
				   (uint64_t)options->since * 1000000)
		             : journal.seek_head(opened);
	while (result >= 0 && (result = journal.next(opened)) > 0)
		if (!read_entry(reading))
			return 0;
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
		diagnostics_add(options->diagnostics, reading->name, 0,
		    "%zu of its files cannot be read (root may, and the group "
		    "systemd-journal)",
		    reading->refused);
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
	    .name = *options->path != '\0' ? options->path : "journal",
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
