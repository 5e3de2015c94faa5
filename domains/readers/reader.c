/* SPDX-License-Identifier: BSD-2-Clause */
/* Recognises files with registrations and gives each to its reader. */
#include "domains/readers/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/owner.h"
#include "domains/readers/forms.h"
#include "domains/registrations/include.h"
#include "domains/readers/whole.h"
#include "domains/base/translation.h"

static struct span
begin_of(struct span text)
{
	if (text.len > READER_LOOK)
		text.len = READER_LOOK;
	return text;
}

/* What the bytes are, whatever the file is called; else by a mark, then the
 * name; else READER_AUTO. */
static enum reader_type
recognise_binary(const char *path, struct span begin)
{
	enum reader_type type = forms_by_content(begin, true);

	if (type == READER_AUTO)
		type = forms_by_mark(begin);
	return type != READER_AUTO ? type : forms_by_name(path);
}

/* By a text's content.  What is marked as something else may look like a table
 * too. */
static enum reader_type
recognise_text(struct span text, struct foreign *foreign_r)
{
	enum reader_type type;

	if (foreign_has_mark(text, foreign_r))
		return READER_TEXT;
	type = forms_by_content(text, false);
	if (type != READER_AUTO)
		return type;
	return foreign_is_measured(text, foreign_r) ? READER_TEXT : READER_LIST;
}

/* A mere CR ends a line too; those before an LF are its own. */
static void
end_lines(char *text, size_t len)
{
	char *at = text, *end = text + len, *after;

	while ((at = memchr(at, '\r', (size_t)(end - at))) != NULL) {
		for (after = at; after < end && *after == '\r';)
			after++;
		if (after == end || *after != '\n')
			memset(at, '\n', (size_t)(after - at));
		at = after;
	}
}

enum reader_type
reader_recognise(const char *path, const char *begin, size_t len,
    struct foreign *foreign_r)
{
	struct diagnostics none = {.limit = 1};
	struct span text = begin_of((struct span){begin, len});
	enum reader_type type;
	char *decoded;

	*foreign_r = (struct foreign){0};
	type = recognise_binary(path, text);
	if (type != READER_AUTO && reader_forms[type].binary)
		return type;
	if (foreign_is_binary(text, foreign_r))
		return READER_TEXT;
	if (type == READER_AUTO &&
	    encoding_decode(ENCODING_AUTO, path, begin, text.len, &none,
		&decoded, &text.len) == 0) {
		end_lines(decoded, text.len);
		text.bytes = decoded;
		type = recognise_text(text, foreign_r);
		free(decoded);
	}
	diagnostics_clear(&none);
	return type != READER_AUTO ? type : READER_LIST;
}

/* ---- reading ------------------------------------------------------------- */

/* A register is a spreadsheet, too, when its bytes say so. */
static enum reader_type
choose(enum reader_type wanted, const char *path, struct span begin)
{
	enum reader_type type = recognise_binary(path, begin);

	return wanted == READER_AUTO ||
	               (wanted == READER_CSV && reader_forms[type].binary)
	           ? type
	           : wanted;
}

/* fd is NULL, or all of a file that begins with the bytes: only a form of bytes
 * has one. */
static int
parse(const char *path, const char *bytes, size_t len, const int *fd,
    const struct reader_options *options, const struct include *include,
    struct budgets *budgets, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct reader_text text = {
	    .file = path,
	    .text = {bytes, len},
	    .fd = fd,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .notes = options->notes,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	    .columns = &options->columns,
	};
	const struct reader_form *form;
	struct foreign foreign = {0};
	enum reader_type type;
	char *decoded = NULL;
	int result;

	type = choose(options->type, path, begin_of(text.text));
	if (options->type == READER_AUTO)
		type = reader_recognise(path, bytes, len, &foreign);
	if (foreign.what != NULL)
		foreign_report(&foreign, path, diagnostics);
	if (foreign.unread)
		return -1;
	if (!reader_forms[type].binary) {
		if (encoding_decode(options->encoding, path, bytes, len,
			diagnostics, &decoded, &text.text.len) < 0)
			return -1;
		end_lines(decoded, text.text.len);
		text.text.bytes = decoded;
	}
	form = &reader_forms[type];
	text.list = options->list != NULL ? span_of(options->list)
	            : form->list != NULL  ? form->list(path)
	                                  : (struct span){path, 0};
	result = budgets != NULL ? whole_read(&text, include, budgets,
				       options->weigh, form->read)
	                         : form->read(&text);
	free(decoded);
	return result;
}

int
reader_parse(const char *path, const char *bytes, size_t len,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	return parse(path, bytes, len, NULL, options, NULL, NULL, take, context,
	    diagnostics);
}

/* What is read as bytes is read piece by piece, from the file.  Returns how
 * many bytes of its beginning are in begin_r; 0 for other forms. */
static size_t
look_for_binary(const char *path, int fd, const struct reader_options *options,
    char begin_r[static READER_LOOK])
{
	ssize_t len = pread(fd, begin_r, READER_LOOK, 0);
	struct span begin = {begin_r, len > 0 ? (size_t)len : 0};
	enum reader_type type = choose(options->type, path, begin);

	return reader_forms[type].binary ? begin.len : 0;
}

