/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads reports, and adds their mails up: see the header. */
#include "domains/reports/leak_parts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/array.h"
#include "domains/base/buffer.h"
#include "domains/base/file.h"
#include "domains/base/translation.h"
#include "domains/reports/leak_line.h"

struct leak_parts *
leak_parts_new(bool message_ids)
{
	struct leak_parts *parts = calloc(1, sizeof(*parts));

	if (parts == NULL)
		return NULL;
	parts->message_ids = message_ids;
	parts->errors.limit = parts->notes.limit = LEAK_PARTS_NOTES_MAX;
	parts->records = records_new();
	part_mails_begin(&parts->mails);
	parts->gate = gate_new(true);
	if (parts->records == NULL || parts->gate == NULL)
		leak_parts_free(&parts);
	return parts;
}

void
leak_parts_free(struct leak_parts **parts)
{
	if (*parts == NULL)
		return;
	records_free(&(*parts)->records);
	gate_free(&(*parts)->gate);
	hosts_clear(&(*parts)->hosts);
	part_mails_clear(&(*parts)->mails);
	part_lists_clear(&(*parts)->lists);
	diagnostics_clear(&(*parts)->errors);
	diagnostics_clear(&(*parts)->notes);
	free((*parts)->recipients);
	free((*parts)->list);
	free(*parts);
	*parts = NULL;
}

/* ---- lines --------------------------------------------------------------- */

/* Where the reading of a file is. */
struct reading {
	struct leak_parts *parts;
	const char *path;
	unsigned line;
	bool inside;    /* a report */
	uint64_t lines; /* of it */
	struct diagnostics *diagnostics;
};

static int
refuse(const struct reading *reading, const char *text)
{
	return diagnostics_add(reading->diagnostics, reading->path,
	    reading->line, "%s", text);
}

static int
take_report(struct reading *reading, const struct leak_line *line)
{
	struct leak_parts *parts = reading->parts;
	const struct part part = {reading->path, reading->line};
	bool first = parts->count == 0;

	if (reading->inside)
		return refuse(reading,
		    N_("begins a report within another one, which was cut"));
	if (line->redaction.len >= sizeof(parts->redaction))
		return refuse(reading, N_("names no key that it is redacted "
					  "by"));
	if (first)
		memcpy(parts->redaction, line->redaction.bytes,
		    line->redaction.len);
	if (!span_equal(line->redaction, parts->redaction))
		return diagnostics_add(reading->diagnostics, reading->path,
		    reading->line, "is not redacted by the same key as \"%s\"",
		    parts->list[0].path);
	if (array_add(&parts->list, &parts->room, &parts->count, &part,
		sizeof(part)) < 0)
		return refuse(reading, strerror(ENOMEM));
	parts->counts.deliveries += line->deliveries;
	parts->counts.rejects += line->rejects;
	reading->inside = true;
	reading->lines = 0;
	parts->latest = (struct record){0};
	return 0;
}

/* Of a mail that is held the log names only the last recipient. */
static int
add_results(struct leak_parts *parts, const struct record *mail,
    const struct part_mail *known)
{
	struct span address = mail->texts[RECORD_ADDRESS];

	errno = ENOMEM;
	if (mail->outcome == MAILLOG_HELD &&
	    part_mails_add_result(&parts->mails,
		part_mails_recipient(mail->id, (struct span){"", 0}),
		known) < 0)
		return -1;
	return part_mails_add_result(&parts->mails,
	    part_mails_recipient(mail->id, address), known);
}

static int
take_mail(struct reading *reading, const struct record *mail)
{
	struct leak_parts *parts = reading->parts;
	struct part_mail known = part_mail_of(mail);
	const struct part_mail *again = NULL;

	if (parts->message_ids && mail->message_hash != 0 &&
	    mail->texts[RECORD_MESSAGE_ID].len == 0)
		return refuse(reading, N_("has no Message-ID: make the report "
					  "with --message-ids, too"));
	if (parts->mails.result_count >= LEAK_PARTS_MAX)
		return diagnostics_add(reading->diagnostics, reading->path,
		    reading->line,
		    "is one recipient of a mail to a wrong address more than "
		    "%d",
		    LEAK_PARTS_MAX);
	if (records_add(parts->records, mail) < 0 ||
	    add_results(parts, mail, &known) < 0)
		return refuse(reading, strerror(errno));
	if (record_is_of_mail(&parts->latest, mail))
		return 0;
	parts->latest = *mail;
	known.part = (uint32_t)parts->count;
	known.line = reading->line;
	again = part_mails_find_again(&parts->mails, &known);
	if (again != NULL)
		return diagnostics_add(reading->diagnostics, reading->path,
		    reading->line,
		    "has a mail that is in line %u of \"%s\", too: their logs "
		    "overlap, or it began in one and ended in the other; read "
		    "the logs together",
		    again->line, parts->list[again->part - 1].path);
	return part_mails_add(&parts->mails, &known) < 0
	           ? refuse(reading, strerror(ENOMEM))
	           : 0;
}

/* Files of the same name are on many machines. */
static int
take_note(const struct reading *reading, const struct leak_line *line,
    struct diagnostics *notes)
{
	struct buffer file = {0};
	bool failed;

	buffer_add_format(&file, "%s: %s", reading->path, line->file);
	buffer_cut(&file, LEAK_LINE_NOTE_MAX);
	buffer_add(&file, "", 1);
	failed = file.failed;
	if (!failed)
		diagnostics_add(notes, file.bytes, 0, "%s", line->note);
	buffer_clear(&file);
	return failed ? refuse(reading, strerror(ENOMEM)) : 0;
}

