/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps lines for the log. */
#include "milter/lines.h"

#include <stdlib.h>
#include <string.h>

#include "domains/service/log.h"

bool
lines_add(struct lines *lines, const char *text, const char *repeated)
{
	struct line line;

	if (lines->count == LINES_MAX)
		return false;
	line.text = strdup(text);
	line.repeated = repeated != NULL ? strdup(repeated) : NULL;
	if (line.text == NULL || (repeated != NULL && line.repeated == NULL)) {
		free(line.text);
		free(line.repeated);
		return false;
	}
	lines->list[lines->count++] = line;
	return true;
}

void
lines_write_one(const char *text, const char *queue_id)
{
	char queue[LOG_QUEUE_SIZE];

	log_line(LOG_NOTE, "%s: %s", log_queue(queue_id, queue), text);
}

void
lines_write(const struct lines *lines, const char *queue_id, bool repeated)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->list[i];

		lines_write_one(repeated && line->repeated != NULL
				    ? line->repeated
				    : line->text,
		    queue_id);
	}
}

void
lines_abort(const struct lines *lines, const char *queue_id)
{
	char queue[LOG_QUEUE_SIZE];

	for (size_t i = 0; i < lines->count; i++)
		log_line(LOG_DETAIL, "%s: aborted: %s",
		    log_queue(queue_id, queue), lines->list[i].text);
}

void
lines_clear(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		free(lines->list[i].text);
		free(lines->list[i].repeated);
	}
	lines->count = 0;
}
