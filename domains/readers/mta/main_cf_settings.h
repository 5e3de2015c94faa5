/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of main.cf, "name = value", and the names in their values.
 *
 *     archive = taro@gmai.com
 *     always_bcc = $archive      expanded: taro@gmai.com
 *     x = ${y}, $(z), $$1        what y and z say, and "$1"
 *
 * (postconf(5) of Postfix)
 */
#ifndef DOMAINS_READERS_MTA_MAIN_CF_SETTINGS_H
#define DOMAINS_READERS_MTA_MAIN_CF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "domains/base/buffer.h"
#include "domains/registrations/member.h"

/* Names in a value that stand for values with names in them.  Nobody has more
 * than three. */
#define MAIN_CF_LEVELS 16

/* Names that one value has put in, those in their values too: they may stand
 * for nothing. */
#define MAIN_CF_NAMES_MAX 100000

/* A value with all names in it put in: a hundred thousand tables. */
#define MAIN_CF_VALUE_MAX ((size_t)4 * 1024 * 1024)

struct main_cf_setting {
	struct span name, value;
	size_t number; /* of two with a name the later one holds */
};

struct main_cf_settings {
	const struct reader_text *text; /* that they stand in; its comments are
	                                   blanks */
	struct main_cf_setting *list;   /* by name; to be freed */
	size_t count, room;
	struct span classes; /* of restrictions */
};

/* A value on its way. */
struct main_cf_expansion {
	const struct main_cf_settings *settings;
	struct buffer out;
	size_t names; /* that were put in */
};

/* false for a row that is no setting. */
bool
main_cf_split_setting(struct span row, struct main_cf_setting *setting_r);

/* Takes those of its text in.  Returns 0, or -1 when memory or a budget is out;
 * the list is to be freed in both cases. */
int
main_cf_find_settings(struct main_cf_settings *settings);

/* Adds a value, at level 0; what is not known stays as it is.  Returns false
 * when it is over a limit. */
bool
main_cf_expand(struct main_cf_expansion *expansion, struct span value,
    unsigned level);

#endif
