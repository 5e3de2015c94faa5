// SPDX-License-Identifier: BSD-2-Clause
/* Fault: keeps what is wrong in files, and makes foreign bytes showable. */
#include "domains/engine/fault.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domains/engine/utf8.h"

/* Longer texts are not written by this program: file names are quoted and
 * everything else is ours. */
#define FAULT_TEXT_MAX 1024

/* Grows by powers of two up to the most that are kept. */
static int
faults_reserve(struct faults *faults)
{
	if (faults->kept != 0 && (faults->kept & (faults->kept - 1)) != 0)
		return 0;
	size_t room = faults->kept ? faults->kept * 2 : 1;
	struct fault *list = realloc(faults->list, room * sizeof *list);
	if (list == NULL)
		return -1;
	faults->list = list;
	return 0;
}

void
faults_add(
    struct faults *faults, const char *file, unsigned line,
    const char *format, ...)
{
	size_t limit = faults->limit != 0 ? faults->limit : FAULTS_KEPT_MAX;

	faults->count++;
	if (faults->kept >= limit || faults_reserve(faults) < 0)
		return;

	char text[FAULT_TEXT_MAX];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (len < 0)
		return;
	struct fault fault = {
	    .file = strdup(file), .line = line, .text = strdup(text)};
	if (fault.file == NULL || fault.text == NULL) {
		free(fault.file);
		free(fault.text);
		return;
	}
	faults->list[faults->kept++] = fault;
}

int
fault_format(const struct fault *fault, char *buf, size_t size)
{
	if (fault->line == 0)
		return snprintf(buf, size, "%s: %s", fault->file, fault->text);
	return snprintf(
	    buf, size, "%s:%u: %s", fault->file, fault->line, fault->text);
}

void
faults_clear(struct faults *faults)
{
	for (size_t i = 0; i < faults->kept; i++) {
		free(faults->list[i].file);
		free(faults->list[i].text);
	}
	free(faults->list);
	*faults = (struct faults){0};
}

/* Writes what stands for the bytes at the beginning; returns its length and
 * how many bytes it stands for. */
static size_t
quote_one(const char *bytes, size_t len, char piece[static 5], size_t *taken_r)
{
	uint32_t code;
	size_t taken = utf8_decode(bytes, len, &code);

	if (taken != 0 && utf8_printable(code)) {
		memcpy(piece, bytes, taken);
		*taken_r = taken;
		return taken;
	}
	*taken_r = 1;
	return (size_t)snprintf(
	    piece, 5, "\\x%02x", (unsigned)(unsigned char)bytes[0]);
}

const char *
fault_quote(const char *bytes, size_t len, char buf[static FAULT_QUOTE_SIZE])
{
	static const char more[] = "...";
	const size_t room = FAULT_QUOTE_SIZE - 1;
	size_t used = 0;
	size_t cut = 0; /* where "..." still fits */

	for (size_t i = 0; i < len;) {
		char piece[5];
		size_t taken;
		size_t piece_len = quote_one(bytes + i, len - i, piece, &taken);
		if (used + piece_len > room) {
			memcpy(buf + cut, more, sizeof more);
			return buf;
		}
		memcpy(buf + used, piece, piece_len);
		used += piece_len;
		if (used <= room - (sizeof more - 1))
			cut = used;
		i += taken;
	}
	buf[used] = '\0';
	return buf;
}
