/* SPDX-License-Identifier: BSD-2-Clause */
/* Package: the ZIP archive that a spreadsheet is, and the parts in it.  Only
 * user of libzip.
 *
 *     struct package *package = package_open(text);
 *     if (package_has(package, "xl/workbook.xml"))
 *             package_read(package, "xl/workbook.xml", take, context);
 *     package_close(&package);
 *
 * A part is unpacked piece by piece and never whole.  What a hostile archive
 * could make of that has a limit, and to be over one is a diagnostic: how many
 * parts there are, how long a part is for what it is packed in, how long all
 * of them are.  Parts are stored or deflated; other methods, passwords, and two
 * parts of one name are refused.
 */
#ifndef DOMAINS_WORKBOOKS_PACKAGE_H
#define DOMAINS_WORKBOOKS_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domains/registrations/member.h"

/* A workbook with a thousand sheets has some 5,000. */
#define PACKAGE_PARTS_MAX 20000

/* What all parts that are read may unpack to: a sheet with all the rows that
 * Excel has and ten columns is half of it. */
#define PACKAGE_BYTES_MAX ((uint64_t)2 * 1024 * 1024 * 1024)

/* Sheets of one value everywhere shrink to a hundredth, zeros to a thousandth.
 * A part that unpacks to less than this may be packed as tight as it likes. */
#define PACKAGE_RATIO_MAX 400
#define PACKAGE_RATIO_FREE ((uint64_t)16 * 1024 * 1024)

struct package;

/* Of the text's descriptor, or of its bytes when it has none.  NULL with a
 * diagnostic. */
struct package *
package_open(const struct reader_text *text);

/* Sets *package to NULL; NULL in it is fine. */
void
package_close(struct package **package);

/* Case does not matter in a name (OPC). */
bool
package_has(const struct package *package, const char *name);

/* Calls take() for each piece.  Returns 0; -1 when take() returned nonzero,
 * with a diagnostic, or when another part's said that it is over. */
int
package_read(struct package *package, const char *name,
    int (*take)(void *context, const char *bytes, size_t len), void *context);

/* A piece of the archive as it is, for what is no ZIP: at most size bytes from
 * a place on.  Returns how many. */
size_t
package_look(const struct reader_text *text, uint64_t at, char *bytes_r,
    size_t size);

#endif
