/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads included files, or says why not. */
#include "domains/registrations/include.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/base/file.h"
#include "domains/base/encoding.h"
#include "domains/base/translation.h"

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
	if (included->paths == NULL)
		included->paths = interning_new();
	if (included->in_list == NULL)
		included->in_list = interning_new();
	return included->paths != NULL && included->in_list != NULL ? 0 : -1;
}

void
included_repeat(struct included *included)
{
	interning_free(&included->in_list);
}

/* The user's file that took most; NULL: none took anything. */
static struct included_file *
find_dearest(const struct included *included, size_t count,
    enum budget_kind kind)
{
	struct included_file *dearest = NULL;

	for (size_t i = 0; i < count; i++) {
		struct included_file *file = &included->files[i];

		if (file->cost[kind] >
		    (dearest != NULL ? dearest->cost[kind] : 0))
			dearest = file;
	}
	return dearest;
}

/* Leaves out a file, or all of its owner's when that is not the first time. */
static void
leave_out_file(struct included *included, size_t count,
    struct included_file *file, const char *why)
{
	uid_t uid = file->rights.uid;
	unsigned before = 0;

	for (size_t i = 0; i < count; i++)
		before += included->files[i].left_out != NULL &&
		          included->files[i].rights.uid == uid;
	file->left_out = why;
	if (before >= INCLUDED_OF_OWNER_MAX)
		included->owners_out[included->owner_count++] = uid;
	included->left_out++;
}

bool
included_leave_out(struct included *included)
{
	struct budgets *budgets = included->budgets;
	enum budget_kind kind =
	    budgets->over != BUDGET_KINDS ? budgets->over : BUDGET_OPENINGS;
	struct included_file *dearest;
	size_t count =
	    included->paths != NULL ? interning_count(included->paths) : 0;
	bool last =
	    kind == BUDGET_TIME || included->left_out == INCLUDED_LEFT_OUT_MAX;

	if (budgets->why == NULL || included->users_out != NULL ||
	    (budgets->give_up != NULL && budgets->give_up()))
		return false;
	dearest = find_dearest(included, count, kind);
	if (last ? !included->has_users : dearest == NULL)
		return false;
	if (last)
		included->users_out = budgets->why;
	else
		leave_out_file(included, count, dearest, budgets->why);
	for (size_t i = 0; i < count; i++)
		memset(included->files[i].cost, 0,
		    sizeof(included->files[i].cost));
	budget_retry(budgets, last);
	return true;
}

void
included_clear(struct included *included)
{
	size_t count =
	    included->paths != NULL ? interning_count(included->paths) : 0;

	for (size_t i = 0; i < count; i++)
		free(included->files[i].bytes);
	free(included->files);
	free(included->openings);
	interning_free(&included->paths);
	interning_free(&included->in_list);
}

bool
include_may_be_in(struct span text)
{
	static const char include[] = ":include:";
	const char *colon;

	while (text.len >= strlen(include) &&
	       (colon = memchr(text.bytes, ':', text.len)) != NULL) {
		text = span_after(text, (size_t)(colon - text.bytes));
		if (span_begins(text, include))
			return true;
		text = span_after(text, 1);
	}
	return false;
}

static int
read_text(const struct reader_text *text, const struct destination_place *place,
    const char *path, const struct include *here, struct span bytes)
{
	struct destination_place inside = *place;
	struct reader_text next = *text;
	char *decoded;
	size_t len;

	if (text->includes_only && !include_may_be_in(bytes))
		return 0;
	if (encoding_decode(ENCODING_AUTO, path, bytes.bytes, bytes.len,
		text->diagnostics, &decoded, &len) < 0)
		return 0;
	next.file = path;
	next.text = (struct span){decoded, len};
	next.include = here;
	inside.line = 1;
	inside.in_line = inside.one_line = false;

	int result = destination_take_all(&next, &inside, next.text);

	free(decoded);
	return result;
}

