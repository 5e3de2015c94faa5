/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies a finding without names: see the header. */
#include "domains/reports/redacted.h"

#include <string.h>

/* So many texts of a finding are replaced. */
#define TEXTS 8

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

/* Ends a text, and returns where. */
static size_t
end_text(struct buffer *texts)
{
	buffer_add(texts, "", 1);
	return texts->len;
}

/* Adds the texts, in the order of redacted_take(). */
static void
add_texts(const struct redaction *redaction, const struct finding *finding,
    struct buffer *texts, size_t ends[static TEXTS])
{
	const struct verdict *verdict = &finding->verdict;
	const struct member *member = &finding->member;

	add_address(redaction, member, texts);
	*ends++ = end_text(texts);
	redaction_add_address(redaction, member->list, texts);
	*ends++ = end_text(texts);
	redaction_add_token(redaction, member->name, texts);
	*ends++ = end_text(texts);
	redacted_add_cell(redaction, member->cell, texts);
	*ends++ = end_text(texts);
	if (verdict->reason == VERDICT_MISSPELLED_NAME)
		redaction_add_address(redaction, finding->near.by, texts);
	*ends++ = end_text(texts);
	if (verdict->file != NULL)
		redaction_add_path(redaction, span_of(verdict->file), texts);
	*ends++ = end_text(texts);
	if (verdict->source != NULL)
		add_source(redaction, verdict->source, texts);
	*ends++ = end_text(texts);
	redaction_add_text(redaction, span_of(finding->detail), texts);
	*ends = end_text(texts);
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

int
redacted_take(const struct redaction *redaction, const struct finding *finding,
    struct redacted *redacted_r)
{
	struct finding *copy = &redacted_r->finding;
	struct buffer *texts = &redacted_r->texts;
	struct span file, source, detail;
	struct span *const spans[TEXTS] = {&copy->member.address,
	    &copy->member.list, &copy->member.name, &copy->member.cell,
	    &copy->near.by, &file, &source, &detail};
	size_t ends[TEXTS], begin = 0;

	*copy = *finding;
	*texts = (struct buffer){0};
	if (finding->verdict.detail == finding->detail)
		copy->verdict.detail = copy->detail;
	if (finding->verdict.evidence == &finding->evidence)
		copy->verdict.evidence = &copy->evidence;
	add_texts(redaction, finding, texts, ends);
	for (size_t i = 0; i < TEXTS; begin = ends[i++])
		*spans[i] = texts->failed ? (struct span){"", 0}
		                          : (struct span){texts->bytes + begin,
						ends[i] - 1 - begin};
	if (copy->verdict.file != NULL)
		copy->verdict.file = file.bytes;
	if (copy->verdict.source != NULL)
		copy->verdict.source = source.bytes;
	(void)snprintf(copy->detail, sizeof(copy->detail), "%s", detail.bytes);
	copy->member.mended = copy->member.reading = copy->member.row =
	    (struct span){"", 0};
	redacted_suggestion(redaction, copy->suggestion);
	return texts->failed ? -1 : 0;
}
