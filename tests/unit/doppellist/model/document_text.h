/* SPDX-License-Identifier: BSD-2-Clause */
/* Document text: a list in a text becomes a document, and one again. */
#ifndef TESTS_UNIT_DOPPELLIST_MODEL_DOCUMENT_TEXT_H
#define TESTS_UNIT_DOPPELLIST_MODEL_DOCUMENT_TEXT_H

#include "domains/doppellist/model/document.h"

/* A list of doppelgangers, which must have no error. */
struct document *
document_of_text(const char *text);

/* Expects that the document is written so. */
void
document_expect_text(const struct document *document, const char *wanted,
    const char *what);

#endif
