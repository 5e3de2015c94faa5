/* SPDX-License-Identifier: BSD-2-Clause */
/* Recognises files with registrations and gives each to its reader. */
#include "domains/registrations/readers/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/base/ascii.h"
#include "domains/base/file.h"
#include "domains/registrations/readers/aliases.h"
#include "domains/registrations/readers/include.h"
#include "domains/registrations/readers/members.h"
#include "domains/registrations/readers/sieve.h"
#include "domains/registrations/readers/whole.h"

/* ---- by name ------------------------------------------------------------- */

static struct span
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return span_of(slash != NULL ? slash + 1 : path);
}

/* The name of the folder that a path stands in; empty when it has none. */
static struct span
folder_name(const char *path)
{
	const char *end = strrchr(path, '/'), *begin;

	if (end == NULL)
		return (struct span){path, 0};
	for (begin = end; begin > path && begin[-1] != '/';)
		begin--;
	return (struct span){begin, (size_t)(end - begin)};
}

static bool
has_ending(struct span name, const char *ending, struct span *before_r)
{
	size_t len = strlen(ending);
	struct span tail;

	if (name.len < len)
		return false;
	tail = (struct span){name.bytes + name.len - len, len};
	*before_r = (struct span){name.bytes, name.len - len};
	return span_equal(tail, ending);
}

/* The names that show a type: whole, or by their ending. */
static const struct {
	const char *name;
	bool ending;
	enum reader_type type;
} known_names[] = {
    {"aliases", false, READER_ALIASES},
    {".aliases", true, READER_ALIASES},
    {"virtual", false, READER_VIRTUAL},
    {"virtual_alias", false, READER_VIRTUAL},
    {"virtual_aliases", false, READER_VIRTUAL},
    {"virtual_alias_maps", false, READER_VIRTUAL},
    {".virtual", true, READER_VIRTUAL},
    {".forward", true, READER_FORWARD},
    {".sieve", true, READER_SIEVE},
    {".members", true, READER_MEMBERS},
    {"member.dump", false, READER_SYMPA},
    {"owner.dump", false, READER_SYMPA},
    {"editor.dump", false, READER_SYMPA},
    {"members", false, READER_FML},
    {"actives", false, READER_FML},
};

static enum reader_type
type_by_name(struct span name)
{
	struct span before;

	/* Postfix: .forward+extension. */
	if (span_begins(name, ".forward+"))
		return READER_FORWARD;
	for (size_t i = 0; i < sizeof(known_names) / sizeof(*known_names); i++)
		if (known_names[i].ending
			? has_ending(name, known_names[i].name, &before)
			: span_equal(name, known_names[i].name))
			return known_names[i].type;
	return READER_AUTO;
}

/* The list or user in a file's name: lab@example.jp for
 * lab@example.jp.members, taro for /home/taro/.forward, the folder for a dump
 * of Sympa and the files of fml; empty when there is none. */
static struct span
find_list_name(const char *path, enum reader_type type)
{
	struct span name = base_name(path), before;

	switch (type) {
	case READER_FORWARD:
		/* /home/taro/.forward, /var/forward/taro.forward */
		return has_ending(name, ".forward", &before) && before.len != 0
		           ? before
		           : folder_name(path);
	case READER_SIEVE:
		return folder_name(path);
	case READER_MEMBERS:
	case READER_MAILMAN:
		return has_ending(name, ".members", &before) ||
		               has_ending(name, ".txt", &before)
		           ? before
		           : name;
	case READER_SYMPA:
	case READER_FML:
		return folder_name(path);
	case READER_AUTO:
	case READER_LIST:
	case READER_ALIASES:
	case READER_VIRTUAL:
	case READER_CSV:
	case READER_TYPES:
		break;
	}
	return (struct span){path, 0};
}

/* ---- by content ---------------------------------------------------------- */

static bool
is_key_byte(char byte)
{
	return ascii_is_alphanumeric(byte) || byte == '-' || byte == '_' ||
	       byte == '.' || byte == '+';
}