static int
read_binary(const char *path, int fd, const struct stat *before,
    const char *begin, size_t len, const struct include *include,
    struct budgets *budgets, const struct reader_options *options,
    member_take take, void *context, struct diagnostics *diagnostics)
{
	size_t max =
	    options->budgets != NULL ? BUDGET_FILE_BYTES : READER_FILE_MAX;
	int result;

	if ((uint64_t)before->st_size > max)
		return diagnostics_add(diagnostics, path, 0, "over %zu MiB",
		    max >> 20);
	result = parse(path, begin, len, &fd, options, include, budgets, take,
	    context, diagnostics);
	if (!file_is_unchanged(fd, before))
		return diagnostics_add(diagnostics, path, 0,
		    "changed while it was read");
	return result;
}

static int
read_opened(const char *path, int fd, const struct stat *status,
    const struct include *include, struct budget_wait *wait,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	size_t len, max = options->budgets != NULL ? BUDGET_FILE_BYTES
	                                           : READER_FILE_MAX;
	struct budgets *budgets = wait->budgets;
	char *bytes = malloc(READER_LOOK);
	int result;

	if (bytes == NULL)
		return diagnostics_no_memory(diagnostics, path);
	len = look_for_binary(path, fd, options, bytes);
	if (len != 0) {
		result = read_binary(path, fd, status, bytes, len, include,
		    budgets, options, take, context, diagnostics);
		free(bytes);
		return result;
	}
	free(bytes);
	if (file_read_open_while(path, fd, max, budget_wait_on, wait,
		diagnostics, &bytes, &len) < 0)
		return budget_report(budgets, path, diagnostics);
	result = parse(path, bytes, len, NULL, options, include, budgets, take,
	    context, diagnostics);
	free(bytes);
	return result;
}

/* Sets *rights to those of what the file names. */
static int
open_file(const char *path, const struct reader_options *options,
    struct rights *rights, struct stat *status_r, const char **why_r)
{
	int fd;

	*rights =
	    options->rights != NULL ? *options->rights : (struct rights){0};
	if (options->rights != NULL)
		return rights_open(rights, path, status_r, why_r);
	fd = file_open(path, status_r, why_r);
	if (fd < 0)
		return -1;
	if (owner_fstat(fd, status_r) == 0)
		rights_limit(rights, status_r);
	else
		*rights = rights_of_nobody();
	return fd;
}

/* Why a user's forward is none for a mail system either; NULL when it is. */
static const char *
forbidden_forward(const struct rights *rights, const struct stat *status)
{
	if (!rights->limited)
		return NULL;
	if ((status->st_mode & S_IWOTH) != 0)
		return N_("everybody can write to it");
	return status->st_uid != 0 && status->st_uid != rights->uid
	           ? N_("belongs to neither its user nor root")
	           : NULL;
}

/* Begins the budget of a file that was opened, or could not be: that may have
 * taken long.  Returns false when there is none left. */
static bool
begin_budget(struct budget_wait *wait, const struct rights *rights)
{
	budget_begin(wait->budgets, rights);
	wait->whose = rights;
	return budget_wait_on(wait) &&
	       budget_spend(wait->budgets, BUDGET_OPENINGS, 1);
}

static bool
may_read(struct budgets *budgets, const struct stat *status)
{
	uint64_t size = (uint64_t)status->st_size;

	return size > READER_FILE_MAX ||
	       budget_spend(budgets, BUDGET_BYTES, size);
}

int
reader_read(const char *path, const struct reader_options *options,
    member_take take, void *context, struct diagnostics *diagnostics)
{
	const char *name = options->name != NULL ? options->name : path;
	enum reader_type type = options->type;
	struct budgets own = {.named = true, .give_up = options->give_up};
	struct budgets *budgets =
	    options->budgets != NULL ? options->budgets : &own;
	struct budget_wait wait = budget_wait_begin(budgets);
	struct include include = {.level = 0};
	struct stat status;
	const char *why;
	int fd, result = -1;
	bool within;

	if (options->opening != NULL)
		options->opening(options->opening_context, path);
	fd = open_file(path, options, &include.rights, &status, &why);
	if (fd < 0)
		file_report_closed(name, why, diagnostics);
	within = begin_budget(&wait, &include.rights);
	if (fd < 0) {
		budgets_clear(&own);
		return -1;
	}
	include.device = status.st_dev;
	include.inode = status.st_ino;
	if (type == READER_AUTO)
		type = forms_by_name(path);
	why = type == READER_FORWARD
	          ? forbidden_forward(&include.rights, &status)
	          : NULL;
	if (why != NULL)
		diagnostics_add(diagnostics, name, 0, "%s", why);
	else if (!within || !may_read(budgets, &status))
		budget_report(budgets, name, diagnostics);
	else
		result = read_opened(name, fd, &status, &include, &wait,
		    options, take, context, diagnostics);
	close(fd);
	budgets_clear(&own);
	return result;
}
