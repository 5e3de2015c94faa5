/* SPDX-License-Identifier: BSD-2-Clause */
/* Registrations file as text: its rows, from all registrations of a machine.
 * file.h has the form.
 *
 *     registrations_format(directory, find_contact, context, NULL, &rows)
 *     registrations_seal(&rows, time(NULL), &file)
 */
#ifndef DOMAINS_REGISTRATIONS_FILE_TEXT_H
#define DOMAINS_REGISTRATIONS_FILE_TEXT_H

#include <stdbool.h>
#include <time.h>

#include "domains/base/buffer.h"
#include "domains/registrations/directory.h"
#include "domains/registrations/file_rows.h"

extern const struct file_rows_form registrations_form;

/* A member is shown up to here; no address is longer. */
#define REGISTRATIONS_MEMBER_MAX 1024

/* Whom to ask about a list; what it returns holds until the next call. */
typedef const char *(*registrations_contact)(void *context, const char *list);

/* The rows without those of the time and the end.  It asks give_up between
 * lists, for tens of thousands of them that are members of each other take
 * seconds; NULL: never.  Returns 0, or -1 when it gave up or memory is out. */
int
registrations_format(const struct directory *directory,
    registrations_contact contact, void *context, bool (*give_up)(void),
    struct buffer *rows);

/* The whole file, from rows and a time. */
void
registrations_seal(const struct buffer *rows, time_t time, struct buffer *file);

#endif
