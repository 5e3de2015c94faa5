/* SPDX-License-Identifier: BSD-2-Clause */
/* Bench: what registrations cost.  100,000 members of 1,000 lists, a file each.
 * The watcher: the first reading, a look when nothing has changed, a change of
 * one file until it is in the registrations file; beside the plain reading of
 * the same files' bytes.  The gate: reading that file, and a recipient. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "domains/base/replacement.h"
#include "domains/doppelcheck/watch.h"
#include "domains/engine/doppel.h"
#include "domains/registrations/file.h"
#include "domains/registrations/file_text.h"
#include "domains/settings/settings.h"

#define LISTS 1000
#define MEMBERS 100
#define LOOKUPS 1000000

static char dir_path[] = "/tmp/registrationsXXXXXX";

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
path_of(unsigned list, char path[static 64])
{
	snprintf(path, 64, "%s/list%u@example.jp.members", dir_path, list);
}

/* One member in a thousand is wrong. */
static void
write_list(unsigned list, const char *wrong)
{
	char path[64];
	FILE *file;
	const struct timespec past[2] = {{1700000000, 0}, {1700000000, 0}};

	path_of(list, path);
	file = fopen(path, "w");
	if (file == NULL)
		die(path);
	for (unsigned i = 0; i < MEMBERS; i++)
		fprintf(file, "member%u.of%u@%s\n", i, list,
		    i == 50 && wrong != NULL ? wrong
		    : i % 3 == 0             ? "gmail.com"
					     : "department.example.ac.jp");
	fclose(file);
	utimensat(AT_FDCWD, path, past, 0);
}

static void
read_bytes(void)
{
	for (unsigned i = 0; i < LISTS; i++) {
		char path[64], bytes[65536];
		int fd;

		path_of(i, path);
		fd = open(path, O_RDONLY);
		if (fd < 0 || read(fd, bytes, sizeof(bytes)) <= 0)
			die(path);
		close(fd);
	}
}

static double
look(struct watch *watch, const struct watch_input *input, const char *what,
    struct directory **directory)
{
	struct diagnostics diagnostics = {0};
	struct watch_news news;
	double begin = now(), end;

	if (watch_update(watch, input, &diagnostics, &news) < 0 ||
	    diagnostics.count != 0) {
		fprintf(stderr, "%s\n",
		    diagnostics.kept != 0 ? diagnostics.list[0].text : what);
		exit(1);
	}
	end = now();
	printf("%-32s %8.1f ms, %zu files read\n", what, (end - begin) * 1e3,
	    news.read);
	if (news.directory == NULL)
		return end - begin;
	directory_free(directory);
	*directory = news.directory;
	return end - begin;
}

static const char *
contact(void *context, const char *list)
{
	(void)context;
	(void)list;
	return "postmaster";
}

static double
publish(const struct directory *directory, const char *path, const char *what)
{
	const struct replacement_options how = {.suffix = ".new", .mode = 0640};
	struct diagnostics diagnostics = {0};
	struct buffer rows = {0}, file = {0};
	double begin = now(), end;

	if (registrations_format(directory, contact, NULL, NULL, &rows) < 0)
		die(what);
	registrations_seal(&rows, time(NULL), &file);
	if (replacement_write_file(path, &how, file.bytes, file.len,
		&diagnostics) < 0)
		die(path);
	end = now();
	printf("%-32s %8.1f ms, %zu bytes\n", what, (end - begin) * 1e3,
	    file.len);
	buffer_clear(&rows);
	buffer_clear(&file);
	return end - begin;
}

static double
take_in(const char *path, struct registrations **registrations)
{
	struct diagnostics diagnostics = {0};
	double begin = now(), end;
	time_t when;

	registrations_release(registrations);
	if (registrations_read(path, NULL, &diagnostics, registrations, &when) <
	    0)
		die(diagnostics.kept != 0 ? diagnostics.list[0].text : path);
	end = now();
	printf("%-32s %8.1f ms\n", "the gate reads it", (end - begin) * 1e3);
	return end - begin;
}

static void
find(const struct registrations *registrations, const char *recipient,
    const char *what)
{
	struct registered found[REGISTRATIONS_FOUND_MAX];
	size_t len = strlen(recipient), all, sum = 0;
	double begin = now();

	for (unsigned i = 0; i < LOOKUPS; i++)
		sum += registrations_find(registrations, recipient, len, found,
		    &all);
	printf("%-32s %8.2f us, %zu found\n", what,
	    (now() - begin) * 1e6 / LOOKUPS, sum / LOOKUPS);
}

static struct settings_registrations
sources(void)
{
	static char pattern[64], domain[] = "example.jp";
	static char *domains[] = {domain};
	static struct settings_source source = {
	    .type = READER_MEMBERS,
	    .what = pattern,
	};

	snprintf(pattern, sizeof(pattern), "%s/*.members", dir_path);
	return (struct settings_registrations){
	    .sources = &source,
	    .source_count = 1,
	    .local_domains = {.list = domains, .count = 1},
	};
}

int
main(void)
{
	const struct settings_policies policies = {0};
	struct settings_registrations from;
	struct watch_input input = {
	    .registrations = &from,
	    .policies = &policies,
	    .all = true,
	};
	struct watch *watch = watch_new();
	struct directory *directory = NULL;
	struct settings settings;
	struct diagnostics diagnostics = {0};
	struct doppel *engine;
	char command[96];
	struct registrations *registrations = NULL;
	double begin, bytes, change;
	char file[64];

	if (mkdtemp(dir_path) == NULL || watch == NULL ||
	    settings_load(NULL, "domains/lists", &diagnostics, &settings) < 0 ||
	    doppel_open(&settings.engine, &diagnostics, &engine) < 0)
		die("start");
	from = sources();
	input.engine = engine;
	for (unsigned i = 0; i < LISTS; i++)
		write_list(i, i % 10 == 0 ? "gmai.com" : NULL);
	sleep(3); /* files as young as these are read twice */
	read_bytes();
	begin = now();
	read_bytes();
	bytes = now() - begin;
	printf("%-32s %8.1f ms\n", "the bytes of all files", bytes * 1e3);
	printf("%-32s %8.1f\n", "ratio of the first reading",
	    look(watch, &input, "first reading", &directory) / bytes);
	input.all = false;
	look(watch, &input, "a look, nothing changed", &directory);
	write_list(7, "gmai.com");
	change = look(watch, &input, "a look, one file changed", &directory);
	snprintf(file, sizeof(file), "%s/registrations", dir_path);
	change += publish(directory, file, "the file is written");
	change += take_in(file, &registrations);
	printf("%-32s %8.1f ms\n", "a change, looks apart", change * 1e3);
	find(registrations, "<list1@example.jp>",
	    "recipient, list of right members");
	find(registrations, "<list10@example.jp>",
	    "recipient, list with a wrong member");
	find(registrations, "<hanako@gmail.com>", "recipient elsewhere");
	registrations_release(&registrations);
	directory_free(&directory);
	watch_free(&watch);
	doppel_close(&engine);
	settings_clear(&settings);
	snprintf(command, sizeof(command), "rm -rf %s", dir_path);
	return system(command) == 0 ? 0 : 1;
}
