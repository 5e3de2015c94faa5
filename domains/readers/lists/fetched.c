/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what doppelfetch has left: see the header. */
#include "domains/readers/lists/fetched.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/xxh3.h"
#include "domains/base/file.h"
#include "domains/base/rights.h"
#include "domains/base/translation.h"

/* Of what a diagnostic of doppelfetch's says. */
#define ERROR_SIZE 512

const struct file_rows_form fetched_form = {
    .name = N_("file of doppelfetch"),
    .title = "doppelcheck fetched ",
    .version = "1",
};

/* Rows that are being taken. */
struct taking {
	const struct fetched_reading *reading;
	struct file_rows rows;
	char *page, *list; /* NULL: there was none yet */
	unsigned line;
};

/* ---- rows ---------------------------------------------------------------- */

static bool
is_page_of(const char *url, const char *service)
{
	size_t len = strlen(service);

	return strncmp(url, service, len) == 0 && url[len] == '/';
}

static int
take_service(struct taking *taking)
{
	struct file_rows *rows = &taking->rows;

	if (file_rows_take(rows, "service", 1) < 0)
		return -1;
	return strcmp(rows->field[1], taking->reading->service) == 0
	           ? 0
	           : file_rows_refuse(rows, N_("is of another service"));
}

static int
take_page(struct taking *taking)
{
	struct file_rows *rows = &taking->rows;

	if (file_rows_take(rows, "page", 2) < 0)
		return -1;
	if (!is_page_of(rows->field[1], taking->reading->service) ||
	    strchr(rows->field[2], '@') == NULL)
		return file_rows_refuse_row(rows);
	taking->page = rows->field[1];
	taking->list = rows->field[2];
	taking->line = 0;
	return 0;
}

static int
take_member(struct taking *taking)
{
	struct file_rows *rows = &taking->rows;
	struct full_width mended;
	struct member member;

	if (file_rows_take(rows, "member", 2) < 0)
		return -1;
	if (taking->page == NULL || *rows->field[1] == '\0')
		return file_rows_refuse_row(rows);
	member_of_text(rows->field[1], strlen(rows->field[1]), &mended,
	    &member);
	member.target = MEMBER_ADDRESS;
	member.list = span_of(taking->list);
	member.name = span_of(rows->field[2]);
	member.file = taking->page;
	member.line = ++taking->line;
	return taking->reading->take(taking->reading->context, &member) == 0
	           ? 0
	           : -1;
}

/* Bytes of a key or value of which none can begin another one. */
static void
add_listed(struct buffer *listing, const char *text)
{
	for (; *text != '\0'; text++)
		buffer_add(listing,
		    (unsigned char)*text < ' ' || *text == '\x7f' ? "?" : text,
		    1);
}

static int
take_listed(struct taking *taking)
{
	struct buffer *listing = taking->reading->listing;
	struct file_rows *rows = &taking->rows;

	if (file_rows_take(rows, "entry", 2) < 0)
		return -1;
	add_listed(listing, rows->field[1]);
	buffer_add(listing, "\t", 1);
	add_listed(listing, rows->field[2]);
	buffer_add(listing, "\n", 1);
	return listing->failed ? file_rows_refuse(rows, strerror(ENOMEM)) : 0;
}

/* Adds a diagnostic of the service, whatever file it is of. */
static int
add_error(const struct fetched_reading *reading, const char *file,
    const char *text)
{
	char shown[ERROR_SIZE];
	bool page = is_page_of(file, reading->service);

	escape_bytes(text, strlen(text), ESCAPE_TEXT, shown, sizeof(shown));
	return page
	           ? diagnostics_add(reading->diagnostics, file, 0, "%s", shown)
	           : diagnostics_add(reading->diagnostics, reading->service, 0,
			 "%s: %s", file, shown);
}

static int
take_error(struct taking *taking, const char *kind)
{
	char file[ERROR_SIZE];

	if (file_rows_take(&taking->rows, kind, 2) < 0)
		return -1;
	escape_bytes(taking->rows.field[1], strlen(taking->rows.field[1]),
	    ESCAPE_TEXT, file, sizeof(file));
	return add_error(taking->reading, file, taking->rows.field[2]);
}

/* A diagnostic that ends nothing. */
static int
take_left_out(struct taking *taking)
{
	size_t before = taking->reading->diagnostics->count;

	(void)take_error(taking, "left-out");
	return taking->rows.diagnostics->count == 0 &&
	               taking->reading->diagnostics->count != before
	           ? 0
	           : -1;
}

