/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings text: the guard between a hostile file and libconfig 1.5, which
 * takes 99999999999 for some other integer, cuts a string at \x00, nests until
 * memory is out and opens whatever an @include names, a FIFO for example.
 * Each of these is an error as file:line here, before libconfig sees a byte.
 */
#ifndef DOMAINS_SETTINGS_TEXT_H
#define DOMAINS_SETTINGS_TEXT_H

#include <stddef.h>

#include "domains/base/diagnostic.h"

/* A configuration is a page or two; longer is another file by mistake. */
#define SETTINGS_FILE_MAX ((size_t)1 << 20)
/* Ours need three. */
#define SETTINGS_NESTING_MAX 16

/* The bytes of the file at path, which is for messages -> text that libconfig
 * can read, with the same lines.  Errors that leave the rest readable are
 * added and the text is returned all the same, so that one run shows the other
 * errors too.  Returns memory of the caller's, or NULL with errors added. */
char *
settings_text_prepare(const char *path, const char *bytes, size_t len,
    struct diagnostics *diagnostics);

#endif
