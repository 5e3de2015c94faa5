/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the file that a table was made from, or lists the table. */
#include "domains/readers/mta/table.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains/readers/mta/aliases.h"
#include "domains/readers/whole.h"
#include "domains/base/subprocess.h"

/* How a type keeps its entries. */
enum table_kind {
	TABLE_MADE, /* from a text file, by postmap(1) or postalias(1) */
	TABLE_TEXT, /* the text file itself */
	TABLE_OTHER
};

static const struct table_type {
	const char *name; /* with its colon */
	enum table_kind kind;
	const char *ending; /* of what was made */
} types[] = {
    {"hash:", TABLE_MADE, ".db"},
    {"btree:", TABLE_MADE, ".db"},
    {"lmdb:", TABLE_MADE, ".lmdb"},
    {"cdb:", TABLE_MADE, ".cdb"},
    {"dbm:", TABLE_MADE, ".pag"},
    {"sdbm:", TABLE_MADE, ".pag"},
    {"texthash:", TABLE_TEXT, ""},
    {"regexp:", TABLE_TEXT, ""},
    {"pcre:", TABLE_TEXT, ""},
};

/* What a table is read with. */
struct table_request {
	const char *table; /* as it is called */
	const char *name;  /* after the type: a file, or whatever it has */
	const char *config_dir;
	const struct reader_options *options;
	member_take take;
	void *context;
	struct diagnostics *diagnostics;
};

static const struct table_type *
type_of(const char *table)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strncmp(table, types[i].name, strlen(types[i].name)) == 0)
			return &types[i];
	return NULL;
}

/* ---- listing ------------------------------------------------------------- */

static int
parse_list(const struct table_request *request, const char *bytes, size_t len,
    struct rights rights)
{
	const struct reader_options *options = request->options;
	struct budgets own = {.give_up = options->give_up};
	struct budgets *budgets =
	    options->budgets != NULL ? options->budgets : &own;
	const struct include include = {.rights = rights};
	const struct reader_text text = {
	    .file = request->table,
	    .text = {bytes, len},
	    .take = request->take,
	    .context = request->context,
	    .diagnostics = request->diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};
	int result;

	budget_begin(budgets, &include.rights);
	result =
	    whole_read(&text, &include, budgets, options->weigh, listing_read);
	budgets_clear(&own);
	return result;
}

int
table_list(const char *table, const char *config_dir, bool (*give_up)(void),
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	const char *argv[6] = {"postmap"};
	struct diagnostics own = {0};
	size_t count = 1;
	int result;

	if (config_dir != NULL) {
		argv[count++] = "-c";
		argv[count++] = config_dir;
	}
	argv[count++] = "-s";
	argv[count] = table;
	result = subprocess_read(table, argv, give_up, &own, bytes_r, len_r);
	if (result < 0)
		diagnostics_add(diagnostics, table, 0, "cannot be listed: %s",
		    own.kept != 0 ? own.list[0].text : "out of memory");
	diagnostics_clear(&own);
	return result;
}

static int
read_list(const struct table_request *request)
{
	char *bytes;
	size_t len;
	int result;

	if (table_list(request->table, request->config_dir,
		request->options->give_up, request->diagnostics, &bytes,
		&len) < 0)
		return -1;
	result = parse_list(request, bytes, len, (struct rights){0});
	free(bytes);
	return result;
}

int
table_read_list(const char *table, const char *bytes, size_t len,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	const struct table_request request = {
	    .table = table,
	    .options = options,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	};

	return parse_list(&request, bytes, len, rights_of_nobody());
}

/* Is a made table what its owner, who may not be root, could list? */
static bool
may_list(const struct table_request *request, const char *path)
{
	struct rights rights = {0};
	struct stat status;
	const char *why;
	int fd = rights_open(&rights, path, &status, &why);

	if (fd < 0) {
		diagnostics_add(request->diagnostics, path, 0, "%s%s",
		    errno != 0 ? "cannot open: " : "", why);
		return false;
	}
	close(fd);
	return true;
}

/* ---- files --------------------------------------------------------------- */

static int
read_text(const struct table_request *request, enum reader_type type)
{
	struct reader_options options = *request->options;

	options.type = type;
	return reader_read(request->name, &options, request->take,
	    request->context, request->diagnostics);
}

static bool
is_newer(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec > b->st_mtim.tv_sec ||
	       (a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		   a->st_mtim.tv_nsec > b->st_mtim.tv_nsec);
}

/* A table that was made from a text file. */
static int
read_made(const struct table_request *request, const char *ending)
{
	const struct reader_options *options = request->options;
	struct stat text, made;
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s%s", request->name, ending);
	int text_result;

	if (len < 0 || (size_t)len >= sizeof(path))
		return diagnostics_add(request->diagnostics, request->table, 0,
		    "a name over %d bytes", PATH_MAX - 1);
	if (options->opening != NULL)
		options->opening(options->opening_context, path);
	if (stat(request->name, &text) < 0) {
		if (options->opening != NULL)
			options->opening(options->opening_context,
			    request->name);
		return stat(path, &made) < 0 || may_list(request, path)
		           ? read_list(request)
		           : -1;
	}
	if (stat(path, &made) < 0) {
		diagnostics_add(request->diagnostics, request->name, 0,
		    "%s: %s: "
		    "postalias, newaliases or postmap was not run",
		    path, strerror(errno));
		return read_text(request, options->type);
	}
	text_result = read_text(request, options->type);
	/* Postfix itself waits for a second after a change. */
	if (!is_newer(&text, &made) || text_result < 0)
		return text_result;
	diagnostics_add(request->diagnostics, request->name, 0,
	    "is newer than %s: "
	    "postalias, newaliases or postmap was not run",
	    path);
	return may_list(request, path) ? read_list(request) : -1;
}

int
table_read(const char *table, const char *config_dir,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	static const char proxy[] = "proxy:";
	struct table_request request = {
	    .table = table,
	    .config_dir = config_dir,
	    .options = options,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	};
	const struct table_type *type;

	while (strncmp(request.table, proxy, strlen(proxy)) == 0)
		request.table += strlen(proxy);
	type = type_of(request.table);
	if (type == NULL)
		return read_list(&request);
	request.name = request.table + strlen(type->name);
	return type->kind == TABLE_TEXT ? read_text(&request, READER_VIRTUAL)
	                                : read_made(&request, type->ending);
}