static int
take_row(struct taking *taking)
{
	const struct file_rows *rows = &taking->rows;

	if (taking->reading->listing != NULL)
		return rows->at[1] == 'n' ? take_listed(taking)
		                          : take_error(taking, "error");
	return *rows->at == 'm'   ? take_member(taking)
	       : *rows->at == 'p' ? take_page(taking)
	       : *rows->at == 'l' ? take_left_out(taking)
	                          : take_error(taking, "error");
}

static int
take_rows(struct taking *taking)
{
	struct file_rows *rows = &taking->rows;

	if (take_service(taking) < 0)
		return -1;
	while (rows->at < rows->end)
		if (take_row(taking) < 0)
			return -1;
	return 0;
}

/* Takes a file, or printed bytes, unless it is older than another one; path is
 * for diagnostics, NULL: what was printed. */
static int
parse(const struct fetched_reading *reading, const char *path, char *bytes,
    size_t len, time_t other, time_t *time_r)
{
	struct diagnostics own = {.limit = 1};
	struct taking taking = {
	    .reading = reading,
	    .rows = {.form = &fetched_form,
		.path = FETCHED_PROGRAM,
		.diagnostics = &own,
		.at = bytes,
		.end = bytes + len,
		/* A value of a table may be a whole list. */
		.any_length = reading->listing != NULL},
	};
	int result = -1;

	if (file_rows_open(&taking.rows, time_r) == 0)
		result = *time_r < other ? 0 : take_rows(&taking);
	if (own.kept != 0)
		add_error(reading, path != NULL ? path : FETCHED_PROGRAM,
		    own.list->text);
	diagnostics_clear(&own);
	return result;
}

int
fetched_parse(const struct fetched_reading *reading, char *bytes, size_t len)
{
	time_t when;

	return parse(reading, NULL, bytes, len, 0, &when);
}

/* ---- files --------------------------------------------------------------- */

const char *
fetched_table(const char *table)
{
	static const char proxy[] = "proxy:", ldap[] = "ldap:";

	while (strncmp(table, proxy, strlen(proxy)) == 0)
		table += strlen(proxy);
	return strncmp(table, ldap, strlen(ldap)) == 0 ? table : NULL;
}

void
fetched_file_name(const char *service, char name_r[static FETCHED_NAME_SIZE])
{
	if (fetched_table(service) != NULL)
		snprintf(name_r, FETCHED_NAME_SIZE, "ldap-%016llx",
		    (unsigned long long)XXH3_64bits(service, strlen(service)));
	else
		snprintf(name_r, FETCHED_NAME_SIZE, "mailman3");
}

/* Reads one of the files.  That there is none may be fine. */
static int
read_file(const struct fetched_reading *reading, const char *directory,
    const char *ending, bool needed, time_t other, time_t *time_r)
{
	char name[FETCHED_NAME_SIZE];
	struct diagnostics own = {.limit = 1};
	char path[PATH_MAX], *bytes;
	const char *why;
	struct rights rights = {0};
	struct stat status;
	size_t len;
	int fd, result = -1;

	fetched_file_name(reading->service, name);
	snprintf(path, sizeof(path), "%s/%s%s", directory, name, ending);
	if (reading->opening != NULL)
		reading->opening(reading->opening_context, path);
	/* A link that is put there leads no farther than whoever put it. */
	fd = rights_open(&rights, path, &status, &why);
	if (fd < 0 && errno == ENOENT && !needed)
		return 0;
	if (fd < 0)
		return add_error(reading, path, why);
	if (file_read_open(path, fd, FETCHED_MAX, &own, &bytes, &len) == 0) {
		result = parse(reading, path, bytes, len, other, time_r);
		free(bytes);
	} else if (own.kept != 0) {
		add_error(reading, path, own.list->text);
	}
	close(fd);
	diagnostics_clear(&own);
	return result;
}

/* Members of yesterday are better than none, but not as good as today's. */
static int
check_age(const struct fetched_reading *reading, time_t when)
{
	char text[sizeof("2026-11-29 07:00:00 UTC")] = "";
	struct tm utc;

	if (time(NULL) - when <= FETCHED_OLD_SECONDS)
		return 0;
	if (gmtime_r(&when, &utc) != NULL)
		strftime(text, sizeof(text), "%F %T UTC", &utc);
	return diagnostics_add(reading->diagnostics, reading->service, 0,
	    "doppelfetch has brought nothing since %s", text);
}

int
fetched_read(const struct fetched_reading *reading, const char *directory)
{
	time_t when = 0, failed;
	int result = read_file(reading, directory, "", true, 0, &when);

	if (result == 0)
		result = check_age(reading, when);
	if (read_file(reading, directory, FETCHED_FAILED, false, when,
		&failed) < 0)
		result = -1;
	return result;
}
