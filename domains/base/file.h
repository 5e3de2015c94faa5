/* SPDX-License-Identifier: BSD-2-Clause */
/* File: reads a regular file whole, or says why not.
 *
 * For the administrator's lists and configurations.  A daemon reads them
 * again at reload, so nothing may hang it or fill its memory: what is not a
 * regular file (a FIFO, a device, a directory) is refused before a byte is
 * read, a size limit stands, and a file that changes meanwhile is an error and
 * not half of the old and half of the new.
 */
#ifndef DOMAINS_BASE_FILE_H
#define DOMAINS_BASE_FILE_H

#include <stddef.h>

#include "domains/base/diagnostic.h"

/* Reads path.  Returns 0 with *bytes_r to be freed by the caller (never NULL,
 * a '\0' stands after the last byte) and *len_r, or -1 with a diagnostic
 * and both untouched. */
int
file_read(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r);

/* The same of a file that the caller opened, without blocking, and closes;
 * path is for messages. */
int
file_read_open(const char *path, int fd, size_t max,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r);

/* Writes all of it, however often write(2) takes less.  Returns 0, or -1 with
 * errno. */
int
file_write(int fd, const char *bytes, size_t len);

#endif
