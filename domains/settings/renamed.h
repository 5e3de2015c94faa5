/* SPDX-License-Identifier: BSD-2-Clause */
/* Renamed: settings and reasons with another name in an earlier version.  An
 * old name is an error that says the name of now.
 *
 *     const struct renamed *renamed = renamed_find("near-contact");
 *     if (renamed != NULL)
 *             printf("%s is called %s since %s", renamed->old, renamed->now,
 *                 renamed->since);
 */
#ifndef DOMAINS_SETTINGS_RENAMED_H
#define DOMAINS_SETTINGS_RENAMED_H

struct renamed {
	const char *old; /* without the group it stands in */
	const char *now;
	const char *since; /* the version */
};

/* NULL when no earlier version had this name. */
const struct renamed *
renamed_find(const char *name);

#endif
