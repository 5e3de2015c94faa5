/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what an audit found: see the header. */
#include "domains/reports/spool.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domains/base/file.h"

const struct file_rows_form spool_form = {
    .name = "file of findings",
    .title = "doppelcheck spool ",
    .version = "1",
};

static int
take_head(struct file_rows *rows, struct spool *spool)
{
	if (file_rows_take_bool(rows, "read", &spool->read) < 0 ||
	    file_rows_take_bool(rows, "whole", &spool->whole) < 0 ||
	    file_rows_take(rows, "helper", 2) < 0)
		return -1;
	spool->helper = rows->field[1];
	return *spool->helper != '\0' &&
	               file_rows_bool(rows->field[2], &spool->helper_right)
	           ? 0
	           : file_rows_refuse_row(rows);
}

static int
take_diagnostics(struct file_rows *rows, struct spool *spool)
{
	size_t count = file_rows_count(rows, "diagnostic");
	uint64_t line, more;

	spool->diagnostics.limit = SPOOL_DIAGNOSTICS_MAX;
	for (size_t i = 0; i < count; i++) {
		if (file_rows_take(rows, "diagnostic", 3) < 0)
			return -1;
		if (!file_rows_number(rows->field[2], UINT_MAX, &line))
			return file_rows_refuse_row(rows);
		diagnostics_add(&spool->diagnostics, rows->field[1],
		    (unsigned)line, "%s", rows->field[3]);
	}
	if (file_rows_take_number(rows, "more", UINT32_MAX, &more) < 0)
		return -1;
	spool->diagnostics.count += more;
	return 0;
}

static int
take_missed(struct file_rows *rows, struct spool *spool)
{
	size_t count = file_rows_count(rows, "missed");

	for (size_t i = 0; i < count; i++) {
		if (file_rows_take(rows, "missed", 1) < 0)
			return -1;
		if (interning_add(spool->missed, span_of(rows->field[1])) ==
		    INTERNING_NONE)
			return file_rows_refuse(rows, strerror(ENOMEM));
	}
	return 0;
}

static int
take_contacts(struct file_rows *rows, struct spool *spool)
{
	size_t count;

	spool->contacts = file_rows_make_room(rows, "contact",
	    sizeof(*spool->contacts), &count);
	if (spool->contacts == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint32_t number;

		if (file_rows_take(rows, "contact", 3) < 0)
			return -1;
		number = interning_add(spool->lists, span_of(rows->field[1]));
		if (number == INTERNING_NONE)
			return file_rows_refuse(rows, strerror(ENOMEM));
		/* Two contacts of a list, or only one of its two texts. */
		if (number != i ||
		    (*rows->field[2] == '\0') != (*rows->field[3] == '\0'))
			return file_rows_refuse_row(rows);
		if (*rows->field[2] != '\0')
			spool->contacts[i] =
			    (struct spool_contact){rows->field[2],
				rows->field[3]};
	}
	return 0;
}

static int
take_finding(struct file_rows *rows, const struct spool *spool,
    struct spool_finding *finding)
{
	char *const *field = rows->field;

	if (file_rows_take(rows, "finding", 9) < 0)
		return -1;
	*finding = (struct spool_finding){
	    .list = field[1],
	    .address = field[2],
	    .name = field[3],
	    .file = field[4],
	    .phrase = field[8],
	    .suggestion = field[9],
	    .contact = interning_find(spool->lists, span_of(field[1])),
	};
	if (!file_rows_place(field[5], &finding->line, &finding->cell) ||
	    !verdict_reason_parse(field[6], &finding->reason) ||
	    !verdict_confidence_parse(field[7], &finding->confidence) ||
	    finding->reason == VERDICT_NONE || *finding->file == '\0' ||
	    finding->contact == INTERNING_NONE)
		return file_rows_refuse_row(rows);
	return 0;
}

static int
take_findings(struct file_rows *rows, struct spool *spool)
{
	size_t count;

	spool->findings = file_rows_make_room(rows, "finding",
	    sizeof(*spool->findings), &count);
	if (spool->findings == NULL)
		return -1;
	for (; spool->count < count; spool->count++)
		if (take_finding(rows, spool, &spool->findings[spool->count]) <
		    0)
			return -1;
	return file_rows_finish(rows);
}

int
spool_parse(const char *path, char *bytes, size_t len,
    struct diagnostics *diagnostics, struct spool *spool_r)
{
	struct file_rows rows = {
	    .form = &spool_form,
	    .path = path,
	    .diagnostics = diagnostics,
	    .at = bytes,
	    .end = bytes + len,
	};
	struct spool spool = {
	    .bytes = bytes,
	    .missed = interning_new(),
	    .lists = interning_new(),
	};
	int result;

	if (spool.missed == NULL || spool.lists == NULL)
		result = file_rows_refuse(&rows, strerror(ENOMEM));
	else
		result = file_rows_open(&rows, &spool.time) < 0 ||
		                 take_head(&rows, &spool) < 0 ||
		                 take_diagnostics(&rows, &spool) < 0 ||
		                 take_missed(&rows, &spool) < 0 ||
		                 take_contacts(&rows, &spool) < 0 ||
		                 take_findings(&rows, &spool) < 0
		             ? -1
		             : 0;
	if (result < 0)
		spool_clear(&spool);
	else
		*spool_r = spool;
	return result;
}

int
spool_read(const char *directory, struct diagnostics *diagnostics,
    struct spool *spool_r)
{
	char path[PATH_MAX], *bytes;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s", directory, SPOOL_NAME);
	if (file_read(path, SPOOL_MAX, diagnostics, &bytes, &len) < 0)
		return -1;
	return spool_parse(path, bytes, len, diagnostics, spool_r);
}

void
spool_clear(struct spool *spool)
{
	interning_free(&spool->missed);
	interning_free(&spool->lists);
	diagnostics_clear(&spool->diagnostics);
	free(spool->contacts);
	free(spool->findings);
	free(spool->bytes);
	*spool = (struct spool){0};
}
