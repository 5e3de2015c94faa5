/* SPDX-License-Identifier: BSD-2-Clause */
/* Replacement: puts a new file in the place of an old one, so that no crash,
 * full disk or second writer ever leaves less than one of the two.
 *
 *     if (replacement_open(path, NULL, &diagnostics, &replacement) == 0) {
 *             ... read the file, change it in memory ...
 *             replacement_save(replacement, bytes, len, &diagnostics);
 *             replacement_close(&replacement);
 *     }
 *
 * The new bytes go to a file without a name, where the file system has such
 * files, are forced to the disk and take what the old file has; then the file
 * gets a name beside the old one, and at once the old one's name.  The
 * directory is forced to the disk.  The next writer removes what a crash has
 * left between the two.
 *
 * A file that others own and edit (mode 0): its directory is locked (flock)
 * while the replacement is open; the file keeps its mode, owner, access list
 * and other attributes (attributes.h), and a symbolic link stays one: what it
 * points to is replaced.  A new one is 0644, whatever the umask says: services
 * read it.  Nothing is replaced if something cannot be kept, if the user may
 * not write the file, if it has other names (hard links), which would keep the
 * old text, or if it is no longer the one that was there at the opening.
 *
 * A file that this program alone writes (with a mode): no question but for its
 * title, and a lock only where two of its processes may write.  A symbolic link
 * is replaced itself; what is neither a link nor a regular file stays.
 */
#ifndef DOMAINS_BASE_REPLACEMENT_H
#define DOMAINS_BASE_REPLACEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "domains/base/buffer.h"
#include "domains/base/diagnostic.h"

struct replacement;

struct replacement_options {
	const char *suffix; /* of the file beside it; NULL: .NAME.doppelcheck */
	mode_t mode;        /* 0: that of the old file */
	gid_t group;        /* with a mode; 0: as it comes */
	bool of_directory;  /* with a mode, of root: it belongs to whom its
	                       directory belongs to */
	bool lock;          /* with a mode: as without */
	const char *title;  /* with a mode: how the old file must begin, so that
	                       a path of something else is a slip and no loss;
	                       NULL: it may be any */
	bool backup;        /* the old file becomes NAME.bak; without a mode.
	                       If that exists, or the file is a symbolic link,
	                       nothing is replaced */
	const char *like;   /* without a mode: the file must not exist, and
	                       takes mode, owner and attributes of this one;
	                       where they cannot be had, its maker alone may
	                       read it */
};

/* Locks; waits some seconds for another writer.  The file need not exist, its
 * directory must.  options may be NULL.  Returns 0, or -1 with a diagnostic. */
int
replacement_open(const char *path, const struct replacement_options *options,
    struct diagnostics *diagnostics, struct replacement **replacement_r);

/* Did the file exist at the opening? */
bool
replacement_exists(const struct replacement *replacement);

/* Writes the file beside it: whatever a full disk can refuse.  Returns 0, or
 * -1 with a diagnostic. */
int
replacement_prepare(struct replacement *replacement, const char *bytes,
    size_t len, struct diagnostics *diagnostics);

/* Gives it its name.  Returns 0, or -1 with a diagnostic, the old file as it
 * was. */
int
replacement_commit(struct replacement *replacement,
    struct diagnostics *diagnostics);

/* Both. */
int
replacement_save(struct replacement *replacement, const char *bytes, size_t len,
    struct diagnostics *diagnostics);

/* Unlocks, removes what is not committed and sets *replacement to NULL. */
void
replacement_close(struct replacement **replacement);

/* All of it at once (replacement_whole.c). */
int
replacement_write_file(const char *path,
    const struct replacement_options *options, const char *bytes, size_t len,
    struct diagnostics *diagnostics);

/* The same for a file of our own, with ".new" beside it, that was put together
 * in a buffer; one that failed is out of memory. */
int
replacement_write_own(const char *path, mode_t mode, bool lock,
    const struct buffer *file, struct diagnostics *diagnostics);

#endif
