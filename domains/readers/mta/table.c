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

#include "domains/base/file.h"
#include "domains/base/replacement.h"
#include "domains/base/subprocess.h"
#include "domains/readers/forms.h"
#include "domains/readers/mta/aliases.h"
#include "domains/readers/mta/inline_tables.h"
#include "domains/readers/whole.h"
#include "domains/base/translation.h"

/* How a type keeps its entries. */
enum table_kind {
	TABLE_MADE, /* from a text file, by postmap(1) or postalias(1) */
	TABLE_TEXT, /* the text file itself */
	TABLE_ASKED /* it answers one key after the other, and lists none */
};

static const struct table_type {
	const char *name; /* with its colon */
	enum table_kind kind;
	const char *ending; /* of what was made */
	const char *lister; /* what lists it where postmap(1) does not */
} types[] = {
    {"hash:", TABLE_MADE, ".db", NULL},
    {"btree:", TABLE_MADE, ".db", NULL},
    {"lmdb:", TABLE_MADE, ".lmdb", NULL},
    {"cdb:", TABLE_MADE, ".cdb", "cdb -d -m FILE.cdb"},
    {"dbm:", TABLE_MADE, ".pag", NULL},
    {"sdbm:", TABLE_MADE, ".pag", NULL},
    {"texthash:", TABLE_TEXT, NULL, NULL},
    {"regexp:", TABLE_TEXT, NULL, NULL},
    {"pcre:", TABLE_TEXT, NULL, NULL},
    {"cidr:", TABLE_TEXT, NULL, NULL},
    {"mysql:", TABLE_ASKED, NULL, "mysql --batch -e 'SELECT ...'"},
    {"pgsql:", TABLE_ASKED, NULL, "psql --csv -c 'SELECT ...'"},
    {"sqlite:", TABLE_ASKED, NULL, "sqlite3 -csv -header FILE 'SELECT ...'"},
    {"ldap:", TABLE_ASKED, NULL, "ldapsearch -LLL"},
    {"nis:", TABLE_ASKED, NULL, "ypcat -k"},
    {"nisplus:", TABLE_ASKED, NULL, "niscat"},
    {"netinfo:", TABLE_ASKED, NULL, "nidump"},
    {"memcache:", TABLE_ASKED, NULL, NULL},
    {"tcp:", TABLE_ASKED, NULL, NULL},
    {"socketmap:", TABLE_ASKED, NULL, NULL},
};

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
	    .file = request->file,
	    .text = {bytes, len},
	    .take = request->take,
	    .context = request->context,
	    .diagnostics = request->diagnostics,
	    .opening = options->opening,
	    .opening_context = options->opening_context,
	};
	int result;

	budget_begin(budgets, &include.rights);
	result = whole_read(&text, &include, budgets, options->weigh,
	    options->type == READER_ALIASES || options->type == READER_VIRTUAL
		? listing_read
		: reader_forms[options->type].read);
	budgets_clear(&own);
	return result;
}

/* Lists a table, or a copy of it, which messages call table. */
static int
list(const char *table, const char *copy, const char *config_dir,
    bool (*give_up)(void), struct diagnostics *diagnostics, char **bytes_r,
    size_t *len_r)
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
	argv[count] = copy;
	result = subprocess_read(table, argv, give_up, &own, bytes_r, len_r);
	if (result < 0)
		diagnostics_add(diagnostics, table, 0, "cannot be listed: %s",
		    own.kept != 0 ? own.list[0].text : N_("out of memory"));
	diagnostics_clear(&own);
	return result;
}

int
table_list(const char *table, const char *config_dir, bool (*give_up)(void),
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r)
{
	return list(table, table, config_dir, give_up, diagnostics, bytes_r,
	    len_r);
}

