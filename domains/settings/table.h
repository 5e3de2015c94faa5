/* SPDX-License-Identifier: BSD-2-Clause */
/* Table: the keys of a configuration, with type, range and the place that a
 * value goes to.  One row a key checks it, takes it and makes the test that
 * every key stands in doppelcheck.conf(5) and in the sample.
 *
 *     static const struct setting_key limits[] = {
 *         {"share", SETTING_FLOAT, SETTING_AT(struct values, share),
 *             .min = 0, .max = 0.5},
 *         {NULL},
 *     };
 *     static const struct setting_key table[] = {
 *         {"name", SETTING_STRING, SETTING_AT(struct values, name)},
 *         {"limits", SETTING_GROUP, .keys = limits},
 *         {NULL},
 *     };
 *     struct values values = {.share = 0.1};
 *     settings_read("x.conf", table, &values, &diagnostics);
 *
 * The file is libconfig syntax; only user of libconfig.
 */
#ifndef DOMAINS_SETTINGS_TABLE_H
#define DOMAINS_SETTINGS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/strings.h"

#include "domains/base/diagnostic.h"

enum setting_type {
	SETTING_GROUP,       /* has keys of its own */
	SETTING_GROUPS,      /* ( {...}, {...} ), each with the same keys; or
	                        one group */
	SETTING_STRING,      /* char *, owned */
	SETTING_FILE,        /* the same; relative to the configuration */
	SETTING_STRING_LIST, /* struct strings: ["a", "b"], or one; its list
	                        is not NULL when it was given, if empty */
	SETTING_FILE_LIST,   /* the same; relative to the configuration */
	SETTING_INT,         /* unsigned */
	SETTING_FLOAT,       /* double */
	SETTING_BOOL,        /* bool */
	SETTING_CHOICE,      /* one of choices, as a string: its number, in an
	                        enum, each enum of an array, or a bool */
};

/* What a take() gets. */
struct setting_value {
	const struct setting_key *key;
	const char *text; /* one string; NULL: a group, after all its keys */
	void *to;         /* the place of the row */
	const char *file; /* path of the configuration */
	void *target;     /* what settings_read() was given */
	unsigned line;    /* of the value */
	const char *path; /* of the key from the root: "limits.share" */
	const struct config_setting_t *setting; /* libconfig's */
	struct diagnostics *diagnostics;
};

/* One row.  Rows of a group are within the place of the group. */
struct setting_key {
	const char *name; /* NULL ends a table */
	enum setting_type type;
	size_t offset, size;            /* SETTING_AT(); size 0: no place */
	const struct setting_key *keys; /* of groups */
	double min, max; /* INT, FLOAT: both 0: any.  Lists: max elements, 0:
	                      any number */
	const char *const *choices; /* CHOICE: NULL ends them */
	bool may_be_empty;          /* a string */
	/* Takes a string, or each of a list, in place of the type's copy; or
	 * checks a choice or a group.  Returns NULL, or why not, in static
	 * words. */
	const char *(*take)(const struct setting_value *value);
	/* GROUPS: appends a group and returns it, as the place of its keys and
	 * of take(); NULL when memory is out. */
	void *(*append)(void *place);
};

#define SETTING_AT(type, member) \
	.offset = offsetof(type, member), .size = sizeof(((type *)0)->member)

/* Reads a file into target, which has the defaults: syntax, unknown key, wrong
 * type, out of range, key given twice, each an error as file:line with the
 * key's whole path.  libconfig itself stops at the first error of syntax (a key
 * given twice is one); of the others all are reported.
 * Returns 0, or -1 with the errors added; target is to be cleared in both
 * cases. */
int
settings_read(const char *path, const struct setting_key *table, void *target,
    struct diagnostics *diagnostics);

/* The same for bytes in memory; path is for messages. */
int
settings_parse(const char *path, const char *bytes, size_t len,
    const struct setting_key *table, void *target,
    struct diagnostics *diagnostics);

/* For the take() of a string: what its type would have done.  Returns NULL, or
 * that memory is out. */
const char *
setting_copy(const struct setting_value *value);

/* For the take() of a group: adds an error at one of its keys. */
void
setting_diagnostic(const struct setting_value *group, const char *key,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Appends a string to the list that the value goes to; takes it over, NULL is
 * out of memory.  Returns NULL, or that memory is out. */
const char *
setting_add_string(const struct setting_value *value, char *text);

/* A file's name as it stands in a configuration is relative to the directory
 * of the configuration.  Returns memory of the caller, or NULL when it is
 * out. */
char *
settings_resolve(const char *config_path, const char *name);

#endif
