/* SPDX-License-Identifier: BSD-2-Clause */
/* Recognises files with registrations and gives each to its reader. */
#include "domains/readers/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/ascii.h"
#include "domains/base/file.h"
#include "domains/readers/forms.h"
#include "domains/readers/include.h"
#include "domains/readers/whole.h"

static struct span
begin_of(struct span text)
{
	if (text.len > READER_LOOK)
		text.len = READER_LOOK;
	return text;
}

/* By a mark, the name, or as a form of bytes; else READER_AUTO. */
static enum reader_type
recognise_binary(const char *path, struct span begin)
{
	enum reader_type type = forms_by_mark(begin);

	if (type == READER_AUTO)
		type = forms_by_name(path);
	return type != READER_AUTO ? type : forms_by_content(begin, true);
}

enum reader_type
reader_recognise(const char *path, const char *begin, size_t len)
{
	struct diagnostics none = {.limit = 1};
	struct span text = {begin, len};
	enum reader_type type = recognise_binary(path, text);
	char *decoded;

	if (type == READER_AUTO && encoding_decode(ENCODING_AUTO, path, begin,
				       len, &none, &decoded, &text.len) == 0) {
		text.bytes = decoded;
		type = forms_by_content(text, false);
		free(decoded);
	}
	diagnostics_clear(&none);
	return type != READER_AUTO ? type : READER_LIST;
}

/* ---- reading ------------------------------------------------------------- */

static int
parse(const char *path, const char *bytes, size_t len,
    const struct reader_options *options, const struct include *include,
    struct budgets *budgets, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct reader_text text = {
	    .file = path,
	    .text = {bytes, len},
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .notes = options->notes,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	    .columns = &options->columns,
	};
	enum reader_type type = options->type;
	const struct reader_form *form;
	char *decoded = NULL;
	int result;

	if (type == READER_AUTO)
		type = recognise_binary(path, begin_of(text.text));
	if (!reader_forms[type].binary) {
		if (encoding_decode(options->encoding, path, bytes, len,
			diagnostics, &decoded, &text.text.len) < 0)
			return -1;
		text.text.bytes = decoded;
	}
	if (type == READER_AUTO)
		type = forms_by_content(begin_of(text.text), false);
	form = &reader_forms[type != READER_AUTO ? type : READER_LIST];
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
	return parse(path, bytes, len, options, NULL, NULL, take, context,
	    diagnostics);
}

static int
read_opened(const char *path, int fd, const struct include *include,
    struct budgets *budgets, const struct reader_options *options,
    member_take take, void *context, struct diagnostics *diagnostics)
{
	size_t len, max = options->budgets != NULL ? BUDGET_FILE_BYTES
	                                           : READER_FILE_MAX;
	char *bytes;
	int result;

	if (file_read_open(path, fd, max, diagnostics, &bytes, &len) < 0)
		return -1;
	result = parse(path, bytes, len, options, include, budgets, take,
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
	if (fd >= 0)
		rights_limit(rights, status_r);
	return fd;
}

/* Why a user's forward is none for a mail system either; NULL when it is. */
static const char *
forbidden_forward(const struct rights *rights, const struct stat *status)
{
	if (!rights->limited)
		return NULL;
	if ((status->st_mode & S_IWOTH) != 0)
		return "everybody can write to it";
	return status->st_uid != 0 && status->st_uid != rights->uid
	           ? "belongs to neither its user nor root"
	           : NULL;
}

/* Begins the budget of a file.  Returns false with a diagnostic when there is
 * none left. */
static bool
begin_budget(struct budgets *budgets, const char *name,
    const struct rights *rights, const struct stat *status,
    struct diagnostics *diagnostics)
{
	uint64_t size = (uint64_t)status->st_size;

	budget_begin(budgets, rights);
	if (budget_spend(budgets, BUDGET_OPENINGS, 1) &&
	    (size > READER_FILE_MAX ||
		budget_spend(budgets, BUDGET_BYTES, size)))
		return true;
	diagnostics_add(diagnostics, name, 0, "is left out: %s", budgets->why);
	return false;
}

int
reader_read(const char *path, const struct reader_options *options,
    member_take take, void *context, struct diagnostics *diagnostics)
{
	const char *name = options->name != NULL ? options->name : path;
	enum reader_type type = options->type;
	struct budgets own = {.give_up = options->give_up};
	struct budgets *budgets =
	    options->budgets != NULL ? options->budgets : &own;
	struct include include = {.level = 0};
	struct stat status;
	const char *why;
	int fd, result = -1;

	if (options->opening != NULL)
		options->opening(options->opening_context, path);
	fd = open_file(path, options, &include.rights, &status, &why);
	if (fd < 0)
		return diagnostics_add(diagnostics, name, 0, "%s%s",
		    errno != 0 ? "cannot open: " : "", why);
	include.device = status.st_dev;
	include.inode = status.st_ino;
	if (type == READER_AUTO)
		type = forms_by_name(path);
	why = type == READER_FORWARD
	          ? forbidden_forward(&include.rights, &status)
	          : NULL;
	if (why != NULL)
		diagnostics_add(diagnostics, name, 0, "%s", why);
	else if (begin_budget(budgets, name, &include.rights, &status,
		     diagnostics))
		result = read_opened(name, fd, &include, budgets, options, take,
		    context, diagnostics);
	close(fd);
	budgets_clear(&own);
	return result;
}
