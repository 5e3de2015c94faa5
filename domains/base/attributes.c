/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies what a file has beside its bytes: see the header. */
#include "domains/base/attributes.h"

#include <errno.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

/* acl(5) as an attribute: it, too, may take the right to write. */
#define ACCESS_LIST "system.posix_acl_access"

struct value {
	char bytes[XATTR_SIZE_MAX];
	ssize_t len; /* -1: the file does not have it */
};

/* What copying needs: too much for a stack. */
struct copying {
	int from, to;
	struct value old, new;
	char names[XATTR_LIST_MAX];
};

static int
read_value(int fd, const char *name, struct value *value)
{
	value->len = fgetxattr(fd, name, value->bytes, sizeof(value->bytes));
	return value->len >= 0 || errno == ENODATA || errno == ENOTSUP ? 0 : -1;
}

/* What is the same already is not set: a label often needs a right that
 * nobody has. */
static int
copy_one(struct copying *copying, const char *name)
{
	const struct value *old = &copying->old, *new = &copying->new;

	if (read_value(copying->from, name, &copying->old) < 0 ||
	    read_value(copying->to, name, &copying->new) < 0)
		return -1;
	if (old->len == new->len &&
	    (old->len <= 0 ||
		memcmp(old->bytes, new->bytes, (size_t)old->len) == 0))
		return 0;
	return old->len < 0 ? fremovexattr(copying->to, name)
	                    : fsetxattr(copying->to, name, old->bytes,
				  (size_t)old->len, 0);
}

static bool
is_left_out(const char *name)
{
	return strcmp(name, ACCESS_LIST) == 0 ||
	       strcmp(name, "security.ima") == 0 ||
	       strcmp(name, "security.evm") == 0;
}

static int
copy_all(struct copying *copying)
{
	const char *name = copying->names, *end;
	ssize_t len =
	    flistxattr(copying->from, copying->names, sizeof(copying->names));

	if (len < 0)
		return errno == ENOTSUP ? 0 : -1;
	for (end = name + len; name < end; name += strlen(name) + 1)
		if (!is_left_out(name) && copy_one(copying, name) < 0)
			return -1;
	return copy_one(copying, ACCESS_LIST);
}

static int
copy_extended(int from, int to)
{
	struct copying *copying = malloc(sizeof(*copying));
	int result = -1;

	if (copying != NULL) {
		copying->from = from;
		copying->to = to;
		result = copy_all(copying);
	}
	free(copying);
	return result;
}

int
attributes_copy(int from, int to)
{
	struct stat old, new;

	if (fstat(from, &old) < 0 || fstat(to, &new) < 0)
		return -1;
	if ((new.st_uid != old.st_uid || new.st_gid != old.st_gid) &&
	    fchown(to, old.st_uid, old.st_gid) < 0)
		return -1;
	/* The mode comes last: it may take the right to write. */
	if (copy_extended(from, to) < 0)
		return -1;
	return fchmod(to, old.st_mode & ALLPERMS);
}