/* Is it "name: something" of an alias?  The names of groups and of headers,
 * which stand in lists as well, end in ';' or hold one address. */
static bool
is_alias_line(struct span line)
{
	size_t key = 0;

	while (key < line.len && is_key_byte(line.bytes[key]))
		key++;
	if (key == 0 || key == line.len || line.bytes[key] != ':')
		return false;
	line = span_trim(line);
	return line.bytes[line.len - 1] != ';';
}

/* Each line begins an alias, goes on with one, or is nothing; and there is one
 * that only aliases have, for "To: taro@gmai.com" may stand in a list. */
static bool
is_aliases(struct span text)
{
	static const char *const marks[] = {"postmaster:", "mailer-daemon:",
	    "root:", "owner-"};
	bool sure = false;

	while (text.len > 0) {
		struct span line = span_take_line(&text);
		bool is_cut = text.bytes == line.bytes + line.len;
		bool goes_on =
		    line.len > 0 && (*line.bytes == ' ' || *line.bytes == '\t');

		if (span_trim(line).len == 0 ||
		    span_trim(line).bytes[0] == '#' || goes_on)
			continue;
		if (!is_alias_line(line))
			return is_cut && sure;
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			sure = sure || span_begins(line, marks[i]);
		sure = sure || memmem(line.bytes, line.len, ":include:", 9) ||
		       memmem(line.bytes, line.len, "|/", 2);
	}
	return sure;
}

static enum reader_type
type_by_content(struct span text)
{
	if (sympa_is_dump(text))
		return READER_SYMPA;
	if (csv_has_header(text))
		return READER_CSV;
	if (sieve_is_script(text))
		return READER_SIEVE;
	return is_aliases(text) ? READER_ALIASES : READER_LIST;
}

enum reader_type
reader_recognise(const char *path, const char *begin, size_t len)
{
	struct diagnostics none = {.limit = 1};
	struct span name = base_name(path);
	enum reader_type type = type_by_name(name);
	struct span text;
	char *decoded;

	if (type == READER_AUTO && encoding_decode(ENCODING_AUTO, path, begin,
				       len, &none, &decoded, &text.len) == 0) {
		text.bytes = decoded;
		type = type_by_content(text);
		free(decoded);
	}
	diagnostics_clear(&none);
	return type != READER_AUTO ? type : READER_LIST;
}

/* ---- reading ------------------------------------------------------------- */

struct form {
	enum reader_type type;
	const struct csv_columns *columns;
};

static int
read_form(const struct reader_text *text, const void *how)
{
	const struct form *form = how;

	switch (form->type) {
	case READER_ALIASES:
		return aliases_read(text);
	case READER_VIRTUAL:
		return virtual_read(text);
	case READER_FORWARD:
		return forward_read(text);
	case READER_SIEVE:
		return sieve_read(text);
	case READER_CSV:
		return csv_read(text, form->columns);
	case READER_SYMPA:
		return sympa_read(text);
	case READER_AUTO:
	case READER_LIST:
	case READER_MEMBERS:
	case READER_MAILMAN:
	case READER_FML:
	case READER_TYPES:
		break;
	}
	return members_read(text);
}

static int
parse(const char *path, const char *bytes, size_t len,
    const struct reader_options *options, const struct include *include,
    struct budgets *budgets, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct reader_text text = {
	    .file = path,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};
	struct form form = {options->type, &options->columns};
	char *decoded;
	int result;

	if (encoding_decode(options->encoding, path, bytes, len, diagnostics,
		&decoded, &text.text.len) < 0)
		return -1;
	text.text.bytes = decoded;
	if (form.type == READER_AUTO)
		form.type = reader_recognise(path, decoded,
		    text.text.len < READER_LOOK ? text.text.len : READER_LOOK);
	text.list = options->list != NULL ? span_of(options->list)
	                                  : find_list_name(path, form.type);
	result = budgets != NULL ? whole_read(&text, include, budgets,
				       options->weigh, read_form, &form)
	                         : read_form(&text, &form);
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
		type = type_by_name(base_name(path));
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