/* Reads what was opened, or was kept of it. */
static int
read_opened(const struct reader_text *text,
    const struct destination_place *place, const char *path, int fd,
    uint32_t number, struct budget_wait *wait)
{
	struct included *included = text->include->included;
	struct included_file file = included->files[number];
	uint64_t size = (uint64_t)file.status.st_size;
	struct include here = *text->include;
	bool kept = file.bytes != NULL;
	int result;

	if (size <= BUDGET_FILE_BYTES &&
	    !budget_spend(included->budgets, BUDGET_BYTES, size))
		return -1;
	if (!kept &&
	    file_read_open_while(path, fd, BUDGET_FILE_BYTES, budget_wait_on,
		wait, text->diagnostics, &file.bytes, &file.len) < 0)
		return included->budgets->why != NULL ? -1 : 0;
	if (!kept && file.len <= INCLUDED_KEPT_MAX - included->kept) {
		included->kept += file.len;
		included->files[number] = file;
		kept = true;
	}
	here.rights = file.rights;
	here.level++;
	result = read_text(text, place, path, &here,
	    (struct span){file.bytes, file.len});
	if (!kept)
		free(file.bytes);
	return result;
}

/* The number of a file among those of a list; INTERNING_NONE when memory is
 * out.  *first_r: was it not included before? */
static uint32_t
find_in_list(struct included *included, struct span list,
    const struct stat *status, bool *first_r)
{
	size_t count = interning_count(included->in_list);
	struct buffer text = {0};
	uint32_t number = INTERNING_NONE;

	buffer_add_format(&text, "%ju:%ju\n", (uintmax_t)status->st_dev,
	    (uintmax_t)status->st_ino);
	buffer_add(&text, list.bytes, list.len);
	if (!text.failed &&
	    array_reserve(&included->openings, &included->opening_room, count,
		sizeof(*included->openings)) == 0)
		number = interning_add(included->in_list, buffer_span(&text));
	buffer_clear(&text);
	*first_r = number == count;
	return number;
}

/* A file of a list for the first time, or again. */
static int
read_once(const struct reader_text *text, const struct destination_place *place,
    const char *path, int fd, uint32_t file, struct budget_wait *wait)
{
	const struct include *from = text->include;
	struct included *included = from->included;
	const struct stat *status = &included->files[file].status;
	struct span named = span_of(path);
	uint64_t before = included->budgets->spent[BUDGET_OPENINGS];
	bool first, own = status->st_dev == from->device &&
	                  status->st_ino == from->inode;
	uint32_t number = find_in_list(included, place->list, status, &first);
	int result;

	if (number == INTERNING_NONE)
		return refuse(text, place, named, strerror(ENOMEM));
	if (first && !own) {
		included->openings[number] = 0;
		result = read_opened(text, place, path, fd, file, wait);
		included->openings[number] =
		    included->budgets->spent[BUDGET_OPENINGS] - before + 1;
		return result;
	}
	/* It is being read: a loop, which is reported once. */
	if (first || included->openings[number] == 0) {
		included->openings[number] = 1;
		return refuse(text, place, named, N_("includes itself"));
	}
	return budget_spend(included->budgets, BUDGET_OPENINGS,
		   included->openings[number] - 1)
	           ? 0
	           : -1;
}

/* Is the file one that root's includes, and came slowly the last time? */
static bool
is_left(const struct include *include, const char *name)
{
	const struct budget_patience *patience =
	    include->included->budgets->patience;

	return patience != NULL && !include->rights.limited &&
	       patience->file_is_left(patience->context, name);
}

/* The number of a path for those who name it; INTERNING_NONE when memory is
 * out.  A new one has no file. */
static uint32_t
find_path(const struct reader_text *text, const char *name)
{
	const struct rights *rights = &text->include->rights;
	struct included *included = text->include->included;
	size_t count = interning_count(included->paths);
	struct buffer key = {0};
	uint32_t number = INTERNING_NONE;

	buffer_add_number(&key,
	    rights->limited ? rights->uid + UINT64_C(1) : 0);
	buffer_add_text(&key, name);
	if (!key.failed && array_reserve(&included->files, &included->file_room,
			       count, sizeof(*included->files)) == 0)
		number = interning_add(included->paths, buffer_span(&key));
	buffer_clear(&key);
	if (number != count)
		return number;
	included->files[number] = (struct included_file){
	    .left_out = is_left(text->include, name) ? budget_was_slow : NULL,
	};
	if (text->opening != NULL && included->files[number].left_out == NULL)
		text->opening(text->opening_context, name);
	return number;
}

