/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads included files, or says why not. */
#include "domains/registrations/readers/include.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/base/file.h"
#include "domains/base/encoding.h"

static int
refuse(const struct reader_text *text, const struct destination_place *place,
    struct span path, const char *why)
{
	char quoted[DIAGNOSTIC_QUOTE_SIZE];

	diagnostics_add(text->diagnostics, text->file, place->line,
	    ":include:%s: %s", diagnostic_quote(path.bytes, path.len, quoted),
	    why);
	return 0;
}

/* Returns 0, or -1 when memory is out. */
static int
begin_included(struct included *included)
{
	if (included->files == NULL)
		included->files = interning_new();
	if (included->paths == NULL)
		included->paths = interning_new();
	return included->files != NULL && included->paths != NULL ? 0 : -1;
}

void
included_clear(struct included *included)
{
	interning_free(&included->files);
	interning_free(&included->paths);
	free(included->openings);
}

static int
read_text(const struct reader_text *text, const struct destination_place *place,
    const char *path, const struct include *here, struct span bytes)
{
	struct destination_place inside = *place;
	struct reader_text next = *text;
	char *decoded;
	size_t len;

	if (encoding_decode(ENCODING_AUTO, path, bytes.bytes, bytes.len,
		text->diagnostics, &decoded, &len) < 0)
		return 0;
	next.file = path;
	next.text = (struct span){decoded, len};
	next.include = here;
	inside.line = 1;

	int result = destination_take_all(&next, &inside, next.text);

	free(decoded);
	return result;
}

static int
read_opened(const struct reader_text *text,
    const struct destination_place *place, const char *path, int fd,
    const struct stat *status, const struct rights *rights)
{
	struct budgets *budgets = text->include->included->budgets;
	struct include here = *text->include;
	char *bytes;
	size_t len;

	if (status->st_size <= (off_t)BUDGET_FILE_BYTES &&
	    !budget_spend(budgets, BUDGET_BYTES, (uint64_t)status->st_size))
		return -1;
	if (file_read_open(path, fd, BUDGET_FILE_BYTES, text->diagnostics,
		&bytes, &len) < 0)
		return 0;
	here.rights = *rights;
	here.level++;

	int result =
	    read_text(text, place, path, &here, (struct span){bytes, len});

	free(bytes);
	return result;
}

/* The number of a file among those of a list; INTERNING_NONE when memory is
 * out.  *first_r: was it not included before? */
static uint32_t
find_file(struct included *included, struct span list,
    const struct stat *status, bool *first_r)
{
	size_t count = interning_count(included->files);
	struct buffer text = {0};
	uint32_t number = INTERNING_NONE;

	buffer_add_format(&text, "%ju:%ju\n", (uintmax_t)status->st_dev,
	    (uintmax_t)status->st_ino);
	buffer_add(&text, list.bytes, list.len);
	if (!text.failed && array_reserve(&included->openings, &included->room,
				count, sizeof(*included->openings)) == 0)
		number = interning_add(included->files,
		    (struct span){text.bytes, text.len});
	buffer_clear(&text);
	*first_r = number == count;
	return number;
}

/* A file of a list for the first time, or again. */
static int
read_once(const struct reader_text *text, const struct destination_place *place,
    const char *path, int fd, const struct stat *status,
    const struct rights *rights)
{
	const struct include *from = text->include;
	struct included *included = from->included;
	struct span named = span_of(path);
	uint64_t before = included->budgets->spent[BUDGET_OPENINGS];
	bool first, own = status->st_dev == from->device &&
	                  status->st_ino == from->inode;
	uint32_t number = find_file(included, place->list, status, &first);
	int result;

	if (number == INTERNING_NONE)
		return refuse(text, place, named, strerror(ENOMEM));
	if (first && !own) {
		included->openings[number] = 0;
		result = read_opened(text, place, path, fd, status, rights);
		included->openings[number] =
		    included->budgets->spent[BUDGET_OPENINGS] - before + 1;
		return result;
	}
	/* It is being read: a loop, which is reported once. */
	if (first || included->openings[number] == 0) {
		included->openings[number] = 1;
		return refuse(text, place, named, "includes itself");
	}
	return budget_spend(included->budgets, BUDGET_OPENINGS,
		   included->openings[number] - 1)
	           ? 0
	           : -1;
}

/* Opens what has a name, and goes on with it. */
static int
read_named(const struct reader_text *text,
    const struct destination_place *place, const char *name)
{
	struct included *included = text->include->included;
	struct rights rights = text->include->rights;
	size_t count = interning_count(included->paths);
	struct stat status;
	const char *why;
	int fd, result;

	if (text->opening != NULL &&
	    interning_add(included->paths, span_of(name)) >= count)
		text->opening(text->opening_context, name);
	fd = rights_open(&rights, name, &status, &why);
	if (fd < 0)
		return refuse(text, place, span_of(name), why);
	result = read_once(text, place, name, fd, &status, &rights);
	close(fd);
	return result;
}

int
include_read(const struct reader_text *text,
    const struct destination_place *place, struct span path)
{
	struct budgets *budgets;
	char *name;
	int result;

	if (path.len == 0 || path.bytes[0] != '/')
		return refuse(text, place, path,
		    "a relative path, which no mail system follows");
	if (text->include == NULL)
		return refuse(text, place, path, "is not followed here");
	if (memchr(path.bytes, '\0', path.len) != NULL)
		return refuse(text, place, path, "a NUL in its name");
	budgets = text->include->included->budgets;
	if (text->include->level == BUDGET_LEVELS) {
		budgets->why = "over 16 levels of included files";
		return -1;
	}
	if (!budget_spend(budgets, BUDGET_OPENINGS, 1))
		return -1;
	name = strndup(path.bytes, path.len);
	if (name == NULL || begin_included(text->include->included) < 0) {
		free(name);
		return refuse(text, place, path, strerror(ENOMEM));
	}
	result = read_named(text, place, name);
	free(name);
	return result;
}