static int
take_end(struct reading *reading, const struct leak_line *line)
{
	if (line->lines != reading->lines)
		return diagnostics_add(reading->diagnostics, reading->path,
		    reading->line,
		    "ends a report of %" PRIu64 " lines, of which there are "
		    "%" PRIu64,
		    line->lines, reading->lines);
	reading->inside = false;
	return 0;
}

static int
take_line(struct reading *reading, const struct leak_line *line)
{
	struct leak_parts *parts = reading->parts;

	if (line->kind == LEAK_LINE_REPORT && take_report(reading, line) < 0)
		return -1;
	if (!reading->inside)
		return refuse(reading,
		    N_("is no beginning of a report on mail logs"));
	reading->lines++;
	switch (line->kind) {
	case LEAK_LINE_HOST:
		return hosts_add(&parts->hosts, line->host, line->first,
			   line->last, (unsigned)parts->count) < 0
		           ? refuse(reading, N_("is one host too many"))
		           : 0;
	case LEAK_LINE_MAIL:
		return take_mail(reading, &line->mail);
	case LEAK_LINE_GATE:
		if (parts->gate->fact_count >= LEAK_PARTS_MAX)
			return diagnostics_add(reading->diagnostics,
			    reading->path, reading->line,
			    "is one decision of the gate more than %d",
			    LEAK_PARTS_MAX);
		gate_add(parts->gate, &line->fact);
		return parts->gate->failed ? refuse(reading, strerror(ENOMEM))
		                           : 0;
	case LEAK_LINE_NOTE:
		return take_note(reading, line, &parts->notes);
	case LEAK_LINE_ERROR:
		return take_note(reading, line, &parts->errors);
	case LEAK_LINE_END:
		return take_end(reading, line);
	case LEAK_LINE_REPORT:
	case LEAK_LINE_OTHER:
		break;
	}
	return 0;
}

static int
read_line(struct reading *reading, struct span text)
{
	struct leak_line line;
	const char *why;
	int result;

	if (leak_line_read(text, &line, &why) < 0)
		return refuse(reading, why);
	result = take_line(reading, &line);
	leak_line_clear(&line);
	return result;
}

static int
read_lines(struct reading *reading, FILE *file, char *room)
{
	while (fgets(room, (int)LEAK_PARTS_LINE_MAX, file) != NULL) {
		size_t len = strlen(room);

		reading->line++;
		if (len == 0 || room[len - 1] != '\n')
			return refuse(reading,
			    feof(file) && len != 0
				? N_("has no end: it was cut")
				: N_("is no line of a report on mail logs "
				     "(--format json)"));
		if (read_line(reading, (struct span){room, len - 1}) < 0)
			return -1;
	}
	if (ferror(file))
		return refuse(reading, strerror(errno));
	if (reading->inside)
		return refuse(reading,
		    N_("ends within a report, which was cut"));
	if (reading->line == 0)
		return refuse(reading, N_("is empty"));
	return 0;
}

int
leak_parts_read(struct leak_parts *parts, const char *path,
    struct diagnostics *diagnostics)
{
	struct reading reading = {
	    .parts = parts,
	    .path = path,
	    .diagnostics = diagnostics,
	};
	char *room;
	FILE *file = NULL;
	struct stat status;
	const char *why;
	int fd, result;

	if (leak_line_begin(diagnostics) < 0)
		return -1;
	fd = file_open_input(strcmp(path, "-") == 0 ? "/dev/stdin" : path,
	    &status, &why);
	if (fd < 0)
		return refuse(&reading, why);
	room = malloc(LEAK_PARTS_LINE_MAX);
	file = room != NULL ? fdopen(fd, "r") : NULL;
	if (file == NULL) {
		result = refuse(&reading, strerror(ENOMEM));
		close(fd);
	} else {
		result = read_lines(&reading, file, room);
		(void)fclose(file);
	}
	free(room);
	return result;
}

/* ---- do they overlap? ---------------------------------------------------- */

/* As qsort(3) has it. */
static int
by_host(const void *a, const void *b)
{
	const struct host_range *one = a, *other = b;

	if (one->host != other->host)
		return one->host < other->host ? -1 : 1;
	if (one->first != other->first)
		return one->first < other->first ? -1 : 1;
	return one->last < other->last ? -1 : one->last > other->last;
}

int
leak_parts_check(struct leak_parts *parts, struct diagnostics *diagnostics)
{
	struct hosts *hosts = &parts->hosts;
	const struct host_range *longest = NULL;

	if (hosts->count != 0)
		qsort(hosts->list, hosts->count, sizeof(*hosts->list), by_host);
	for (size_t i = 0; i < hosts->count; i++) {
		const struct host_range *range = &hosts->list[i];
		const struct part *part = &parts->list[range->part - 1];
		const char *host = hosts_name(hosts, range);

		if (longest != NULL && longest->part != range->part &&
		    host_ranges_overlap(hosts, longest, range))
			return diagnostics_add(diagnostics, part->path,
			    part->line,
			    "has lines of host \"%s\" from the same time as "
			    "\"%s\" has: their logs overlap",
			    host, parts->list[longest->part - 1].path);
		if (longest == NULL || longest->host != range->host ||
		    longest->last < range->last)
			longest = range;
	}
	return 0;
}
