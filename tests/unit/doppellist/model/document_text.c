/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes documents out of texts, and compares them with texts. */
#include "tests/unit/doppellist/model/document_text.h"

#include <criterion/criterion.h>
#include <string.h>

struct document *
document_of_text(const char *text)
{
	struct diagnostics diagnostics = {0};
	struct document *document = NULL;

	cr_assert_eq(document_parse("x.list", text, strlen(text),
			 LISTFILE_DOPPELGANGERS, &diagnostics, &document),
	    0);
	diagnostics_clear(&diagnostics);
	return document;
}

void
document_expect_text(const struct document *document, const char *wanted,
    const char *what)
{
	struct buffer bytes = {0};

	document_write(document, &bytes);
	cr_expect(!bytes.failed && bytes.len == strlen(wanted) &&
		      memcmp(bytes.bytes != NULL ? bytes.bytes : "", wanted,
			  bytes.len) == 0,
	    "%s:\n%.*s\nwanted:\n%s", what, (int)bytes.len,
	    bytes.bytes != NULL ? bytes.bytes : "", wanted);
	buffer_clear(&bytes);
}
