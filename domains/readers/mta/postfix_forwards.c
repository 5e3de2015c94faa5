/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the forward files that Postfix looks for, user by user. */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "domains/base/array.h"
#include "domains/registrations/forward_path.h"
#include "domains/readers/mta/parameters.h"
#include "domains/readers/mta/postfix_query.h"

/* A user's line of passwd has about a hundred. */
#define USER_BYTES_MAX 65536

/* Was it the last that was added?  Without a delimiter the two paths that
 * forward_path usually has are one. */
static bool
is_last_forward(const struct postfix *postfix, const char *user,
    const char *path)
{
	const struct postfix_forward *last;

	if (postfix->forward_count == 0)
		return false;
	last = &postfix->forwards[postfix->forward_count - 1];
	return strcmp(last->path, path) == 0 && strcmp(last->user, user) == 0;
}

static int
add_forward(struct postfix_query *query, const struct passwd *user,
    const char *path)
{
	struct postfix *postfix = &query->postfix;
	struct postfix_forward new = {
	    .user = strdup(user->pw_name),
	    .path = strdup(path),
	    .rights = {true, user->pw_uid, user->pw_gid},
	};

	if (new.user == NULL || new.path == NULL ||
	    array_add(&postfix->forwards, &query->forward_room,
		&postfix->forward_count, &new, sizeof(new)) < 0) {
		free(new.user);
		free(new.path);
		return postfix_query_out_of_memory(query);
	}
	return 0;
}

/* One path of forward_path for mail to a user: as it is for mail with an
 * extension, where there can be one, and for mail without, unless the former
 * has that too. */
static int
add_expanded(struct postfix_query *query, struct span path,
    const struct passwd *user)
{
	struct forward_path_values values = {
	    .user = user->pw_name,
	    .home = user->pw_dir,
	    .shell = user->pw_shell,
	    .delimiter = query->postfix.delimiter,
	    .extended = true,
	};
	char with[PATH_MAX] = "", without[PATH_MAX];

	if (values.delimiter[0] != '\0' &&
	    forward_path_expand(path, &values, with) &&
	    add_forward(query, user, with) < 0)
		return -1;
	values.extended = false;
	if (!forward_path_expand(path, &values, without) ||
	    fnmatch(with, without, FNM_PATHNAME) == 0 ||
	    is_last_forward(&query->postfix, user->pw_name, without))
		return 0;
	return add_forward(query, user, without);
}

static int
add_forwards_of(struct postfix_query *query, const struct passwd *user)
{
	struct span rest = query->value[POSTFIX_FORWARD_PATH], entry;

	while (parameter_next_entry(&rest, &entry))
		if (add_expanded(query, entry, user) < 0)
			return -1;
	return 0;
}

/* Reports paths that depend on more than the user. */
static void
check_forward_path(struct postfix_query *query)
{
	struct forward_path_values values = {
	    .user = "u",
	    .home = "/",
	    .shell = "/",
	    .delimiter = query->postfix.delimiter,
	};
	struct span rest = query->value[POSTFIX_FORWARD_PATH], entry;
	char path[PATH_MAX], quoted[DIAGNOSTIC_QUOTE_SIZE];

	while (parameter_next_entry(&rest, &entry)) {
		bool good;

		values.extended = false;
		good = forward_path_expand(entry, &values, path);
		values.extended = values.delimiter[0] != '\0';
		if (!good || !forward_path_expand(entry, &values, path))
			diagnostics_add(query->diagnostics, "forward_path", 0,
			    "\"%s\": these files are not looked for: more "
			    "than a user's name and home decides where they "
			    "are",
			    diagnostic_quote(entry.bytes, entry.len, quoted));
	}
}

/* Returns false at the end of them, and on an error. */
static bool
next_user(struct postfix_query *query, struct passwd *user, char *bytes,
    size_t size)
{
	struct passwd *found;
	int error = getpwent_r(user, bytes, size, &found);

	if (error != 0 && error != ENOENT)
		diagnostics_add(query->diagnostics, "forward_path", 0,
		    "the users are not all known: %s", strerror(error));
	return error == 0 && found != NULL;
}

int
postfix_query_add_forwards(struct postfix_query *query)
{
	char bytes[USER_BYTES_MAX];
	struct passwd user;
	size_t count = 0;
	int result = 0;

	if (query->value[POSTFIX_FORWARD_PATH].len == 0)
		return 0;
	check_forward_path(query);
	setpwent();
	while (result == 0 && next_user(query, &user, bytes, sizeof(bytes))) {
		if (++count > POSTFIX_USERS_MAX) {
			diagnostics_add(query->diagnostics, "forward_path", 0,
			    "over 200,000 users: the others' files are not "
			    "looked for");
			break;
		}
		result = add_forwards_of(query, &user);
	}
	endpwent();
	return result;
}
