/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads members, owners and moderators of mlmmj's lists. */
#include "domains/readers/lists/mlmmj.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"
#include "domains/registrations/destinations.h"
#include "domains/registrations/include.h"
#include "domains/readers/lists/role.h"

/* Of control/listaddress, of which the first line counts. */
#define ADDRESS_FILE_MAX ((size_t)64 * 1024)

struct span
mlmmj_list(const char *path)
{
	struct span rest = span_of(path);

	span_take_last(&rest, '/');
	span_take_last(&rest, '/');
	return span_take_last(&rest, '/');
}

/* What a file has. */
enum content { MEMBERS, OWNERS, MODERATORS, HEADERS, NOTHING };

static enum content
content_of(const char *path)
{
	static const struct {
		const char *name;
		enum content content;
	} files[] = {
	    {"owner", OWNERS},
	    {"moderators", MODERATORS},
	    {"submod", MODERATORS},
	    {"customheaders", HEADERS},
	};
	struct span rest = span_of(path), name = span_take_last(&rest, '/');

	if (!span_equal(span_take_last(&rest, '/'), "control"))
		return MEMBERS;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (span_equal(name, files[i].name))
			return files[i].content;
	return NOTHING;
}

/* ---- the list's name ----------------------------------------------------- */

/* The bytes of control/listaddress, NULL without a diagnostic: then the list
 * has the name of its folder. */
static char *
read_address_file(const struct reader_text *text, size_t *len_r)
{
	struct diagnostics none = {.limit = 1};
	struct budget_wait wait = budget_wait_begin(text->budgets);
	struct rights rights = text->include->rights;
	struct span folder = span_of(text->file);
	char path[PATH_MAX], *bytes = NULL;
	struct stat status;
	const char *why;
	int fd;

	span_take_last(&folder, '/');
	span_take_last(&folder, '/');
	snprintf(path, sizeof(path), "%.*s/control/listaddress",
	    folder.len != 0 ? (int)folder.len : 1,
	    folder.len != 0 ? folder.bytes : ".");
	if (text->opening != NULL)
		text->opening(text->opening_context, path);
	fd = rights_open(&rights, path, &status, &why);
	if (fd < 0)
		return NULL;
	wait.whose = &rights;
	if (file_read_open_while(path, fd, ADDRESS_FILE_MAX, budget_wait_on,
		&wait, &none, &bytes, len_r) < 0)
		bytes = NULL;
	close(fd);
	diagnostics_clear(&none);
	return bytes;
}

/* What the caller has not named has the address that stands in the folder. */
static struct span
find_list(const struct reader_text *text, char **bytes_r)
{
	struct span folder = mlmmj_list(text->file), rest, address;
	size_t len;

	*bytes_r = NULL;
	if (text->include == NULL || text->list.bytes != folder.bytes)
		return text->list;
	*bytes_r = read_address_file(text, &len);
	if (*bytes_r == NULL)
		return text->list;
	rest = (struct span){*bytes_r, len};
	address = span_trim(span_take_line(&rest));
	return span_has(address, '@') ? address : text->list;
}

/* ---- lines --------------------------------------------------------------- */

static int
take_line(const struct reader_text *text, const struct destination_place *place,
    struct span line)
{
	return destination_take_all(text, place, span_trim(line));
}

/* A header that says where replies go has addresses. */
static int
take_header(const struct reader_text *text,
    const struct destination_place *place, struct span line)
{
	return span_take_begin(&line, "Reply-To:")
	           ? take_line(text, place, line)
	           : 0;
}

int
mlmmj_read(const struct reader_text *text)
{
	static const char *const endings[] = {
	    [OWNERS] = "+owner",
	    [MODERATORS] = "+moderators",
	    [MEMBERS] = "",
	    [HEADERS] = "",
	};
	enum content content = content_of(text->file);
	struct destination_place place = {
	    .grammar = DESTINATION_ADDRESSES,
	    .in_line = true,
	};
	struct role_name name;
	char *bytes;
	int result;

	if (content == NOTHING)
		return 0;
	place.list =
	    role_name_make(find_list(text, &bytes), endings[content], &name);
	result = destination_take_lines(text, &place,
	    content == HEADERS ? take_header : take_line);
	free(bytes);
	return result;
}
