/* SPDX-License-Identifier: BSD-2-Clause */
/* Unpacks the parts of a ZIP archive within limits. */
#include "domains/workbooks/package.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "domains/base/clock.h"
#include "domains/base/library.h"
#include "domains/registrations/budget.h"
#include "domains/registrations/include.h"
#include "domains/base/translation.h"

/* ---- the library -------------------------------------------------------- */

#define FUNCTIONS(F)                                \
	F(libzip, zip_, discard)                    \
	F(libzip, zip_, error_fini)                 \
	F(libzip, zip_, error_init)                 \
	F(libzip, zip_, error_strerror)             \
	F(libzip, zip_, error_to_data)              \
	F(libzip, zip_, fclose)                     \
	F(libzip, zip_, file_strerror)              \
	F(libzip, zip_, fopen_index)                \
	F(libzip, zip_, fread)                      \
	F(libzip, zip_, get_name)                   \
	F(libzip, zip_, get_num_entries)            \
	F(libzip, zip_, open_from_source)           \
	F(libzip, zip_, source_free)                \
	F(libzip, zip_, source_function_create)     \
	F(libzip, zip_, source_make_command_bitmap) \
	F(libzip, zip_, source_seek_compute_offset) \
	F(libzip, zip_, stat_index)                 \
	F(libzip, zip_, stat_init)                  \
	F(libzip, zip_, strerror)

LIBRARY(libzip, DOPPEL_LIBZIP, FUNCTIONS)

/* Unpacked at once. */
#define PIECE ((size_t)64 * 1024)

/* The end of central directory (APPNOTE.TXT 4.3.16) is 22 bytes long and a
 * comment of 65,535 at most. */
#define END_MAX ((size_t)22 + 65535)

struct package {
	const struct reader_text *text;
	zip_t *zip;
	uint64_t size; /* of the archive, */
	uint64_t at;   /*   and where libzip reads it */
	uint64_t unpacked;
	struct budget_wait wait; /* for the archive, */
	uint64_t waited;         /*   so far */
	zip_error_t error;
};

/* ---- the bytes of the archive -------------------------------------------- */

static uint64_t
size_of(const struct reader_text *text)
{
	struct stat status;

	if (text->fd == NULL)
		return text->text.len;
	return fstat(*text->fd, &status) == 0 ? (uint64_t)status.st_size : 0;
}

