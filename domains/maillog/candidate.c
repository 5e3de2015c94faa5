/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at a file that may be a log of a position: see the header. */
#include "domains/maillog/candidate.h"

#include <unistd.h>

#include "domains/base/file.h"
#include "domains/base/translation.h"
#include "domains/maillog/input.h"

static int
read_head(const char *name, int fd, struct candidate *candidate,
    struct diagnostics *diagnostics)
{
	char begin[DECODER_BEGIN];
	struct diagnostics later = {.limit = 1};
	struct border_track track;
	struct input input;
	char piece[BORDER_HEAD];
	size_t len;

	if (input_open(&input, name, fd, input_read_begin(fd, begin),
		diagnostics) < 0)
		return -1;
	candidate->plain = input.decoder == NULL;
	border_begin(&track, NULL);
	do {
		len = input_read(&input, piece, sizeof(piece));
		border_take(&track, piece, len);
	} while (len != 0 && track.head.len < BORDER_HEAD);
	candidate->head = track.head;
	/* Who reads all of it reports what is wrong with it. */
	(void)input_close(&input, name, &later, &later);
	diagnostics_clear(&later);
	return 0;
}

int
candidate_look(const struct maillog_file *file, struct candidate *candidate_r,
    struct diagnostics *diagnostics)
{
	const char *why = N_("is no file");
	int fd = file->path != NULL
	             ? file_open_input(file->path, &candidate_r->status, &why)
	             : -1;
	int result;

	if (fd < 0 || !S_ISREG(candidate_r->status.st_mode)) {
		if (fd >= 0)
			close(fd);
		return diagnostics_add(diagnostics, file->name, 0,
		    "cannot be read once more, as --position needs it: %s",
		    why);
	}
	result = read_head(file->name, fd, candidate_r, diagnostics);
	close(fd);
	return result;
}
