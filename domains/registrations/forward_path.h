/* SPDX-License-Identifier: BSD-2-Clause */
/* Forward path: where local(8) of Postfix looks for a user's forward file.
 *
 *     $home/.forward${recipient_delimiter}${extension}
 *         for mail to taro+x:  /home/taro/.forward+*
 *         for mail to taro:    /home/taro/.forward+
 *     /f/$user${extension?.$extension}
 *         for mail to taro+x:  /f/taro.*
 *         for mail to taro:    /f/taro
 *
 * (postconf(5), forward_path)
 */
#ifndef DOMAINS_REGISTRATIONS_FORWARD_PATH_H
#define DOMAINS_REGISTRATIONS_FORWARD_PATH_H

#include <limits.h>
#include <stdbool.h>

#include "domains/base/span.h"

/* Conditions within conditions; nobody is known to have two. */
#define FORWARD_PATH_DEPTH_MAX 8

struct forward_path_values {
	const char *user, *home, *shell;
	const char *delimiter; /* recipient_delimiter: one or several, or "" */
	bool extended; /* of mail to a user with an extension, which becomes a
	                  "*"; a delimiter that may be one of several a "?" */
};

/* Expands one path.  Returns false for what is not the same for all mail to
 * a user, as with $domain in it; for a text that local(8) does not take either;
 * for a path that does not begin with "/" or is over PATH_MAX. */
bool
forward_path_expand(struct span path, const struct forward_path_values *values,
    char out_r[static PATH_MAX]);

#endif
