/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows which files were read: see the header. */
#include "domains/doppelcheck/coverage.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool
coverage_begin(struct coverage *coverage)
{
	*coverage = (struct coverage){
	    .opened = interning_new(),
	    .read = interning_new(),
	    .last = INTERNING_NONE,
	};
	return coverage->opened != NULL && coverage->read != NULL;
}

void
coverage_clear(struct coverage *coverage)
{
	interning_free(&coverage->opened);
	interning_free(&coverage->read);
}

void
coverage_note_opened(struct coverage *coverage, const char *path)
{
	(void)interning_add(coverage->opened, span_of(path));
}

void
coverage_note_read(struct coverage *coverage, const char *path)
{
	/* Members of one file follow each other. */
	if (coverage->last == INTERNING_NONE ||
	    strcmp(interning_text(coverage->read, coverage->last), path) != 0)
		coverage->last = interning_add(coverage->read, span_of(path));
}

static bool
is_url(const char *file)
{
	return strncmp(file, "http", 4) == 0;
}

/* Of a table or a service it is not known how much of it was read: each
 * diagnostic of another of its kind may be its own. */
static bool
misses_service(const struct diagnostics *diagnostics, const char *name)
{
	for (size_t i = 0; i < diagnostics->kept; i++)
		if (diagnostics->list[i].file[0] != '/' &&
		    is_url(diagnostics->list[i].file) == is_url(name))
			return true;
	return false;
}

bool
coverage_misses(const struct coverage *coverage,
    const struct diagnostics *diagnostics, const char *path)
{
	struct stat status;

	if (diagnostics->count == 0)
		return false;
	if (diagnostics->count > diagnostics->kept)
		return true;
	if (*path != '/')
		return misses_service(diagnostics, path);
	/* A file is read whole before it gives any. */
	if (interning_find(coverage->read, span_of(path)) != INTERNING_NONE)
		return false;
	/* Something that could not be read may have led to it. */
	if (interning_find(coverage->opened, span_of(path)) == INTERNING_NONE)
		return lstat(path, &status) == 0 || errno != ENOENT;
	for (size_t i = 0; i < diagnostics->kept; i++) {
		const struct diagnostic *diagnostic = &diagnostics->list[i];

		if ((diagnostic->line == 0 &&
			strcmp(diagnostic->file, path) == 0) ||
		    strstr(diagnostic->text, path) != NULL)
			return true;
	}
	return false;
}
