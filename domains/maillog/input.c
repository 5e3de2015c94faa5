/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the text of logs: see the header. */
#include "domains/maillog/input.h"
#include "domains/base/translation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct span
input_read_begin(int fd, char room[static DECODER_BEGIN])
{
	ssize_t got = read(fd, room, DECODER_BEGIN);

	return (struct span){room, got > 0 ? (size_t)got : 0};
}

int
input_open(struct input *input, const char *file, int fd, struct span begin,
    struct diagnostics *diagnostics)
{
	const char *lacking = strerror(ENOMEM);

	*input = (struct input){
	    .fd = fd,
	    .in = begin,
	    .total = begin.len,
	    .ended = fd < 0,
	    .decoder = decoder_find(begin),
	    .piece = malloc(INPUT_PIECE),
	};
	if (input->decoder != NULL && input->piece != NULL)
		input->state = input->decoder->open(&lacking);
	if (input->piece != NULL &&
	    (input->decoder == NULL || input->state != NULL))
		return 0;
	free(input->piece);
	input->piece = NULL;
	return diagnostics_add(diagnostics, file, 0,
	    "is compressed by %s, for which %s is lacking",
	    input->decoder != NULL ? input->decoder->name : "nothing", lacking);
}

/* ---- the file ------------------------------------------------------------ */

static size_t
read_some(struct input *input, char *room, size_t size)
{
	ssize_t got;

	if (input->ended)
		return 0;
	do
		got = read(input->fd, room, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		input->error = errno;
	input->ended = got <= 0;
	input->total += got > 0 ? (uint64_t)got : 0;
	return got > 0 ? (size_t)got : 0;
}

/* Puts more after what was not used yet.  Returns whether there was more. */
static bool
fill(struct input *input)
{
	size_t got, len = input->in.len;

	if (len == INPUT_PIECE)
		return true;
	memmove(input->piece, input->in.bytes, len);
	got = read_some(input, input->piece + len, INPUT_PIECE - len);
	input->in = (struct span){input->piece, len + got};
	return got > 0;
}

/* ---- members ------------------------------------------------------------- */

/* After a member: is there another one?  Only zeros are nothing, for a tape or
 * a copy pads; half the beginning of one is one that is being written. */
static bool
begin_member(struct input *input)
{
	bool zeros = true;

	while (zeros) {
		while (input->in.len > 0 && *input->in.bytes == '\0')
			input->in = span_after(input->in, 1);
		zeros = input->in.len == 0;
		if (zeros && !fill(input))
			return false;
	}
	while (input->in.len < DECODER_MAGIC_MAX && fill(input))
		;
	if (!input->decoder->begins(input->in)) {
		input->after = input->in.len;
		while (!input->ended) {
			input->in.len = 0;
			(void)fill(input);
			input->after += input->in.len;
		}
		return false;
	}
	if (input->decoder->reset(input->state) == 0)
		return true;
	input->damage = strerror(ENOMEM);
	return false;
}

/* Takes in what a run of the decoder came to. */
static void
note_result(struct input *input, enum decoder_result result, const char *why)
{
	if (result == DECODER_WRONG)
		input->why = why;
	if (result == DECODER_DAMAGED || result == DECODER_REFUSED)
		input->damage = why;
	input->refused = result == DECODER_REFUSED;
	if (input->expanded > INPUT_SMALL &&
	    input->expanded / INPUT_RATIO_MAX > input->total)
		input->damage = N_("it expands more than a log does");
}

/* Returns true when the text is over. */
static bool
run_decoder(struct input *input, struct decoder_flow *flow)
{
	size_t room = flow->room, len = input->in.len;
	enum decoder_result result;
	const char *why = NULL;

	flow->in = input->in;
	result = input->decoder->run(input->state, flow, &why);
	input->in = flow->in;
	input->expanded += room - flow->room;
	note_result(input, result, why);
	if (input->damage != NULL)
		return true;
	if (result != DECODER_GOES_ON)
		return !begin_member(input);
	if (room != flow->room || len != input->in.len)
		return false;
	/* It makes nothing of what it has. */
	if (len == INPUT_PIECE)
		input->damage = N_("it does not go on");
	else if (fill(input))
		return false;
	else if (!input->decoder->ends_with_file || input->in.len != 0)
		input->why = N_("its end is missing");
	return true;
}

static size_t
read_compressed(struct input *input, char *room, size_t size)
{
	struct decoder_flow flow = {.out = room, .room = size};

	while (!input->over && flow.room > 0)
		input->over = run_decoder(input, &flow);
	return size - flow.room;
}

static size_t
read_plain(struct input *input, char *room, size_t size)
{
	size_t len = input->in.len < size ? input->in.len : size;

	if (len == 0)
		return read_some(input, room, size);
	memcpy(room, input->in.bytes, len);
	input->in = span_after(input->in, len);
	return len;
}

size_t
input_read(struct input *input, char *room, size_t size)
{
	return input->decoder != NULL ? read_compressed(input, room, size)
	                              : read_plain(input, room, size);
}

int
input_close(struct input *input, const char *file, struct diagnostics *notes,
    struct diagnostics *diagnostics)
{
	int result = 0;

	if (input->error != 0)
		result = diagnostics_add(diagnostics, file, 0,
		    "cannot read: %s", strerror(input->error));
	else if (input->refused)
		result = diagnostics_add(diagnostics, file, 0,
		    "cannot read: %s", input->damage);
	else if (input->damage != NULL)
		result = diagnostics_add(diagnostics, file, 0,
		    "is damaged after %llu bytes of text (%s): nothing more "
		    "was read",
		    (unsigned long long)input->expanded, input->damage);
	else if (input->why != NULL)
		diagnostics_add(notes, file, 0, "is not whole: %s", input->why);
	if (input->after != 0)
		diagnostics_add(notes, file, 0,
		    "has %llu bytes after its end that are not %s's",
		    (unsigned long long)input->after, input->decoder->name);
	if (input->decoder != NULL)
		input->decoder->close(input->state);
	free(input->piece);
	*input = (struct input){.fd = -1};
	return result;
}
