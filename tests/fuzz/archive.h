/* SPDX-License-Identifier: BSD-2-Clause */
/* Archive: a ZIP archive for tests, its parts stored as they are.
 *
 *     struct archive archive = {0};
 *     archive_add(&archive, "xl/workbook.xml", span_of("<workbook/>"));
 *     archive_end(&archive);
 *     ... archive.bytes.bytes, archive.bytes.len
 *     archive_clear(&archive);
 */
#ifndef TESTS_FUZZ_ARCHIVE_H
#define TESTS_FUZZ_ARCHIVE_H

#include "domains/base/buffer.h"
#include "domains/base/span.h"

struct archive {
	struct buffer bytes;
	struct buffer directory; /* comes after the parts */
	unsigned count;
};

void
archive_add(struct archive *archive, const char *name, struct span part);

/* A workbook of Excel with a sheet S, from the inside of its <worksheet> and of
 * its <sst>, either of which may be NULL. */
void
archive_add_workbook(struct archive *archive, const char *sheet,
    const char *strings);

void
archive_end(struct archive *archive);

void
archive_clear(struct archive *archive);

#endif
