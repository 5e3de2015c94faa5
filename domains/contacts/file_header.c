/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at the application and the version of a database. */
#include "domains/contacts/file_header.h"

#include <string.h>

#include "domains/base/translation.h"

#define MAGIC "SQLite format 3" /* and a '\0' */
#define VERSION 60
#define APPLICATION 68

static int32_t
read_number(const unsigned char *at)
{
	return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
			 (uint32_t)at[2] << 8 | (uint32_t)at[3]);
}

const char *
file_header_refuse(const unsigned char header[static FILE_HEADER_SIZE],
    const struct database_form *form)
{
	const int32_t version = read_number(header + VERSION);

	if (memcmp(header, MAGIC, sizeof(MAGIC)) != 0)
		return _("is no store; it stays as it is");
	if (read_number(header + APPLICATION) != form->application_id)
		return _("is a database of another program; it stays as it is");
	if (version > form->version)
		return _("is of a newer version; it stays as it is");
	return version == form->version
	           ? NULL
	           : _("is of an older version; it stays as it is");
}