size_t
package_look(const struct reader_text *text, uint64_t at, char *bytes_r,
    size_t size)
{
	ssize_t got;

	if (text->fd == NULL) {
		if (at >= text->text.len)
			return 0;
		if (size > text->text.len - at)
			size = (size_t)(text->text.len - at);
		memcpy(bytes_r, text->text.bytes + at, size);
		return size;
	}
	do
		got = pread(*text->fd, bytes_r, size, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got > 0 ? (size_t)got : 0;
}

/* The next bytes; what is done with them is no wait. */
static zip_int64_t
read_next(struct package *package, void *data, zip_uint64_t len)
{
	size_t got;
	bool within;

	package->wait.since = clock_now() - package->waited;
	got = package_look(package->text, package->at, data, (size_t)len);
	within = budget_wait_on(&package->wait);
	package->waited = clock_now() - package->wait.since;
	if (!within)
		return 0;
	package->at += got;
	return (zip_int64_t)got;
}

/* As zip_source_callback: the archive as libzip reads it. */
static zip_int64_t
serve(void *context, void *data, zip_uint64_t len, zip_source_cmd_t command)
{
	struct package *package = context;
	zip_int64_t moved;

	switch (command) {
	case ZIP_SOURCE_OPEN:
		package->at = 0;
		return 0;
	case ZIP_SOURCE_READ:
		return read_next(package, data, len);
	case ZIP_SOURCE_SEEK:
		moved = libzip.source_seek_compute_offset(package->at,
		    package->size, data, len, &package->error);
		if (moved < 0)
			return -1;
		package->at = (uint64_t)moved;
		return 0;
	case ZIP_SOURCE_TELL:
		return (zip_int64_t)package->at;
	case ZIP_SOURCE_STAT:
		libzip.stat_init(data);
		((zip_stat_t *)data)->valid = ZIP_STAT_SIZE;
		((zip_stat_t *)data)->size = package->size;
		return sizeof(zip_stat_t);
	case ZIP_SOURCE_ERROR:
		return libzip.error_to_data(&package->error, data, len);
	case ZIP_SOURCE_SUPPORTS:
		return libzip.source_make_command_bitmap(ZIP_SOURCE_OPEN,
		    ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
		    ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK,
		    ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
	default:
		return 0;
	}
}

/* ---- opening ------------------------------------------------------------- */

static uint64_t
number(const char *bytes, size_t len)
{
	uint64_t value = 0;

	while (len-- > 0)
		value = value << 8 | (unsigned char)bytes[len];
	return value;
}

/* libzip keeps an object for each part that the archive says it has, before
 * anybody can ask how many.  Is there an end of the directory, and does none
 * say too many? */
static int
check_ends(const struct reader_text *text, uint64_t size)
{
	static const char end[] = "PK\5\6", end64[] = "PK\6\6";
	size_t len = size < END_MAX ? (size_t)size : END_MAX;
	char *bytes = malloc(len + 1);
	size_t found = 0;
	uint64_t most = 0;

	if (bytes == NULL)
		return reader_text_no_memory(text);
	len = package_look(text, size - len, bytes, len);
	for (size_t i = 0; i + 22 <= len; i++) {
		uint64_t parts = 0;

		if (memcmp(bytes + i, end, 4) == 0) {
			parts = number(bytes + i + 10, 2);
			found++;
		} else if (memcmp(bytes + i, end64, 4) == 0 && i + 40 <= len) {
			parts = number(bytes + i + 32, 8);
		}
		/* 65,535 says that the other one counts. */
		if (parts > most && parts != UINT16_MAX)
			most = parts;
	}
	free(bytes);
	if (found == 0)
		return reader_text_report(text, 0,
		    N_("is cut: the directory at the end of the ZIP archive is "
		       "not there"));
	if (most > PACKAGE_PARTS_MAX)
		return diagnostics_add(text->diagnostics, text->file, 0,
		    "a ZIP archive of over %d parts", PACKAGE_PARTS_MAX);
	return 0;
}

struct package *
package_open(const struct reader_text *text)
{
	struct package *package;
	zip_source_t *source;
	const char *why;

	if (library_load(&library, &why) < 0) {
		reader_text_report(text, 0, why);
		return NULL;
	}
	package = calloc(1, sizeof(*package));
	if (package == NULL) {
		reader_text_no_memory(text);
		return NULL;
	}
	package->text = text;
	package->size = size_of(text);
	package->wait = budget_wait_begin(text->budgets);
	if (text->include != NULL)
		package->wait.whose = &text->include->rights;
	libzip.error_init(&package->error);
	if (check_ends(text, package->size) == 0) {
		source = libzip.source_function_create(serve, package,
		    &package->error);
		if (source != NULL)
			package->zip = libzip.open_from_source(source,
			    ZIP_RDONLY, &package->error);
		if (package->zip == NULL) {
			libzip.source_free(source);
			diagnostics_add(text->diagnostics, text->file, 0,
			    "a ZIP archive that is damaged: %s",
			    libzip.error_strerror(&package->error));
		}
	}
	if (package->zip == NULL)
		package_close(&package);
	return package;
}

void
package_close(struct package **package)
{
	struct package *gone = *package;

	*package = NULL;
	if (gone == NULL)
		return;
	if (gone->zip != NULL)
		libzip.discard(gone->zip);
	libzip.error_fini(&gone->error);
	free(gone);
}

/* ---- parts --------------------------------------------------------------- */

/* The number of a part; *more_r: another one has the name, too. */
static zip_int64_t
find(const struct package *package, const char *name, bool *more_r)
{
	zip_int64_t count = libzip.get_num_entries(package->zip, 0), found = -1;

	*more_r = false;
	for (zip_int64_t i = 0; i < count; i++) {
		const char *other = libzip.get_name(package->zip,
		    (zip_uint64_t)i, ZIP_FL_ENC_RAW);

		if (other == NULL || strcasecmp(other, name) != 0)
			continue;
		*more_r = found >= 0;
		found = i;
	}
	return found;
}

bool
package_has(const struct package *package, const char *name)
{
	bool more;

	return find(package, name, &more) >= 0;
}

static int
refuse_part(const struct package *package, const char *name, const char *why)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	return diagnostics_add(package->text->diagnostics, package->text->file,
	    0, "%s in the archive: %s",
	    diagnostic_quote(name, strlen(name), quote), why);
}

/* Why a part cannot be unpacked; NULL when it can. */
static const char *
why_not(const zip_stat_t *status)
{
	if ((status->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
	    status->encryption_method != ZIP_EM_NONE)
		return N_("it is protected with a password: save the file "
			  "without one");
	if ((status->valid & ZIP_STAT_COMP_METHOD) == 0 ||
	    (status->comp_method != ZIP_CM_STORE &&
		status->comp_method != ZIP_CM_DEFLATE))
		return N_(
		    "it is packed in a way that no spreadsheet program uses");
	return NULL;
}

/* Is what was unpacked too long?  Why, or NULL. */
static const char *
why_too_long(const struct package *package, uint64_t unpacked, uint64_t packed)
{
	if (package->unpacked > PACKAGE_BYTES_MAX)
		return N_("the parts up to here unpack to over 2 GiB");
	if (unpacked > PACKAGE_RATIO_FREE &&
	    unpacked / PACKAGE_RATIO_MAX > packed)
		return N_("it unpacks to over 400 times its length");
	return NULL;
}

/* Unpacking costs a source of a mail system as its bytes do; how much a person
 * may read by hand has the limits above. */
static bool
may_go_on(const struct package *package, size_t len)
{
	struct budgets *budgets = package->text->budgets;

	return budget_go_on(budgets, len) &&
	       (budgets == NULL || budgets->owner == NULL ||
		   budget_spend(budgets, BUDGET_BYTES, len));
}

static int
unpack(struct package *package, const char *name, zip_file_t *file,
    uint64_t packed, int (*take)(void *context, const char *bytes, size_t len),
    void *context)
{
	char *piece = malloc(PIECE);
	uint64_t unpacked = 0;
	zip_int64_t len = -1;
	int result = -1;

	if (piece == NULL)
		reader_text_no_memory(package->text);
	while (piece != NULL && (len = libzip.fread(file, piece, PIECE)) > 0) {
		const char *why;

		unpacked += (uint64_t)len;
		package->unpacked += (uint64_t)len;
		why = why_too_long(package, unpacked, packed);
		if (why != NULL)
			refuse_part(package, name, why);
		if (why != NULL || !may_go_on(package, (size_t)len) ||
		    take(context, piece, (size_t)len) != 0)
			break;
	}
	if (piece != NULL && len < 0)
		refuse_part(package, name, libzip.file_strerror(file));
	else if (len == 0)
		result = 0;
	free(piece);
	return result;
}

int
package_read(struct package *package, const char *name,
    int (*take)(void *context, const char *bytes, size_t len), void *context)
{
	bool more;
	zip_int64_t number = find(package, name, &more);
	uint64_t packed;
	const char *why = NULL;
	zip_stat_t status;
	zip_file_t *file;
	int result;

	if (package->unpacked > PACKAGE_BYTES_MAX)
		return -1; /* it was said */
	if (number < 0)
		return refuse_part(package, name, N_("it is not there"));
	if (more)
		return refuse_part(package, name, N_("it is there twice"));
	if (libzip.stat_index(package->zip, (zip_uint64_t)number, 0, &status) ==
	    0)
		why = why_not(&status);
	if (why != NULL)
		return refuse_part(package, name, why);
	file = libzip.fopen_index(package->zip, (zip_uint64_t)number, 0);
	if (file == NULL)
		return refuse_part(package, name,
		    libzip.strerror(package->zip));
	/* Whatever it says of itself. */
	packed =
	    status.comp_size < package->size ? status.comp_size : package->size;
	result = unpack(package, name, file, packed, take, context);
	libzip.fclose(file);
	return result;
}
