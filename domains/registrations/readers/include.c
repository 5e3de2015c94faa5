/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads included files, or says why not. */
#include "domains/registrations/readers/include.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Why an opened file is not read; NULL when it may be. */
static const char *
forbidden(const struct include *from, const struct stat *status)
{
	const struct include *at;

	if (from->depth + 1 > INCLUDE_DEPTH_MAX)
		return "over 16 levels of includes";
	for (at = from; at != NULL; at = at->from)
		if (at->device == status->st_dev && at->inode == status->st_ino)
			return "includes itself";
	if ((uintmax_t)status->st_size > INCLUDE_TOTAL_MAX - *from->total)
		return "over 1 GiB of included files";
	return NULL;
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
	const char *why = forbidden(text->include, status);
	char *bytes;
	size_t len;

	if (why != NULL)
		return refuse(text, place, span_of(path), why);
	if (file_read_open(path, fd, RECORDS_FILE_MAX, text->diagnostics,
		&bytes, &len) < 0)
		return 0;
	*text->include->total += len;

	const struct include here = {
	    .from = text->include,
	    .device = status->st_dev,
	    .inode = status->st_ino,
	    .rights = *rights,
	    .depth = text->include->depth + 1,
	    .total = text->include->total,
	};
	int result =
	    read_text(text, place, path, &here, (struct span){bytes, len});

	free(bytes);
	return result;
}

int
include_read(const struct reader_text *text,
    const struct destination_place *place, struct span path)
{
	struct rights rights;
	struct stat status;
	const char *why;
	char *name;
	int fd, result;

	if (path.len == 0 || path.bytes[0] != '/')
		return refuse(text, place, path,
		    "a relative path, which no mail system follows");
	if (text->include == NULL)
		return refuse(text, place, path, "is not followed here");
	if (memchr(path.bytes, '\0', path.len) != NULL)
		return refuse(text, place, path, "a NUL in its name");
	name = strndup(path.bytes, path.len);
	if (name == NULL)
		return refuse(text, place, path, strerror(ENOMEM));
	if (text->opening != NULL)
		text->opening(text->opening_context, name);
	rights = text->include->rights;
	fd = rights_open(&rights, name, &status, &why);
	if (fd < 0) {
		result = refuse(text, place, path, why);
	} else {
		result = read_opened(text, place, name, fd, &status, &rights);
		close(fd);
	}
	free(name);
	return result;
}
