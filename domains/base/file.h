/* SPDX-License-Identifier: BSD-2-Clause */
/* File: opens and reads what files there are, or says why not.
 *
 * Nothing that others put in the place of a file may hang a program or fill
 * its memory: what is not a regular file (a FIFO, a socket, a device, a
 * directory) is refused before a byte is read, by the descriptor, so that there
 * is no time between the look and the opening; a size limit stands; and a file
 * that changes meanwhile is an error, and not half of the old and half of the
 * new.
 *
 * What the caller of the program has opened already and hands over may be of
 * any kind but a directory: "-" and /dev/stdin, /dev/fd/N and /proc/self/fd/N,
 * as <(COMMAND) of the shell.  Then reading waits for what comes.  /dev/null is
 * an empty file.
 */
#ifndef DOMAINS_BASE_FILE_H
#define DOMAINS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "domains/base/diagnostic.h"

/* Opens a regular file for reading, whoever wrote its name.  Returns the
 * descriptor, or -1 with the reason in words: "No such file or directory", "is
 * a FIFO, not a regular file"; errno is 0 when the kind is wrong. */
int
file_open(const char *path, struct stat *status_r, const char **why_r);

/* The same with the words as a diagnostic. */
int
file_open_reported(const char *path, struct stat *status_r,
    struct diagnostics *diagnostics);

/* Adds the words as they were returned, with errno as it was then.  Returns
 * -1. */
int
file_report_closed(const char *name, const char *why,
    struct diagnostics *diagnostics);

/* Why opening a file failed, by errno. */
const char *
file_why_closed(int error);

/* Why a file of this kind is not opened by file_open(); NULL when it is. */
const char *
file_refused(mode_t mode);

/* As file_open(), also of what is handed over: for names that stand in the
 * arguments of a program or in its configuration. */
int
file_open_input(const char *path, struct stat *status_r, const char **why_r);

/* The longest text to look for at the beginning of a file. */
#define FILE_BEGINNING_MAX 64

/* Does a file of a directory begin with a text, or hold only the first bytes of
 * it?  One that is not there holds none. */
bool
file_begins_with(int directory, const char *name, const char *text);

/* Are length and time of a file still those? */
bool
file_is_unchanged(int fd, const struct stat *before);

/* Reads what file_open_input() opens.  Returns 0 with *bytes_r to be freed by
 * the caller (never NULL, a '\0' stands after the last byte) and *len_r, or -1
 * with a diagnostic and both untouched. */
int
file_read(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r);

/* The same of what file_open() opens: for names that stand in the files of
 * other programs. */
int
file_read_regular(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r);

/* The same of a regular file that the caller opened, and closes; path is for
 * messages. */
int
file_read_open(const char *path, int fd, size_t max,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r);

/* The same, a piece at a time: before each one go_on() is asked, which ends it
 * without a diagnostic when it returns false. */
int
file_read_open_while(const char *path, int fd, size_t max,
    bool (*go_on)(void *context), void *context,
    struct diagnostics *diagnostics, char **bytes_r, size_t *len_r);

/* The same of a regular file that others may not read: a password or a key. */
int
file_read_secret(const char *path, size_t max, struct diagnostics *diagnostics,
    char **bytes_r, size_t *len_r);

/* Writes all of it, however often write(2) takes less.  Returns 0, or -1 with
 * errno. */
int
file_write(int fd, const char *bytes, size_t len);

#endif
