/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks for files in folders: see the header. */
#include "domains/doppelcheck/inputs.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/base/array.h"
#include "domains/text/console.h"
#include "domains/base/translation.h"

struct search {
	struct inputs *inputs;
	bool recursive;
	bool failed;
	size_t folders; /* that are left out */
	size_t others;  /* FIFOs, sockets, devices */
};

static int
fail(struct search *search, const char *path, const char *text)
{
	search->failed = true;
	return console_say(path, text);
}

static int
add_path(struct inputs *inputs, const char *path)
{
	if (inputs->count == INPUTS_MAX)
		return console_format(path, "is one file more than %d",
		    INPUTS_MAX);
	return array_add(&inputs->paths, &inputs->room, &inputs->count, &path,
		   sizeof(path)) < 0
	           ? console_say(path, strerror(ENOMEM))
	           : 0;
}

/* Adds a copy. */
static int
add_found(struct inputs *inputs, const char *path)
{
	if (strings_add(&inputs->owned, strdup(path)) < 0)
		return console_say(path, strerror(ENOMEM));
	return add_path(inputs, inputs->owned.list[inputs->owned.count - 1]);
}

/* Returns -1 when no more can be taken. */
static int
take_link(struct search *search, const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		search->folders++;
		return 0;
	}
	/* One that leads nowhere is reported when it is opened. */
	return add_found(search->inputs, path);
}

static int
take_entry(struct search *search, FTS *tree, FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
		if (entry->fts_level > 0 && !search->recursive) {
			search->folders++;
			fts_set(tree, entry, FTS_SKIP);
		}
		return 0;
	case FTS_F:
		return add_found(search->inputs, entry->fts_path);
	case FTS_SL:
	case FTS_SLNONE:
		return take_link(search, entry->fts_path);
	case FTS_DEFAULT:
		search->others++;
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		(void)fail(search, entry->fts_path, strerror(entry->fts_errno));
		return 0;
	default: /* FTS_DP: a folder is over */
		return 0;
	}
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* What is in the folder and is not read. */
static void
report_left_out(const struct search *search, const char *folder)
{
	if (search->folders != 0)
		console_format(folder,
		    search->recursive
			? ngettext("%zu folder in it is left out: symbolic "
				   "links",
			      "%zu folders in it are left out: symbolic links",
			      search->folders)
			: ngettext("%zu folder in it is left out; --recursive "
				   "reads them",
			      "%zu folders in it are left out; --recursive "
			      "reads them",
			      search->folders),
		    search->folders);
	if (search->others != 0)
		console_format(folder,
		    ngettext("%zu entry in it is left out: no file",
			"%zu entries in it are left out: no files",
			search->others),
		    search->others);
}

static int
search_folder(struct inputs *inputs, const char *folder, bool recursive,
    bool quiet)
{
	char *const roots[] = {(char *)folder, NULL};
	struct search search = {.inputs = inputs, .recursive = recursive};
	size_t before = inputs->count;
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW,
	    by_name);
	FTSENT *entry;

	if (tree == NULL)
		return console_say(folder, strerror(errno));
	while ((errno = 0, entry = fts_read(tree)) != NULL)
		if (take_entry(&search, tree, entry) < 0)
			break;
	if (entry != NULL)
		search.failed = true;
	else if (errno != 0)
		(void)fail(&search, folder, strerror(errno));
	fts_close(tree);
	if (!quiet)
		report_left_out(&search, folder);
	if (!search.failed && inputs->count == before && !quiet)
		console_say(folder, "holds no file");
	return search.failed ? -1 : 0;
}

int
inputs_find(const char *const *arguments, size_t count, bool recursive,
    bool quiet, struct inputs *inputs_r)
{
	struct stat status;
	int result = 0;

	*inputs_r = (struct inputs){0};
	for (size_t i = 0; i < count; i++) {
		bool folder =
		    stat(arguments[i], &status) == 0 && S_ISDIR(status.st_mode);

		if ((folder ? search_folder(inputs_r, arguments[i], recursive,
				  quiet)
			    : add_path(inputs_r, arguments[i])) < 0)
			result = -1;
	}
	return result;
}

void
inputs_clear(struct inputs *inputs)
{
	strings_clear(&inputs->owned);
	free(inputs->paths);
	*inputs = (struct inputs){0};
}
