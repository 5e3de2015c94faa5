/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes all that the lists say, entry by entry. */
#include "domains/doppellist/export/data.h"

#include <string.h>

#include "domains/base/buffer.h"
#include "domains/text/console.h"

/* Writes what a buffer has, at the end or when it is large. */
static void
flush(struct buffer *buffer, size_t at_least, FILE *out)
{
	if (buffer->len < at_least)
		return;
	buffer_print(buffer, out);
	buffer->len = 0;
}

#define FLUSH_AT ((size_t)1 << 16)

static int
finish(struct buffer *buffer, FILE *out)
{
	bool failed = buffer->failed;

	flush(buffer, 0, out);
	buffer_clear(buffer);
	if (failed)
		console_say("export", "out of memory");
	return failed ? -1 : 0;
}

static void
add_field(struct buffer *line, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	if (strchr("=+-@", *text) == NULL && strpbrk(text, ",\"\t ") == NULL)
		buffer_add_text(line, text);
	else
		buffer_add_csv(line, text, strlen(text));
}

int
export_csv(const struct export_job *job)
{
	struct buffer line = {0};

	for (size_t k = 0; k < ENTRY_BELOW; k++) {
		buffer_add_text(&line, entry_keys[k]);
		buffer_add_text(&line, ",");
	}
	buffer_add_text(&line, "file,line\r\n");
	for (size_t i = 0; i < job->count; i++) {
		const struct collection_entry *one = &job->entries[i];

		for (size_t k = 0; k < ENTRY_BELOW; k++) {
			add_field(&line, one->entry->text[k]);
			buffer_add_text(&line, ",");
		}
		add_field(&line, one->document->path);
		buffer_add_format(&line, ",%u\r\n", one->entry->line);
		flush(&line, FLUSH_AT, job->out);
	}
	return finish(&line, job->out);
}

/* "KEY": "TEXT" and what comes after it. */
static void
add_pair(struct buffer *buffer, const char *key, const char *text,
    const char *after)
{
	buffer_add_json(buffer, key, strlen(key));
	buffer_add_text(buffer, ": ");
	buffer_add_json(buffer, text, strlen(text));
	buffer_add_text(buffer, after);
}

int
export_json(const struct export_job *job)
{
	const char *before = "";
	struct buffer text = {0};

	buffer_add_text(&text, "{\n");
	add_pair(&text, "program", job->program, ",\n");
	add_pair(&text, "date", job->date, ",\n\"lists\": [");
	for (size_t i = 0; i < job->collection->count; i++) {
		const struct document *list = job->collection->documents[i];

		if (list->kind != LISTFILE_DOPPELGANGERS)
			continue;
		buffer_add_text(&text, before);
		buffer_add_json(&text, list->path, strlen(list->path));
		before = ", ";
	}
	buffer_add_text(&text, "],\n\"entries\": [");
	for (size_t i = 0; i < job->count; i++) {
		const struct collection_entry *one = &job->entries[i];

		buffer_add_text(&text, i > 0 ? ",\n{" : "\n{");
		for (size_t k = 0; k < ENTRY_BELOW; k++)
			if (one->entry->text[k] != NULL)
				add_pair(&text, entry_keys[k],
				    one->entry->text[k], ", ");
		add_pair(&text, "file", one->document->path, ", \"line\": ");
		buffer_add_number(&text, one->entry->line);
		buffer_add_text(&text, "}");
		flush(&text, FLUSH_AT, job->out);
	}
	buffer_add_text(&text, "\n]\n}\n");
	return finish(&text, job->out);
}
