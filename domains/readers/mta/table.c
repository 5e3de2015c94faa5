/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the file that a table was made from, or lists the table. */
#include "domains/readers/mta/table.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "domains/readers/forms.h"
#include "domains/readers/mta/aliases.h"
#include "domains/readers/mta/inline_tables.h"
#include "domains/readers/mta/table_listing.h"
#include "domains/readers/whole.h"
#include "domains/base/translation.h"

/* Types without an address: an error for each key, keys without values, names
 * of the environment, users of the system. */
static const char *const without[] = {"fail:", "environ:", "unix:"};

/* What a table is read with. */
struct table_request {
	const char *file;  /* what messages call it */
	const char *table; /* as it is called */
	const char *name;  /* after the type: a file, or whatever it has */
	const char *config_dir;
	const struct reader_options *options;
	member_take take;
	void *context;
	struct diagnostics *diagnostics;
};

/* ---- listing ------------------------------------------------------------- */

/* A source has begun. */
static int
parse_list(const struct table_request *request, const char *bytes, size_t len,
    struct rights rights, struct budgets *budgets)
{
	const struct reader_options *options = request->options;
	const struct include include = {.rights = rights};
	const struct reader_text text = {
	    .file = request->file,
	    .text = {bytes, len},
	    .take = request->take,
	    .context = request->context,
	    .diagnostics = request->diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};

	return whole_read(&text, &include, budgets, options->weigh,
	    options->type == READER_ALIASES || options->type == READER_VIRTUAL
		? listing_read
		: reader_forms[options->type].read);
}

/* Lists the table, which may name what its owner can open. */
static int
read_list(const struct table_request *request)
{
	const struct reader_options *options = request->options;
	struct budgets own = {.give_up = options->give_up};
	struct budgets *budgets =
	    options->budgets != NULL ? options->budgets : &own;
	const struct table_listing listing = {
	    .table = request->table,
	    .config_dir = request->config_dir,
	    .budgets = budgets,
	    .diagnostics = request->diagnostics,
	};
	struct rights rights;
	char *bytes;
	size_t len;
	int result = table_list(&listing, &rights, &bytes, &len);

	if (result == 0) {
		result = parse_list(request, bytes, len, rights, budgets);
		free(bytes);
	}
	budgets_clear(&own);
	return result;
}

int
table_read_list(const char *table, const char *bytes, size_t len,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	const struct table_request request = {
	    .file = table,
	    .table = table,
	    .options = options,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	};

	const struct rights nobody = rights_of_nobody();
	struct budgets own = {.give_up = options->give_up};
	struct budgets *budgets =
	    options->budgets != NULL ? options->budgets : &own;
	int result;

	budget_begin(budgets, &nobody);
	result = parse_list(&request, bytes, len, nobody, budgets);
	budgets_clear(&own);
	return result;
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
		return read_list(request);
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
	return read_list(request);
}

/* ---- all ----------------------------------------------------------------- */

static bool
is_without(const char *table)
{
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++)
		if (strncmp(table, without[i], strlen(without[i])) == 0)
			return true;
	return false;
}

/* A table that is no in-line one. */
static int
read_outside(const struct table_request *outer, const char *table)
{
	struct table_request request = *outer;
	struct reader_options options = *outer->options;
	const struct table_type *type = table_type_of(table);

	request.table = table;
	if (is_without(table))
		return 0;
	if (type == NULL || type->kind == TABLE_ASKED)
		return read_list(&request);
	request.file = table;
	request.name = table + strlen(type->name);
	if (type->kind == TABLE_MADE)
		return read_made(&request, type->ending);
	/* Its rows have a key and a value, also those of aliases. */
	if (options.type == READER_ALIASES)
		options.type = READER_VIRTUAL;
	return read_text(&request, options.type);
}

/* As inline_tables_other. */
static int
read_inner(void *context, struct span table)
{
	const struct table_request *request = context;
	char *copy = strndup(table.bytes, table.len);
	int result = copy != NULL ? read_outside(request, copy)
	                          : diagnostics_no_memory(request->diagnostics,
					request->file);

	free(copy);
	return result;
}

int
table_read(const char *table, const char *config_dir,
    const struct reader_options *options, member_take take, void *context,
    struct diagnostics *diagnostics)
{
	struct table_request request = {
	    .file = table,
	    .config_dir = config_dir,
	    .options = options,
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	};
	const struct reader_text text = {
	    .file = table,
	    .text = span_of(table),
	    .take = take,
	    .context = context,
	    .diagnostics = diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};

	table = table_without_proxy(table);
	return inline_tables_is(span_of(table))
	           ? inline_tables_read(&text, options->type, span_of(table),
			 read_inner, &request)
	           : read_outside(&request, table);
}
