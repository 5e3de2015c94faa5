/* SPDX-License-Identifier: BSD-2-Clause */
/* Records: the folder's door.  What kind of file is it, in which encoding, and
 * which registrations are in it?
 *
 *     const struct records_options options = {.type = RECORDS_AUTO};
 *     struct faults faults = {0};
 *     records_read("/etc/aliases", &options, take, context, &faults);
 */
#ifndef DOMAINS_RECORDS_RECORDS_H
#define DOMAINS_RECORDS_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/engine/fault.h"
#include "domains/records/csv.h"
#include "domains/records/encoding.h"
#include "domains/records/registration.h"

enum records_type {
	RECORDS_AUTO,
	RECORDS_LIST, /* addresses, as in mail headers: nothing special */
	RECORDS_ALIASES,
	RECORDS_VIRTUAL,
	RECORDS_FORWARD,
	RECORDS_MEMBERS,
	RECORDS_SIEVE,
	RECORDS_CSV,
	RECORDS_MAILMAN,
	RECORDS_SYMPA,
	RECORDS_FML,
	RECORDS_TYPES
};

/* What records_recognise() wants to see of a file, if there is so much. */
#define RECORDS_LOOK ((size_t)64 * 1024)

struct records_options {
	const char *name; /* what messages call the file; NULL: its path */
	enum records_type type;
	enum encoding encoding;
	const char *list; /* whose members, where a file does not say; NULL: by
	                     the name of the file */
	struct csv_columns columns;
	registration_opening opening; /* of the file and of those it includes;
	                                 or NULL */
	void *opening_context;
	bool (*give_up)(void); /* asked again and again while a program or a
	                          server is waited for: true ends it; NULL */
};

/* "aliases", "virtual", ...; "auto". */
const char *
records_type_name(enum records_type type);
bool
records_type_parse(const char *text, enum records_type *type_r);

/* By name and by how the file begins (UTF-8 or not).  The name tells more:
 * aliases, *.aliases, virtual, .forward, *.sieve, LIST.members, member.dump,
 * members and actives (of fml), *.csv.  RECORDS_LIST when nothing else. */
enum records_type
records_recognise(const char *path, const char *begin, size_t len);

/* The list or user that a file's name tells: lab@example.jp for
 * lab@example.jp.members, taro for /home/taro/.forward, the folder for a dump
 * of Sympa and the files of fml; empty when it tells none. */
struct span
records_list_of(const char *path, enum records_type type);

/* Reads a regular file.  Returns 0 when it was read to its end (faults may
 * have been added for places in it), -1 when it could not be, with a fault, or
 * when take() ended it. */
int
records_read(const char *path, const struct records_options *options,
    registration_take take, void *context, struct faults *faults);

/* The same for the bytes of a file. */
int
records_parse(const char *path, const char *bytes, size_t len,
    const struct records_options *options, registration_take take,
    void *context, struct faults *faults);

#endif
