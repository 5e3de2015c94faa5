/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies a finding without names: see the header. */
#include "domains/reports/redacted.h"

#include <string.h>

/* The texts of a finding that are replaced. */
enum replaced {
	REPLACED_ADDRESS,
	REPLACED_LIST,
	REPLACED_NAME,
	REPLACED_CELL,
	REPLACED_NEAR,
	REPLACED_FILE,
	REPLACED_SOURCE,
	REPLACED_DETAIL,
	REPLACED_TEXTS
};

static void
add_address(const struct redaction *redaction, const struct member *member,
    struct buffer *buffer)
{
	const struct address *parsed = &member->parsed;
	struct buffer address = {0};

	if (member->target == MEMBER_DOMAIN) {
		buffer_add(buffer, member->address.bytes, member->address.len);
		return;
	}
	if (member->error != ADDRESS_FINE || parsed->domain_len == 0) {
		redaction_add_address(redaction, member->address, buffer);
		return;
	}
	buffer_add(&address, parsed->local, parsed->local_len);
	buffer_add_text(&address, "@");
	buffer_add(&address, parsed->domain, parsed->domain_len);
	redaction_add_address(redaction,
	    (struct span){address.bytes, address.len}, buffer);
	buffer->failed = buffer->failed || address.failed;
	buffer_clear(&address);
}

/* A page on the net, or what an administrator has written. */
static void
add_source(const struct redaction *redaction, const char *source,
    struct buffer *buffer)
{
	if (strncmp(source, "http", 4) == 0)
		buffer_add_text(buffer, source);
	else
		redaction_add_token(redaction, span_of(source), buffer);
}

void
redacted_add_cell(const struct redaction *redaction, struct span cell,
    struct buffer *buffer)
{
	const struct span sheet = member_sheet(cell);

	redaction_add_token(redaction, sheet, buffer);
	buffer_add(buffer, cell.bytes + sheet.len, cell.len - sheet.len);
}

static void
add_text(const struct redaction *redaction, const struct finding *finding,
    enum replaced which, struct buffer *buffer)
{
	const struct verdict *verdict = &finding->verdict;
	const struct member *member = &finding->member;

	switch (which) {
	case REPLACED_ADDRESS:
		add_address(redaction, member, buffer);
		break;
	case REPLACED_LIST:
		redaction_add_address(redaction, member->list, buffer);
		break;
	case REPLACED_NAME:
		redaction_add_token(redaction, member->name, buffer);
		break;
	case REPLACED_CELL:
		redacted_add_cell(redaction, member->cell, buffer);
		break;
	case REPLACED_NEAR:
		if (verdict->reason == VERDICT_MISSPELLED_NAME)
			redaction_add_address(redaction, finding->near.by,
			    buffer);
		break;
	case REPLACED_FILE:
		redaction_add_path(redaction,
		    span_of(verdict->file != NULL ? verdict->file : ""),
		    buffer);
		break;
	case REPLACED_SOURCE:
		add_source(redaction,
		    verdict->source != NULL ? verdict->source : "", buffer);
		break;
	case REPLACED_DETAIL:
		redaction_add_text(redaction, span_of(finding->detail), buffer);
		break;
	case REPLACED_TEXTS:
		break;
	}
}

void
redacted_suggestion(const struct redaction *redaction,
    char suggestion[static FINDING_SUGGESTION_SIZE])
{
	struct buffer text = {0};

	if (*suggestion == '\0' || *suggestion == '@' ||
	    strchr(suggestion, '@') == NULL)
		return;
	redaction_add_address(redaction, span_of(suggestion), &text);
	if (text.failed || text.len >= FINDING_SUGGESTION_SIZE)
		text.len = 0;
	if (text.len != 0)
		memcpy(suggestion, text.bytes, text.len);
	suggestion[text.len] = '\0';
	buffer_clear(&text);
}

/* Puts the replaced texts into the copy; those of a failed buffer are empty. */
static void
set_texts(struct redacted *redacted, const size_t ends[static REPLACED_TEXTS])
{
	struct finding *copy = &redacted->finding;
	bool failed = redacted->texts.failed;
	struct span spans[REPLACED_TEXTS];
	size_t begin = 0;

	for (size_t i = 0; i < REPLACED_TEXTS; i++) {
		spans[i] = failed ? (struct span){"", 0}
		                  : (struct span){redacted->texts.bytes + begin,
					ends[i] - 1 - begin};
		begin = ends[i];
	}
	copy->member.address = spans[REPLACED_ADDRESS];
	copy->member.list = spans[REPLACED_LIST];
	copy->member.name = spans[REPLACED_NAME];
	copy->member.cell = spans[REPLACED_CELL];
	copy->near.by = spans[REPLACED_NEAR];
	if (copy->verdict.file != NULL)
		copy->verdict.file = spans[REPLACED_FILE].bytes;
	if (copy->verdict.source != NULL)
		copy->verdict.source = spans[REPLACED_SOURCE].bytes;
	(void)snprintf(copy->detail, sizeof(copy->detail), "%s",
	    spans[REPLACED_DETAIL].bytes);
}

int
redacted_take(const struct redaction *redaction, const struct finding *finding,
    struct redacted *redacted_r)
{
	struct finding *copy = &redacted_r->finding;
	struct buffer *texts = &redacted_r->texts;
	size_t ends[REPLACED_TEXTS];

	*copy = *finding;
	*texts = (struct buffer){0};
	if (finding->verdict.detail == finding->detail)
		copy->verdict.detail = copy->detail;
	if (finding->verdict.evidence == &finding->evidence)
		copy->verdict.evidence = &copy->evidence;
	for (size_t i = 0; i < REPLACED_TEXTS; i++) {
		add_text(redaction, finding, (enum replaced)i, texts);
		buffer_add(texts, "", 1);
		ends[i] = texts->len;
	}
	set_texts(redacted_r, ends);
	copy->member.mended = copy->member.reading = copy->member.row =
	    (struct span){"", 0};
	redacted_suggestion(redaction, copy->suggestion);
	return texts->failed ? -1 : 0;
}

void
redacted_clear(struct redacted *redacted)
{
	buffer_clear(&redacted->texts);
}
