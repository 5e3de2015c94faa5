/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps bytes in memory or in a file without a name. */
#include "domains/base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"

/* What of the file is in memory when it is read: pages, each in the one slot
 * that its number leads to.  Readers come near each other, or anywhere. */
#define PAGE ((size_t)4096)
#define SLOTS 1024

#define NO_PAGE UINT64_MAX

struct spill {
	int fd; /* -1: all is in memory */
	uint64_t length;
	char *bytes; /* the last ones; SPILL_MEMORY of them at most */
	size_t len;
	char *pages;           /* SLOTS of them */
	uint64_t shown[SLOTS]; /* the number of the page in a slot */
};

int
spill_open_file(void)
{
	const char *directory = getenv("TMPDIR");
	char *path;
	int fd;

	if (directory == NULL || *directory == '\0')
		directory = "/tmp";
	if (asprintf(&path, "%s/doppelcheck-XXXXXX", directory) < 0)
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}

struct spill *
spill_new(void)
{
	struct spill *spill = calloc(1, sizeof(*spill));

	if (spill != NULL) {
		spill->fd = -1;
		for (size_t i = 0; i < SLOTS; i++)
			spill->shown[i] = NO_PAGE;
	}
	return spill;
}

void
spill_free(struct spill **spill)
{
	struct spill *gone = *spill;

	*spill = NULL;
	if (gone == NULL)
		return;
	if (gone->fd >= 0)
		close(gone->fd);
	free(gone->bytes);
	free(gone->pages);
	free(gone);
}

uint64_t
spill_length(const struct spill *spill)
{
	return spill->length;
}

/* Moves what is in memory to the file, which is made when there is none. */
static int
write_out(struct spill *spill)
{
	if (spill->fd < 0) {
		spill->pages = malloc(SLOTS * PAGE);
		if (spill->pages == NULL)
			return -1;
		spill->fd = spill_open_file();
	}
	if (spill->fd < 0 ||
	    file_write(spill->fd, spill->bytes, spill->len) < 0)
		return -1;
	spill->len = 0;
	return 0;
}

int
spill_add(struct spill *spill, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		size_t piece = SPILL_MEMORY - spill->len;

		if (piece > len)
			piece = len;
		if (piece == 0) {
			if (write_out(spill) < 0)
				return -1;
			continue;
		}
		/* What is not used of it costs nothing. */
		if (spill->bytes == NULL &&
		    (spill->bytes = malloc(SPILL_MEMORY)) == NULL)
			return -1;
		memcpy(spill->bytes + spill->len, at, piece);
		spill->len += piece;
		spill->length += piece;
		at += piece;
		len -= piece;
	}
	return 0;
}

/* Reads a page of the file, which is whole: writes are of SPILL_MEMORY. */
static const char *
show_page(struct spill *spill, uint64_t number)
{
	size_t slot = (size_t)(number % SLOTS);
	char *page = spill->pages + slot * PAGE;
	ssize_t got;

	if (spill->shown[slot] == number)
		return page;
	spill->shown[slot] = NO_PAGE;
	got = TEMP_FAILURE_RETRY(
	    pread(spill->fd, page, PAGE, (off_t)(number * PAGE)));
	if (got != (ssize_t)PAGE) {
		errno = got < 0 ? errno : EIO;
		return NULL;
	}
	spill->shown[slot] = number;
	return page;
}

int
spill_read(struct spill *spill, uint64_t at, void *bytes_r, size_t len)
{
	uint64_t in_file = spill->length - spill->len;
	char *to = bytes_r;

	while (len > 0) {
		size_t offset = (size_t)(at % PAGE), piece = PAGE - offset;
		const char *page;

		if (at >= in_file) {
			memcpy(to, spill->bytes + (at - in_file), len);
			return 0;
		}
		page = show_page(spill, at / PAGE);
		if (page == NULL)
			return -1;
		if (piece > len)
			piece = len;
		memcpy(to, page + offset, piece);
		to += piece;
		at += piece;
		len -= piece;
	}
	return 0;
}