/* Says what to do instead: postmap(1) cannot list it. */
static int
refuse_unlisted(const struct table_request *request, const char *lister)
{
	if (lister == NULL)
		return diagnostics_add(request->diagnostics, request->table, 0,
		    "postmap -s cannot list a table of this type: audit the "
		    "file or database that it answers from");
	return diagnostics_add(request->diagnostics, request->table, 0,
	    "postmap -s cannot list a table of this type: write its addresses "
	    "to a file with %s, and audit that",
	    lister);
}

/* Lists the table or a copy of it, which may name what these rights open. */
static int
read_list(const struct table_request *request, const char *copy,
    struct rights rights)
{
	char *bytes;
	size_t len;
	int result;

	if (list(request->table, copy, request->config_dir,
		request->options->give_up, request->diagnostics, &bytes,
		&len) < 0)
		return -1;
	result = parse_list(request, bytes, len, rights);
	free(bytes);
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

	return parse_list(&request, bytes, len, rights_of_nobody());
}

/* Writes a copy of an open file.  Returns 0, or -1 with a diagnostic. */
static int
copy_file(const struct table_request *request, const char *path, int fd,
    const char *copy)
{
	struct buffer bytes = {0};
	int result = -1;

	if (file_read_open(path, fd, BUDGET_FILE_BYTES, request->diagnostics,
		&bytes.bytes, &bytes.len) == 0)
		result = replacement_write_own(copy, S_IRUSR | S_IWUSR, false,
		    &bytes, request->diagnostics);
	free(bytes.bytes);
	return result;
}

/* A user may put a link to what root alone can read in the place of a table
 * that was looked at, and postmap(1) opens it by its name: it is given a
 * copy of what was opened. */
static int
read_copy(const struct table_request *request, const char *path, int fd,
    struct rights rights)
{
	const struct table_type *type = type_of(request->table);
	char directory[] = "/tmp/doppelcheck-XXXXXX";
	char copy[PATH_MAX], table[PATH_MAX];
	int result;

	if (mkdtemp(directory) == NULL)
		return diagnostics_add(request->diagnostics, directory, 0,
		    "cannot make: %s", strerror(errno));
	snprintf(copy, sizeof(copy), "%s/table%s", directory, type->ending);
	snprintf(table, sizeof(table), "%s%s/table", type->name, directory);
	result = copy_file(request, path, fd, copy);
	if (result == 0)
		result = read_list(request, table, rights);
	unlink(copy);
	rmdir(directory);
	return result;
}

/* Lists what was made from a text file, with the rights of its owner, as
 * local(8) has it. */
static int
list_made(const struct table_request *request, const char *path)
{
	const struct table_type *type = type_of(request->table);
	struct rights rights = {0};
	struct stat status;
	const char *why;
	int fd, result;

	if (type->lister != NULL)
		return refuse_unlisted(request, type->lister);
	fd = rights_open(&rights, path, &status, &why);
	/* Its name may be another one that postmap(1) knows.  In a directory of
	 * a user's a link could stand there by then. */
	if (fd < 0 && errno == ENOENT && !rights.limited)
		return read_list(request, request->table, rights);
	if (fd < 0)
		return diagnostics_add(request->diagnostics, path, 0, "%s%s",
		    errno != 0 ? N_("cannot open: ") : "", why);
	result = rights.limited ? read_copy(request, path, fd, rights)
	                        : read_list(request, request->table, rights);
	close(fd);
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
		return list_made(request, path);
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
	return list_made(request, path);
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
	const struct table_type *type = type_of(table);

	request.table = table;
	if (is_without(table))
		return 0;
	if (type == NULL)
		return read_list(&request, table, (struct rights){0});
	if (type->kind == TABLE_ASKED)
		return refuse_unlisted(&request, type->lister);
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
	static const char proxy[] = "proxy:";
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

	while (strncmp(table, proxy, strlen(proxy)) == 0)
		table += strlen(proxy);
	return inline_tables_is(span_of(table))
	           ? inline_tables_read(&text, options->type, span_of(table),
			 read_inner, &request)
	           : read_outside(&request, table);
}