/* Reads a file of a user's that one of root's names, and notes what it cost. */
static int
read_users(const struct reader_text *text,
    const struct destination_place *place, const char *path, int fd,
    uint32_t number, struct budget_wait *wait)
{
	struct included *included = text->include->included;
	struct budgets *budgets = included->budgets;
	uint64_t before[BUDGET_KINDS];
	struct included_file *file;
	int result;

	included->has_users = true;
	memcpy(before, budgets->spent, sizeof(before));
	result = read_once(text, place, path, fd, number, wait);
	file = &included->files[number];
	for (size_t i = 0; i < BUDGET_KINDS; i++)
		file->cost[i] += budgets->spent[i] - before[i];
	if (budgets->why != NULL && budgets->over == BUDGET_KINDS)
		file->cost[BUDGET_OPENINGS] = UINT64_MAX;
	return result;
}

static int
refuse_left_out(const struct reader_text *text,
    const struct destination_place *place, const char *name, const char *why)
{
	char words[256];

	snprintf(words, sizeof(words), _("is left out: %s"), _(why));
	return refuse(text, place, span_of(name), words);
}

/* Why a user's file that root's names is left out with others; NULL. */
static const char *
why_left_out(const struct included *included, uid_t uid)
{
	for (size_t i = 0; i < included->owner_count; i++)
		if (included->owners_out[i] == uid)
			return N_("so are all files of its owner, several of "
				  "which are over a budget");
	return included->users_out;
}

/* Opens a file, unless it is kept, and goes on with it. */
static int
read_file(const struct reader_text *text, const struct destination_place *place,
    const char *name, uint32_t number, struct budget_wait *wait)
{
	struct included_file *file = &text->include->included->files[number];
	struct rights whose = text->include->rights;
	const char *why;
	int fd = -1, result;

	wait->whose = &whose;
	if (file->bytes == NULL) {
		fd = rights_open(&whose, name, &file->status, &why);
		file->rights = whose;
		if (fd < 0)
			refuse(text, place, span_of(name), why);
		if (!budget_wait_on(wait) || fd < 0) {
			if (fd >= 0)
				close(fd);
			return text->include->included->budgets->why != NULL
			           ? -1
			           : 0;
		}
	}
	if (text->include->rights.limited || !file->rights.limited)
		result = read_once(text, place, name, fd, number, wait);
	else if ((why = why_left_out(text->include->included,
		      file->rights.uid)) != NULL)
		result = refuse_left_out(text, place, name, why);
	else
		result = read_users(text, place, name, fd, number, wait);
	if (fd >= 0)
		close(fd);
	return result;
}

static void
note_wait(const struct budgets *budgets, struct rights rights, const char *name)
{
	const struct budget_patience *patience = budgets->patience;

	if (patience != NULL && rights.limited)
		patience->waited(patience->context, name,
		    budgets->spent[BUDGET_WAIT]);
}

/* Root's file goes on without a user's file that was waited for too long.  What
 * is named there is known before members are taken, but for files that are too
 * large to be kept. */
static int
read_named(const struct reader_text *text,
    const struct destination_place *place, const char *name)
{
	struct included *included = text->include->included;
	struct budgets *budgets = included->budgets;
	struct budget_wait wait = budget_wait_begin(budgets);
	uint32_t number = find_path(text, name);
	int result;

	if (number == INTERNING_NONE)
		return refuse(text, place, span_of(name), strerror(ENOMEM));
	if (included->files[number].left_out != NULL)
		return refuse_left_out(text, place, name,
		    included->files[number].left_out);
	result = read_file(text, place, name, number, &wait);
	if (text->include->rights.limited)
		return result;
	note_wait(budgets, included->files[number].rights, name);
	budgets->spent[BUDGET_WAIT] = 0;
	if (budgets->why == NULL || budgets->over != BUDGET_WAIT)
		return result;
	included->files[number].left_out = budgets->why;
	budgets->why = NULL;
	return refuse_left_out(text, place, name,
	    included->files[number].left_out);
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
		    N_("a relative path, which no mail system follows"));
	if (text->include == NULL)
		return refuse(text, place, path, N_("is not followed here"));
	if (memchr(path.bytes, '\0', path.len) != NULL)
		return refuse(text, place, path, N_("a NUL in its name"));
	budgets = text->include->included->budgets;
	if (text->include->level == BUDGET_LEVELS) {
		budgets->why = N_("over 16 levels of included files");
		budgets->over = BUDGET_KINDS;
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
