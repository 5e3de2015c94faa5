/* SPDX-License-Identifier: BSD-2-Clause */
/* Exports for people and programs of their own: CSV (RFC 4180) and JSON, with
 * all that the lists say. */
#include "domains/doppellist/export/export.h"

#include <string.h>

#include "domains/base/buffer.h"
#include "domains/text/console.h"

/* The buffer is written out when it has this much. */
#define FLUSH_AT ((size_t)1 << 16)

static void
flush(struct buffer *buffer, FILE *out)
{
	if (buffer->len > 0)
		fwrite(buffer->bytes, 1, buffer->len, out);
	buffer->len = 0;
}

static int
finish(struct buffer *buffer, FILE *out)
{
	bool failed = buffer->failed;

	flush(buffer, out);
	buffer_clear(buffer);
	if (failed)
		console_say("export", "out of memory");
	return failed ? -1 : 0;
}

static void
add_csv(struct buffer *buffer, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	if (strchr("=+-@", *text) == NULL && strpbrk(text, ",\"\t ") == NULL)
		buffer_add_text(buffer, text);
	else
		buffer_add_csv(buffer, text, strlen(text));
}

int
export_csv(const struct export_job *job)
{
	struct buffer line = {0};

	buffer_add_text(&line,
	    "name,meant,since,until,source,note,file,line\r\n");
	for (size_t i = 0; i < job->count; i++) {
		const struct export_entry *entry = &job->entries[i];
		const struct document_entry *said = entry->entry;
		const char *const fields[] = {entry->name, entry->meant,
		    said->since, said->until, said->source, said->note,
		    entry->file};

		for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++) {
			add_csv(&line, fields[f]);
			buffer_add_text(&line, ",");
		}
		buffer_add_number(&line, said->line);
		buffer_add_text(&line, "\r\n");
		if (line.len >= FLUSH_AT)
			flush(&line, job->out);
	}
	return finish(&line, job->out);
}

static void
add_json_string(struct buffer *buffer, const char *text)
{
	buffer_add_json(buffer, text, strlen(text));
}

static void
add_json_entry(struct buffer *buffer, const struct export_entry *entry)
{
	const struct document_entry *said = entry->entry;
	const struct {
		const char *key;
		const char *value;
	} fields[] = {
	    {"name", entry->name},
	    {"meant", entry->meant},
	    {"since", said->since},
	    {"until", said->until},
	    {"source", said->source},
	    {"note", said->note},
	    {"file", entry->file},
	};

	buffer_add_text(buffer, "{");
	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++) {
		if (fields[f].value == NULL)
			continue;
		add_json_string(buffer, fields[f].key);
		buffer_add_text(buffer, ": ");
		add_json_string(buffer, fields[f].value);
		buffer_add_text(buffer, ", ");
	}
	buffer_add_text(buffer, "\"line\": ");
	buffer_add_number(buffer, said->line);
	buffer_add_text(buffer, "}");
}

int
export_json(const struct export_job *job)
{
	struct buffer text = {0};

	buffer_add_text(&text, "{\n\"program\": ");
	add_json_string(&text, job->program);
	buffer_add_text(&text, ",\n\"date\": ");
	add_json_string(&text, job->date);
	buffer_add_text(&text, ",\n\"lists\": [");
	for (size_t i = 0; i < job->file_count; i++) {
		buffer_add_text(&text, i > 0 ? ", " : "");
		add_json_string(&text, job->files[i]);
	}
	buffer_add_text(&text, "],\n\"entries\": [");
	for (size_t i = 0; i < job->count; i++) {
		buffer_add_text(&text, i > 0 ? ",\n" : "\n");
		add_json_entry(&text, &job->entries[i]);
		if (text.len >= FLUSH_AT)
			flush(&text, job->out);
	}
	buffer_add_text(&text, "\n]\n}\n");
	return finish(&text, job->out);
}
